extension SimulatedDisk {
    /// What the next process finds. The same seed leaves the same.
    public func crashed(seed: UInt64, profile: CrashProfile) -> SimulatedDisk {
        var dice = SeededGenerator(seed: seed)
        switch profile {
        case .killOnly: return self
        case .adversarial:
            var names = durable
            // Often enough all or nothing, which are the cases that single steps are proof against.
            let odds = dice.below(4)
            for change in pending where odds == 0 || odds > 1 && !dice.chance(odds) { change.action.apply(to: &names) }
            return rebuilt(names) { $0.adversarialBytes(&dice) }
        case .ext4Ordered:
            var names = durable
            let moment = orderedFloor + dice.below(clock - orderedFloor + 1)
            var flushed: [Int: Int] = [:]
            for change in pending where change.order < moment {
                change.action.apply(to: &names)
                if case .rename(_, _, let inode, replacing: true) = change.action { flushed[inode] = change.order }
            }
            return rebuilt(names, flushed) { inode, flushed in
                inode.orderedBytes(moment: moment, flushed: flushed, &dice)
            }
        }
    }

    /// The disk after a power loss in the middle of the write that was about to happen: everything before it is durable, of
    /// the write itself the first `count` bytes, and the rest of its space is `fill` or, when that is nil, not there.
    public func torn(_ write: PendingWrite, after count: Int, fill: UInt8? = nil) -> SimulatedDisk {
        var disk = self
        let size = inodes[write.inode].visible.count
        disk.write(Array(write.bytes.prefix(count)), at: write.offset, inode: write.inode)
        let end = write.offset + write.bytes.count
        if let fill, end > max(size, write.offset + count) {
            let start = max(size, write.offset + count)
            disk.write([UInt8](repeating: fill, count: end - start), at: start, inode: write.inode)
        }
        return disk.settled()
    }

    /// After how many bytes a write may be cut so that each cut leaves something else: at every byte, but for a long write
    /// only in its first and last 256 and around the edges of sectors.
    public func cuts(of write: PendingWrite) -> [Int] {
        let old = inodes[write.inode].visible
        let count = write.bytes.count
        return (0...count).filter { cut in
            if count > 1024, (256..<(count - 256)).contains(cut),
                (3..<SimulatedInode.sector).contains((write.offset + cut + 1) % SimulatedInode.sector)
            {
                return false
            }
            let place = write.offset + cut - 1
            // A byte that stood there already makes no difference.
            return cut == 0 || place >= old.count || old[place] != write.bytes[cut - 1]
        }
    }

    /// Whether a write that is cut after `count` bytes would have made the file larger.
    public func grows(_ write: PendingWrite, after count: Int) -> Bool {
        count < write.bytes.count && write.offset + write.bytes.count > inodes[write.inode].visible.count
    }

    /// The disk as it is read, all of it durable: a power loss after the system wrote everything back.
    public func settled() -> SimulatedDisk { rebuilt(visible) { $0.visible } }

    private func rebuilt(_ names: SimulatedNames, _ bytes: (SimulatedInode) -> [UInt8]) -> SimulatedDisk {
        rebuilt(names, [:]) { inode, _ in bytes(inode) }
    }

    private func rebuilt(
        _ names: SimulatedNames, _ flushed: [Int: Int], _ bytes: (SimulatedInode, Int) -> [UInt8]
    ) -> SimulatedDisk {
        var names = names
        if names.directories.count < visible.directories.count { names.removeUnreachable() }
        var kept: [SimulatedInode] = []
        kept.reserveCapacity(names.files.count)
        // Of two renames of a file the second may be kept alone: the file then has two names.
        var places: [Int: Int] = [:]
        for (path, inode) in names.files {
            if let place = places[inode] {
                names.link(path, place)
                continue
            }
            places[inode] = kept.count
            names.link(path, kept.count)
            kept.append(SimulatedInode(durable: bytes(inodes[inode], flushed[inode] ?? 0)))
        }
        return SimulatedDisk(names: names, inodes: kept)
    }
}
