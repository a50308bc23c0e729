/// Whether it must be known who asks before a request is carried out.
public enum IdentityRule: String, Hashable, Sendable, Codable, CaseIterable {
    /// It must be verified.
    case required
    /// More may be asked for only where there is reasonable doubt (GDPR Art. 12(6)): somebody says that there is none, or it is verified.
    case onReasonableDoubt
    /// Nobody may be asked.
    case forbidden
}
