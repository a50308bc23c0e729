#if SQLite
    import CustodyAudit
    import Foundation
    import GRDB

    /// The newest signed checkpoint of each log, in a table of its own.
    struct SQLiteCheckpoints: CheckpointStore {
        let database: StoreDatabase

        func load(_ log: AuditLog) async throws -> [UInt8]? {
            try await database.read { try $0.row("SELECT body FROM audit_checkpoint WHERE log = ?", log.column)?.bytes(0) }
        }

        func save(_ bytes: [UInt8], _ log: AuditLog) async throws {
            try await database.write {
                try $0.run("INSERT OR REPLACE INTO audit_checkpoint VALUES (?, ?)", log.column, Data(bytes))
            }
        }
    }
#endif
