import Crypto
public import CustodyModel

/// Takes over notices and events of another ledger, as JSON Lines. A line with a fault is named and left out, and the others are
/// taken. Doing it again adds nothing.
public struct ConsentImport: Sendable {
    /// What came of it.
    public struct Report: Hashable, Sendable {
        /// How many events were added.
        public var added = 0
        /// How many were there already.
        public var known = 0
        /// How many notices were recorded.
        public var notices = 0
        /// What was wrong with the other lines, in their order.
        public var faults: [ConsentImportFault] = []

        /// A report of nothing.
        public init() {}
    }

    /// Whether a purpose is declared; every well-formed one when nobody says otherwise.
    public var isDeclared: @Sendable (Purpose) -> Bool = { _ in true }
    /// What keeps a consent out, as a fault of its line; nothing when nobody says otherwise. Only what gives consent is asked
    /// about: what says no is taken whatever is missing.
    public var consentFault: @Sendable (_ event: ConsentEvent, _ line: Int) -> ConsentImportFault? = { _, _ in nil }
    /// Asked before each edition of a notice that has another already: it may end the consents of many. It throws to refuse, and adds to
    /// the unit that commits the edition what that rests on.
    public var permitEditions: @Sendable (inout UnitOfWork) async throws -> Void = { _ in }
    /// Adds to the unit that commits some events, for instance their record in a log.
    public var recordBatch: @Sendable ([ConsentEvent], inout UnitOfWork) async throws -> Void = { _, _ in }
    /// Whether a batch or a notice that failed so is looked at and committed anew, because something else changed meanwhile what it rests
    /// on; never when nobody says otherwise.
    public var isConflict: @Sendable (any Error) -> Bool = { _ in false }
    /// How many people's events are committed together.
    public var batch = 64
    private let identify: @Sendable (String, inout UnitOfWork) async throws -> SubjectToken?
    private let sealText: @Sendable ([UInt8], NoticeHash) throws -> SealedValue
    private let sealEvidence: @Sendable ([UInt8], SubjectToken, inout UnitOfWork) async throws -> SealedValue

    /// An import.
    ///
    /// - Parameters:
    ///   - identify: the token of the person whom a line names: always the same for the same name; nil for one who was erased, of
    ///     whom nothing is recorded.
    ///   - sealText: seals the text of a notice.
    ///   - sealEvidence: seals what proves an event.
    public init(
        identify: @escaping @Sendable (String, inout UnitOfWork) async throws -> SubjectToken?,
        sealText: @escaping @Sendable ([UInt8], NoticeHash) throws -> SealedValue,
        sealEvidence: @escaping @Sendable ([UInt8], SubjectToken, inout UnitOfWork) async throws -> SealedValue
    ) {
        self.identify = identify
        self.sealText = sealText
        self.sealEvidence = sealEvidence
    }

    /// What tells the event of a line without a key from every other: the line itself.
    static func key(of line: [UInt8]) -> Handle {
        Handle(Array(SHA256.hash(data: Array("custody/consent/line/v1".utf8) + line).prefix(16))) ?? .zero
    }

    /// Takes the lines over. Lines of one person that follow each other are committed together.
    ///
    /// - Throws: what the ledger or one of the closures throws; what was committed before stays, and doing it again goes on from there.
    public func take(
        _ lines: some Sequence<[UInt8]>, into ledger: any ConsentLedger, recordedAt now: Instant
    ) async throws -> Report {
        var work = Work(ledger: ledger, now: now)
        for (place, line) in lines.enumerated() where !line.allSatisfy({ $0 == 0x20 || $0 == 0x0d }) {
            var reader = ConsentLineReader(place + 1, at: now)
            switch reader.read(line) {
            case nil: work.report.faults += reader.faults
            case .notice(let notice, let text):
                try await flush(&work)
                try await record(notice, text, place + 1, &work)
            case .event(let event):
                if let purpose = event.event.purpose, purpose.isWellFormed, !isDeclared(purpose) {
                    work.report.faults.append(ConsentImportFault(place + 1, .purpose, .undeclared))
                    continue
                }
                if work.groups.last?.name != event.subject {
                    if work.groups.count >= max(1, batch) || work.names.contains(event.subject) { try await flush(&work) }
                    work.groups.append(Group(name: event.subject))
                    work.names.insert(event.subject)
                }
                work.groups[work.groups.count - 1].events.append((place + 1, event))
            }
        }
        try await flush(&work)
        // Some show when a line is read, others only when those of its person are taken together.
        work.report.faults.sort { $0.line < $1.line }
        return work.report
    }

    private struct Group {
        var name: String
        var events: [(line: Int, event: ConsentLineReader.Event)] = []
    }

    private struct Work {
        var ledger: any ConsentLedger
        var now: Instant
        var report = Report()
        var groups: [Group] = []
        var names: Set<String> = []
    }

    /// How often a batch is committed anew.
    private static let mostFailures = 64

