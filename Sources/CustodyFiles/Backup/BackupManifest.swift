import Crypto
import CustodyCore
import CustodyJournal
import CustodyKeys
public import CustodyModel

/// What a backup is of: the last file of it that is written, so that one that was cut off has none.
///
/// It is signed by the store, so that nothing else can be put in its place.
public struct BackupManifest: Hashable, Sendable, Codable {
    /// What a backup holds.
    public enum Kind: String, Hashable, Sendable, Codable {
        /// Everything but the keys.
        case data
        /// The wrapped keys.
        case keys
    }

    /// One file of it.
    public struct File: Hashable, Sendable, Codable {
        /// From the backup's own directory.
        public var path: String
        /// In bytes.
        public var size: UInt64
        /// SHA-256.
        public var digest: Bytes
    }

    /// What it holds.
    public var kind: Kind
    /// Of which store.
    public var store: Handle
    /// Whose store it is.
    public var controller: ControllerID
    /// The last commit that it holds.
    public var commit: CommitSequence
    /// When it was made.
    public var madeAt: Instant
    /// From then on it is used no more; nil for data, which open nothing.
    public var expiresAt: Instant?
    /// How often the store had been opened for writing.
    var writerEpoch: UInt32
    /// What the journal says of the checkpoint that the data stand at.
    var checkpoint: Bytes
    /// Its files, in the order of their paths.
    public var files: [File]
    /// 64 bytes: Ed25519 of the store's key for certificates over everything else.
    var signature: Bytes = []

    static let fileName = "backup.json"
    static let tag = "custody-backup-v1\0"

    private func signedBytes() throws -> [UInt8] {
        var unsigned = self
        unsigned.signature = []
        return try Array(Self.tag.utf8) + CBOR.encode(unsigned)
    }

    mutating func sign(with seed: SymmetricKey) throws {
        let key = try Curve25519.Signing.PrivateKey(rawRepresentation: seed.bytes)
        signature = Bytes([UInt8](try key.signature(for: try signedBytes())))
    }

    /// Throws unless the store whose key this is made it.
    func require(signedWith seed: SymmetricKey, at path: String) throws {
        let key = try Curve25519.Signing.PrivateKey(rawRepresentation: seed.bytes).publicKey
        guard key.isValidSignature(signature.array, for: try signedBytes()) else {
            throw CustodyFilesError(
                .foreignBackup, "the backup was not made by this store, or was altered; use another one", path: path)
        }
    }
}
