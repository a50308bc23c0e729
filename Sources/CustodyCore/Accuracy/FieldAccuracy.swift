public import CustodyModel

/// What is known of the accuracy of one value.
public struct FieldAccuracy: Hashable, Sendable, Codable {
    /// Whose: a random token that names nobody.
    public var subject: SubjectToken
    /// Of which record.
    public var record: RecordID
    /// Of which kind.
    public var name: RecordName
    /// Which field.
    public var field: FieldName
    /// When it was last found to be accurate; nil when never.
    public var verifiedAt: Instant?
    /// How.
    public var method: VerificationMethod?
    /// By whom; nil when it was with the collection or a correction, of which the log tells who made it.
    public var verifiedBy: PrincipalID?
    /// When it has to be looked at again; nil when never by schedule.
    public var dueAt: Instant?
    /// Since when the person disputes it; nil when they do not.
    public var disputedSince: Instant?
}
