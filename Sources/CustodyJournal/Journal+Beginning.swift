extension Journal {
    /// Makes a journal that goes on behind a checkpoint: everything up to it stands outside, put there by whoever calls. Blocks.
    ///
    /// It counts from the moment its manifest is durable, which is the last thing written.
    /// - Parameters:
    ///   - directory: Where it is made; no journal may stand there. What a crash left of an earlier attempt is removed.
    ///   - writerEpoch: The highest epoch of the journal that it goes on from.
    ///   - salt: Draws 32 random bytes.
    package static func begin(
        in directory: String, fileSystem: any JournalFileSystem, storeID: [UInt8], behind checkpoint: JournalCheckpoint,
        writerEpoch: UInt32, salt: @escaping @Sendable () -> [UInt8]
    ) throws(JournalError) {
        let manifests = ManifestStore(directory: directory, fileSystem: fileSystem)
        for name in try fileSystem.list(directory) {
            guard JournalPath.manifestGeneration(name) == nil else {
                throw JournalError(.alreadyExists, "a journal stands there already", path: directory)
            }
            guard JournalPath.segmentNumber(name) != nil || name.hasSuffix(JournalPath.temporarySuffix) else { continue }
            try fileSystem.remove(JournalPath.join(directory, name))
        }
        let first = try JournalPath.following(checkpoint.sequence, in: directory)
        guard checkpoint.sequence > 0, checkpoint.payload.count <= JournalCheckpoint.maximumPayloadBytes else {
            throw JournalError(.invalidArgument, "no journal can go on behind such a checkpoint", path: directory)
        }
        let segments = SegmentFile(directory: directory, fileSystem: fileSystem, storeID: storeID, salt: salt)
        try segments.create(1, firstSequence: first).file.close()
        try manifests.write(
            Manifest(
                storeID: storeID, generation: 1, durableSequence: checkpoint.sequence, writerEpoch: writerEpoch,
                checkpoint: checkpoint, segments: [Manifest.Segment(number: 1, firstSequence: first, end: nil)]))
    }
}
