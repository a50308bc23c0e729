public import CustodyModel

/// The default policy engine: a ``RolePolicy`` compiled to tables. Immutable; deciding takes look-ups and no waiting.
///
/// What a decision says:
/// - Deny by default. A rule covers its purposes and categories and all below them; several roles add up, and the clearest
///   form that a rule permits wins: clear before masked before pseudonymised.
/// - What any rule of the roles in use forbids or drops is taken away, whatever permits it. Rules have no order.
/// - A permission needs all its conditions to be known to hold; a prohibition applies unless one is known not to.
/// - The purpose must be declared itself; a purpose below a declared one stands on no basis of its own.
/// - Special categories are withheld for purposes without a condition of Art. 9(2), criminal data without a law (Art. 10).
/// - A purpose that needs consent is denied unless consent is given. An objection denies purposes on legitimate interests
///   or a public task, and direct marketing always. A restriction denies every use, but for what the person consents to
///   and the purposes that the law sets.
/// - What the person said is looked at, and appears among the reasons, only where the roles permit the request: who is
///   permitted nothing learns nothing about the person.
/// - Actions that govern data (erasure, recording consent, incidents, the log, the policy) are decided by rules alone.
/// - An obligation of a permission that gave something must be met, and so must one of a prohibition that applied.
public struct CompiledPolicy: AccessPolicy {
    let snapshot: AccessSnapshot
    /// How many times the holders were exchanged under this edition.
    public let grantsVersion: UInt64

    /// Compiles a document.
    ///
    /// - Parameters:
    ///   - categories: the places of the masks in requests; every category that can be asked for must be there.
    ///   - version: what the decisions call this edition; the document's own number when nil.
    ///   - ledger: what was given and taken beside the document.
    /// - Throws: ``AccessError`` when the document has errors.
    public init(
        _ policy: RolePolicy, categories: CategoryRegistry, version: PolicyVersion? = nil,
        ledger: AccessLedger = AccessLedger()
    ) throws(AccessError) {
        try policy.requireValid()
        snapshot = AccessSnapshot(
            policy, categories: categories, version: version ?? PolicyVersion(UInt32(clamping: policy.version)),
            ledger: ledger)
        grantsVersion = 0
    }

    /// A policy whose document nobody checked; for tests of the tables.
    init(unchecked snapshot: AccessSnapshot) { self.init(snapshot, grantsVersion: 0) }

    private init(_ snapshot: AccessSnapshot, grantsVersion: UInt64) {
        self.snapshot = snapshot
        self.grantsVersion = grantsVersion
    }

    /// The same edition after other changes of access; the tables are kept.
    public func with(_ ledger: AccessLedger) -> CompiledPolicy {
        CompiledPolicy(AccessSnapshot(snapshot, ledger: ledger), grantsVersion: grantsVersion + 1)
    }

    /// The document.
    public var policy: RolePolicy { snapshot.policy }

    /// The edition in force.
    public var version: PolicyVersion { snapshot.version }

    /// The places of the masks.
    public var categories: CategoryRegistry { snapshot.categories }

    /// What the policy says about the intent's principal.
    public func session(for intent: AccessIntent) async -> any AccessSession { open(intent) }

    /// What the policy says about the intent's principal; needs no waiting.
    public func open(_ intent: AccessIntent) -> CompiledSession {
        var opening = SessionOpening(
            snapshot, intent.principal.id, activating: intent.activating, facts: intent.facts,
            assurance: intent.principal.authentication.level, at: intent.at)
        return CompiledSession(snapshot: snapshot, state: opening.open(), principal: intent.principal.id)
    }

    /// What the policy says about a principal of whom nothing else is known, not even the time: what depends on either is
    /// not permitted.
    ///
    /// - Parameters:
    ///   - activating: the roles to use; all that the principal holds when nil.
    ///   - assurance: the level at which the principal is authenticated; nil when it is not known.
    ///   - at: the time, which bounds how long the session answers.
    public func session(
        for principal: PrincipalID, activating: Set<RoleID>? = nil, facts: AccessFacts = .none,
        assurance: Int? = nil, at: Instant? = nil
    ) -> CompiledSession {
        var opening = SessionOpening(
            snapshot, principal, activating: activating, facts: facts, assurance: assurance, at: at)
        return CompiledSession(snapshot: snapshot, state: opening.open(), principal: principal)
    }

    /// A question whose names are looked up once, to be asked many times.
    ///
    /// - Returns: nil when the action or the purpose is unknown; ask with the names to learn why.
    public func question(_ action: Action, for purpose: Purpose?) -> AccessQuestion? {
        guard let place = snapshot.actions[action] else { return nil }
        guard let purpose else {
            return AccessQuestion(
                action: place, purpose: snapshot.terms.count - 1, stamp: snapshot.stamp,
                needsPurpose: action.needsPurpose)
        }
        guard let named = snapshot.purposes[purpose] else { return nil }
        return AccessQuestion(action: place, purpose: named, stamp: snapshot.stamp, needsPurpose: false)
    }
}

/// An action and a purpose as the tables of one policy know them. Asked of another policy, the answer is no.
public struct AccessQuestion: Hashable, Sendable {
    let action: Int
    let purpose: Int
    let stamp: UInt64
    let needsPurpose: Bool
}
