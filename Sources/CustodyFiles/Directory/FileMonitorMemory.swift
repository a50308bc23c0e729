public import CustodyCore
package import CustodyJournal

/// Keeps what a monitor remembers in a file, which is replaced as a whole. What is in it is sealed.
public struct FileMonitorMemory: MonitorMemory {
    private let path: String
    private let files: any JournalFileSystem
    /// No monitor remembers more.
    private static let limit = 1 << 30

    /// A memory in a file of its own, outside the store's directory. The file is made when it is missing.
    public init(at path: String) { self.init(at: path, files: PosixFileSystem()) }

    package init(at path: String, files: any JournalFileSystem) {
        self.path = path
        self.files = files
    }

    /// What was kept last; nil when nothing was.
    ///
    /// - Throws: ``CustodyFilesError`` with `corrupt` when the file is larger than any memory, or `io`.
    public func load() async throws -> [UInt8]? {
        let (path, files) = (path, files)
        return try await blocking {
            try CustodyFilesError.translating {
                try files.status(path) == .absent ? nil : try files.readAll(path, atMost: Self.limit)
            }
        }
    }

    /// Keeps the bytes durably.
    ///
    /// - Throws: ``CustodyFilesError`` with `io`.
    public func save(_ bytes: [UInt8]) async throws {
        let (path, files) = (path, files)
        try await blocking { try CustodyFilesError.translating { try files.replace(path, with: bytes) } }
    }
}
