import CustodyAccess

extension ContainmentState {
    /// The decision about what is left of a request, as one about all of it. A role that is suspended gives nothing, whoever says so.
    func restrict(_ decision: AccessDecision, of reduced: AccessRequest, to request: AccessRequest) -> AccessDecision {
        let isPart = reduced.categories != request.categories
        func denied(_ reasons: AccessReasons) -> AccessDecision {
            AccessDecision(
                denying: request, because: reasons, obligations: decision.obligations, policyVersion: decision.policyVersion,
                validUntil: decision.validUntil)
        }
        // Who is given nothing is told what the policy says, and no more of the incident.
        guard decision.isPermitted else { return isPart ? denied(decision.reasons) : decision }
        if let role = decision.role, suspendedRoles.contains(role) { return denied(AccessReasons(.contained)) }
        guard isPart else { return decision }
        return AccessDecision(
            permitting: request, allowed: decision.allowed, maskRules: decision.maskRules,
            pseudonymised: decision.pseudonymised,
            withheld: decision.reasons.subtracting(AccessReasons(.permitted)).union(AccessReasons(.contained)),
            obligations: decision.obligations, role: decision.role, policyVersion: decision.policyVersion,
            validUntil: decision.validUntil)
    }
}
