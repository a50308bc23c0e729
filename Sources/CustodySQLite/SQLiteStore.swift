#if SQLite
    import CustodyModel
    import GRDB

    /// What the stores of a database share: how a change becomes a part of a transaction.
    protocol SQLiteStore: Sendable {
        var coordinator: SQLiteCoordinator { get }
    }

    extension SQLiteStore {
        /// Reads what is committed.
        func read<Result: Sendable>(_ body: @escaping @Sendable (Database) throws -> Result) async throws -> Result {
            try await coordinator.database.read(body)
        }

        /// Stages a change that is checked and carried out within the transaction of its unit; what it answers is told once that is
        /// durable.
        ///
        /// - Parameters:
        ///   - validate: looks at what was durable before the unit.
        ///   - perform: writes rows; nobody sees them before the unit is durable.
        func stage<Outcome: Sendable>(
            _ tag: StoreTag, in unit: inout UnitOfWork, validate: @escaping @Sendable (Database) throws -> Void = { _ in },
            perform: @escaping @Sendable (Database, CommitSequence) throws -> Outcome
        ) -> Staged<Outcome> {
            let database = coordinator.database
            let change = StagedChange(
                store: tag, validate: { try database.inTransaction(validate) },
                prepare: { sequence in
                    let outcome = try database.inTransaction { try perform($0, sequence) }
                    return PreparedChange(bytes: [], apply: { outcome })
                })
            return unit.add(change, to: coordinator, resultType: Outcome.self)
        }
    }
#endif
