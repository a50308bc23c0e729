public import CustodyModel

/// What a policy answers: what may be used and in what form, and why. It holds no reference: copying it costs its bytes.
///
/// It has no stored form, since its masks mean something beside the ``CategoryRegistry`` of the policy only: who keeps one keeps the names
/// that ``CategoryRegistry/categories(in:)`` gives.
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
    /// From when on the answer no longer holds; nil while the policy stands. What is not on record by then is decided about anew.
    public var validUntil: Instant?
    private var treatments: TreatmentMap

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
        var masked = CategoryMask.none
        var depths = MaskDepths(levels: maskRules.lazy.map(\.keepLast))
        for rule in maskRules {
            depths.add(rule.categories, at: depths.place(of: rule.keepLast))
            masked = masked.union(rule.categories)
        }
        self.init(
            TreatmentMap(
                of: request.categories, clear: allowed, masked: masked, depths: depths, pseudonymised: pseudonymised),
            withheld: withheld, obligations: obligations, role: RoleNumber(role), policyVersion: policyVersion,
            validUntil: validUntil)
    }

    /// A permit in these forms.
    init(
        _ treatments: TreatmentMap, withheld: AccessReasons, obligations: Obligations, role: RoleNumber,
        policyVersion: PolicyVersion, validUntil: Instant?
    ) {
        self.treatments = treatments
        outcome = treatments.isWhole ? .permitted : .permittedPartly
        reason = .permitted
        reasons = withheld.union(AccessReasons(.permitted))
        self.obligations = obligations
        roleNumber = role
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
        treatments = TreatmentMap(clear: .none, withheld: categories)
        self.obligations = obligations
        roleNumber = .none
        self.policyVersion = policyVersion
        self.validUntil = validUntil
    }

    /// A part of what was asked for in clear, the rest withheld for want of a rule. Something must have been asked for.
    @inline(__always)
    init(
        permitting allowed: CategoryMask, of wanted: CategoryMask, role: RoleNumber, policyVersion: PolicyVersion,
        validUntil: Instant?
    ) {
        let withheld = wanted.subtracting(allowed)
        let (isDenied, isWhole) = (allowed.isEmpty, withheld.isEmpty)
        outcome = isDenied ? .denied : isWhole ? .permitted : .permittedPartly
        reason = isDenied ? .noRule : .permitted
        reasons = (isDenied ? [] : AccessReasons(.permitted)).union(isWhole ? [] : AccessReasons(.noRule))
        treatments = TreatmentMap(clear: allowed, withheld: withheld)
        obligations = []
        roleNumber = role
        self.policyVersion = policyVersion
        self.validUntil = validUntil
    }

    /// The role that gave the permit, the first where several did; nil for a denial.
    public var role: RoleID? {
        get { roleNumber.name }
        set { roleNumber = RoleNumber(newValue) }
    }

    /// Categories that may be used as they are.
    public var allowed: CategoryMask { treatments.clear }
    /// Categories of which only the last characters may be shown.
    public var masked: CategoryMask { treatments.masked }
    /// Categories of which only pseudonyms may be shown.
    public var pseudonymised: CategoryMask { treatments.pseudonymised }
    /// Categories that were asked for and are withheld.
    public var dropped: CategoryMask { treatments.withheld }
    /// Categories that may be used in some form.
    public var granted: CategoryMask { treatments.granted }

    /// How much of each masked category stays, those of which most stays first.
    public var maskRules: [MaskRule] { treatments.depths.rules(of: masked) }

    /// Whether anything is permitted.
    @inlinable
    public var isPermitted: Bool { outcome != .denied }

    /// How many characters of a masked category stay; nil when it is not masked.
    public func keepLast(of place: Int) -> Int? { masked.contains(place) ? treatments.depths.keepLast(of: place) : nil }
}
