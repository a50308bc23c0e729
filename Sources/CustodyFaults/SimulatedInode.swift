/// A file of a ``SimulatedDisk``: what is read, what is on the disk for certain, and the changes between the two.
struct SimulatedInode: Sendable {
    enum Action: Sendable {
        case write(offset: Int, bytes: [UInt8])
        case truncate(size: Int)
    }

    struct Change: Sendable {
        var action: Action
        /// Its place among all changes of the disk.
        let order: Int
        /// A sync that failed took it up: it is still read, and no later sync makes it durable.
        var isClean = false
    }

    private(set) var durable: [UInt8] = []
    private(set) var visible: [UInt8] = []
    private(set) var pending: [Change] = []

    init() {}

    /// A file that is wholly durable.
    init(durable: [UInt8]) {
        self.durable = durable
        self.visible = durable
    }

    // MARK: Changes

    mutating func write(_ bytes: [UInt8], at offset: Int, order: Int) {
        guard !bytes.isEmpty else { return }
        Self.put(bytes[...], at: offset, in: &visible)
        pending.append(Change(action: .write(offset: offset, bytes: bytes), order: order))
    }

    mutating func truncate(to size: Int, order: Int) {
        guard size != visible.count else { return }
        Self.resize(&visible, to: size)
        pending.append(Change(action: .truncate(size: size), order: order))
    }

    /// Everything that is not clean becomes durable, and the size.
    mutating func sync() {
        guard pending.contains(where: \.isClean) else {
            if !pending.isEmpty {
                durable = visible
                pending = []
            }
            return
        }
        var kept: [Change] = []
        for change in pending {
            switch change.action {
            case .truncate(let size):
                Self.resize(&durable, to: size)
                Self.take(size..<Int.max, outOf: &kept)
            case .write(let offset, let bytes) where change.isClean:
                if durable.count < offset + bytes.count { Self.resize(&durable, to: offset + bytes.count) }
                kept.append(change)
            case .write(let offset, let bytes):
                Self.put(bytes[...], at: offset, in: &durable)
                Self.take(offset..<(offset + bytes.count), outOf: &kept)
            }
        }
        pending = kept
    }

    /// Nothing becomes durable, and nothing of it ever will unless it is written again.
    mutating func failSync() {
        for index in pending.indices { pending[index].isClean = true }
    }

    /// How many of the first `limit` bytes a crash could show otherwise than they are read now.
    func unsyncedBytes(upTo limit: Int) -> Int {
        guard !pending.isEmpty else { return 0 }
        var doubtful = Set<Int>()
        for change in pending {
            switch change.action {
            case .write(let offset, let bytes):
                for (index, byte) in bytes.enumerated() where offset + index < limit {
                    let place = offset + index
                    if place >= durable.count || durable[place] != byte { doubtful.insert(place) }
                }
            case .truncate(let size):
                if size < min(limit, durable.count) { doubtful.formUnion(size..<min(limit, durable.count)) }
            }
        }
        return doubtful.count
    }

    // MARK: Bytes

    static func put(_ bytes: ArraySlice<UInt8>, at offset: Int, in content: inout [UInt8]) {
        let end = offset + bytes.count
        if content.count == offset {
            content += bytes
            return
        }
        if content.count < end { resize(&content, to: end) }
        content.replaceSubrange(offset..<end, with: bytes)
    }

    static func resize(_ content: inout [UInt8], to size: Int) {
        if content.count > size {
            content.removeLast(content.count - size)
        } else {
            content += repeatElement(0, count: size - content.count)
        }
    }

    /// Takes a range out of writes that are kept: something newer stands there.
    private static func take(_ range: Range<Int>, outOf changes: inout [Change]) {
        changes = changes.flatMap { change -> [Change] in
            guard case .write(let offset, let bytes) = change.action else { return [change] }
            let end = offset + bytes.count
            guard range.overlaps(offset..<end) else { return [change] }
            var parts: [Change] = []
            if offset < range.lowerBound {
                var part = change
                part.action = .write(offset: offset, bytes: Array(bytes[..<(range.lowerBound - offset)]))
                parts.append(part)
            }
            if range.upperBound < end {
                var part = change
                part.action = .write(offset: range.upperBound, bytes: Array(bytes[(range.upperBound - offset)...]))
                parts.append(part)
            }
            return parts
        }
    }
}
