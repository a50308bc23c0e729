public import CustodyModel

/// What becomes of what the log says about a person who is erased: the host's choice, which the certificate names.
///
/// Leaves, hashes and proofs stay in either case; this is about the sealed parts.
public enum LogTreatment: Hashable, Sendable, Codable {
    /// It is destroyed with the erasure.
    case eraseNow
    /// It stays sealed under a key of its own until then. The person's name is gone all the same: nothing leads to the entries but the
    /// random token in the certificate.
    case keepPseudonymousUntil(Instant, ground: KeepingGround)
}