    private func record(_ notice: Notice, _ text: [UInt8], _ line: Int, _ work: inout Work) async throws {
        var failures = 0
        while true {
            let known = try await work.ledger.noticeSummary(notice.hash)
            let book = try await work.ledger.noticeBook()
            do throws(ConsentError) {
                try ConsentRules.check(notice, in: book, recorded: { _ in known })
            } catch {
                work.report.faults.append(ConsentImportFault(line, .line, .refused(error.code)))
                return
            }
            guard known == nil else { return }
            var unit = UnitOfWork()
            if let name = notice.name {
                if book.editions(of: name).isEmpty {
                    // One that is recorded meanwhile would make this one a later edition.
                    try work.ledger.stage(.requireNotices(head: book.head), in: &unit)
                } else {
                    try await permitEditions(&unit)
                }
            }
            var sealed = notice
            sealed.text = try sealText(text, notice.hash)
            try work.ledger.stage(.record(sealed), in: &unit)
            try await recordBatch([], &unit)
            do { _ = try await unit.commit() } catch let error as ConsentError where error.code == .headMoved {
                try Task.checkCancellation()
                continue
            } catch  where failures < Self.mostFailures && isConflict(error) {
                try Task.checkCancellation()
                failures += 1
                continue
            }
            work.report.notices += 1
            return
        }
    }

    private func flush(_ work: inout Work) async throws {
        guard !work.groups.isEmpty else { return }
        let before = work.report
        var failures = 0
        while true {
            do {
                try await commitGroups(&work)
                break
            } catch  where failures < Self.mostFailures && isConflict(error) {
                try Task.checkCancellation()
                failures += 1
                work.report = before
            }
        }
        work.groups = []
        work.names = []
    }

    private func commitGroups(_ work: inout Work) async throws {
        var unit = UnitOfWork()
        var taken: [ConsentEvent] = []
        for all in work.groups {
            let group = try await withoutOwn(all, &work)
            guard !group.events.isEmpty else { continue }
            guard let subject = try await identify(group.name, &unit) else {
                work.report.faults += group.events.map { ConsentImportFault($0.line, .subject, .erased) }
                continue
            }
            let events = try await checked(group, subject, &unit, &work)
            guard !events.isEmpty else { continue }
            try work.ledger.stage(.appendAll(events), in: &unit)
            taken += events
        }
        guard !taken.isEmpty else { return }
        try await recordBatch(taken, &unit)
        _ = try await unit.commit()
        work.report.added += taken.count
    }

    /// The events that are not this ledger's own. An export of everybody names people by the digits of their tokens, by which
    /// nobody is known: whoever is named so here would be there twice. What the person of that token has is counted as known.
    private func withoutOwn(_ group: Group, _ work: inout Work) async throws -> Group {
        guard let handle = [UInt8](hex: group.name).flatMap({ Handle($0) }) else { return group }
        let timeline = try await work.ledger.timeline(of: SubjectToken(handle))
        var (own, rest) = (Group(name: group.name), Group(name: group.name))
        for told in group.events {
            if ConsentRules.known(told.event.event, in: timeline) == nil {
                rest.events.append(told)
            } else {
                own.events.append(told)
            }
        }
        // Nothing of it is recorded, so that nothing is sealed in this unit either.
        var unit = UnitOfWork()
        _ = try await checked(own, timeline.subject, &unit, &work)
        return rest
    }

    /// The events of a person that the rules take, each after those before it.
    private func checked(
        _ group: Group, _ subject: SubjectToken, _ unit: inout UnitOfWork, _ work: inout Work
    ) async throws -> [ConsentEvent] {
        var timeline = try await work.ledger.timeline(of: subject)
        let book = try await work.ledger.noticeBook()
        var events: [ConsentEvent] = []
        for (line, told) in group.events {
            var event = told.event
            event.subject = subject
            if let target = told.target {
                // What is not there gets a number that no event has, and the rules say so.
                event.details?.invalidates = timeline.entries.first { $0.key == target }?.number ?? -1
            }
            let isKnown = ConsentRules.known(event, in: timeline) != nil
            if !isKnown, event.kind.givesConsent, let fault = consentFault(event, line) {
                work.report.faults.append(fault)
                continue
            }
            var notices: [NoticeHash: NoticeSummary] = [:]
            if let hash = event.notice { notices[hash] = try await work.ledger.noticeSummary(hash) }
            do throws(ConsentError) {
                try ConsentRules.check([event], after: timeline, attached: [], in: book, recorded: { notices[$0] })
            } catch {
                work.report.faults.append(ConsentImportFault(line, .line, .refused(error.code)))
                continue
            }
            guard !isKnown else {
                work.report.known += 1
                continue
            }
            if let evidence = told.evidence { event.evidence = try await sealEvidence(evidence, subject, &unit) }
            timeline.append(event, at: timeline.head ?? .zero)
            events.append(event)
        }
        return events
    }
}
