#if SQLite
    public import CustodyData
    public import CustodyModel
    import Foundation
    import GRDB

    /// Records in tables: found by subject, by purpose and by expiry.
    public final class SQLiteDataStore: DataStore, SQLiteStore {
        let coordinator: SQLiteCoordinator

        init(_ coordinator: SQLiteCoordinator) { self.coordinator = coordinator }

        /// Stages a change.
        @discardableResult
        public func stage(_ change: DataChange, in unit: inout UnitOfWork) -> Staged<DataOutcome> {
            if let refusal = DataRules.refusal(of: change, in: &unit) {
                return stage(.data, in: &unit, validate: { _ in throw refusal }) { _, _ in throw refusal }
            }
            return stage(.data, in: &unit, validate: { try DataRules.check(change, against: DataRows($0)) }) {
                try DataRows($0).perform(change, at: $1)
            }
        }

        /// What an identifier stands for.
        public func token(for index: BlindIndex) async throws -> Handle? {
            try await read { try DataRows($0).handle(of: index) }
        }

        /// The identifiers that are bound to a handle.
        public func identifiers(boundTo handle: Handle) async throws -> [BoundIdentifier] {
            try await read { try DataRows($0).identifiers(boundTo: handle) }
        }

        /// Some of all identifiers, in the order in which their handles were first bound.
        public func identifiers(after cursor: UInt64?, limit: Int) async throws -> IdentifierPage {
            try await read { try DataRows($0).identifiers(after: cursor, limit: limit) }
        }

        /// What is remembered about an identifier that was erased.
        public func suppression(for index: BlindIndex) async throws -> Suppression? {
            try await read { try $0.row("SELECT body FROM suppression WHERE entry = ?", index.data)?.decoded(0) }
        }

        /// Some of what is remembered about erased identifiers, in the order in which it was first.
        public func suppressions(after cursor: UInt64?, limit: Int) async throws -> SuppressionPage {
            try await read { database in
                let rows = try database.rows(
                    "SELECT body, place FROM suppression WHERE place > ? ORDER BY place LIMIT ?", Int64(clamping: cursor ?? 0),
                    max(1, limit))
                return SuppressionPage(
                    try rows.map { try $0.decoded(0) }, next: rows.count < max(1, limit) ? nil : try rows.last?.unsigned(1))
            }
        }

        /// One record.
        public func record(_ id: RecordID) async throws -> StoredRecord? { try await read { try DataRows($0).record(id) } }

        /// The records of a subject.
        public func records(of subject: SubjectToken, name: RecordName?) async throws -> [StoredRecord] {
            try await read { database in
                try DataRows(database).visible(of: subject).filter { name == nil || $0.name == name }
            }
        }

        /// Some of the records of a subject.
        public func records(of subject: SubjectToken, after: RecordID?, limit: Int) async throws -> [StoredRecord] {
            try await read { try DataRows($0).visible(of: subject, after: after, limit: max(1, limit)) }
        }

        /// The commit of the last change to the subject's records.
        public func subjectVersion(_ subject: SubjectToken) async throws -> CommitSequence {
            try await read { try DataRows($0).version(of: subject) }
        }

        /// Erasures that were begun and whose records are not dropped yet.
        public func begunErasures() async throws -> [BegunErasure] { try await read { try DataRows($0).begun() } }

        /// Records over all subjects.
        public func records(_ query: RecordQuery) async throws -> RecordPage {
            guard query.limit > 0 else {
                throw DataError(.invalidQuery, "the page has room for \(query.limit) records; ask for at least one")
            }
            return try await read { try DataRows($0).page(query) }
        }

        /// At least as many records as the question finds.
        public func count(of filter: RecordQuery.Filter) async throws -> Int {
            try await read { try DataRows($0).count(of: filter) }
        }

        /// How much is kept.
        public func counts() async throws -> DataCounts { try await read { try DataRows($0).counts() } }
    }
#endif
