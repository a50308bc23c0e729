import Crypto
import CustodyModel

/// What public keys of every signature type have in common: a name, a type and the 32 bytes of an Ed25519 key.
struct NoteKey: Hashable, Sendable {
    let name: String
    let type: UInt8
    let publicKey: [UInt8]
    let keyID: UInt32

    init(name: String, type: UInt8, publicKey: [UInt8]) throws(AuditError) {
        guard Self.isName(name) else { throw AuditError(.malformed, "'\(name)' is no name of a key: no spaces, no '+'") }
        guard publicKey.count == 32 else { throw AuditError(.malformed, "an Ed25519 key has 32 bytes") }
        do { _ = try Curve25519.Signing.PublicKey(rawRepresentation: publicKey) } catch {
            throw AuditError(.malformed, "the bytes are no Ed25519 key")
        }
        self.name = name
        self.type = type
        self.publicKey = publicKey
        keyID = SHA256.hash(data: Array(name.utf8) + [0x0a, type] + publicKey).prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Reads `name+keyID+key`, of which only the one spelling that ``text`` writes is accepted.
    init(_ text: String, type: UInt8) throws(AuditError) {
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let bytes = Base64.decode(parts[2]), bytes.first == type else {
            throw AuditError(.malformed, "a key of type \(type) is written name+8 hexadecimal digits+base64")
        }
        try self.init(name: String(parts[0]), type: type, publicKey: Array(bytes.dropFirst()))
        guard self.text.utf8.elementsEqual(text.utf8) else {
            throw AuditError(.malformed, "the number of the key is not that of its name and bytes")
        }
    }

    /// `name+keyID+key`
    var text: String {
        var number: [UInt8] = []
        number.append(bigEndian: keyID)
        return "\(name)+\(number.hex)+\(Base64.encode([type] + publicKey))"
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
