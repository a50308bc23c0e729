import Crypto
import CustodyModel

/// A private key that signs notes (C2SP signed-note, Ed25519, type 1).
///
/// On Apple platforms two signatures over one text differ: compare texts, never signatures.
public struct NoteSigner: Sendable {
    private let key: Curve25519.Signing.PrivateKey
    /// What others check its signatures with.
    public let verifier: NoteVerifier

    /// A signer from the 32 bytes of its private key.
    ///
    /// - Throws: ``AuditError`` `.malformed` for a name with spaces or `+`, or a seed of another length.
    public init(name: String, seed: [UInt8]) throws(AuditError) {
        do { key = try Curve25519.Signing.PrivateKey(rawRepresentation: seed) } catch {
            throw AuditError(.malformed, "an Ed25519 private key has 32 bytes")
        }
        verifier = try NoteVerifier(name: name, publicKey: Array(key.publicKey.rawRepresentation))
    }

    private init(_ key: Curve25519.Signing.PrivateKey, _ verifier: NoteVerifier) {
        (self.key, self.verifier) = (key, verifier)
    }

    /// The name of the key.
    public var name: String { verifier.name }

    /// The same key under another name, which makes it another key to verifiers.
    public func named(_ name: String) throws(AuditError) -> NoteSigner {
        // The public key is not reckoned from the private one again: logs ask for their own names all the time.
        NoteSigner(key, try NoteVerifier(name: name, publicKey: verifier.publicKey))
    }

    /// Signs a text that ends with a line feed.
    public func sign(_ text: String) throws(AuditError) -> SignedNote {
        try SignedNote(text: text, signatures: [signature(over: text)])
    }

    func signature(over text: String) throws(AuditError) -> NoteSignature {
        let signature: [UInt8]
        do { signature = Array(try key.signature(for: Array(text.utf8))) } catch {
            throw AuditError(.sealing, "signing failed: \(error)")
        }
        return NoteSignature(name: name, keyID: verifier.keyID, signature: signature)
    }
}
