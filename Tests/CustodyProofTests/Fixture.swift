import CustodyModel
import CustodyProof
import CustodyTesting
import Foundation

/// Numbers that a seed repeats. The seed of the environment counts before the test's own, and is printed.
final class SeededNumbers {
    private let source: SeededRandomSource

    init(seed: UInt64) {
        let seed = ProcessInfo.processInfo.environment["CUSTODY_SEED"].flatMap { UInt64($0) } ?? seed
        print("CUSTODY_SEED=\(seed)")
        source = SeededRandomSource(seed: seed)
    }

    func next() -> UInt64 { source.number() }
    func bytes(_ count: Int) -> [UInt8] { source.bytes(count) }
    func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
}

enum Fixture {
    static let start = Instant(milliseconds: 1_795_512_600_123)
    static let origin = "example.org/custody/access"

    static func handle(_ number: UInt64) -> Handle { .random(from: SeededRandomSource(seed: number)) }

    static func signer(_ number: UInt8 = 1, name: String = origin) throws -> NoteSigner {
        try NoteSigner(name: name, seed: [UInt8](repeating: number, count: 32))
    }

    static func leaf(_ number: UInt64) -> AuditLeaf {
        var leaf = AuditLeaf(
            .access, .read, .permit, commit: CommitSequence(rawValue: number + 1), batch: CommitSequence(rawValue: number + 1),
            time: start)
        leaf.recordCount = UInt32(truncatingIfNeeded: number)
        return leaf
    }

    static func checkpoint(_ tree: MerkleTree, origin: String = origin) throws -> Checkpoint {
        try Checkpoint(origin: origin, size: tree.size, root: Bytes(tree.root))
    }

    /// The receipt of one leaf of a tree, under a checkpoint by the signers.
    static func receipt(_ leaf: AuditLeaf, at index: UInt64, of tree: MerkleTree, by signers: [NoteSigner]) throws -> LogProof {
        LogProof(
            extra: Bytes(leaf.bytes), index: index,
            path: tree.inclusionProof(index: index, size: tree.size)?.map { Bytes($0) } ?? [],
            note: try SignedCheckpoint(signing: checkpoint(tree), by: signers).note)
    }

    static func tree(_ leaves: [AuditLeaf]) -> MerkleTree {
        var tree = MerkleTree()
        for leaf in leaves { tree.append(leaf.bytes) }
        return tree
    }
}
