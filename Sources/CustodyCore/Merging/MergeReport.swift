public import CustodyConsent
public import CustodyModel

/// What it comes to that several tokens are one person.
public struct MergeReport: Hashable, Sendable {
    /// Purposes on which they had decided differently.
    public struct Conflict: Hashable, Sendable {
        /// The purpose.
        public var purpose: Purpose
        /// Where each stood, in no order.
        public var states: [ConsentStatus.State]
        /// What counts: the narrower, until the person decides again.
        public var prevailing: ConsentStatus.State
    }

    /// How many tokens stand for the person.
    public var tokens: Int
    /// Where they differ.
    public var conflicts: [Conflict]
}
