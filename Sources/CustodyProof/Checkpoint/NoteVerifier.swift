/// A public key by which signed notes are checked (C2SP signed-note, Ed25519, type 1).
///
/// Configure it out of band. One that is read from beside the log vouches for nothing.
public struct NoteVerifier: Hashable, Sendable, CustomStringConvertible {
    private static let type: UInt8 = 1
    private let key: NoteKey

    /// A key with its name.
    ///
    /// - Throws: ``AuditError`` `.malformed` for a name with spaces, `+` or control characters, or bytes that are no key.
    public init(name: String, publicKey: [UInt8]) throws(AuditError) {
        key = try NoteKey(name: name, type: Self.type, publicKey: publicKey)
    }

    /// Reads `name+keyID+key`, the form of Go's `sumdb/note`.
    public init(_ text: String) throws(AuditError) { key = try NoteKey(text, type: Self.type) }

    /// The name of the key.
    public var name: String { key.name }
    /// The 32 bytes of the key.
    public var publicKey: [UInt8] { key.publicKey }
    /// The number by which a signature line refers to the key: the first 4 bytes of a digest over name and key.
    public var keyID: UInt32 { key.keyID }
    /// `name+keyID+key`
    public var description: String { key.text }

    func isValid(_ signature: [UInt8], over text: [UInt8]) -> Bool { key.isValid(signature, over: text) }

    /// Whether the signature claims to be of this key.
    func made(_ signature: NoteSignature) -> Bool { key.made(signature) }
}
