/// Whether it is an incident at all: a decision of its own, which the investigation does not make in passing.
public enum Determination: String, Hashable, Sendable, Codable, CaseIterable {
    /// Nobody decided yet.
    case undetermined
    /// It is none.
    case notAnIncident
    /// It nearly was one: nothing was lost, altered, seen or out of reach.
    case nearMiss
    /// It probably is one.
    case suspected
    /// It is one.
    case confirmed

    /// Whether somebody decided for good; a suspicion is no decision.
    public var isDecided: Bool { self != .undetermined && self != .suspected }

    /// Whether it was decided that nothing happened that a law could ask about.
    public var isHarmless: Bool { self == .notAnIncident || self == .nearMiss }
}
