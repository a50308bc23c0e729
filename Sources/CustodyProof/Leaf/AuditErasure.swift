public import CustodyModel

/// That everything about some subjects was destroyed, so that missing compartments are explained and no other ones are.
///
/// The handles stand in clear: with their keys gone nothing else in the log can be traced to them. A store that is restored
/// from a backup finds here which keys it must destroy again.
public struct AuditErasure: Hashable, Sendable, Codable {
    /// Whose keys were destroyed.
    public var handles: [Handle]
    /// Why, as a code of the caller.
    public var reason: UInt8
    /// When the erasure was asked for.
    public var requestedAt: Instant
    /// A commitment to the request, 32 bytes.
    public var requestCommitment: Bytes
    /// How many compartments the log dropped for it. The log fills it in.
    public package(set) var erasedCount: UInt32 = 0
    /// The Merkle root over the dropped compartments' commitments, see `AuditScheme.erasedRoot(_:)`. The log fills it in.
    public package(set) var erasedRoot = Bytes(MerkleTree.emptyRoot)

    static let tag: UInt8 = 1

    /// One leaf under ``erasedRoot``: a dropped compartment, by the commit of its entry and its position there.
    package static func leaf(_ commit: CommitSequence, _ position: UInt8, _ commitment: Bytes) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(bigEndian: commit.rawValue)
        return bytes + [position] + commitment.array
    }

    /// An erasure as it is asked of the log.
    public init(of handles: [Handle], reason: UInt8, requestedAt: Instant, requestCommitment: Bytes) {
        self.handles = handles
        self.reason = reason
        self.requestedAt = requestedAt
        self.requestCommitment = requestCommitment
    }

    /// Whether it fits the leaf's fields.
    var isWellFormed: Bool {
        handles.count <= Int(UInt16.max) && requestCommitment.count == 32 && erasedRoot.count == MerkleTree.hashLength
    }

    var body: [UInt8] {
        var bytes = [Self.tag]
        bytes.append(bigEndian: UInt16(clamping: handles.count))
        for handle in handles { bytes += handle.bytes }
        bytes.append(reason)
        bytes.append(bigEndian: requestedAt.milliseconds)
        bytes += requestCommitment.array
        bytes.append(bigEndian: erasedCount)
        return bytes + erasedRoot.array
    }

    init(reader: inout ByteReader) throws(AuditError) {
        guard try reader.byte() == Self.tag else { throw reader.failure("no erasure") }
        let count: UInt16 = try reader.integer()
        handles = []
        for _ in 0..<count { handles.append(try reader.handle()) }
        reason = try reader.byte()
        requestedAt = Instant(milliseconds: try reader.integer())
        requestCommitment = Bytes(try reader.take(32))
        erasedCount = try reader.integer()
        erasedRoot = Bytes(try reader.take(32))
    }
}
