import CustodyModel

/// What the ledger holds, and the rules by which it changes.
struct ConsentState: StoreState {
    static let tag = StoreTag.consent

    private(set) var notices: Table<NoticeHash, Notice>
    /// What the notices say of themselves: every consent asks for it. A snapshot of an older version has none, and the notice itself is
    /// read.
    private var summaries: [NoticeHash: NoticeSummary] = [:]
    private(set) var book = NoticeBook()
    private var timelines: Table<SubjectToken, ConsentTimeline>
    /// What the timelines say of now, where they stand in memory; nil where they stand in rows.
    private var current: CurrentMarks?
    /// Who gave consent to a purpose that an event named, as far as the purpose itself and those above it go, and did not end
    /// it. Whether it ran out or is stale is asked when it is listed.
    private var given: [Purpose: OrderedChunks<Handle>] = [:]
    /// Who objected to a purpose that an event named, or a signal did for them. Whether it was taken back is asked when it is listed.
    private var objecting: [Purpose: OrderedChunks<Handle>] = [:]
    /// Everybody of whom something is recorded.
    private var everybody = OrderedChunks<Handle>()
    /// Whether that list was kept from the first event on: a snapshot of an older version has none.
    private var listsEverybody = true

    /// An empty state; its rows stand in memory when there is no log.
    init(in log: (any RowLog)? = nil) {
        notices = Table(.notices, in: log)
        timelines = Table(.timelines, in: log)
        current = log == nil ? CurrentMarks() : nil
    }

    func timeline(of subject: SubjectToken) throws -> ConsentTimeline {
        try timelines.value(subject) ?? ConsentTimeline(of: subject)
    }

    func standing(of subject: SubjectToken) throws -> SubjectStanding {
        try timelines.withValue(subject) { $0?.standing(by: book) }
            ?? SubjectStanding(subject: subject, notices: book.head)
    }

    func status(
        of subject: SubjectToken, _ purpose: Purpose, at validAt: Instant?, knownAt horizon: ConsentHorizon
    ) throws -> ConsentStatus {
        if validAt == nil, case .latest = horizon, let status = current?.status(of: subject, for: purpose) {
            return ConsentTimeline.aged(status, by: book)
        }
        return try timelines.withValue(subject) {
            $0?.status(for: purpose, at: validAt, knownAt: horizon, by: book) ?? .notAsked
        }
    }

    static func conflicts(of change: ConsentChange) -> (reads: Set<ConflictKey>, writes: Set<ConflictKey>) {
        switch change {
        case .record(let notice): return ([], Self.keys(of: [notice]))
        case .append(let event, let notice): return Self.conflicts(of: [event], notices: notice.map { [$0] } ?? [])
        case .appendAll(let events, let notices): return Self.conflicts(of: events, notices: notices)
        case .require(let subject, _): return ([Self.key(of: subject)], [])
        case .requireAll(let heads, _): return (Set(heads.map { Self.key(of: $0.subject) }), [])
        case .requireNotices: return ([Self.bookKey], [])
        case .forget(let subject): return ([], [Self.key(of: subject)])
        }
    }

    static func isPrecondition(_ change: ConsentChange) -> Bool {
        switch change {
        case .require, .requireAll, .requireNotices: true
        default: false
        }
    }

    static func seen(by change: ConsentChange) -> UInt64? {
        guard case .requireAll(_, let seen) = change else { return nil }
        return seen
    }

    static func encoded(_ change: ConsentChange) throws -> [UInt8] { try change.encoded() }

    func validate(_ change: ConsentChange) throws {
        switch change {
        case .record(let notice): try ConsentRules.check(notice, in: book, recorded: try recorded([notice.hash]))
        case .append(let event, let notice):
            // A protective act is taken whatever is attached to it.
            let attached = event.kind.protectsPerson ? [] : notice.map { [$0] } ?? []
            try check([event], attached)
        case .appendAll(let events, let notices): try check(events, notices)
        case .require(let subject, let head): try require(subject, head)
        case .requireAll(let heads, _): for head in heads { try require(head.subject, head.head) }
        case .requireNotices(let head):
            guard book.head == head else {
                throw ConsentError(.headMoved, "a notice was recorded since the decision was made; decide again")
            }
        // What cannot be read now could not be taken in either, once it is durable.
        case .forget(let subject): _ = try timeline(of: subject)
        }
    }

    private func require(_ subject: SubjectToken, _ head: CommitSequence?) throws {
        guard try timelines.withValue(subject, { $0?.head }) == head else { throw ConsentError.moved(subject) }
    }

    private func check(_ events: [ConsentEvent], _ notices: [Notice]) throws {
        let subject = events.first?.subject ?? SubjectToken(.zero)
        try ConsentRules.check(
            events, after: try timeline(of: subject), attached: notices, in: book,
            recorded: try recorded(events.compactMap(\.notice) + notices.map(\.hash)))
    }

