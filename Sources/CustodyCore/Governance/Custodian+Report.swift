import CustodyAccess
public import CustodyAudit
public import CustodyGovernance
import CustodyIncidents
import CustodyLaw
public import CustodyModel
import Synchronization

extension Custodian {
    /// Draws up where the controller stands: the findings, the record of processing, who used data for what, requests and incidents against
    /// their deadlines, training, the log, and whose data is to go. That it was drawn up is recorded first.
    ///
    /// It looks once at every leaf of the log and opens nothing of what it says about people.
    /// - Parameters:
    ///   - reader: who draws it up; nil when the operator of the store does, which the log says.
    ///   - isNaming: whether it says who the staff are. The reader must be somebody who may look at what is held.
    ///   - anchored: checkpoints that were kept outside the store, which the logs are held against.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits the reader `Action.drawReport`, and `Action.reviewAccess` where
    ///   the staff are named.
    public func complianceReport(
        by reader: Principal?, naming isNaming: Bool = false, against anchored: [AnchoredLog] = []
    ) async throws -> ComplianceReport {
        let permit = try await permitReport(by: reader, naming: isNaming)
        // Read before the record of this very report, with which the log tells the gap.
        let gap = unrecorded
        _ = try await recordReading(
            .export, .drawReport, permit, about: nil, ["form": .text("report"), "naming": .bool(isNaming)])
        let (now, book) = (clock.now(), try await registerBook())
        var (tally, logs, findings) = (LogTally(), [LogPart](), try await findings(in: book, missing: gap, at: now))
        for log in AuditLog.allCases {
            try await take(log, into: &tally)
            logs.append(try await part(of: log, against: anchored, &findings))
        }
        let (access, consents) = (
            tally.access(try await facing { try await backends.audit.vocabulary() }), tally.consents
        )
        let (keeping, overdue) = try await keeping(at: now)
        let standings = book.training.standings(of: accessReview, at: now)
        let live = try await liveGovernance
        return ComplianceReport(
            controller: governance.policy.controller, drawnUpAt: now, policyVersion: UInt64(policy.version.rawValue),
            findings: findings.sorted(),
            record: RecordOfProcessing(book, in: live, overdue: overdue, at: now), access: access,
            consents: consents.suppressed, consentStepDays: consents.stepDays, requests: try await requestParts(),
            incidents: try await incidentParts(at: now), training: TrainingPart.all(standings), logs: logs, keeping: keeping,
            regimes: book.host.map { RegimeCandidate.all(for: $0, in: incidentSettings.laws) } ?? [],
            staff: isNaming ? staff(in: book, live, standings, at: now) : nil)
    }

    private func permitReport(by reader: Principal?, naming isNaming: Bool) async throws -> ReadingPermit {
        guard isNaming else { return try await permitReading(by: reader, as: .drawReport, needing: .drawReport) }
        guard let reader else {
            throw CustodianError(.denied, "a report that names the staff is drawn up by somebody who may see who they are")
        }
        let leave = try await self.leave {
            let now = self.clock.now()
            let names = try await self.decide(.reviewAccess, by: reader, as: .drawReport, at: now)
            return Leave.Given(names, try await self.decide(.drawReport, by: reader, as: .drawReport, at: now))
        }
        return ReadingPermit(reader: reader, leave: leave)
    }

    /// The record of processing, with what the store knows about keeping.
    public func recordOfProcessing() async throws -> RecordOfProcessing {
        let now = clock.now()
        let overdue = try await facing { try await overdueRecords(at: now) }
        return RecordOfProcessing(
            try await registerBook(), in: try await liveGovernance, overdue: Set(overdue.keys), at: now)
    }

    private func keeping(at now: Instant) async throws -> (table: SuppressedTable, overdue: Set<RecordName>) {
        let (month, quarter) = (now.adding(milliseconds: 30 * 86_400_000), now.adding(milliseconds: 90 * 86_400_000))
        var people: [RecordName: [SubjectToken: Int]] = [:]
        try await facing {
            try await forEachEnd(before: quarter) { subject, name, end in
                let column = end < now ? 0 : end < month ? 1 : 2
                people[name, default: [:]][subject] = min(people[name]?[subject] ?? column, column)
            }
        }
        let names = people.keys.sorted()
        let counts = names.map { name in (0..<3).map { column in people[name]?.values.count { $0 == column } ?? 0 } }
        let table = SuppressedTable(
            rows: names.map(\.rawValue), columns: ["over", "within 30 days", "within 90 days"], counts: counts)
        return (table, Set(zip(names, counts).filter { $0.1[0] > 0 }.map(\.0)))
    }

    private func staff(
        in book: RegisterBook, _ live: LiveGovernance, _ standings: [TrainingBook.Standing], at now: Instant
    ) -> [StaffPart] {
        let review = accessReview
        let unread = book.documentsInForce(at: now).map { ($0.id, Set(book.unread($0, in: live, at: now))) }
        return review.principals.map { principal in
            StaffPart(
                principal, roles: review.authorisedRoles(of: principal, at: now).sorted(),
                training: standings.filter { $0.principal == principal },
                unread: unread.filter { $0.1.contains(principal) }.map(\.0),
                responsibilities: book.responsibilities.filter { $0.holder == principal && $0.holds(at: now) }.map(\.matter))
        }
    }
}
