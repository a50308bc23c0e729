public import CustodyConsent
public import CustodyModel
import Synchronization

/// A consent ledger over tables of a host's own: what a third party writes to keep consent where its other data are.
///
/// The tables stand in memory here. In their place comes whatever the host has; the shape stays: check within `validate`, write within
/// `apply` (or, in a database, within `prepare` and inside the transaction), and read what is durable. The rules themselves are
/// the library's, so that every backend answers alike.
public final class HostLedger: ConsentLedger {
    private let tables = Mutex(Tables())
    private let coordinator: any CommitCoordinator

    /// The host's tables.
    fileprivate struct Tables {
        /// By person, each event with its commit.
        var events: [SubjectToken: [(event: ConsentEvent, sequence: CommitSequence)]] = [:]
        /// Who gave consent to a purpose that an event named, and did not end it: what lists of consents are found by.
        var given: [Purpose: Set<SubjectToken>] = [:]
        var notices: [NoticeHash: Notice] = [:]
        var book = NoticeBook()
    }

    /// A ledger of which nothing is recorded, whose changes `coordinator` commits.
    public init(committingTo coordinator: any CommitCoordinator) { self.coordinator = coordinator }

    // MARK: Staging

    /// Adds a change to the unit.
    public func stage(_ change: ConsentChange, in unit: inout UnitOfWork) {
        let staged = StagedChange(
            store: .consent, writes: [Self.everything],
            validate: { try self.tables.withLock { try $0.check(change) } },
            prepare: { sequence in
                // A coordinator that keeps bytes asks for them, and hands them back when the store is opened: see `replay`.
                PreparedChange(
                    bytes: try CBOR.encode(change), apply: { self.tables.withLock { $0.take(change, at: sequence) } })
            })
        _ = unit.add(staged, to: coordinator, resultType: Void.self)
    }

    /// Every change meets every other: the simplest that is right. Name people and notices one by one where that is too slow.
    private static let everything = ConflictKey(.consent, [0])

    /// Takes in a change that was durable before this process began.
    public func replay(_ bytes: [UInt8], at sequence: CommitSequence) throws {
        let change = try CBOR.decode(ConsentChange.self, from: bytes)
        tables.withLock { $0.take(change, at: sequence) }
    }

    // MARK: Reading

    /// Every event of the subject in the order of their commits.
    public func history(of subject: SubjectToken) async throws -> [ConsentEntry] {
        tables.withLock { $0.timeline(of: subject).entries }
    }

    /// The notice of that hash.
    public func notice(_ hash: NoticeHash) async throws -> Notice? { tables.withLock { $0.notices[hash] } }

    /// The editions of every notice that has a name.
    public func noticeBook() async throws -> NoticeBook { tables.withLock { $0.book } }

    /// Who consented to a purpose.
    public func consents(_ query: ConsentQuery) async throws -> ConsentPage {
        tables.withLock { tables in
            // Whoever consents does so by an event for the purpose or one above it. What was ended below is in the timeline.
            // Of those who object there is no list here: everybody is asked.
            let candidates =
                query.standing == .objecting
                ? Set(tables.events.keys)
                : query.purpose.lineage.reduce(into: Set<SubjectToken>()) { $0.formUnion(tables.given[$1] ?? []) }
            var items: [ConsentPage.Item] = []
            for subject in Self.sorted(candidates, after: query.after) {
                guard let item = query.item(tables.timeline(of: subject), by: tables.book) else { continue }
                // One more than asked for tells whether there is a next page.
                if items.count == max(1, query.limit) { return ConsentPage(items: items, next: items.last?.subject) }
                items.append(item)
            }
            return ConsentPage(items: items, next: nil)
        }
    }

    /// Of whom something is recorded.
    public func subjects(after: SubjectToken?, limit: Int) async throws -> [SubjectToken] {
        tables.withLock { Array(Self.sorted($0.events.keys, after: after).prefix(max(1, limit))) }
    }

    private static func sorted(_ subjects: some Sequence<SubjectToken>, after: SubjectToken?) -> [SubjectToken] {
        subjects.filter { subject in after.map { $0.handle < subject.handle } ?? true }.sorted { $0.handle < $1.handle }
    }
}

extension HostLedger.Tables {
    fileprivate func timeline(of subject: SubjectToken) -> ConsentTimeline {
        (events[subject] ?? []).reduce(into: ConsentTimeline(of: subject)) { $0.append($1.event, at: $1.sequence) }
    }

    // MARK: Checking

    /// Throws when a precondition of the change does not hold.
    fileprivate func check(_ change: ConsentChange) throws {
        switch change {
        case .record(let notice): try ConsentRules.check(notice, in: book, recorded: { notices[$0]?.summary })
        case .append(let event, let notice):
            // A protective act is taken whatever is attached to it.
            try check([event], event.kind.protectsPerson ? [] : notice.map { [$0] } ?? [])
        case .appendAll(let events, let notices): try check(events, notices)
        case .require(let subject, let head): try require(subject, head)
        case .requireAll(let heads, _): for head in heads { try require(head.subject, head.head) }
        case .requireNotices(let head):
            guard book.head == head else { throw ConsentError(.headMoved, "a notice was recorded since; decide again") }
        case .forget: break
        }
    }

    private func require(_ subject: SubjectToken, _ head: CommitSequence?) throws {
        guard events[subject]?.last?.sequence == head else {
            throw ConsentError(.headMoved, "something was recorded for the subject since; decide again", subject: subject)
        }
    }

    private func check(_ events: [ConsentEvent], _ attached: [Notice]) throws {
        let subject = events.first?.subject ?? SubjectToken(.zero)
        try ConsentRules.check(
            events, after: timeline(of: subject), attached: attached, in: book, recorded: { notices[$0]?.summary })
    }

    // MARK: Changing

    /// Takes in a change that was checked.
    fileprivate mutating func take(_ change: ConsentChange, at sequence: CommitSequence) {
        switch change {
        case .record(let notice): record(notice, at: sequence)
        case .append(let event, let notice):
            if let notice, !event.kind.protectsPerson { record(notice, at: sequence) }
            add([event], at: sequence)
        case .appendAll(let events, let notices):
            for notice in notices { record(notice, at: sequence) }
            add(events, at: sequence)
        case .require, .requireAll, .requireNotices: break
        case .forget(let subject):
            events[subject] = nil
            list(subject, [])
        }
    }

    private mutating func record(_ notice: Notice, at sequence: CommitSequence) {
        guard notices[notice.hash] == nil else { return }
        notices[notice.hash] = notice
        book.add(notice, at: sequence)
    }

    private mutating func add(_ added: [ConsentEvent], at sequence: CommitSequence) {
        guard let subject = added.first?.subject else { return }
        var timeline = timeline(of: subject)
        for event in added where isFounded(event) && ConsentRules.known(event, in: timeline) == nil {
            events[subject, default: []].append((event, sequence))
            timeline.append(event, at: sequence)
        }
        list(subject, timeline.decidedPurposes.filter { timeline.status(for: $0).state == .given })
    }

    /// Whether the notice that stands explains what was decided: an earlier change of the same unit may have recorded another.
    private func isFounded(_ event: ConsentEvent) -> Bool {
        guard event.kind.needsNotice else { return true }
        guard let hash = event.notice, let purpose = event.purpose else { return false }
        return notices[hash]?.summary.names(purpose) ?? false
    }

    private mutating func list(_ subject: SubjectToken, _ purposes: [Purpose]) {
        for purpose in given.keys { given[purpose]?.remove(subject) }
        for purpose in purposes { given[purpose, default: []].insert(subject) }
    }
}
