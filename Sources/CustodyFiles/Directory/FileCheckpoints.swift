import CustodyAudit
import CustodyJournal
import CustodyModel

/// The newest signed checkpoint of each log, in a file of its own beside the journal.
struct FileCheckpoints: CheckpointStore {
    let directory: String
    let files: any JournalFileSystem
    /// No signed note is larger, however many witnesses signed it.
    static let limit = 1 << 20

    func path(_ log: AuditLog) -> String { JournalPath.join(directory, "\(log.rawValue).checkpoint") }

    func load(_ log: AuditLog) async throws -> [UInt8]? {
        let (path, files) = (path(log), files)
        return try await blocking {
            try CustodyFilesError.translating {
                try files.status(path) == .absent ? nil : try files.readAll(path, atMost: Self.limit)
            }
        }
    }

    func save(_ bytes: [UInt8], _ log: AuditLog) async throws {
        let (path, files) = (path(log), files)
        try await blocking { try CustodyFilesError.translating { try files.replace(path, with: bytes) } }
    }
}
