import CustodyModel

/// One signature line of a note.
public struct NoteSignature: Hashable, Sendable {
    /// The name of the key.
    public var name: String
    /// The number of the key.
    public var keyID: UInt32
    /// The signature itself, in the form that the key's type has.
    public var signature: [UInt8]

    /// A signature from its parts.
    public init(name: String, keyID: UInt32, signature: [UInt8]) {
        self.name = name
        self.keyID = keyID
        self.signature = signature
    }

    private static let dash = "\u{2014} "

    /// The line without its end.
    var line: String {
        var bytes: [UInt8] = []
        bytes.append(bigEndian: keyID)
        return Self.dash + name + " " + Base64.encode(bytes + signature)
    }

    init?(line: Substring) {
        guard line.utf8.starts(with: Self.dash.utf8) else { return nil }
        let parts = line.unicodeScalars.dropFirst(2).split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, NoteKey.isName(Substring(parts[0])), let bytes = Base64.decode(Substring(parts[1])),
            bytes.count > 4
        else { return nil }
        name = String(Substring(parts[0]))
        keyID = bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
        signature = Array(bytes.dropFirst(4))
    }
}
