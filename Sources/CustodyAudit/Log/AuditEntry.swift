public import CustodyModel

/// A leaf as it is stored, with the sealed compartments that belong to it.
public struct AuditEntry: Hashable, Sendable, Codable {
    /// The log.
    public var log: AuditLog
    /// The identity of the log, which references and commitments depend on.
    public var logID: Handle
    /// The leaf's index, counted from 0.
    public var index: UInt64
    /// The leaf to the byte.
    public var leafBytes: Bytes
    /// What it says about persons.
    public var compartments: [AuditCompartment]

    /// An entry from its parts.
    public init(log: AuditLog, logID: Handle, index: UInt64, leafBytes: Bytes, compartments: [AuditCompartment]) {
        self.log = log
        self.logID = logID
        self.index = index
        self.leafBytes = leafBytes
        self.compartments = compartments
    }

    /// Where it stands.
    public var place: AuditPlace { AuditPlace(log, index) }

    /// The leaf's fields.
    public func leaf() throws(AuditError) -> AuditLeaf {
        do { return try AuditLeaf(decoding: leafBytes.array) } catch {
            throw AuditError(error.code, error.message, at: place)
        }
    }

    /// The hash under which the tree holds it.
    public var leafHash: Bytes { Bytes(MerkleTree.leafHash(leafBytes.array)) }

    /// What the entry says about the person, checked against the leaf.
    ///
    /// - Throws: `AuditError`: `.notConcerned` when no compartment is the person's, `.erased` when it was destroyed,
    ///   `.tampered` when anything about it is not what was recorded.
    public func open(as person: AuditIdentity) throws(AuditError) -> CBOR {
        let (position, opening) = try opening(as: person)
        do { return try CBOR(decoding: opening.payload.array) } catch {
            throw AuditError(
                .tampered, "the content is no value of this format", at: AuditPlace(log, index, compartment: position))
        }
    }

    /// As ``open(as:)``, with what lets others check it, and which compartment it is.
    package func opening(as person: AuditIdentity) throws(AuditError) -> (position: UInt8, opening: AuditOpening) {
        let leaf = try leaf()
        let scheme = AuditScheme(logID: logID)
        let mine = compartments.first {
            $0.keyClass == person.keyClass && $0.reference == scheme.reference(to: person.key, in: $0.month)
        }
        guard let mine else {
            throw AuditError(.notConcerned, "no compartment of the entry belongs to this key", at: place)
        }
        let there = AuditPlace(log, index, compartment: mine.position)
        guard AuditScheme.payloadRoot(compartments.map(\.commitment)) == leaf.payloadRoot else {
            throw AuditError(.tampered, "the commitments do not make up the leaf's payload root", at: there)
        }
        do { return (mine.position, try scheme.open(mine, as: person, in: leaf)) } catch {
            throw AuditError(error.code, error.message, at: there)
        }
    }
}
