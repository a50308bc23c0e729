import Crypto
public import CustodyAudit
public import CustodyModel

/// Random events, random queries over them, and what a look at every entry finds: for tests of whatever finds entries.
public struct RandomAuditLog: Sendable {
    private let random: SeededRandomSource
    private let subjects: [AuditIdentity]
    private let actors: [AuditIdentity]
    private let start = Instant(milliseconds: 1_795_512_600_123)  // 2026-11-24
    private var time: Instant

    /// The purposes that ``register(in:)`` registers.
    public static let purposes: [Purpose] = ["care", "care.phone", "billing", "delivery"]
    /// A purpose that is never registered.
    public static let stranger: Purpose = "unregistered"

    /// A log that a seed repeats.
    public init(seed: UInt64) {
        random = SeededRandomSource(seed: seed)
        func people(_ count: Int, _ keyClass: AuditKeyClass, _ random: SeededRandomSource) -> [AuditIdentity] {
            (0..<count).map { _ in
                AuditIdentity(.random(from: random), key: SymmetricKey(data: random.bytes(32)), as: keyClass)
            }
        }
        subjects = people(20, .subject, random)
        actors = people(4, .actor, random)
        time = start
    }

    private func below(_ limit: Int) -> Int { Int(random.number() % UInt64(limit)) }

    private func some<Element>(of elements: [Element]) -> [Element] { elements.filter { _ in below(3) == 0 } }

    /// Registers the purposes.
    public func register(in sink: any AuditSink) async throws {
        var unit = UnitOfWork()
        let system = AuditIdentity(.random(from: random), key: SymmetricKey(data: random.bytes(32)), as: .system)
        let terms = Self.purposes.map { AuditTerm.purpose($0) }
        guard try sink.stage(registering: terms, system: system, at: start, in: &unit) != nil else { return }
        _ = try await unit.commit()
    }

    /// The next event. Times mostly go forward, a day at most, and now and then back.
    public mutating func event() -> AuditEvent {
        time = time.adding(milliseconds: Int64(below(86_400_000)) - (below(10) == 0 ? 2 * 86_400_000 : 0))
        let kinds: [(AuditClass, AuditAction)] = [
            (.access, .read), (.access, .read), (.access, .read), (.access, .readLog), (.change, .collect),
            (.change, .correct), (.consent, .consentGiven), (.export, .readLog),
        ]
        let (auditClass, action) = kinds[below(kinds.count)]
        let decisions: [AuditDecision] = [.permit, .permit, .permit, .deny, .error, .none]
        var event = AuditEvent(auditClass, action, decisions[below(decisions.count)], at: time)
        event.purpose = below(5) == 0 ? nil : below(20) == 0 ? Self.stranger : Self.purposes[below(Self.purposes.count)]
        func person(_ identity: AuditIdentity) -> AuditPerson {
            AuditPerson(handle: identity.handle, key: identity.key, keyClass: identity.keyClass, payload: .null)
        }
        // The first few are in most of them.
        for _ in 0..<below(3) {
            let identity = subjects[below(2) == 0 ? below(2) : below(subjects.count)]
            guard !event.subjects.contains(where: { $0.handle == identity.handle }) else { continue }
            event.subjects.append(person(identity))
        }
        if below(5) > 0 { event.actor = person(actors[below(4) == 0 ? below(actors.count) : 0]) }
        return event
    }

    /// Records so many events, a few of them in one commit.
    public mutating func record(_ count: Int, in sink: any AuditSink) async throws {
        var left = count
        while left > 0 {
            var unit = UnitOfWork()
            for _ in 0..<min(left, 1 + (below(6) == 0 ? below(20) : 0)) {
                _ = try sink.stage(event(), in: &unit)
                left -= 1
            }
            _ = try await unit.commit()
        }
    }

    /// The next query.
    public func query(of sink: any AuditSink) async throws -> AuditQuery {
        var query = AuditQuery(limit: below(4) == 0 ? below(20) : 100_000)
        if below(3) == 0 { query.log = below(2) == 0 ? .access : .evidence }
        if query.log != nil, below(3) == 0 { query.from = UInt64(below(200)) }
        if below(2) == 0 { query.persons.append(try await sink.references(to: subjects[below(subjects.count)])) }
        if below(3) == 0 { query.persons.append(try await sink.references(to: actors[below(actors.count)])) }
        if below(3) == 0 {
            let first = start.adding(milliseconds: Int64(below(200)) * 43_200_000 - 86_400_000)
            query.time = first..<first.adding(milliseconds: Int64(below(100)) * 43_200_000)
        }
        if below(4) == 0 { query.actions = Set(some(of: [.read, .readLog, .collect, .correct, .consentGiven, .checkpoint])) }
        if below(4) == 0 { query.purposes = Set(some(of: Self.purposes + [Self.stranger])) }
        if below(4) == 0 { query.decisions = Set(some(of: [.permit, .deny, .error, .none])) }
        if below(6) == 0 { query.since = CommitSequence(rawValue: UInt64(below(150))) }
        return query
    }

    /// What matches the query among entries that were read without one.
    public static func scan(
        _ entries: [AuditEntry], _ query: AuditQuery, _ vocabulary: AuditVocabulary
    ) throws -> [AuditEntry] {
        scan(try read(entries), query, vocabulary)
    }

    private static func read(_ entries: [AuditEntry]) throws -> [(entry: AuditEntry, leaf: AuditLeaf)] {
        try entries.map { entry in (entry: entry, leaf: try entry.leaf()) }
    }

    private static func scan(
        _ entries: [(entry: AuditEntry, leaf: AuditLeaf)], _ query: AuditQuery, _ vocabulary: AuditVocabulary
    ) -> [AuditEntry] {
        var found: [AuditEntry] = []
        for (entry, leaf) in entries {
            guard query.log ?? entry.log == entry.log, entry.index >= query.from, found.count < query.limit else { continue }
            if let commit = query.commit, leaf.commit != commit { continue }
            if let since = query.since, leaf.commit < since { continue }
            if let time = query.time, leaf.time < time.lowerBound || leaf.time >= time.upperBound { continue }
            if let actions = query.actions, !actions.contains(leaf.action) { continue }
            if let decisions = query.decisions, !decisions.contains(leaf.decision) { continue }
            if let purposes = query.purposes {
                guard let purpose = vocabulary.purpose(of: leaf), purposes.contains(purpose) else { continue }
            }
            let isEverybodys = query.persons.allSatisfy { references in
                entry.compartments.contains { references.contains(AuditReference($0.reference, month: $0.month)) }
            }
            if isEverybodys { found.append(entry) }
        }
        return found
    }

    /// Asks so many random queries and compares the answers with what a look at every entry finds.
    ///
    /// - Returns: how many entries were found in all, so that a test can see that the queries found something.
    /// - Throws: ``BrokenPromise`` with the query.
    @discardableResult
    public func compare(_ count: Int, in sink: any AuditSink) async throws -> Int {
        // Read once: every query looks at all of them.
        let all = try Self.read(try await sink.entries(AuditQuery(limit: .max)))
        let vocabulary = try await sink.vocabulary()
        var found = 0
        for _ in 0..<count {
            let query = try await query(of: sink)
            let expected = Self.scan(all, query, vocabulary)
            let answer = try await sink.entries(query)
            try expect(answer.map(\.place), is: expected.map(\.place), "places of \(query)")
            try expect(answer == expected, "the entries of \(query) are not those that were recorded")
            found += answer.count
        }
        return found
    }
}
