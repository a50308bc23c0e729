/// The bytes behind the last whole frame that nothing certifies, and what an opening for writing does with them.
struct TornTail {
    let directory: String
    let fileSystem: any JournalFileSystem
    let walk: SegmentWalk

    private static let kept = 16

    /// What an opening tells of it.
    func found() throws(JournalError) -> JournalRecovery.Tail {
        JournalRecovery.Tail(
            path: walk.path, offset: walk.offset, length: try endOfContent() - walk.offset, quarantinePath: nil)
    }

    /// Copies the tail aside, durably, before anything happens to it.
    func quarantine(_ writerEpoch: UInt32) throws(JournalError) -> JournalRecovery.Tail {
        let place = JournalPath.join(directory, JournalPath.quarantineName)
        if try fileSystem.status(place) == .absent {
            try fileSystem.createDirectory(place)
            try fileSystem.syncDirectory(directory)
        }
        // Names sort by age. The same tail gets the same name, so that a crash on the way leaves one copy.
        let name =
            "\(JournalPath.padded(UInt64(writerEpoch)))-\(JournalPath.padded(walk.header.number))-"
            + "\(JournalPath.padded(walk.offset))\(QuarantinedTail.suffix)"
        let path = JournalPath.join(place, name)
        let source = walk.reader.file
        // What was filled ahead and never written is no part of it.
        let end = try endOfContent()
        try fileSystem.replace(path) { copy throws(JournalError) in
            var offset = walk.offset
            var checksum = CRC32C()
            while offset < end {
                let bytes = try source.read(at: offset, count: Int(min(UInt64(SegmentReader.window), end - offset)))
                guard !bytes.isEmpty else { break }
                try copy.write(bytes, at: offset - walk.offset)
                checksum.update(bytes)
                offset += UInt64(bytes.count)
            }
            try copy.write(QuarantinedTail.trailer(checksum), at: offset - walk.offset)
        }
        // A crash loop must not fill the disk.
        let tails = try fileSystem.list(place).filter { $0.hasSuffix(QuarantinedTail.suffix) }
        for old in tails.dropLast(Self.kept) { try fileSystem.remove(JournalPath.join(place, old)) }
        return JournalRecovery.Tail(path: walk.path, offset: walk.offset, length: end - walk.offset, quarantinePath: path)
    }

    private func endOfContent() throws(JournalError) -> UInt64 {
        var end = walk.offset
        var place = walk.offset
        while place < walk.reader.size {
            let bytes = try walk.reader.file.read(
                at: place, count: Int(min(UInt64(SegmentReader.window), walk.reader.size - place)))
            guard !bytes.isEmpty else { break }
            if let last = bytes.lastIndex(where: { $0 != 0 }) { end = place + UInt64(last) + 1 }
            place += UInt64(bytes.count)
        }
        return end
    }
}
