public import CustodyLaw
public import CustodyModel

/// Takes over incidents of another system. A record with a fault is named and left out, and the others are taken: everything of one
/// record in one change, so that none is taken by half. Doing it again adds nothing, and neither does what this tracker wrote itself.
public struct IncidentImport: Sendable {
    /// What came of it.
    public struct Report: Hashable, Sendable {
        /// How many incidents were added.
        public var added: Int
        /// How many were there already; they stay as they are.
        public var known: Int
        /// What was wrong with the others, in the order of the records.
        public var faults: [ImportFault]

        /// A report from its parts.
        public init(added: Int = 0, known: Int = 0, faults: [ImportFault] = []) {
            self.added = added
            self.known = known
            self.faults = faults
        }
    }

    /// The laws whose duties are opened where an awareness is told.
    public var laws: LawBook
    /// Where the duties are owed; times without a zone are of its clocks, or of UTC.
    public var place: LegalPlace?
    /// What kinds of organisation we are, where a law tells them apart.
    public var entities: Set<Duty.Entity> = []
    /// Adds to the unit that commits some incidents, for instance their record in a log.
    public var recordBatch: @Sendable ([IncidentChange], inout UnitOfWork) async throws -> Void = { _, _ in }
    /// Whether a batch that failed so is put together again and committed anew, because what ``recordBatch`` made it rest on changed
    /// meanwhile; never when nobody says otherwise.
    public var isConflict: @Sendable (any Error) -> Bool = { _ in false }
    /// More people or records than this are a mistake of the other system. A host that knows of more raises it.
    public var mostPossible: UInt64 = 1 << 31
    /// How many incidents are committed together.
    public var batch = 256
    private let identify: @Sendable (String) throws -> IncidentID
    private let seal: @Sendable (String, IncidentID) throws -> SealedValue

    /// An import.
    ///
    /// - Parameters:
    ///   - identify: the incident's name for the other system's: always the same for the same text, and telling nothing of it.
    ///   - seal: seals a text of the incident.
    public init(
        under laws: LawBook, at place: LegalPlace? = nil, identify: @escaping @Sendable (String) throws -> IncidentID,
        seal: @escaping @Sendable (String, IncidentID) throws -> SealedValue
    ) {
        self.laws = laws
        self.place = place
        self.identify = identify
        self.seal = seal
    }

    /// Takes the records over.
    ///
    /// - Throws: what the tracker, `identify` or `seal` throws; what was committed before stays, and doing it again goes on from there.
    public func take(
        _ records: [ForeignIncident], into tracker: any IncidentTracker, recordedAt now: Instant, actor: PrincipalToken
    ) async throws -> Report {
        var report = Report()
        var first: [IncidentID: Int] = [:]
        var waiting: [IncidentChange] = []
        var duties = DutyOpening(laws.active, at: place, entities: entities)
        for (place, record) in records.enumerated() {
            if let known = try await own(record, in: tracker) {
                report.note(known, at: place, seen: &first)
                continue
            }
            switch try read(place, record, at: now, by: actor, opening: &duties) {
            case .failure(let faults): report.faults += faults.list
            case .success(let change):
                if first[change.incident] == nil, try await tracker.incident(change.incident) == nil {
                    first[change.incident] = place
                    waiting.append(change)
                } else {
                    report.note(change.incident, at: place, seen: &first)
                }
            }
            if waiting.count >= max(1, batch) { try await commit(&waiting, to: tracker, &report) }
        }
        try await commit(&waiting, to: tracker, &report)
        return report
    }

    /// The incident of this tracker that the record tells of by its name; nil for another system's. An export names incidents so: whoever
    /// took the name for another system's would have them twice. What the record says beside it is not looked at, as with everything
    /// that is known.
    private func own(_ record: ForeignIncident, in tracker: any IncidentTracker) async throws -> IncidentID? {
        guard let id = IncidentID(record.reference) else { return nil }
        return try await tracker.incident(id)?.id
    }

