import CustodyModel

/// What the ledger holds, and the rules by which it changes.
struct ConsentState: StoreState {
    static let tag = StoreTag.consent

    private(set) var notices: Table<NoticeHash, Notice>
    private var timelines: Table<SubjectToken, ConsentTimeline>
    /// Who consents to a purpose that an event named, as far as the purpose itself and those above it go.
    private var live: [Purpose: OrderedChunks<Handle>] = [:]

    /// An empty state; its rows stand in memory when there is no log.
    init(in log: (any RowLog)? = nil) {
        notices = Table(.notices, in: log)
        timelines = Table(.timelines, in: log)
    }

    func timeline(of subject: SubjectToken) throws -> ConsentTimeline {
        try timelines.value(subject) ?? ConsentTimeline(of: subject)
    }

    func conflicts(of change: ConsentChange) -> (reads: Set<ConflictKey>, writes: Set<ConflictKey>) {
        switch change {
        case .record(let notice): return ([], [Self.key(of: notice.hash)])
        case .append(let event, let notice):
            let writes = Set([Self.key(of: event.subject)] + (notice.map { [Self.key(of: $0.hash)] } ?? []))
            return (Set(event.notice.map { [Self.key(of: $0)] } ?? []).subtracting(writes), writes)
        case .require(let subject, _): return ([Self.key(of: subject)], [])
        case .forget(let subject): return ([], [Self.key(of: subject)])
        }
    }

    func isPrecondition(_ change: ConsentChange) -> Bool {
        if case .require = change { true } else { false }
    }

    func validate(_ change: ConsentChange) throws {
        switch change {
        case .record(let notice): try ConsentRules.check(notice, recorded: try recorded(notice.hash))
        case .append(let event, let notice):
            try ConsentRules.check(event, attached: notice, recorded: try recorded(event.notice, notice?.hash))
        case .require(let subject, let head):
            guard try timelines.value(subject)?.head == head else {
                throw ConsentError(
                    .headMoved, "something was recorded for the subject since the decision was made; decide again",
                    subject: subject)
            }
        case .forget: break
        }
    }

    mutating func apply(_ change: ConsentChange, at sequence: CommitSequence) throws {
        switch change {
        case .record(let notice): try take(notice)
        case .append(let event, let notice):
            // The notice of a protective act was not checked, and nothing depends on it.
            if let notice, !event.kind.protectsPerson { try take(notice) }
            guard try isFounded(event) else { return }
            let before = try timeline(of: event.subject)
            var after = before
            after.append(event, at: sequence)
            try timelines.set(after, for: event.subject)
            note(before, after)
        case .require: break
        case .forget(let subject):
            note(try timeline(of: subject), ConsentTimeline(of: subject))
            try timelines.remove(subject)
        }
    }

    func liveConsents(for purpose: Purpose, after: SubjectToken?, limit: Int) throws -> ConsentPage {
        // Whoever consents does so by an event for the purpose or one above it, and stands in that one's list. The lists
        // say nothing of what was withdrawn below, so that each timeline is asked.
        let lists = purpose.lineage.compactMap { live[$0] }
        var items: [ConsentPage.Item] = []
        var bound = after?.handle
        while true {
            let lengths = lists.map { $0.prefix(Self.stride, after: bound) }
            // Beyond the end of a list that was cut off, others may still have smaller tokens.
            let end = lengths.filter { $0.count == Self.stride }.compactMap(\.last).min()
            let candidates = Set(lengths.joined()).filter { $0 <= end ?? $0 }.sorted()
            for handle in candidates {
                let subject = SubjectToken(handle)
                let status = try timeline(of: subject).status(for: purpose)
                guard status.isLive else { continue }
                guard items.count < limit else { return ConsentPage(items: items, next: items.last?.subject) }
                items.append(ConsentPage.Item(subject: subject, status: status))
            }
            guard let end else { return ConsentPage(items: items, next: nil) }
            bound = end
        }
    }

    /// How many candidates are looked at together.
    private static let stride = 128

    /// Whether the notice that stands explains what was decided. It was checked against what was durable; an earlier change of
    /// the same unit can have recorded the same text for other purposes. Then there is no consent, rather than an unfounded one.
    private func isFounded(_ event: ConsentEvent) throws -> Bool {
        guard event.kind.needsNotice else { return true }
        guard let hash = event.notice, let purpose = event.purpose else { return false }
        return try notices.value(hash)?.names(purpose) ?? false
    }

    // The first record of a text stands; a later one was checked to say the same.
    private mutating func take(_ notice: Notice) throws {
        if try notices.value(notice.hash) == nil { try notices.set(notice, for: notice.hash) }
    }

    /// The notices of those hashes that are recorded, read before the rules ask for them: the rules do not throw.
    private func recorded(_ hashes: NoticeHash?...) throws -> (NoticeHash) -> Notice? {
        var found: [NoticeHash: Notice] = [:]
        for hash in hashes.lazy.compactMap({ $0 }) { found[hash] = try notices.value(hash) }
        return { found[$0] }
    }

    /// Keeps the lists of live consents in step with a person's timeline.
    private mutating func note(_ before: ConsentTimeline, _ after: ConsentTimeline) {
        let (old, new) = (before.livePurposes, after.livePurposes)
        for purpose in old.subtracting(new) {
            live[purpose]?.remove(before.subject.handle)
            if live[purpose]?.isEmpty == true { live[purpose] = nil }
        }
        for purpose in new.subtracting(old) { live[purpose, default: OrderedChunks()].insert(before.subject.handle) }
    }

    private static func key(of subject: SubjectToken) -> ConflictKey { ConflictKey(.consent, [1] + subject.bytes) }
    private static func key(of hash: NoticeHash) -> ConflictKey { ConflictKey(.consent, [2] + hash.bytes.array) }
}

extension ConsentState: VisitableState {
    mutating func visit(_ visitor: inout some StateVisitor) throws {
        try notices.visit(&visitor)
        try timelines.visit(&visitor)
        var purposes = live.keys.sorted { $0.rawValue < $1.rawValue }
        try visitor.visit(small: &purposes)
        for purpose in purposes { try visitor.visit(&live[purpose, default: OrderedChunks()]) }
    }
}

extension ConsentTimeline {
    /// The purposes that an event named and to which the person consents.
    fileprivate var livePurposes: Set<Purpose> {
        Set(entries.lazy.compactMap(\.event.purpose)).filter { status(for: $0).isLive }
    }
}
