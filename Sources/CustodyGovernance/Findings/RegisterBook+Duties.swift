import CustodyAccess
import CustodyModel

extension RegisterBook {
    /// Impact assessments that nobody thought of, did not finish or did not look at again.
    func impactFindings(in live: LiveGovernance, at now: Instant) -> [Finding] {
        var findings: [Finding] = []
        for activity in activities where activity.role == .controller {
            let place = Finding.Place.activity(activity.id)
            func find(_ kind: Finding.Kind, _ detail: String = "", at: Instant? = nil) {
                findings.append(Finding(kind, place, detail, at: at))
            }
            guard let screening = screenings.last(where: { $0.activity == activity.id }) else {
                find(.screeningMissing)
                continue
            }
            if !screening.hasReason { find(.screeningReasonMissing, screening.outcome.rawValue) }
            for criterion in screening.overlooked(activity, DerivedActivity(of: activity, in: live)) {
                find(.criterionOverlooked, criterion.rawValue)
            }
            guard screening.isNeeded else { continue }
            guard let assessment = assessments.last(where: { $0.activity == activity.id }) else {
                find(.assessmentMissing, screening.outcome.rawValue)
                continue
            }
            var missing = ImpactAssessment.Part.allCases.filter { !assessment.parts.contains($0) }.map(\.rawValue)
            // Not known is not none, and what remains decides whether the authority is asked.
            if assessment.state == .done, assessment.highRiskRemains == nil {
                missing.append("whether a high risk remains (Art. 36)")
            }
            if assessment.state != .done || !missing.isEmpty {
                find(.assessmentIncomplete, missing.joined(separator: ", "))
            }
            let isConsulted = assessment.consultedAt.map { $0 <= now } ?? false
            if assessment.highRiskRemains == true, !isConsulted { find(.consultationMissing) }
            if let due = assessment.reviewDue, due <= now { find(.assessmentReviewOverdue, at: due) }
        }
        return findings
    }

    /// Documents that nobody approved, that are to be looked at again, and that people have not read.
    func documentFindings(in live: LiveGovernance, at now: Instant) -> [Finding] {
        var findings: [Finding] = []
        for document in documentsInForce(at: now) {
            let place = Finding.Place.document(document.id)
            if !document.isApproved(at: now) { findings.append(Finding(.documentNotApproved, place, document.version)) }
            let due = document.nextReview(at: now)
            if document.kind != .bulletin, due <= now {
                findings.append(Finding(.documentReviewOverdue, place, document.version, at: due))
            }
            for trigger in triggers + failedTests where trigger.concerns(document, at: now) {
                findings.append(
                    Finding(.documentReviewAsked, place, "\(trigger.kind.words): \(trigger.reference)", at: trigger.at))
            }
            let (missing, by) = (unread(document, in: live, at: now), acknowledgeBy(document))
            if !missing.isEmpty, by <= now {
                findings.append(
                    Finding(
                        .acknowledgementMissing, place, "\(missing.count) have not acknowledged \(document.version)", at: by))
            }
        }
        return findings
    }

    /// Tests of the plan and of backups that failed ask for a look at the procedures.
    private var failedTests: [ReviewTrigger] {
        let tests = Set(reviews.filter { $0.kind == .plan || $0.kind == .restore }.map(\.id))
        return reviewsDone.filter { $0.outcome == .failed && tests.contains($0.plan) }.map {
            ReviewTrigger($0.id, .drill, $0.plan.rawValue, at: $0.at)
        }
    }

    /// People with access who are not trained for it. They are counted here; who they are, the standings say.
    func trainingFindings(in live: LiveGovernance, at now: Instant) -> [Finding] {
        var counts: [Finding.Place: [TrainingBook.State: Int]] = [:]
        var first: [Finding.Place: Instant] = [:]
        let book = training
        for standing in book.standings(of: live.review, at: now) {
            let place = Finding.Place.training(standing.course, standing.role)
            counts[place, default: [:]][standing.state, default: 0] += 1
            if standing.state == .missing { first[place] = min(first[place] ?? standing.until, standing.until) }
        }
        var findings: [Finding] = []
        for (place, states) in counts {
            if let count = states[.missing] {
                findings.append(Finding(.untrainedWithAccess, place, Self.people(count), at: first[place]))
            }
            if let count = states[.endsSoon] { findings.append(Finding(.trainingEndsSoon, place, Self.people(count))) }
        }
        findings += assignments.filter { $0.isActive && book.undescribed.contains($0.course) }.map {
            Finding(.courseUndescribed, .training($0.course, $0.role))
        }
        return findings
    }

