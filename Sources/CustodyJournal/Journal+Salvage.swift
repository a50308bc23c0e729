extension Journal {
    /// Copies the longest readable prefix of a damaged journal into a new directory that opens. Blocks, and writes nothing to the
    /// old one; nobody may write to it meanwhile.
    ///
    /// The prefix ends at the first frame that is not whole or out of order, that the caller cannot take in, or at the first
    /// segment that is missing. Frames are copied as they stand, with their checksums: nothing is certified anew that was not
    /// found certified. The new journal goes on in a segment of its own.
    ///
    /// - Parameters:
    ///   - directory: The damaged journal.
    ///   - destination: Where the new one is made; nothing may stand there. Its parent is made when it is missing.
    ///   - storeID: The store it must belong to.
    ///   - salt: Draws 32 random bytes.
    ///   - restore: Gets the newest checkpoint that can be read, and throws when what it names cannot be had. Then only a
    ///     journal that still holds its first commit can be salvaged.
    ///   - replay: Gets each commit behind the checkpoint; what it throws ends the prefix before that commit. It may have taken
    ///     in a part of it: read the new journal before you trust what it gathered.
    /// - Throws: ``JournalError``: `alreadyExists`; `notFound` when there is no journal; `corrupt` when nothing can be salvaged.
    ///   Nothing is left at the destination then, unless writing itself failed.
    public static func salvage(
        from directory: String, to destination: String, fileSystem: any JournalFileSystem, storeID: [UInt8],
        salt: @escaping @Sendable () -> [UInt8], restore: (JournalCheckpoint) throws -> Void = { _ in },
        replay: (JournalFrame) throws -> Void
    ) throws(JournalError) -> JournalSalvage {
        guard storeID.count == SegmentHeader.storeIDSize else {
            throw JournalError(.invalidArgument, "a store's identity has 16 bytes, not \(storeID.count)", path: directory)
        }
        guard try fileSystem.status(destination) == .absent else {
            throw JournalError(.alreadyExists, "something stands there; choose another place", path: destination)
        }
        var walk = SalvageWalk(directory: directory, fileSystem: fileSystem, storeID: storeID)
        try walk.run(restore: restore, replay: replay)
        let parent = JournalPath.parent(of: destination)
        if try fileSystem.status(parent) == .absent {
            try fileSystem.createDirectory(parent)
            try fileSystem.syncDirectory(JournalPath.parent(of: parent))
        }
        try fileSystem.createDirectory(destination)
        try fileSystem.syncDirectory(parent)
        try walk.copy(to: SegmentFile(directory: destination, fileSystem: fileSystem, storeID: storeID, salt: salt))
        return walk.result
    }
}
