public import CustodyModel

/// What became of what the log says about an erased person.
public enum LogOutcome: Hashable, Sendable, Codable {
    /// It was destroyed, and an entry of the log accounts for exactly that.
    case erased(ErasedScope)
    /// It stays for now: until a date on a ground, or as evidence of open incidents, or both.
    /// ``Custodian/eraseDueLogParts(by:)`` destroys it afterwards.
    case kept(until: Instant?, ground: KeepingGround?, heldBy: [IncidentID])
    /// Other data of the person stay, and what the log says with them.
    case stays
}
