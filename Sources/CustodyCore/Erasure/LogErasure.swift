public import CustodyModel

/// What was destroyed of the log after it had been kept for a while.
public struct LogErasure: Hashable, Sendable, Codable {
    /// Whose: the token of the certificate.
    public var subject: SubjectToken
    /// The plan by which everything else was erased.
    public var plan: Bytes
    /// What was destroyed.
    public var scope: ErasedScope
}
