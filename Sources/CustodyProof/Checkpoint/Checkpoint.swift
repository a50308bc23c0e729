public import CustodyModel

/// The state of a log at one size, in the form of C2SP tlog-checkpoint.
public struct Checkpoint: Hashable, Sendable {
    /// Which log.
    public let origin: String
    /// How many leaves.
    public let size: UInt64
    /// The root over them, 32 bytes.
    public let root: Bytes
    /// Further lines; this library writes none.
    public let extensions: [String]

    /// A state of a log.
    ///
    /// - Throws: ``AuditError`` `.malformed` when the origin is empty or has a line feed, or the root has not 32 bytes.
    public init(origin: String, size: UInt64, root: Bytes) throws(AuditError) {
        guard !origin.isEmpty, !origin.utf8.contains(0x0a), root.count == MerkleTree.hashLength else {
            throw AuditError(.malformed, "a checkpoint has an origin of one line and a root of 32 bytes")
        }
        self.origin = origin
        self.size = size
        self.root = root
        extensions = []
    }

    /// Reads the text of a note. What it accepts is what ``text`` writes, to the byte.
    public init(_ text: String) throws(AuditError) {
        let malformed = AuditError(.malformed, "the text is no checkpoint: an origin, a size, a root of 32 bytes, a line each")
        var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { String(Substring($0)) }
        guard lines.count >= 4, lines.removeLast().isEmpty, lines.allSatisfy({ !$0.isEmpty }), let size = UInt64(lines[1]),
            String(size).utf8.elementsEqual(lines[1].utf8), let root = Base64.decode(lines[2]),
            root.count == MerkleTree.hashLength
        else { throw malformed }
        origin = lines[0]
        self.size = size
        self.root = Bytes(root)
        extensions = Array(lines.dropFirst(3))
    }

    /// What is signed.
    public var text: String {
        ([origin, String(size), Base64.encode(root.array)] + extensions).map { $0 + "\n" }.joined()
    }
}
