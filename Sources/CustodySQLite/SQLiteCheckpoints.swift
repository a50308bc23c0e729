#if SQLite
    import CustodyAudit
    import Foundation
    import GRDB

    /// The newest signed checkpoint of each log, in a table of its own.
    ///
    /// Each process signs on from what it signed last itself: one that is behind leaves the larger checkpoint of another one where it is.
    struct SQLiteCheckpoints: CheckpointStore {
        let database: StoreDatabase

        func load(_ log: AuditLog) async throws -> [UInt8]? {
            try await database.read { try $0.row("SELECT body FROM audit_checkpoint WHERE log = ?", log.column)?.bytes(0) }
        }

        func save(_ bytes: [UInt8], _ log: AuditLog) async throws {
            try await database.write {
                let held = try $0.row("SELECT body FROM audit_checkpoint WHERE log = ?", log.column)?.bytes(0)
                if let larger = held.flatMap(Self.size), let size = Self.size(bytes), size < larger { return }
                try $0.run("INSERT OR REPLACE INTO audit_checkpoint VALUES (?, ?)", log.column, Data(bytes))
            }
        }

        /// How many leaves a checkpoint covers; nil of bytes that are none.
        private static func size(_ bytes: [UInt8]) -> UInt64? {
            do { return try Checkpoint(SignedNote(decoding: bytes).text).size } catch { return nil }
        }
    }
#endif
