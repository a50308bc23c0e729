public import CustodyModel

/// What a policy answers: what may be used and in what form, and why. It holds no reference: copying it costs its bytes.
public struct AccessDecision: Hashable, Sendable {
    /// The answer in one word.
    public enum Outcome: String, Hashable, Sendable, CaseIterable, Codable {
        /// Everything that was asked for, as it is.
        case permitted
        /// A part of it, or a part of it masked.
        case permittedPartly
        /// Nothing.
        case denied
    }

    /// The answer in one word.
    public var outcome: Outcome
    /// The weightiest reason.
    public var reason: AccessReason
    /// What must be done as well, also where the answer is no.
    public var obligations: Obligations
    private var roleNumber: RoleNumber
    /// The edition of the policy that decided.
    public var policyVersion: PolicyVersion
    /// Every reason. Of a partial permit also why the rest is withheld.
    public var reasons: AccessReasons
    /// Categories that may be used as they are.
    public var allowed: CategoryMask
    /// Categories of which only the last characters may be shown.
    public var masked: CategoryMask
    /// Categories of which only pseudonyms may be shown.
    public var pseudonymised: CategoryMask
    /// Categories that were asked for and are withheld.
    public var dropped: CategoryMask
    private var depths: MaskDepths
    /// From when on the answer no longer holds; nil while the policy stands.
    public var validUntil: Instant?

    /// A permit.
    ///
    /// - Parameters:
    ///   - maskRules: what is masked and how much stays, up to eight different numbers; what is also in `allowed` stays clear.
    ///   - pseudonymised: what is shown as pseudonyms; what is also clear or masked stays so.
    ///   - withheld: why a part of the request is withheld, when one is.
    public init(
        permitting request: AccessRequest, allowed: CategoryMask, maskRules: [MaskRule] = [],
        pseudonymised: CategoryMask = .none, withheld: AccessReasons = [], obligations: Obligations = [],
        role: RoleID?, policyVersion: PolicyVersion, validUntil: Instant? = nil
    ) {
        self.allowed = allowed.intersection(request.categories)
        var masked = CategoryMask.none
        var depths = MaskDepths(levels: maskRules.lazy.map(\.keepLast))
        for rule in maskRules {
            let categories = rule.categories.intersection(request.categories).subtracting(self.allowed)
            depths.add(categories, at: depths.place(of: rule.keepLast))
            masked = masked.union(categories)
        }
        self.masked = masked
        self.depths = masked.isEmpty ? MaskDepths() : depths
        let rest = request.categories.subtracting(self.allowed).subtracting(masked)
        self.pseudonymised = pseudonymised.intersection(rest)
        dropped = rest.subtracting(self.pseudonymised)
        self.obligations = obligations
        outcome = rest.isEmpty && masked.isEmpty ? .permitted : .permittedPartly
        reason = .permitted
        reasons = withheld.union(AccessReasons(.permitted))
        roleNumber = RoleNumber(role)
        self.policyVersion = policyVersion
        self.validUntil = validUntil
    }

    /// A denial. No reason at all counts as ``AccessReason/noRule``.
    public init(
        denying request: AccessRequest, because reasons: AccessReasons, obligations: Obligations = [],
        policyVersion: PolicyVersion, validUntil: Instant? = nil
    ) {
        self.init(
            denying: request.categories, because: reasons, obligations: obligations, policyVersion: policyVersion,
            validUntil: validUntil)
    }

    init(
        denying categories: CategoryMask, because reasons: AccessReasons, obligations: Obligations = [],
        policyVersion: PolicyVersion, validUntil: Instant?
    ) {
        var reasons = reasons.subtracting(AccessReasons(.permitted))
        if reasons.isEmpty { reasons = AccessReasons(.noRule) }
        outcome = .denied
        reason = reasons.main ?? .noRule
        self.reasons = reasons
        allowed = .none
        masked = .none
        pseudonymised = .none
        dropped = categories
        depths = MaskDepths()
        self.obligations = obligations
        roleNumber = .none
        self.policyVersion = policyVersion
        self.validUntil = validUntil
    }

    /// A denial whose one reason is known.
    @inline(__always)
    init(denying categories: CategoryMask, because reason: AccessReason, policyVersion: PolicyVersion, validUntil: Instant?) {
        outcome = .denied
        self.reason = reason
        reasons = AccessReasons(reason)
        allowed = .none
        masked = .none
        pseudonymised = .none
        dropped = categories
        depths = MaskDepths()
        obligations = []
        roleNumber = .none
        self.policyVersion = policyVersion
        self.validUntil = validUntil
    }

    /// A permit from parts that fit already.
    @inline(__always)
    init(
        allowed: CategoryMask, masked: CategoryMask, pseudonymised: CategoryMask, dropped: CategoryMask,
        depths: MaskDepths, reasons: AccessReasons, obligations: Obligations, role: RoleNumber,
        policyVersion: PolicyVersion, validUntil: Instant?
    ) {
        self.allowed = allowed
        self.masked = masked
        self.pseudonymised = pseudonymised
        self.dropped = dropped
        self.depths = depths
        outcome = masked.isEmpty && pseudonymised.isEmpty && dropped.isEmpty ? .permitted : .permittedPartly
        reason = .permitted
        self.reasons = reasons
        self.obligations = obligations
        roleNumber = role
        self.policyVersion = policyVersion
        self.validUntil = validUntil
    }

    /// The role that gave the permit, the first where several did; nil for a denial.
    public var role: RoleID? {
        get { roleNumber.name }
        set { roleNumber = RoleNumber(newValue) }
    }

    /// How much of each masked category stays, those of which most stays first.
    public var maskRules: [MaskRule] { depths.rules(of: masked) }

    /// Categories that may be used in some form.
    public var granted: CategoryMask { allowed.union(masked).union(pseudonymised) }

    /// Whether anything is permitted.
    @inlinable
    public var isPermitted: Bool { outcome != .denied }

    /// How many characters of a masked category stay; nil when it is not masked.
    public func keepLast(of place: Int) -> Int? { masked.contains(place) ? depths.keepLast(of: place) : nil }
}
