import Crypto
import CustodyModel

/// A public key by which signed notes are checked (C2SP signed-note, Ed25519, type 1).
///
/// Configure it out of band. One that is read from beside the log vouches for nothing.
public struct NoteVerifier: Hashable, Sendable, CustomStringConvertible {
    static let ed25519: UInt8 = 1

    /// The name of the key.
    public let name: String
    /// The 32 bytes of the key.
    public let publicKey: [UInt8]
    /// The number by which a signature line refers to the key: the first 4 bytes of a digest over name and key.
    public let keyID: UInt32

    /// A key with its name.
    ///
    /// - Throws: ``AuditError`` `.malformed` for a name with spaces, `+` or control characters, or bytes that are no key.
    public init(name: String, publicKey: [UInt8]) throws(AuditError) {
        guard Self.isName(name) else { throw AuditError(.malformed, "'\(name)' is no name of a key: no spaces, no '+'") }
        guard publicKey.count == 32 else { throw AuditError(.malformed, "an Ed25519 key has 32 bytes") }
        do { _ = try Curve25519.Signing.PublicKey(rawRepresentation: publicKey) } catch {
            throw AuditError(.malformed, "the bytes are no Ed25519 key")
        }
        self.name = name
        self.publicKey = publicKey
        keyID = SHA256.hash(data: Array(name.utf8) + [0x0a, Self.ed25519] + publicKey).prefix(4)
            .reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Reads `name+keyID+key`, the form of Go's `sumdb/note`.
    public init(_ text: String) throws(AuditError) {
        let malformed = AuditError(.malformed, "a key is written name+8 hexadecimal digits+base64")
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let bytes = Base64.decode(parts[2]), bytes.first == Self.ed25519 else { throw malformed }
        try self.init(name: String(parts[0]), publicKey: Array(bytes.dropFirst()))
        guard description.utf8.elementsEqual(text.utf8) else {
            throw AuditError(.malformed, "the number of the key is not that of its name and bytes")
        }
    }

    /// `name+keyID+key`
    public var description: String {
        var number: [UInt8] = []
        number.append(bigEndian: keyID)
        return "\(name)+\(number.hex)+\(Base64.encode([Self.ed25519] + publicKey))"
    }

    func isValid(_ signature: [UInt8], over text: [UInt8]) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
        return key.isValidSignature(signature, for: text)
    }

    /// Whether the signature claims to be of this key.
    func made(_ signature: NoteSignature) -> Bool {
        signature.keyID == keyID && signature.name.utf8.elementsEqual(name.utf8)
    }

    static func isName(_ name: some StringProtocol) -> Bool {
        !name.isEmpty && name.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "+" && !$0.properties.isWhitespace }
    }
}
