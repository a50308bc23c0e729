import CustodyModel

/// A public key by which a witness's signatures under checkpoints are checked (C2SP tlog-cosignature, Ed25519, type 4).
///
/// Such a signature is no signature of the log: a key of this type never stands for one of ``NoteVerifier``.
public struct CosignatureVerifier: Hashable, Sendable, CustomStringConvertible {
    static let type: UInt8 = 4
    private let key: NoteKey

    /// A key with its name.
    ///
    /// - Throws: ``AuditError`` `.malformed` for a name with spaces, `+` or control characters, or bytes that are no key.
    public init(name: String, publicKey: [UInt8]) throws(AuditError) {
        key = try NoteKey(name: name, type: Self.type, publicKey: publicKey)
    }

    /// Reads `name+keyID+key`.
    public init(_ text: String) throws(AuditError) { key = try NoteKey(text, type: Self.type) }

    /// The name of the witness.
    public var name: String { key.name }
    /// The number by which a signature line refers to the key.
    public var keyID: UInt32 { key.keyID }
    /// `name+keyID+key`
    public var description: String { key.text }

    /// The cosignature that the line holds; nil when the line is of another key.
    ///
    /// - Throws: ``AuditError`` `.tampered` when the line claims to be of this key and is not.
    func cosignature(in signature: NoteSignature, over text: String) throws(AuditError) -> Cosignature? {
        guard key.made(signature) else { return nil }
        let seconds = signature.signature.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard signature.signature.count == 8 + 64, seconds <= UInt64(Int64.max),
            key.isValid(Array(signature.signature.dropFirst(8)), over: Self.message(text, seconds))
        else { throw AuditError(.tampered, "the cosignature of '\(name)' does not hold; the text was altered") }
        return Cosignature(cosigner: self, seconds: seconds)
    }

    static func message(_ text: String, _ seconds: UInt64) -> [UInt8] {
        Array("cosignature/v1\ntime \(seconds)\n\(text)".utf8)
    }
}