    mutating func apply(_ change: ConsentChange, at sequence: CommitSequence) throws {
        switch change {
        case .record(let notice): try take(notice, at: sequence)
        case .append(let event, let notice):
            // The notice of a protective act was not checked, and nothing depends on it.
            if let notice, !event.kind.protectsPerson { try take(notice, at: sequence) }
            try add([event], at: sequence)
        case .appendAll(let events, let notices):
            for notice in notices { try take(notice, at: sequence) }
            try add(events, at: sequence)
        case .require, .requireAll, .requireNotices: break
        case .forget(let subject):
            note(try timeline(of: subject), ConsentTimeline(of: subject))
            everybody.remove(subject.handle)
            current?.remove(subject)
            try timelines.remove(subject)
        }
    }

    private mutating func add(_ events: [ConsentEvent], at sequence: CommitSequence) throws {
        guard let subject = events.first?.subject else { return }
        let before = try timeline(of: subject)
        var after = before
        for event in events where try isFounded(event) {
            // Of two units that take over the same event, the second has nothing to add.
            guard ConsentRules.known(event, in: after) == nil else { continue }
            after.append(event, at: sequence)
        }
        guard after.entries.count > before.entries.count else { return }
        try timelines.set(after, for: subject)
        everybody.insert(subject.handle)
        current?.set(after.decisions, of: subject)
        note(before, after)
    }

    /// Whether the notice that stands explains what was decided. It was checked against what was durable; an earlier change of
    /// the same unit can have recorded the same text for other purposes. Then there is no consent, rather than an unfounded one.
    private func isFounded(_ event: ConsentEvent) throws -> Bool {
        guard event.kind.needsNotice else { return true }
        guard let hash = event.notice, let purpose = event.purpose else { return false }
        return try summary(hash)?.names(purpose) ?? false
    }

    // The first record of a text stands; a later one was checked to say the same.
    private mutating func take(_ notice: Notice, at sequence: CommitSequence) throws {
        guard try summary(notice.hash) == nil else { return }
        try notices.set(notice, for: notice.hash)
        summaries[notice.hash] = notice.summary
        book.add(notice, at: sequence)
    }

    /// The notices of those hashes that are recorded, read before the rules ask for them: the rules do not throw.
    private func recorded(_ hashes: [NoticeHash]) throws -> (NoticeHash) -> NoticeSummary? {
        var found: [NoticeSummary] = []
        for hash in hashes where !found.contains(where: { $0.hash == hash }) {
            if let summary = try summary(hash) { found.append(summary) }
        }
        return { hash in found.first { $0.hash == hash } }
    }

    func summary(_ hash: NoticeHash) throws -> NoticeSummary? {
        try summaries[hash] ?? notices.value(hash)?.summary
    }

    /// Keeps the lists of consents in step with a person's timeline.
    private mutating func note(_ before: ConsentTimeline, _ after: ConsentTimeline) {
        let (old, new) = (before.givenPurposes, after.givenPurposes)
        for purpose in old where !new.contains(purpose) {
            given[purpose]?.remove(before.subject.handle)
            if given[purpose]?.isEmpty == true { given[purpose] = nil }
        }
        for purpose in new where !old.contains(purpose) {
            given[purpose, default: OrderedChunks()].insert(before.subject.handle)
        }
        let (lifted, objected) = (before.objectedPurposes, after.objectedPurposes)
        for purpose in lifted.subtracting(objected) {
            objecting[purpose]?.remove(before.subject.handle)
            if objecting[purpose]?.isEmpty == true { objecting[purpose] = nil }
        }
        for purpose in objected.subtracting(lifted) {
            objecting[purpose, default: OrderedChunks()].insert(before.subject.handle)
        }
    }

    // MARK: Conflicts

    private static func conflicts(
        of events: [ConsentEvent], notices: [Notice]
    ) -> (reads: Set<ConflictKey>, writes: Set<ConflictKey>) {
        var writes = keys(of: notices)
        for event in events { writes.insert(key(of: event.subject)) }
        var reads: Set<ConflictKey> = []
        for case let hash? in events.lazy.map(\.notice) { reads.insert(key(of: hash)) }
        if !notices.isEmpty { reads.subtract(writes) }
        return (reads, writes)
    }

    /// An edition of a notice that has a name may make consents stale, which every decision asks about.
    private static func keys(of notices: [Notice]) -> Set<ConflictKey> {
        notices.reduce(into: []) { keys, notice in
            keys.insert(key(of: notice.hash))
            if notice.name != nil { keys.insert(bookKey) }
        }
    }

