import CustodyAccess
import CustodyModel

extension RegisterBook {
    /// What the record of processing lacks, and where it and the schemas and the policy say different things.
    func activityFindings(in live: LiveGovernance, at now: Instant) -> [Finding] {
        var findings: [Finding] = []
        if controller == nil { findings.append(Finding(.controllerUnknown, .controller)) }
        let declared = live.policy.allPurposes.map(\.purpose)
        for record in live.records {
            for field in record.fields where field.purposes.isEmpty || !field.purposes.allSatisfy(declared.contains) {
                findings.append(Finding(.fieldWithoutPurpose, .field(record.name, field.name), field.category.rawValue))
            }
        }
        let own = activities.filter { $0.role == .controller }
        let described = Set(own.flatMap(\.purposes))
        let held = Set(live.records.flatMap(\.fields).flatMap(\.purposes))
        for purpose in held.sorted() where !described.contains(purpose) {
            findings.append(Finding(.purposeWithoutActivity, .purpose(purpose)))
        }
        for activity in activities { findings += self.findings(about: activity, in: live, at: now) }
        return findings
    }

    private func findings(about activity: ProcessingActivity, in live: LiveGovernance, at now: Instant) -> [Finding] {
        let (place, derived) = (Finding.Place.activity(activity.id), DerivedActivity(of: activity, in: live))
        var findings: [Finding] = []
        func find(_ kind: Finding.Kind, _ detail: String = "", if isSo: Bool = true, at: Instant? = nil) {
            if isSo { findings.append(Finding(kind, place, detail, at: at)) }
        }
        if activity.role == .controller {
            for purpose in activity.purposes where !derived.purposes.contains(where: { $0.purpose == purpose }) {
                find(.activityPurposeUndeclared, purpose.rawValue)
            }
            for category in derived.categories where !activity.categories.contains(where: category.isWithin) {
                find(.categoryUndeclared, category.rawValue)
            }
            for category in activity.categories where !derived.categories.contains(where: { $0.isWithin(category) }) {
                find(.categoryUnused, category.rawValue)
            }
            for role in derived.roles where !activity.roles.contains(role) { find(.roleUndeclared, role.rawValue) }
            if derived.restsOnInterests {
                find(.interestsNotAssessed, if: activity.interests.map { now < $0.madeAt } ?? true)
                find(.interestsOverridden, if: activity.interests?.prevails == false)
            }
            let needsLaw = derived.isCriminal || derived.isSpecial && activity.needsLawForSpecialData(in: live)
            find(.nationalConditionMissing, if: needsLaw && activity.nationalCondition?.isSaid != true)
            find(
                .retentionPolicyMissing, if: activity.retentionPolicy.map { id in !documents.contains { $0.id == id } } ?? true)
        }
        let unsaid = activity.unsaid(derived)
        find(.activityIncomplete, unsaid.joined(separator: ", "), if: !unsaid.isEmpty)
        find(.activityOwnerMissing, if: !activity.owner.isSaid)
        if let review = activity.nextReview { find(.activityReviewOverdue, if: review <= now, at: review) }
        if activity.reviewEvery != nil, let reviewedAt = activity.reviewedAt, now < reviewedAt {
            find(.activityReviewOverdue, "it was looked at on a day that is yet to come")
        }
        // Without a first day the schedule would never ask.
        find(
            .activityReviewOverdue, "nobody said when it was last looked at",
            if: activity.reviewEvery != nil && activity.reviewedAt == nil)
        find(.securityUndescribed, if: activity.security.isEmpty)
        find(.locationUnknown, if: activity.systems.isEmpty)
        for recipient in activity.recipients {
            for fault in recipient.faults(at: now) { find(.recipientFault, "\(recipient.name): \(fault)") }
        }
        for served in activity.served {
            for fault in served.faults(at: now) { find(.recipientFault, "\(served.controller.name): \(fault)") }
        }
        return findings
    }

    /// Data that is kept longer than people are told, or shorter than the law wants.
    func retentionFindings(in live: LiveGovernance, at now: Instant) -> [Finding] {
        let promises = documentsInForce(at: now).filter { $0.kind == .notice }.flatMap { document in
            document.promises.map { (document.id, $0) }
        }
        var findings: [Finding] = []
        for record in live.records {
            for field in record.fields {
                let place = Finding.Place.field(record.name, field.name)
                let purposes = live.purposes(of: field, in: record.name)
                let most = KeptTime(lastOf: live.times(of: field, in: record.name, for: purposes)).longest
                for (document, promise) in promises where field.category.isWithin(promise.category) {
                    guard let promised = promise.atMost else { continue }
                    if most?.isLonger(than: promised) ?? true {
                        let kept = most.map(\.description) ?? "with no end"
                        findings.append(
                            Finding(.retentionBeyondNotice, place, "kept \(kept), and \(document) promises \(promised)"))
                    }
                }
                for duty in duties where field.category.isWithin(duty.category) {
                    guard duty.purpose.map({ field.purposes.contains($0) }) ?? true else { continue }
                    // It may be held for the one purpose alone that needs it for the shortest time.
                    let times = live.times(of: field, in: record.name, for: duty.purpose.map { [$0] } ?? purposes)
                    guard let period = times.compactMap(\.longest).min(by: { $1.isLonger(than: $0) }),
                        duty.atLeast.isLonger(than: period)
                    else { continue }
                    findings.append(
                        Finding(.retentionBelowDuty, place, "kept \(period), and \(duty.reference) wants \(duty.atLeast)"))
                }
                let isPromised = promises.contains { field.category.isWithin($0.1.category) }
                if most == nil, !isPromised { findings.append(Finding(.retentionOpenEnded, place)) }
            }
        }
        return findings
    }

    /// Roles that may do more than they were approved to, or were never approved.
    func accessFindings(in live: LiveGovernance, at now: Instant) -> [Finding] {
        let approved = Dictionary(
            approvals.filter { $0.approvedAt <= now }.map { ($0.role, $0) }, uniquingKeysWith: { _, last in last })
        return live.policy.roles.map(\.id).sorted().flatMap { role -> [Finding] in
            guard let approval = approved[role] else { return [Finding(.roleNotApproved, .role(role))] }
            let excess = approval.excess(of: live.reach[role] ?? []).map(\.description)
            let lost = approval.lost(from: live.prohibitions[role] ?? []).map { "no longer: \($0)" }
            return (excess + lost).map { Finding(.roleWidened, .role(role), $0) }
        }
    }
}
