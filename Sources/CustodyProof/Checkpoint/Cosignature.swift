/// That a witness saw a checkpoint as the newest of its log at a time.
public struct Cosignature: Hashable, Sendable {
    /// The witness.
    public let cosigner: CosignatureVerifier
    /// When it signed, in seconds since 1970.
    public let seconds: UInt64
}
