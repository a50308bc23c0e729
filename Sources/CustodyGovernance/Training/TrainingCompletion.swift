public import CustodyAccess
public import CustodyModel

/// That somebody took a course. It is never deleted: one that was wrong is voided, and says why.
public struct TrainingCompletion: Hashable, Sendable, Codable {
    /// Tells it from others.
    public var id: EntryID
    /// Which course.
    public var course: TrainingID
    /// Which version.
    public var version: String
    /// Who.
    public var principal: PrincipalID
    /// When.
    public var at: Instant
    /// Whether it was passed.
    public var isPassed: Bool
    /// Why it does not count after all; nil while it does.
    public var voidedBecause: String?

    /// A completion from its parts.
    public init(
        _ id: EntryID, of course: TrainingID, version: String, by principal: PrincipalID, at: Instant, isPassed: Bool = true,
        voidedBecause: String? = nil
    ) {
        self.id = id
        self.course = course
        self.version = version
        self.principal = principal
        self.at = at
        self.isPassed = isPassed
        self.voidedBecause = voidedBecause
    }

    /// The same, as not counting.
    public func voided(because reason: String) -> TrainingCompletion {
        var copy = self
        copy.voidedBecause = reason
        return copy
    }

    /// Whether it counts.
    public var counts: Bool { isPassed && voidedBecause == nil }
}
