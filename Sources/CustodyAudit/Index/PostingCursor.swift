import CustodyModel

/// The offsets of one reference in a run, in ascending order, read as they are asked for.
struct PostingCursor {
    /// The offsets of the row or the part that holds the first one not below the given; empty when there is none.
    private let fetch: (UInt32) throws -> [UInt32]
    private var offsets: ArraySlice<UInt32> = []
    private var isAtEnd = false

    init(_ fetch: @escaping (UInt32) throws -> [UInt32]) { self.fetch = fetch }

    /// The first offset that is not below the given one; nil when there is none. Ask in ascending order only.
    mutating func first(notBelow offset: UInt32) throws -> UInt32? {
        offsets = offsets.drop { $0 < offset }
        if offsets.isEmpty, !isAtEnd {
            offsets = try fetch(offset).drop { $0 < offset }
            isAtEnd = offsets.isEmpty
        }
        return offsets.first
    }
}

/// Several cursors of which every group must have the offset, and of each group any.
struct PostingJoin {
    private var groups: [[PostingCursor]]

    init(_ groups: [[PostingCursor]]) { self.groups = groups }

    /// The first offset not below the given one that all groups have; nil when there is none. Ask in ascending order only.
    mutating func first(notBelow offset: UInt32) throws -> UInt32? {
        var wanted = offset
        while true {
            let start = wanted
            for group in groups.indices {
                var nearest: UInt32?
                for cursor in groups[group].indices {
                    guard let found = try groups[group][cursor].first(notBelow: wanted) else { continue }
                    nearest = min(nearest ?? found, found)
                }
                guard let nearest else { return nil }
                wanted = nearest
            }
            if wanted == start { return wanted }
        }
    }
}
