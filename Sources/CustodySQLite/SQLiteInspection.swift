#if SQLite
    public import CustodyAudit
    import CustodyCore
    import CustodyData
    public import CustodyFiles
    public import CustodyKeys
    public import CustodyModel
    import GRDB

    /// What a look at an SQLite store found: the database, the key file and the log. Nothing is written, nothing is logged and no personal
    /// data is opened, so that it works beside processes that have the store open, and on a copy that is evidence.
    public struct SQLiteInspection: Sendable {
        /// Everything that is not as it should be.
        public private(set) var findings: [StoreFinding] = []
        /// The audit log; nil when the database is too damaged to read it.
        public private(set) var audit: AuditReport?
        /// How many commits the store has.
        public private(set) var commits: UInt64 = 0
        /// When the store was put back with nothing to tell who had been erased since; nil when it never was.
        public private(set) var unanchoredRestore: Instant?

        /// Whether nothing is damaged.
        public var isIntact: Bool { !findings.contains { $0.severity == .damage } }

        /// Looks at a store.
        ///
        /// - Parameter anchored: checkpoints that were kept outside the store.
        /// - Throws: ``SQLiteStoreError`` with `notAStore`, `newerFormat` or `busy`; `KeyError` with `wrongKey`. Damage is a finding, not an
        ///   error.
        public static func inspect(
            at directory: String, keys: any KeyProvider, against anchored: [AnchoredLog] = []
        ) async throws -> SQLiteInspection {
            var inspection = try await lookOnce(at: directory, keys: keys, against: anchored)
            // Beside a writer tables and slots are read at different moments, so that what differs may be under way: damage stays.
            for _ in 0..<2 where !inspection.isIntact {
                inspection = try await lookOnce(at: directory, keys: keys, against: anchored)
            }
            return inspection
        }

        private static func lookOnce(
            at directory: String, keys: any KeyProvider, against anchored: [AnchoredLog]
        ) async throws -> SQLiteInspection {
            var inspection = SQLiteInspection()
            do {
                let look = try await SQLiteBackend.look(at: directory, keys: keys)
                do { try await inspection.fill(from: look, against: anchored) } catch {
                    try? look.close()  // the finding is what counts
                    throw error
                }
                try look.close()
            } catch let error as any DamageReporting where error.isDamage {
                inspection.add("\(error)")
            } catch let error as AuditError where [.rolledBack, .checkpointDamaged, .foreignKey].contains(error.code) {
                inspection.add("\(error)")
            }
            return inspection
        }

        private mutating func fill(from look: SQLiteBackend.Look, against anchored: [AnchoredLog]) async throws {
            // Before the log: of a database that was put back, the key file may say so, and the log need not.
            findings += try await look.keys.inspect()
            let told = try await look.coordinator.database.read { try String.fetchAll($0, sql: "PRAGMA integrity_check") }
            for line in told where line != "ok" { add("SQLite: \(line)") }
            for name in look.openToOthers {
                findings.append(
                    StoreFinding(
                        severity: .notice, file: name, offset: 0,
                        message: "others than its owner may read it; open the store, or chmod 600 it"))
            }
            commits = look.coordinator.lastSequence.rawValue
            unanchoredRestore = try await SQLiteDataStore(look.coordinator).record(Custodian.restoreMark)?.collectedAt
            try await look.audit.check()
            let report = try await look.audit.verify(
                opening: [AuditIdentity(SystemKeys.owner, key: look.system.text, as: .system)], against: anchored)
            audit = report
            for finding in report.findings { add(finding.description) }
        }

        private mutating func add(_ message: String) {
            findings.append(StoreFinding(severity: .damage, file: StoreDatabase.fileName, offset: 0, message: message))
        }
    }
#endif
