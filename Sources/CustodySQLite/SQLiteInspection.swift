#if SQLite
    public import CustodyAudit
    import CustodyCore
    import CustodyData
    public import CustodyFiles
    public import CustodyKeys
    public import CustodyModel
    import GRDB

    /// What a look at an SQLite store found: the database, the key file and the log. It opens the store as another process would.
    public struct SQLiteInspection: Sendable {
        /// Everything that is not as it should be.
        public private(set) var findings: [StoreFinding] = []
        /// The audit log; nil when the database is too damaged to read it.
        public private(set) var audit: AuditReport?
        /// How many commits the store has.
        public private(set) var commits: UInt64 = 0
        /// When the store was put back with nothing to tell who had been erased since; nil when it never was.
        public private(set) var unanchoredRestore: Instant?

        /// Looks at a store.
        ///
        /// - Parameter anchored: checkpoints that were kept outside the store.
        /// - Throws: ``SQLiteStoreError`` with `notAStore` or `busy`; `KeyError` with `wrongKey`. Damage is a finding, not an error.
        public static func inspect(
            at directory: String, keys: any KeyProvider, against anchored: [AnchoredLog] = []
        ) async throws -> SQLiteInspection {
            var inspection = SQLiteInspection()
            do {
                let backends = try await SQLiteBackend.open(at: directory, keys: keys)
                do { try await inspection.look(at: backends, against: anchored) } catch {
                    try? await backends.close()  // the finding is what counts
                    throw error
                }
                try await backends.close()
            } catch let error as any DamageReporting where error.isDamage {
                inspection.add("\(error)")
            } catch let error as AuditError where [.rolledBack, .checkpointDamaged, .foreignKey].contains(error.code) {
                inspection.add("\(error)")
            }
            return inspection
        }

        private mutating func look(at backends: Backends, against anchored: [AnchoredLog]) async throws {
            guard let coordinator = backends.coordinator as? SQLiteCoordinator, let keys = backends.keys as? SQLiteKeyStore
            else {
                return
            }
            let told = try await coordinator.database.read { try String.fetchAll($0, sql: "PRAGMA integrity_check") }
            for line in told where line != "ok" { add("SQLite: \(line)") }
            for damage in try await keys.inspect() {
                findings.append(
                    StoreFinding(severity: .damage, file: "keys/slots", offset: damage.offset, message: damage.reason))
            }
            commits = coordinator.lastSequence.rawValue
            unanchoredRestore = try await backends.data.record(Custodian.restoreMark)?.collectedAt
            let report = try await backends.audit.verify(
                opening: [AuditIdentity(SystemKeys.owner, key: backends.system.text, as: .system)], against: anchored)
            audit = report
            for finding in report.findings { add(finding.description) }
        }

        private mutating func add(_ message: String) {
            findings.append(StoreFinding(severity: .damage, file: StoreDatabase.fileName, offset: 0, message: message))
        }
    }
#endif
