import Crypto
import CustodyModel

/// A witness's private key (C2SP tlog-cosignature, Ed25519, type 4), for anchors that sign what they have seen.
///
/// Check that a checkpoint continues the one before, and save it, before signing: see ``CheckpointUpdate``.
public struct CosignatureSigner: Sendable {
    private let key: Curve25519.Signing.PrivateKey
    /// What others check its signatures with.
    public let verifier: CosignatureVerifier

    /// A signer from the 32 bytes of its private key, which must be used for nothing else.
    ///
    /// - Throws: ``AuditError`` `.malformed` for a name with spaces or `+`, or a seed of another length.
    public init(name: String, seed: [UInt8]) throws(AuditError) {
        do { key = try Curve25519.Signing.PrivateKey(rawRepresentation: seed) } catch {
            throw AuditError(.malformed, "an Ed25519 private key has 32 bytes")
        }
        verifier = try CosignatureVerifier(name: name, publicKey: Array(key.publicKey.rawRepresentation))
    }

    /// The line to add to a checkpoint.
    ///
    /// - Throws: ``AuditError`` `.malformed` when the note is no checkpoint.
    public func sign(_ note: SignedNote, seconds: UInt64) throws(AuditError) -> NoteSignature {
        _ = try Checkpoint(note.text)
        guard seconds <= UInt64(Int64.max) else { throw AuditError(.malformed, "a time has at most 63 bits") }
        var blob: [UInt8] = []
        blob.append(bigEndian: seconds)
        do { blob += Array(try key.signature(for: CosignatureVerifier.message(note.text, seconds))) } catch {
            throw AuditError(.sealing, "signing failed: \(error)")
        }
        return NoteSignature(name: verifier.name, keyID: verifier.keyID, signature: blob)
    }
}
