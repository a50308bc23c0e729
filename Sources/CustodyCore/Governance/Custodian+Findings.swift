import CustodyAccess
import CustodyAudit
import CustodyConsent
import CustodyData
public import CustodyGovernance
import CustodyIncidents
import CustodyLaw
public import CustodyModel
import Synchronization

extension Custodian {
    /// Everything that is due, overdue, drifting or failing, the graver first, each with the call that puts it right. That it was asked is
    /// recorded first.
    ///
    /// - Parameter reader: who asks; nil when the operator of the store does, which the log says.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits the reader `Action.drawReport`.
    public func findings(by reader: Principal?) async throws -> [Finding] {
        // Read before the record of this very question, with which the log tells the gap.
        let gap = unrecorded
        _ = try await recordReading(
            .export, .drawReport, by: reader, about: nil, needing: .drawReport, ["form": .text("findings")])
        return try await findings(in: try await registerBook(), missing: gap, at: clock.now())
    }

    /// - Parameter gap: what the log had missed when it was asked.
    func findings(in book: RegisterBook, missing gap: AuditGap?, at now: Instant) async throws -> [Finding] {
        var book = book
        book.triggers += ReviewTrigger.all(of: incidentSettings.laws.active)
        try await eachIncident(openOnly: false) { incident in
            guard let closed = incident.closedAt else { return }
            let id = incident.id.description
            book.triggers.append(ReviewTrigger(EntryID("incident-\(id)"), .incident, id, at: closed))
        }
        var findings = book.findings(in: try await liveGovernance, at: now)
        findings += try await noticeFindings() + deadlineFindings(at: now) + sharingFindings(in: book, at: now)
        findings += try await accessFindings(at: now) + logFindings(missing: gap, at: now) + dataFindings(at: now)
        return findings.sorted()
    }

    // MARK: What people are told, and asked

    private func noticeFindings() async throws -> [Finding] {
        try await informationFindings().map { finding in
            switch finding {
            case .noNotice: Finding(.noticeGap, .controller, finding.description)
            case .itemMissing(_, let notice, _):
                Finding(.noticeGap, .document(DocumentID("notice \(notice.description.prefix(12))")), finding.description)
            case .purposeMissing(let purpose): Finding(.noticeGap, .purpose(purpose), finding.description)
            case .fieldMissing(let record, let field, _): Finding(.noticeGap, .field(record, field), finding.description)
            case .recipientMissing(let recipient): Finding(.noticeGap, .recipient(recipient), finding.description)
            }
        }
    }

    private func deadlineFindings(at now: Instant) async throws -> [Finding] {
        var findings: [Finding] = []
        for request in try await requests(KeptRequest.unclosed) {
            guard let clock = clock(of: request), clock.isOverdue || clock.isAcknowledgementOverdue else { continue }
            findings.append(
                Finding(
                    .requestOverdue, .request(request.id.description), request.kind.rawValue,
                    at: clock.isOverdue ? clock.due : clock.acknowledgeBy))
        }
        let late = try await duties(InformationDuty.everything).compactMap { due($0) }.filter { $0 < now }
        if let first = late.min() { findings.append(Finding(.informationOverdue, .controller, "\(late.count)", at: first)) }
        for found in try await incidentFindings() {
            for finding in found.findings {
                findings.append(Finding(.incidentMatter, .incident(found.incident.description), finding.description))
            }
        }
        return findings + registerFindings
    }

    /// That closed incidents may be forgotten before a law that is switched on lets them go.
    private var registerFindings: [Finding] {
        let days = incidentSettings.policy.daysToKeepClosed
        return RegisterRetention.table.filter {
            incidentSettings.laws.isOn($0.regime) && $0.source.verification.isEnough && $0.isLonger(thanDays: days)
        }.map {
            let wanted = "\($0.source.reference) wants \($0.atLeast) from \($0.since)"
            return Finding(.registerKeptTooShort, .controller, "closed incidents are kept \(days) days, and \(wanted)")
        }
    }

