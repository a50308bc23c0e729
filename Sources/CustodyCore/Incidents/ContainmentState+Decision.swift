import CustodyAccess

extension ContainmentState {
    /// The decision about what is left of a request, as one about all of it. A role that is suspended gives nothing, whoever says so.
    func restrict(_ decision: AccessDecision, of reduced: AccessRequest, to request: AccessRequest) -> AccessDecision {
        guard decision.isPermitted else { return decision }
        if let role = decision.role, suspendedRoles.contains(role) {
            return AccessDecision(
                denying: request, because: AccessReasons(.contained), obligations: decision.obligations,
                policyVersion: decision.policyVersion, validUntil: decision.validUntil)
        }
        guard reduced.categories != request.categories else { return decision }
        return AccessDecision(
            permitting: request, allowed: decision.allowed, maskRules: decision.maskRules,
            pseudonymised: decision.pseudonymised,
            withheld: decision.reasons.subtracting(AccessReasons(.permitted)).union(AccessReasons(.contained)),
            obligations: decision.obligations, role: decision.role, policyVersion: decision.policyVersion,
            validUntil: decision.validUntil)
    }
}
