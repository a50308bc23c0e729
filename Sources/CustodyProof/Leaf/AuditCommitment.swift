import Crypto
package import CustodyModel

/// The formulas by which a leaf commits to what is said about persons; whoever is told the content can check them without a key.
package enum AuditCommitment {
    package static func label(_ name: String) -> [UInt8] { Array("auditlog/v1/\(name)\u{0}".utf8) }

    private static let compartmentLabel = label("compartment")

    /// What keeps two logs' values apart: the first 16 bytes of SHA-256 over the log's origin.
    package static func logID(of origin: String) -> Handle {
        Handle(Array(SHA256.hash(data: Array(origin.utf8)).prefix(16))) ?? .zero
    }

    /// The commitment to a compartment's content under its 32 random bytes.
    package static func commitment(
        to payload: ArraySlice<UInt8>, about handle: Handle, as keyClass: AuditKeyClass, position: UInt8,
        commit: CommitSequence, in logID: Handle, random: ArraySlice<UInt8>
    ) -> Bytes {
        var message: [UInt8] = []
        message.reserveCapacity(compartmentLabel.count + 42 + payload.count)
        message += compartmentLabel
        message.append(logID)
        message.append(bigEndian: commit.rawValue)
        message.append(position)
        message.append(keyClass.rawValue)
        message.append(handle)
        message += payload
        let code = HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: random))
        return Bytes(code.withUnsafeBytes { Array($0) })
    }

    /// The root over the commitments of an entry; zero when it has none.
    package static func root(of commitments: [Bytes]) -> Bytes {
        commitments.isEmpty ? AuditLeaf.noPayload : Bytes(MerkleTree.root(of: commitments.lazy.map { $0.array }))
    }
}
