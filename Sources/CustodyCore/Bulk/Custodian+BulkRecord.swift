import CustodyAccess
import CustodyAudit
import CustodyConsent
import CustodyData
import CustodyModel

/// Somebody forbade something while a batch was decided about.
struct ForbiddenMeanwhile: Error {}

extension Custodian {
    /// Some of a page that stand in the log, and what came of opening them.
    private struct Lane<Opened: Sendable>: Sendable {
        var start: Int
        var recorded: [RecordedPage] = []
        var opened: [Opened] = []
        var failure: (any Error)?
    }

    /// Decides about everybody of a page and makes that durable, some commits beside each other. What stands in the log is opened
    /// while others are on their way there; nothing is handed out before all of them stand there.
    func record<Opened: Sendable>(
        _ page: BulkPage, _ question: BulkQuestion, handed: Int,
        opening open: @escaping @Sendable (RecordedPage) async throws -> Opened
    ) async throws -> [(recorded: RecordedPage, opened: Opened)] {
        // Whatever a person says, somebody who may have no more gets nothing.
        _ = try await decider(question, handed: handed, more: page.parts.count, at: clock.now())
        let starts = Array(stride(from: 0, to: page.parts.count, by: max(1, question.lane)))
        let count = page.parts.count
        let lanes = await withTaskGroup(of: Lane<Opened>.self) { group in
            for start in starts {
                let stretch = page.stretch(start..<min(start + max(1, question.lane), count))
                group.addTask {
                    var lane = Lane<Opened>(start: start)
                    do {
                        lane.recorded = try await self.recordAll(stretch, question, handed: handed + count)
                        for recorded in lane.recorded { lane.opened.append(try await open(recorded)) }
                    } catch { lane.failure = error }
                    return lane
                }
            }
            var lanes: [Lane<Opened>] = []
            for await lane in group { lanes.append(lane) }
            return lanes.sorted { $0.start < $1.start }
        }
        if let failure = lanes.lazy.compactMap(\.failure).first {
            // What is on record as permitted is not handed out.
            for recorded in lanes.flatMap(\.recorded) { try await abort(recorded, question) }
            throw failure
        }
        return lanes.flatMap { zip($0.recorded, $0.opened).map { (recorded: $0, opened: $1) } }
    }

    /// Records a stretch of people. Where something changed meanwhile, they are read again and recorded in smaller stretches, so that
    /// who changes all the time does not hold up the others.
    private func recordAll(_ first: BulkPage, _ question: BulkQuestion, handed: Int) async throws -> [RecordedPage] {
        var page = first
        for _ in 0..<Self.maximumAttempts {
            try Task.checkCancellation()
            guard !page.parts.isEmpty else { return [] }
            do { return [try await recordOnce(page, question, handed: handed)] } catch is ForbiddenMeanwhile {
                // Mostly it is somebody else.
                page = try await takingUp(newProtections: page)
            } catch  where Self.isConflict(error) {
                page = try await reread(page, question)
                guard page.parts.count > 1 else { continue }
                let middle = page.parts.count / 2
                let left = try await recordAll(page.stretch(0..<middle), question, handed: handed)
                do {
                    return left + (try await recordAll(page.stretch(middle..<page.parts.count), question, handed: handed))
                } catch {
                    for recorded in left { try await abort(recorded, question) }
                    throw error
                }
            }
        }
        throw CustodianError(.busy, "the same people's data kept changing meanwhile; go on later")
    }

    /// - Throws: what ``isConflict(_:)`` knows, or ``ForbiddenMeanwhile``, when something changed since the page was read.
    private func recordOnce(_ page: BulkPage, _ question: BulkQuestion, handed: Int) async throws -> RecordedPage {
        let now = clock.now()
        let decider = try await decider(question, handed: handed, more: 0, at: now)
        var recorded = RecordedPage(page: page, verdicts: verdicts(on: page, question, decider, at: now), receipts: [])
        var unit = UnitOfWork()
        require(
            { [protections] in protections.all.isSubset(of: page.protections) }, in: &unit, throwing: ForbiddenMeanwhile())
        require(unchanged: page.access, in: &unit)
        requireMerges(unchangedSince: page.merged.count, in: &unit)
        backends.data.stage(.requireRecords(page.records, seen: page.dataChanges), in: &unit)
        var heads: [SubjectHead] = []
        heads.reserveCapacity(page.parts.count)
        for part in page.parts {
            heads.append(SubjectHead(part.subject, part.standing.head))
            heads += part.others
        }
        try backends.consent.stage(.requireAll(heads, seen: page.consentChanges), in: &unit)
        if let standing = page.parts.first?.standing {
            try backends.consent.stage(.requireNotices(head: standing.notices), in: &unit)
        }
        let actor = try await actor(question.principal, in: &unit)
        var staged: [Staged<AuditReceipt>] = []
        require(before: recorded.end, in: &unit)
        for (ruling, places) in recorded.entries() {
            for place in places { recorded.verdicts[place].entry = staged.count }
            let parts = places.map { page.parts[$0] }
            staged.append(try backends.audit.stage(event(of: ruling, parts, question, actor, at: now), in: &unit))
        }
        let commit = try await commit(unit)
        recorded.receipts = try staged.map { staged in
            guard let receipt = commit[staged] else {
                throw CustodianError(.integrity, "the log gave no receipt; run verify")
            }
            return receipt
        }
        return recorded
    }