    private static func key(of subject: SubjectToken) -> ConflictKey { ConflictKey(.consent, kind: 1, of: subject.handle) }

    /// Half of a digest tells two texts apart well enough.
    private static func key(of hash: NoticeHash) -> ConflictKey {
        ConflictKey(.consent, kind: 2, of: Handle(hash.bytes.array.prefix(16)) ?? .zero)
    }

    private static let bookKey = ConflictKey(.consent, [3])
}

// MARK: Lists

extension ConsentState {
    /// How many candidates are looked at while the ledger waits.
    static let stride = 128

    /// Some of the consents that a query asks for: those among the next candidates after a token.
    ///
    /// - Returns: them, and how far it looked; nil when there are no further candidates.
    func consents(
        _ query: ConsentQuery, after bound: SubjectToken?
    ) throws -> (items: [ConsentPage.Item], end: SubjectToken?) {
        // Whoever consents does so by an event for the purpose or one above it, and stands in that one's list. The lists
        // say nothing of what was ended below, so that each timeline is asked.
        let all = query.standing == .objecting ? objecting : given
        let lists = query.purpose.lineage.compactMap { all[$0]?.prefix(Self.stride, after: bound?.handle) }
        // Beyond the end of a list that was cut off, others may still have smaller tokens.
        let end = lists.filter { $0.count == Self.stride }.compactMap(\.last).min()
        var items: [ConsentPage.Item] = []
        for handle in Set(lists.joined()).filter({ $0 <= end ?? $0 }).sorted() {
            if let item = query.item(try timeline(of: SubjectToken(handle)), by: book) { items.append(item) }
        }
        return (items, end.map { SubjectToken($0) })
    }

    func subjects(after bound: SubjectToken?, limit: Int) throws -> [SubjectToken] {
        guard listsEverybody else {
            var tokens: [SubjectToken] = []
            try timelines.forEach { token, _ in tokens.append(token) }
            let rest = tokens.filter { token in bound.map { token.handle > $0.handle } ?? true }
            return Array(rest.sorted { $0.handle < $1.handle }.prefix(limit))
        }
        return everybody.prefix(limit, after: bound?.handle).map { SubjectToken($0) }
    }
}

extension ConsentState: VisitableState {
    /// What stands beside the lists in a snapshot. An older version wrote the purposes alone.
    private struct Saved: Codable {
        var purposes: [Purpose]
        var book = NoticeBook()
        var summaries: [NoticeSummary] = []
        var listsEverybody = false
        var objecting: [Purpose]?

        private enum CodingKeys: String, CodingKey {
            case purposes = "p"
            case book = "b"
            case summaries = "s"
            case listsEverybody = "e"
            case objecting = "o"
        }

        init(_ state: ConsentState) {
            purposes = state.given.keys.sorted()
            book = state.book
            summaries = state.summaries.values.sorted { $0.hash < $1.hash }
            listsEverybody = state.listsEverybody
            objecting = state.objecting.keys.sorted()
        }

        init(from decoder: any Decoder) throws {
            if let purposes = try? decoder.singleValueContainer().decode([Purpose].self) {
                self.purposes = purposes
                return
            }
            let container = try decoder.container(keyedBy: CodingKeys.self)
            purposes = try container.decode([Purpose].self, forKey: .purposes)
            book = try container.decode(NoticeBook.self, forKey: .book)
            summaries = try container.decodeIfPresent([NoticeSummary].self, forKey: .summaries) ?? []
            listsEverybody = try container.decode(Bool.self, forKey: .listsEverybody)
            objecting = try container.decodeIfPresent([Purpose].self, forKey: .objecting)
        }
    }

    mutating func visit(_ visitor: inout some StateVisitor) throws {
        try notices.visit(&visitor)
        try timelines.visit(&visitor)
        var saved = Saved(self)
        try visitor.visit(small: &saved)
        book = saved.book
        summaries = Dictionary(saved.summaries.map { ($0.hash, $0) }) { $1 }
        listsEverybody = saved.listsEverybody
        for purpose in saved.purposes { try visitor.visit(&given[purpose, default: OrderedChunks()]) }
        if listsEverybody { try visitor.visit(&everybody) }
        for purpose in saved.objecting ?? [] { try visitor.visit(&objecting[purpose, default: OrderedChunks()]) }
        // A snapshot of an older version has no such lists.
        guard visitor.isRestoring, saved.objecting == nil else { return }
        try timelines.forEach { token, timeline in
            for purpose in timeline.objectedPurposes { objecting[purpose, default: OrderedChunks()].insert(token.handle) }
        }
    }
}

extension ConsentTimeline {
    /// The purposes that an event named and to which the person gave consent that nobody ended.
    fileprivate var givenPurposes: [Purpose] { decidedPurposes.filter { status(for: $0).state == .given } }
}
