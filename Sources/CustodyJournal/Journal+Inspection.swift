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
    ) -> JournalInspection {
        var inspector = SegmentInspector(path: path, fileSystem: fileSystem, storeID: storeID)
        return inspector.run()
    }

    /// Verifies every segment in a journal's directory. Throws only when the directory cannot be read.
    public static func inspect(
        directory: String, fileSystem: any JournalFileSystem, storeID: [UInt8]? = nil
    ) throws(JournalError) -> [JournalInspection] {
        var inspections: [JournalInspection] = []
        for name in try fileSystem.list(directory) where JournalPath.segmentNumber(name) != nil {
            inspections.append(
                inspect(path: JournalPath.join(directory, name), fileSystem: fileSystem, storeID: storeID))
        }
        return inspections
    }
}
