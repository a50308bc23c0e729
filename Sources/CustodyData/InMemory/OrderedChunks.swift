/// A sorted set that stays cheap to change when it is large: sorted chunks of limited length in sorted order.
///
/// Inserting and removing move at most one chunk's elements and, rarely, the list of chunks.
struct OrderedChunks<Element: Comparable & Sendable>: Sendable, Sequence {
    private var chunks: [[Element]] = []
    private(set) var count = 0
    private static var capacity: Int { 512 }

    var isEmpty: Bool { count == 0 }

    /// The last chunk that begins at or before the element; the first when none does.
    private func chunk(for element: Element) -> Int {
        var (low, high) = (0, chunks.count)
        while low < high {
            let middle = (low + high) / 2
            if let first = chunks[middle].first, first <= element { low = middle + 1 } else { high = middle }
        }
        return Swift.max(low - 1, 0)
    }

    /// The first place in the chunk whose element is not smaller.
    private func place(of element: Element, in chunk: [Element]) -> Int {
        var (low, high) = (0, chunk.count)
        while low < high {
            let middle = (low + high) / 2
            if chunk[middle] < element { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Adds an element; one that is there already changes nothing.
    mutating func insert(_ element: Element) {
        guard !chunks.isEmpty else {
            chunks = [[element]]
            count = 1
            return
        }
        let index = chunk(for: element)
        let place = place(of: element, in: chunks[index])
        if place < chunks[index].count, chunks[index][place] == element { return }
        chunks[index].insert(element, at: place)
        count += 1
        if chunks[index].count > Self.capacity {
            let half = chunks[index].count / 2
            chunks.insert(Array(chunks[index][half...]), at: index + 1)
            chunks[index].removeSubrange(half...)
        }
    }

    /// Takes an element away; one that is not there changes nothing.
    mutating func remove(_ element: Element) {
        guard !chunks.isEmpty else { return }
        let index = chunk(for: element)
        let place = place(of: element, in: chunks[index])
        guard place < chunks[index].count, chunks[index][place] == element else { return }
        chunks[index].remove(at: place)
        count -= 1
        if chunks[index].isEmpty { chunks.remove(at: index) }
    }

    /// At most so many elements that are greater than `bound`, from the smallest when nil.
    func prefix(_ limit: Int, after bound: Element?) -> [Element] {
        guard limit > 0, !chunks.isEmpty else { return [] }
        var index = bound.map { chunk(for: $0) } ?? 0
        var start = 0
        if let bound {
            start = place(of: bound, in: chunks[index])
            if start < chunks[index].count, chunks[index][start] == bound { start += 1 }
        }
        var result: [Element] = []
        while index < chunks.count, result.count < limit {
            result += chunks[index][start...].prefix(limit - result.count)
            index += 1
            start = 0
        }
        return result
    }

    func makeIterator() -> FlattenSequence<[[Element]]>.Iterator { chunks.joined().makeIterator() }
}

extension OrderedChunks: Equatable {
    /// The same elements, however they are cut into chunks.
    static func == (left: Self, right: Self) -> Bool { left.count == right.count && left.elementsEqual(right) }
}
