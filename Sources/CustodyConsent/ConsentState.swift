import CustodyModel

/// What the resident ledger holds.
struct ConsentState: StoreState {
    static let tag = StoreTag.consent

    private(set) var notices: [NoticeHash: Notice] = [:]
    private var timelines: [SubjectToken: ConsentTimeline] = [:]

    func timeline(of subject: SubjectToken) -> ConsentTimeline { timelines[subject] ?? ConsentTimeline(of: subject) }

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
        case .record(let notice): try ConsentRules.check(notice, recorded: { notices[$0] })
        case .append(let event, let notice): try ConsentRules.check(event, attached: notice, recorded: { notices[$0] })
        case .require(let subject, let head):
            guard timelines[subject]?.head == head else {
                throw ConsentError(
                    .headMoved, "something was recorded for the subject since the decision was made; decide again",
                    subject: subject)
            }
        case .forget: break
        }
    }

    mutating func apply(_ change: ConsentChange, at sequence: CommitSequence) {
        switch change {
        case .record(let notice): take(notice)
        case .append(let event, let notice):
            // The notice of a protective act was not checked, and nothing depends on it.
            if let notice, !event.kind.protectsPerson { take(notice) }
            guard isFounded(event) else { return }
            timelines[event.subject, default: ConsentTimeline(of: event.subject)].append(event, at: sequence)
        case .require: break
        case .forget(let subject): timelines[subject] = nil
        }
    }

    func liveConsents(for purpose: Purpose, after: SubjectToken?, limit: Int) -> ConsentPage {
        let consenting = timelines.keys.filter { subject in
            if let after, subject.handle <= after.handle { return false }
            return timeline(of: subject).status(for: purpose).isLive
        }.sorted { $0.handle < $1.handle }
        let items = consenting.prefix(limit).map {
            ConsentPage.Item(subject: $0, status: timeline(of: $0).status(for: purpose))
        }
        return ConsentPage(items: items, next: consenting.count > limit ? items.last?.subject : nil)
    }

    /// Whether the notice that stands explains what was decided. It was checked against what was durable; an earlier change of
    /// the same unit can have recorded the same text for other purposes. Then there is no consent, rather than an unfounded one.
    private func isFounded(_ event: ConsentEvent) -> Bool {
        guard event.kind.needsNotice else { return true }
        guard let hash = event.notice, let purpose = event.purpose else { return false }
        return notices[hash]?.names(purpose) ?? false
    }

    // The first record of a text stands; a later one was checked to say the same.
    private mutating func take(_ notice: Notice) {
        if notices[notice.hash] == nil { notices[notice.hash] = notice }
    }

    private static func key(of subject: SubjectToken) -> ConflictKey { ConflictKey(.consent, [1] + subject.bytes) }
    private static func key(of hash: NoticeHash) -> ConflictKey { ConflictKey(.consent, [2] + hash.bytes.array) }
}
