import Crypto
import Custody

/// A principal's signing key in a file of its own (0600), and the public half beside it.
///
/// One line each: a tag, the key in hexadecimal, and the first bytes of a digest, so that a damaged file shows.
enum SigningKeyFile {
    private static let privateTag = "custody-signing-key-v1"
    private static let publicTag = "custody-public-key-v1"

    /// Where the public half of a key file is.
    static func publicPath(of path: String) -> String { path + ".pub" }

    /// Makes both files, refusing to touch any that exists. Of a key that a run left alone which was cut off, the public half is written.
    ///
    /// - Returns: the public half, and whether the key is new.
    static func create(at path: String) throws -> (publicKey: Bytes, isNew: Bool) {
        let halfPath = publicPath(of: path)
        if OutputFile.exists(path), !OutputFile.exists(halfPath), let key = try? privateKey(at: path) {
            let publicKey = Array(key.publicKey.rawRepresentation)
            try OutputFile(creating: halfPath, for: "the public key").finish(text(publicTag, publicKey))
            return (Bytes(publicKey), false)
        }
        let key = Curve25519.Signing.PrivateKey()
        let publicKey = Array(key.publicKey.rawRepresentation)
        let file = try OutputFile(creating: path, for: "the signing key")
        let half = try OutputFile(creating: halfPath, for: "the public key")
        // In this order: the other half can be made of the first, and nothing of the second.
        try OutputFile.finishAll([
            (file: file, bytes: text(privateTag, Array(key.rawRepresentation))),
            (file: half, bytes: text(publicTag, publicKey)),
        ])
        return (Bytes(publicKey), true)
    }

    /// The private key in a file.
    static func privateKey(at path: String) throws -> Curve25519.Signing.PrivateKey {
        let bytes = try key(at: path, privateTag, "the signing key file", "`principal keygen` writes one")
        return try Curve25519.Signing.PrivateKey(rawRepresentation: bytes)
    }

    /// The public key in a file.
    static func publicKey(at path: String) throws(ToolError) -> Bytes {
        Bytes(try key(at: path, publicTag, "the public key file", "give the file that ends in .pub"))
    }

    private static func key(at path: String, _ tag: String, _ what: String, _ remedy: String) throws(ToolError) -> [UInt8] {
        let bytes = try InputFile.read(path, what)
        let parts = String(decoding: bytes, as: UTF8.self).split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == tag else {
            throw ToolError("notAKeyFile", "\(what) is not one; \(remedy)", path: path)
        }
        guard let key = [UInt8](hex: parts[1]), key.count == 32, text(tag, key) == bytes else {
            throw ToolError("keyFileDamaged", "\(what) is not whole; restore it from its backup", path: path)
        }
        return key
    }

    private static func text(_ tag: String, _ key: [UInt8]) -> [UInt8] {
        let check = Array(SHA256.hash(data: Array(tag.utf8) + key)).prefix(4)
        return Array("\(tag) \(key.hex) \(check.hex)\n".utf8)
    }
}