    private static func people(_ count: Int) -> String { count == 1 ? "1 holder" : "\(count) holders" }

    /// Who should answer for something and is not known, and contracts that do not hold.
    func responsibilityFindings(in live: LiveGovernance, at now: Instant) -> [Finding] {
        var findings: [Finding] = []
        if let controller {
            if controller.officer == nil, controller.noOfficerBecause?.isSaid != true {
                findings.append(Finding(.officerMissing, .controller))
            }
            if controller.officer != nil, controller.officerReportsTo?.isSaid != true {
                findings.append(Finding(.officerWithoutReportLine, .controller))
            }
        }
        let holding = responsibilities.filter { $0.holds(at: now) }
        let known = Set(live.review.principals)
        for responsibility in holding where !known.contains(responsibility.holder) {
            findings.append(Finding(.holderUnknown, .responsibility(responsibility.matter)))
        }
        let owned = Set(holding.map(\.matter))
        let matters =
            activities.map { Responsibility.Matter.activity($0.id) } + documents.map { .document($0.id) }
            + actions.filter { !$0.isDone(at: now) }.map { .action($0.id) }
        findings += matters.filter { !owned.contains($0) }.map { Finding(.ownerMissing, .responsibility($0)) }
        for action in actions where !action.isDone(at: now) && action.due <= now {
            findings.append(Finding(.actionOverdue, .action(action.id), action.title, at: action.due))
        }
        return findings + contractFindings(at: now)
    }

    private func contractFindings(at now: Instant) -> [Finding] {
        var findings: [Finding] = []
        let processors = Set(activities.flatMap(\.recipients).filter { $0.role == .processor }.map(\.id))
        let known = Dictionary(contracts.map { ($0.processor, $0) }, uniquingKeysWith: { _, last in last })
        for processor in processors.sorted() where known[processor] == nil {
            findings.append(Finding(.contractMissing, .recipient(processor)))
        }
        for contract in known.values {
            let place = Finding.Place.recipient(contract.processor)
            let missing = contract.missing.map(\.rawValue) + (contract.instructions.isSaid ? [] : ["documented instructions"])
            if !missing.isEmpty { findings.append(Finding(.contractIncomplete, place, missing.joined(separator: ", "))) }
            if let until = contract.document.until, until <= now {
                findings.append(Finding(.contractExpired, place, at: until))
            }
        }
        return findings
    }

    /// What was to be looked at and was not, or was and failed.
    func reviewFindings(at now: Instant) -> [Finding] {
        var findings: [Finding] = []
        // One that is yet to come puts nothing off.
        let done = reviewsDone.filter { $0.at <= now }
        for plan in reviews where plan.isActive {
            let due = plan.due(after: done)
            if due <= now { findings.append(Finding(.reviewOverdue, .review(plan.id), plan.title, at: due)) }
            if let last = done.filter({ $0.plan == plan.id }).max(by: { $0.at < $1.at }), last.outcome == .failed {
                findings.append(Finding(.reviewFailed, .review(plan.id), plan.title, at: last.at))
            }
        }
        let planned = Set(reviews.filter(\.isActive).map(\.kind))
        findings += ReviewPlan.Kind.allCases.filter { kind in
            !planned.contains(kind) && (kind != .processor || !contracts.isEmpty)
        }.map { Finding(.reviewKindUnplanned, .controller, $0.rawValue) }
        return findings
    }
}

extension ReviewTrigger.Kind {
    /// In words.
    var words: String {
        switch self {
        case .law: "the law changed"
        case .incident: "an incident was closed"
        case .drill: "a drill failed"
        case .risk: "a risk changed"
        }
    }
}
