import CustodyAudit
import CustodyJournal
import CustodyModel

/// The newest signed checkpoint of each log, in a file of its own beside the journal.
struct FileCheckpoints: CheckpointStore {
    let directory: String
    let files: any JournalFileSystem

    func path(_ log: AuditLog) -> String { JournalPath.join(directory, "\(log.rawValue).checkpoint") }

    func load(_ log: AuditLog) async throws -> [UInt8]? {
        let path = path(log)
        return try CustodyFilesError.translating {
            try files.status(path) == .absent ? nil : try files.readAll(path)
        }
    }

    func save(_ bytes: [UInt8], _ log: AuditLog) async throws {
        try CustodyFilesError.translating { try files.replace(path(log), with: bytes) }
    }
}
