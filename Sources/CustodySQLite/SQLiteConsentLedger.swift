#if SQLite
    public import CustodyConsent
    public import CustodyModel
    import GRDB

    /// Consent as a table of events; the rules read a person's from it.
    public final class SQLiteConsentLedger: ConsentLedger, SQLiteStore {
        let coordinator: SQLiteCoordinator

        init(_ coordinator: SQLiteCoordinator) { self.coordinator = coordinator }

        /// Adds a change to the unit.
        public func stage(_ change: ConsentChange, in unit: inout UnitOfWork) {
            _ = stage(.consent, in: &unit, validate: { try ConsentTables($0).validate(change) }) { database, sequence in
                try ConsentTables(database).perform(change, at: sequence)
            }
        }

        /// Every event of the subject in the order of their commits.
        public func history(of subject: SubjectToken) async throws -> [ConsentEntry] {
            try await read { try ConsentTables($0).timeline(of: subject).entries }
        }

        /// The notice of that hash.
        public func notice(_ hash: NoticeHash) async throws -> Notice? {
            try await read { try $0.row("SELECT body FROM notice WHERE hash = ?", hash.bytes.data)?.decoded(0) }
        }

        /// What the notice of that hash says of itself.
        public func noticeSummary(_ hash: NoticeHash) async throws -> NoticeSummary? {
            try await read { try ConsentTables($0).summary(hash) }
        }

        /// The editions of every notice that has a name.
        public func noticeBook() async throws -> NoticeBook { try await read { try ConsentTables($0).book() } }

        /// Who consented to a purpose.
        public func consents(_ query: ConsentQuery) async throws -> ConsentPage {
            try await read { try ConsentTables($0).consents(query) }
        }

        /// Of whom something is recorded.
        public func subjects(after: SubjectToken?, limit: Int) async throws -> [SubjectToken] {
            try await read { try ConsentTables($0).subjects(after: after, limit: max(1, limit)) }
        }

        /// Where the subject stood on the purpose.
        public func status(
            of subject: SubjectToken, purpose: Purpose, at validAt: Instant?, knownAt horizon: ConsentHorizon
        ) async throws -> ConsentStatus {
            try await read { database in
                let tables = ConsentTables(database)
                return try tables.timeline(of: subject).status(
                    for: purpose, at: validAt, knownAt: horizon, by: try tables.book())
            }
        }

        /// Everything that a decision needs to know of the subject.
        public func standing(of subject: SubjectToken) async throws -> SubjectStanding {
            try await read { database in
                let tables = ConsentTables(database)
                return try tables.timeline(of: subject).standing(by: try tables.book())
            }
        }
    }
#endif