    private func sharingFindings(in book: RegisterBook, at now: Instant) async throws -> [Finding] {
        var findings: [Finding] = []
        let told = try await untoldNotices().filter { $0.since.adding(milliseconds: Self.toTellRecipients) < now }
        if let first = told.map(\.since).min() {
            findings.append(Finding(.recipientToldLate, .controller, "\(told.count)", at: first))
        }
        let named = Set(book.activities.flatMap(\.recipients).map(\.id))
        var unlisted: Set<RecipientID> = []
        try await facing {
            try await forEachRecord(SharedData.everything) { record in
                guard let share = try SharedData(record, sealer, system) else { return }
                if !named.contains(share.recipient.id) { unlisted.insert(share.recipient.id) }
            }
        }
        return findings + unlisted.sorted().map { Finding(.recipientUnlisted, .recipient($0)) }
    }

    /// The law wants it without delay and names no number; a month is what people themselves are given.
    private static var toTellRecipients: Int64 { 30 * 86_400_000 }

    // MARK: Who may do what

    private func accessFindings(at now: Instant) async throws -> [Finding] {
        let ledger = accessLedger
        let overdue = Dictionary(grouping: ledger.overdue(under: governance.policy, at: now), by: \.grant.role)
        var findings = overdue.map { role, items in Finding(.accessReviewOverdue, .role(role), "\(items.count)") }
        let unseen = ledger.tickets.filter { $0.until <= now && !ledger.reviewed.contains($0.id) }
        findings += unseen.map { Finding(.ticketNotReviewed, .ticket($0.id), at: $0.until) }
        return findings
    }

    // MARK: What is kept

    private func logFindings(missing gap: AuditGap?, at now: Instant) async throws -> [Finding] {
        var findings: [Finding] = []
        for (log, status) in try await facing({ try await backends.audit.status() }).sorted(by: {
            $0.key.rawValue < $1.key.rawValue
        }) {
            let place = Finding.Place.log(log.rawValue)
            if status.checkpoint == nil, status.size > 0 { findings.append(Finding(.checkpointMissing, place)) }
            let plan = try await planPrune(of: log)
            if plan.count > 0 { findings.append(Finding(.pruneDue, place, "\(plan.count)")) }
        }
        if let failure = checkpointFailure.withLock({ $0 }) {
            findings.append(Finding(.checkpointFailing, .log("all"), failure))
        }
        if let gap = gap ?? unrecorded { findings.append(Finding(.logGap, .log("all"), "\(gap.dropped)")) }
        if let restored = try await facing({ try await unanchoredRestore() }) {
            findings.append(Finding(.restoreUnanchored, .store, at: restored))
        }
        if unfinishedErasures > 0 { findings.append(Finding(.erasureUnfinished, .store, "\(unfinishedErasures)")) }
        return findings
    }

    /// The kinds of records of which the time of some values is over, each with the first time.
    func overdueRecords(at now: Instant) async throws -> [RecordName: Instant] {
        var late: [RecordName: Instant] = [:]
        try await forEachEnd(before: now) { _, name, end in late[name] = min(late[name] ?? end, end) }
        return late
    }

    /// When the time of what is held of a person in a kind of record is over, for each that is over before an instant.
    func forEachEnd(before instant: Instant, _ body: (SubjectToken, RecordName, Instant) throws -> Void) async throws {
        let schedules = try await everyEntry(of: RetentionSchedule.self)
        guard !schedules.isEmpty else {
            // The schemas alone count, and the store keeps an order of what they say.
            return try await forEachRecord(.expiring(before: instant)) { record in
                guard record.subject != .store, let end = record.firstExpiry else { return }
                try body(record.subject, record.name, end)
            }
        }
        let rules = RetentionRules(governance, schedules)
        try await forEachPerson { subject in
            for item in try await dueItems(of: subject, rules, at: instant) where item.dueAt < instant {
                try body(subject, item.name, item.dueAt)
            }
        }
    }

    private func dataFindings(at now: Instant) async throws -> [Finding] {
        let late = try await facing { try await overdueRecords(at: now) }
        // How many people it concerns stands in the table, where small counts are hidden.
        var findings = late.map { name, end in Finding(.retentionDue, .record(name), at: end) }
        for declaration in governance.purposes where declaration.needsConsent {
            let page = try await facing {
                try await backends.consent.consents(ConsentQuery(.stale, for: declaration.purpose, at: now, limit: 1))
            }
            if !page.items.isEmpty { findings.append(Finding(.consentStale, .purpose(declaration.purpose))) }
        }
        return findings
    }
}