    /// What is decided about each, once for all of whom the same is true.
    private func verdicts(
        on page: BulkPage, _ question: BulkQuestion, _ decider: Decider, at now: Instant
    ) -> [RecordedPage.Verdict] {
        let terms = TreatmentTerms(
            question.fields, of: question.schema, for: question.purpose, question.declaration, categories)
        var decisions: [SubjectFacts: (decision: AccessDecision, restsOnConsent: Bool)] = [:]
        var rulings: [Case: BulkRuling] = [:]
        var last: BulkRuling?
        let unasked = facts(nil, [], for: question.purpose, about: question.categories, at: now)
        // Most people said nothing, which need not be weighed again for each, and most records are alike.
        var common: (shape: TreatmentTerms.Shape, ruling: BulkRuling)?
        return page.parts.map { part in
            let standing = part.standing
            let forbidden = page.forbidden.isEmpty ? [] : page.forbidden[part.subject] ?? []
            let saidNothing = standing.consents.isEmpty && standing.objectionMarks.isEmpty && !standing.restricted
            let isUnasked = saidNothing && forbidden.isEmpty
            var end: Instant?
            if isUnasked, let common, terms.fits(part.shown, common.shape, at: now, until: &end) {
                return RecordedPage.Verdict(common.ruling, until: end)
            }
            let facts =
                isUnasked ? unasked : facts(standing, forbidden, for: question.purpose, about: question.categories, at: now)
            let known = decisions[facts.asked]
            let decision = known?.decision ?? decider.decide(facts.asked)
            let restsOnConsent = known?.restsOnConsent ?? decider.restsOnConsent(decision, facts)
            if known == nil { decisions[facts.asked] = (decision, restsOnConsent) }
            // Of whom the same is decided, each consent has an end of its own.
            if restsOnConsent { end.narrow(to: facts.consentEnd) }
            let status = saidNothing ? .notAsked : standing.status(for: question.purpose)
            let treatment =
                decision.isPermitted
                ? terms.treat(part.shown, decision, facts.asked, status, at: now, until: &end) : Treatment()
            let ruling: BulkRuling
            if let last, last.decision == decision, last.treatment == treatment {
                // Of many the same is true as of the one before.
                ruling = last
            } else {
                let key = Case(decision: decision, treatment: treatment)
                ruling = rulings[key] ?? BulkRuling(decision, treatment, refusal: refusal(decision, treatment, question))
                rulings[key] = ruling
            }
            last = ruling
            if isUnasked { common = terms.shape(of: part.shown, at: now).map { ($0, ruling) } }
            return RecordedPage.Verdict(ruling, until: end)
        }
    }

    /// What tells one ruling from another.
    private struct Case: Hashable {
        var decision: AccessDecision
        var treatment: Treatment
    }

    private func refusal(_ decision: AccessDecision, _ treatment: Treatment, _ question: BulkQuestion) -> CustodianError? {
        guard decision.isPermitted else { return CustodianError.denied(decision, question.attempt, [], categories) }
        guard treatment.given.isEmpty, let reason = treatment.withheld.min(by: { $0.key < $1.key }) else { return nil }
        return CustodianError(
            .denied, "\(question.attempt) is denied: field '\(reason.key)' is withheld: \(reason.value)", decision: decision,
            reasons: treatment.reasons)
    }

    private func event(
        of ruling: BulkRuling, _ parts: [BulkPage.Part], _ question: BulkQuestion, _ actor: AuditPerson, at now: Instant
    ) -> AuditEvent {
        let (treatment, refusal) = (ruling.treatment, ruling.refusal)
        let said = BulkPayload(of: refusal == nil ? treatment : nil)
        let people = parts.compactMap { part -> AuditPerson? in
            guard let key = part.logKey else { return nil }
            return AuditPerson(
                handle: part.subject.handle, key: key, keyClass: .subject, encodedPayload: said.encoded(naming: part.record.id))
        }
        guard let refusal else {
            return AuditEvent(
                class: .access, action: .read, decision: .permit, time: now, purpose: question.purpose,
                categories: treatment.given.compactMap { question.schema[$0]?.category }, recordCount: parts.count,
                role: ruling.decision.role, actor: actor.saying(treatment.said(of: question.schema.name)),
                subjects: people)
        }
        return AuditEvent(
            class: .access, action: .read, decision: .deny, time: now, purpose: question.purpose,
            categories: question.categories, recordCount: parts.count, actor: actor, subjects: people,
            system: systemPerson(
                .map([
                    "code": .text(refusal.code.rawValue), "reason": .text(refusal.decision?.reason.rawValue ?? ""),
                ])), log: .access)
    }
}
