extension Journal {
    /// Verifies one segment without writing, and reports everything that is not as it should be instead of throwing.
    ///
    /// In a segment that was closed cleanly any changed byte is found. Blocks, and takes no lock: on a journal in use the last
    /// frames may look torn.
    ///
    /// - Parameters:
    ///   - path: The segment's file.
    ///   - fileSystem: Where it stands.
    ///   - storeID: The store it must belong to; nil accepts any.
    public static func inspect(
        path: String, fileSystem: any JournalFileSystem, storeID: [UInt8]? = nil
    ) -> SegmentInspection {
        var inspector = SegmentInspector(path: path, fileSystem: fileSystem, storeID: storeID)
        return inspector.run()
    }

    /// Verifies the manifest and every segment of a journal. Throws only when the directory cannot be listed.
    public static func inspect(
        directory: String, fileSystem: any JournalFileSystem, storeID: [UInt8]? = nil
    ) throws(JournalError) -> JournalInspection {
        try DirectoryInspector(directory: directory, fileSystem: fileSystem, storeID: storeID).run()
    }

    /// Verifies the copies of torn tails that earlier openings put aside. A changed copy is damage, but none that opening minds.
    public static func inspectQuarantine(
        directory: String, fileSystem: any JournalFileSystem
    ) throws(JournalError) -> [JournalFinding] {
        let place = JournalPath.join(directory, JournalPath.quarantineName)
        guard try fileSystem.status(place) == .directory else { return [] }
        var findings: [JournalFinding] = []
        for name in try fileSystem.list(place) where name.hasSuffix(QuarantinedTail.suffix) {
            let path = JournalPath.join(place, name)
            let file = try fileSystem.open(path, mode: .readOnly)
            defer { file.close() }
            guard try !QuarantinedTail.isWhole(file) else { continue }
            findings.append(
                JournalFinding(
                    severity: .damage, path: path, offset: 0, length: try file.size(), sequence: nil, code: .corrupt,
                    message: "the copy of a torn tail is not as it was written; the store itself does not need it"))
        }
        return findings
    }
}
