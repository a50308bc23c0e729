public import CustodyModel

/// An entry as it is exported: the leaf to the byte, what it says in words, what it commits to, and its way to the root.
///
/// The words follow from the leaf. A reader writes the line again from the leaf and compares to the byte, so that none of them can be
/// altered unseen. Only whether a part that is not shown was erased does not: that shows by the erasure, where the bundle holds it.
public struct ExportedEntry: Hashable, Sendable {
    /// What an entry says about one person, or about none.
    public struct Compartment: Hashable, Sendable {
        /// What the leaf commits to.
        public var commitment: Bytes
        /// What became of the content.
        public var state: State

        /// What became of the content of a compartment.
        public enum State: Hashable, Sendable {
            /// It is not shown.
            case sealed
            /// It was erased, by that entry.
            case erased(by: AuditPlace?)
            /// It is shown.
            case opened(AuditOpening)
        }

        /// A compartment from its parts.
        public init(commitment: Bytes, state: State) {
            self.commitment = commitment
            self.state = state
        }
    }

    /// Its place in the log, counted from 0.
    public var index: UInt64
    /// The hash under which the tree holds it.
    public var hash: Bytes
    /// The leaf to the byte; nil when the entry was pruned, so that only its hash is left.
    public private(set) var leafBytes: Bytes?
    /// The leaf's fields; nil when the entry was pruned.
    public private(set) var leaf: AuditLeaf?
    /// What it says about persons, in the order of the leaf.
    public var compartments: [Compartment] = []
    /// The hashes from the leaf up to the root of the checkpoint; nil where the whole log is exported, which needs none.
    public var path: [Bytes]?

    /// An entry that is there.
    ///
    /// - Throws: ``AuditError`` `.malformed` when the bytes are no leaf.
    public init(index: UInt64, leafBytes: Bytes, compartments: [Compartment], path: [Bytes]? = nil) throws(AuditError) {
        leaf = try AuditLeaf(decoding: leafBytes.array)
        self.index = index
        self.leafBytes = leafBytes
        hash = Bytes(MerkleTree.leafHash(leafBytes.array))
        self.compartments = compartments
        self.path = path
    }

    /// An entry that was pruned.
    public init(index: UInt64, prunedWith hash: Bytes) {
        self.index = index
        self.hash = hash
    }

    /// What is wrong with what it says about persons, in the log with that origin; nil when nothing is.
    ///
    /// - Parameter isPruned: whether what it says about persons went with the entries around it.
    func complaint(in logID: Handle, isPruned: Bool) -> String? {
        guard let leaf else { return nil }
        if isPruned && compartments.isEmpty { return nil }
        guard compartments.count <= Int(UInt8.max), AuditCommitment.root(of: compartments.map(\.commitment)) == leaf.payloadRoot
        else { return "the compartments are not those that the leaf commits to" }
        for (position, compartment) in compartments.enumerated() {
            guard case .opened(let opening) = compartment.state else { continue }
            let commitment = opening.commitment(position: UInt8(position), commit: leaf.commit, in: logID)
            guard commitment == compartment.commitment, (try? CBOR(decoding: opening.payload.array)) != nil else {
                return "what compartment \(position) is said to say is not what the leaf commits to"
            }
        }
        return nil
    }
}
