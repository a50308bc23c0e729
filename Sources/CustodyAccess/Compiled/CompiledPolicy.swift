public import CustodyModel

/// The default policy engine: a ``RolePolicy`` compiled to tables. Immutable; deciding takes look-ups and no waiting.
///
/// What a decision says:
/// - Deny by default. A rule covers its purposes and categories and all below them; several roles add up, and a category
///   that is clear by one rule and masked by another is clear.
/// - The purpose must be declared itself; a purpose below a declared one stands on no basis of its own.
/// - Special categories are withheld for purposes without a condition of Art. 9(2), criminal data without a law (Art. 10).
/// - A purpose that needs consent is denied unless consent is given. An objection denies purposes on legitimate interests
///   or a public task, and direct marketing always. A restriction denies every use, but for what the person consents to
///   and the purposes that the law sets.
/// - What the person said is looked at, and appears among the reasons, only where the roles permit the request: who is
///   permitted nothing learns nothing about the person.
/// - Actions that govern data (erasure, recording consent, incidents, the log, the policy) are decided by rules alone.
public struct CompiledPolicy: AccessPolicy {
    let snapshot: AccessSnapshot

    /// Compiles a document.
    ///
    /// - Parameters:
    ///   - categories: the places of the masks in requests; every category that can be asked for must be there.
    ///   - version: what the decisions call this edition; the document's own number when nil.
    /// - Throws: ``AccessError`` when the document has errors.
    public init(_ policy: RolePolicy, categories: CategoryRegistry, version: PolicyVersion? = nil) throws(AccessError) {
        try policy.requireValid()
        snapshot = AccessSnapshot(
            policy, categories: categories, version: version ?? PolicyVersion(UInt32(clamping: policy.version)))
    }

    /// The edition in force.
    public var version: PolicyVersion { snapshot.version }

    /// The places of the masks.
    public var categories: CategoryRegistry { snapshot.categories }

    /// What the policy says about the intent's principal.
    public func session(for intent: AccessIntent) async -> any AccessSession { session(for: intent.principal.id) }

    /// What the policy says about a principal; needs no waiting.
    public func session(for principal: PrincipalID) -> CompiledSession {
        CompiledSession(snapshot: snapshot, holder: snapshot.holder(principal))
    }
}

/// A principal's view of a ``CompiledPolicy``. It keeps the tables alive and stays with them when a new policy is adopted.
public struct CompiledSession: AccessSession {
    let snapshot: AccessSnapshot
    let holder: AccessSnapshot.Holder

    /// Decides by look-ups.
    public func decide(_ request: AccessRequest) -> AccessDecision { snapshot.decide(request, by: holder) }
}
