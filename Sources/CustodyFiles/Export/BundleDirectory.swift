import CustodyJournal

/// A directory of exported files that is read to be checked.
enum BundleDirectory {
    /// Hands on the names of its files, and what reads them: one after another, so that one is open at a time.
    ///
    /// - Throws: ``CustodyFilesError`` with `io` when there is no such directory or a file cannot be read.
    static func reading<Result: Sendable>(
        _ directory: String,
        _ body:
            @escaping @Sendable (_ names: [String], _ read: @escaping (String, UInt64, Int) throws -> [UInt8]?) throws ->
            Result
    ) async throws -> Result {
        let files = PosixFileSystem()
        return try await blocking {
            try CustodyFilesError.translating {
                let names = try files.list(directory)
                var opened: (name: String, file: any JournalFile)?
                defer { opened?.file.close() }
                return try body(names) { name, offset, limit in
                    guard names.contains(name) else { return nil }
                    if opened?.name != name {
                        opened?.file.close()
                        opened = nil
                        opened = (name, try files.open(JournalPath.join(directory, name), mode: .readOnly))
                    }
                    return try opened?.file.read(at: offset, count: limit)
                }
            }
        }
    }
}
