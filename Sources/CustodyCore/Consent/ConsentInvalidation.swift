public import CustodyAudit
public import CustodyConsent

/// What taking a consent back came to.
public struct ConsentInvalidation: Sendable {
    /// The consent that is none, from its first day.
    public var invalidated: ConsentEntry
    /// That it was taken back, in the log.
    public var receipt: AuditReceipt?
    /// What was disclosed for the purpose since the consent was recorded, in the house or to recipients outside it: whoever
    /// received it may have to be told.
    public var disclosures: [LogLine]
}