    private func commit(
        _ changes: inout [IncidentChange], to tracker: any IncidentTracker, _ report: inout Report
    ) async throws {
        guard !changes.isEmpty else { return }
        var failures = 0
        while true {
            var unit = UnitOfWork()
            for change in changes { try tracker.stage(change, in: &unit) }
            try await recordBatch(changes, &unit)
            do {
                _ = try await unit.commit()
                break
            } catch  where failures < Self.mostFailures && isConflict(error) {
                try Task.checkCancellation()
                failures += 1
            }
        }
        report.added += changes.count
        changes.removeAll(keepingCapacity: true)
    }

    /// How often a batch is committed anew.
    private static let mostFailures = 64

    private struct Faults: Error {
        var list: [ImportFault]
    }

    private func read(
        _ number: Int, _ record: ForeignIncident, at now: Instant, by actor: PrincipalToken, opening duties: inout DutyOpening
    ) throws -> Result<IncidentChange, Faults> {
        var reader = ForeignIncidentReader(
            number, record, zone: place?.zone ?? .utc, now: now, mostPossible: mostPossible)
        guard let content = reader.read() else { return .failure(Faults(list: reader.faults)) }
        let id = try identify(record.reference)
        guard let all = try steps(for: content, of: record, id, opening: &duties), let opening = all.first else {
            return .failure(Faults(list: [ImportFault(number, .notified, .refused(.dutyUnknown))]))
        }
        let change = IncidentChange(
            id, expecting: 0, opening, and: Array(all.dropFirst()), recordedAt: now, actor: actor, key: id.handle)
        do {
            _ = try IncidentRules.applying(change, to: nil, at: .zero)
            return .success(change)
        } catch {
            return .failure(Faults(list: [ImportFault(number, .record, .refused(error.code))]))
        }
    }

    /// The steps that lead to what the record says; nil when it tells of a notice that no law asks for.
    private func steps(
        for content: ForeignIncidentReader.Content, of record: ForeignIncident, _ id: IncidentID,
        opening opened: inout DutyOpening
    ) throws -> [IncidentChange.Step]? {
        let title = try seal(record.title, id)
        var steps: [IncidentChange.Step] = [
            .open(title: title, role: content.role, occurred: content.occurred, detected: content.detected)
        ]
        if let people = content.people {
            var facts = BreachFacts()
            facts.people = people
            steps.append(.learn(.breach(facts), reason: nil))
        }
        if let records = content.records { steps.append(.learn(.records(records), reason: nil)) }
        // The title stands for the reason: the other system gave none of its own.
        if let determination = content.determination, determination != .undetermined {
            steps.append(.determine(determination, reason: title))
        }
        if let aware = content.aware, let reason = record.awareReason {
            let duties = opened.duties(awareAt: aware.earliest, as: content.role)
            steps.append(.aware(at: aware, reason: try seal(reason, id), duties: duties))
            if let notified = content.notified {
                let late = try record.lateReason.map { try seal($0, id) }
                guard let duty = duties.first(where: { $0.recipient == .authority && $0.due != nil })?.duty else { return nil }
                let following = opened.duties(
                    following: duty, metAt: notified.earliest, awareAt: aware.earliest, as: content.role)
                steps.append(.submit(duty, at: notified, lateReason: late, duties: following))
            }
        }
        if let breach = content.breach { steps.append(.assess(breach, reason: nil)) }
        return steps
    }
}

extension IncidentImport.Report {
    /// Counts an incident that is there already, or names the record before it that tells of it too.
    fileprivate mutating func note(_ incident: IncidentID, at place: Int, seen first: inout [IncidentID: Int]) {
        if let earlier = first[incident] {
            faults.append(ImportFault(place, .reference, .duplicateOf(record: earlier)))
        } else {
            first[incident] = place
            known += 1
        }
    }
}
