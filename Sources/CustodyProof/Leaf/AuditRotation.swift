import CustodyModel

/// That another key signs the log from here on.
///
/// The checkpoint that first covers the leaf is signed by both keys: who trusts the old one learns the new one from it, see
/// ``TrustedLog/learn(from:)``.
public struct AuditRotation: Hashable, Sendable {
    /// The key that signed until then, as ``NoteVerifier`` writes it.
    public var old: String
    /// The key that signs from then on.
    public var new: String

    static let tag: UInt8 = 3

    /// A change from one key to another.
    public init(from old: NoteVerifier, to new: NoteVerifier) { (self.old, self.new) = (old.description, new.description) }

    /// Whether both are keys of one name: the name is the log's.
    var isWellFormed: Bool {
        guard let old = try? NoteVerifier(old), let new = try? NoteVerifier(new) else { return false }
        return old != new && old.name.utf8.elementsEqual(new.name.utf8)
    }

    /// `03 || length u16 || old || length u16 || new`
    var body: [UInt8] {
        var bytes = [Self.tag]
        for key in [old, new] {
            bytes.append(bigEndian: UInt16(clamping: key.utf8.count))
            bytes += Array(key.utf8)
        }
        return bytes
    }

    init(reader: inout ByteReader) throws(AuditError) {
        guard try reader.byte() == Self.tag else { throw reader.failure("no change of keys") }
        var keys: [String] = []
        for _ in 0..<2 {
            let count: UInt16 = try reader.integer()
            guard let key = String(validating: try reader.take(Int(count)), as: UTF8.self) else {
                throw reader.failure("a key is no text")
            }
            keys.append(key)
        }
        (old, new) = (keys[0], keys[1])
    }
}
