import CustodyAccess
public import CustodyGovernance
public import CustodyModel

extension Custodian {
    /// All registers as they stand; as ``entries(of:)``, neither decided nor recorded.
    public func registerBook() async throws -> RegisterBook {
        var book = RegisterBook()
        book.controller = try await newest(ControllerProfile.self).last
        book.host = try await newest(HostFacts.self).last
        book.activities = try await newest().sorted { $0.id < $1.id }
        book.breaches = try await newest()
        book.screenings = try await newest().sorted { $0.activity < $1.activity }
        book.assessments = try await newest().sorted { $0.activity < $1.activity }
        // Those of a key stand together, the first first.
        let documents = try await everyEntry(of: GovernedDocument.self).map(\.entry)
        let last = Dictionary(documents.indices.map { (documents[$0].id, $0) }, uniquingKeysWith: { _, last in last })
        book.documents = last.values.map { documents[$0] }.sorted { $0.id < $1.id }
        book.earlierDocuments = documents.indices.filter { last[documents[$0].id] != $0 }.map { documents[$0] }
        book.acknowledgements = try await newest()
        book.triggers = try await newest().sorted { $0.at < $1.at }
        book.duties = try await newest().sorted { $0.id < $1.id }
        book.courses = try await newest().sorted { $0.id < $1.id }
        book.assignments = try await newest().sorted { ($0.course, $0.role) < ($1.course, $1.role) }
        book.completions = try await newest().sorted { ($0.at, $0.id) < ($1.at, $1.id) }
        book.responsibilities = try await newest().sorted { $0.matter.description < $1.matter.description }
        book.contracts = try await newest().sorted { $0.processor < $1.processor }
        book.actions = try await newest().sorted { $0.due < $1.due }
        book.reviews = try await newest().sorted { $0.id < $1.id }
        book.reviewsDone = try await newest().sorted { $0.at < $1.at }
        book.approvals = try await newest().sorted { $0.role < $1.role }
        return book
    }

    private func newest<Entry: RegisterEntry>(_ type: Entry.Type = Entry.self) async throws -> [Entry] {
        try await entries(of: type).map(\.entry)
    }

    /// Records every entry of a book in its register. Doing it again records nothing.
    ///
    /// - Returns: how many entries there were.
    /// - Throws: ``CustodianError`` as ``record(_:by:reason:idempotencyKey:)``; what was recorded before stays.
    @discardableResult
    public func record(_ book: RegisterBook, by principal: Principal, reason: String) async throws -> Int {
        var count = 0
        func record(_ entries: [some RegisterEntry]) async throws {
            for entry in entries { try await self.record(entry, by: principal, reason: reason) }
            count += entries.count
        }
        if let controller = book.controller { try await record([controller]) }
        if let host = book.host { try await record([host]) }
        try await record(book.activities)
        try await record(book.breaches)
        try await record(book.screenings)
        try await record(book.assessments)
        // An earlier version that stands already must not become the newest again.
        for document in book.earlierDocuments {
            let known = try await history(of: GovernedDocument.self, key: document.key)
            if known.contains(where: { $0.entry == document }) { count += 1 } else { try await record([document]) }
        }
        try await record(book.documents)
        try await record(book.acknowledgements)
        try await record(book.triggers)
        try await record(book.duties)
        try await record(book.courses)
        try await record(book.assignments)
        try await record(book.completions)
        try await record(book.responsibilities)
        try await record(book.contracts)
        try await record(book.actions)
        try await record(book.reviews)
        try await record(book.reviewsDone)
        try await record(book.approvals)
        return count
    }

    /// What governs the store now, as registers are held against it: the schedules are those for what is collected from now on.
    public var liveGovernance: LiveGovernance {
        get async throws {
            LiveGovernance(
                policy: governance.policy, records: governance.records, schedules: try await scheduledRetention(),
                review: accessReview)
        }
    }

    private func scheduledRetention() async throws -> [ScheduledRetention] {
        let schedules: [RetentionSchedule] = try await newest()
        // A field that a migration made of another is kept as that one was, unless it has a schedule of its own, which comes first.
        let former = schedules.flatMap { schedule -> [ScheduledRetention] in
            let targets = governance.migration(of: schedule.record)?.targets(of: schedule.field) ?? []
            return targets.map { ScheduledRetention(schedule, of: $0) }
        }
        return schedules.map { ScheduledRetention($0, of: $0.field) } + former
    }
}

extension ScheduledRetention {
    fileprivate init(_ schedule: RetentionSchedule, of field: FieldName) {
        let start: KeptTime.Start =
            switch schedule.trigger {
            case .collection: .collection
            case .yearEnd: .yearEnd
            case .lastActivity: .lastActivity
            case .contractEnd: .contractEnd
            }
        self.init(
            of: field, in: schedule.record, for: schedule.purpose,
            keep: schedule.period.map { KeptTime.Period($0, after: start) })
    }
}
