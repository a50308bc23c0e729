#if SQLite
    public import CustodyAccess
    public import CustodyModel
    import GRDB

    /// Policies, changes of access and principals' keys in tables.
    public final class SQLitePolicyStorage: PolicyStorage, SQLiteStore {
        let coordinator: SQLiteCoordinator

        init(_ coordinator: SQLiteCoordinator) { self.coordinator = coordinator }

        /// Stages a change.
        public func stage(_ change: PolicyChange, in unit: inout UnitOfWork) {
            _ = stage(.access, in: &unit, validate: { try Self.validate(change, $0) }) { database, sequence in
                try Self.perform(change, database)
                // Keys are read anew each time they are asked for.
                if case .enroll = change { return }
                try SQLiteCoordinator.noteAuthority(at: sequence, database)
            }
        }

        /// The policy in force.
        public func current() async throws -> StoredPolicy? { try await read { try Self.current($0) } }

        /// Every policy that was adopted, the oldest first.
        public func history() async throws -> [StoredPolicy] {
            try await read { try $0.rows("SELECT body FROM policy ORDER BY version").map { try $0.decoded(0) } }
        }

        /// Every change of access that was recorded, the oldest first.
        public func changes() async throws -> [StoredAccessChange] {
            try await read { try $0.rows("SELECT body FROM access_change ORDER BY number").map { try $0.decoded(0) } }
        }

        /// The keys of a principal, the oldest first.
        public func keys(of principal: PrincipalToken) async throws -> [PrincipalKey] {
            try await read { database in
                try database.rows("SELECT body FROM principal_key WHERE principal = ? ORDER BY place", principal.data)
                    .map { try $0.decoded(0) }
            }
        }

        private static func current(_ database: Database) throws -> StoredPolicy? {
            try database.row("SELECT body FROM policy ORDER BY version DESC LIMIT 1")?.decoded(0)
        }

        private static func validate(_ change: PolicyChange, _ database: Database) throws {
            try PolicyRules.check(
                change, inForce: try current(database)?.version,
                changes: try database.number("SELECT count(*) FROM access_change")
            ) { try database.row("SELECT 1 FROM principal_key WHERE public_key = ?", $0.data) != nil }
        }

        /// Each was valid by itself. Of two in one unit that meet, the first stands.
        private static func perform(_ change: PolicyChange, _ database: Database) throws {
            switch change {
            case .adopt(let policy, _):
                try database.run(
                    "INSERT OR IGNORE INTO policy VALUES (?, ?)", Int64(clamping: policy.version.rawValue),
                    try policy.encodedData())
            case .enroll(let key):
                try database.run(
                    "INSERT OR IGNORE INTO principal_key (public_key, principal, body) VALUES (?, ?, ?)", key.publicKey.data,
                    key.principal.data, try key.encodedData())
            case .record(let change):
                try database.run(
                    "INSERT OR IGNORE INTO access_change VALUES (?, ?)", Int64(clamping: change.number),
                    try change.encodedData())
            }
        }
    }
#endif
