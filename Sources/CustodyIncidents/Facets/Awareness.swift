public import CustodyModel

/// Somebody's decision since when we are aware of a breach. It is the only thing that starts the clocks of awareness.
public struct Awareness: Hashable, Sendable {
    /// Since when, as the decision states it; it may precede the decision. Periods run from its earliest instant.
    public var at: PartialInstant
    /// Why.
    public var reason: SealedValue
    /// Who decided.
    public var decidedBy: PrincipalToken
    /// When that was recorded.
    public var decidedAt: Instant
}
