public import Crypto
public import CustodyModel

/// The formulas that tie persons to leaves: references, commitments and seals of one log.
///
/// A commitment is an HMAC under a fresh random key that is sealed together with the content: it hides the content once that
/// key is gone, and binds to it while it is there. It covers the plaintext, so that it does not matter that AES-GCM does not
/// commit to its key. Nonces are random because a sequence number can come again after a torn write.
public struct AuditScheme: Sendable {
    /// The first 16 bytes of SHA-256 over the log's origin: keeps two logs' values apart.
    public let logID: Handle
    /// The first step of HKDF, ready for the key: it begins with the salt, which is the same for everybody.
    private let salted: HMAC<SHA256>
    /// What every reference of the log is made of, but for the month.
    private let referenceHead: [UInt8]

    /// The formulas for the log with that origin.
    public init(origin: String) { self.init(logID: AuditCommitment.logID(of: origin)) }

    /// The formulas for the log with that identity.
    public init(logID: Handle) {
        self.logID = logID
        salted = HMAC(key: SymmetricKey(data: logID.bytes))
        referenceHead = AuditCommitment.label("ref") + logID.bytes
    }

    private static let sealLabel = AuditCommitment.label("seal")

    /// How the log refers to the holder of the key in a month (`yyyymm`).
    public func reference(to key: SymmetricKey, in month: UInt32) -> Handle {
        var message = referenceHead
        message.append(bigEndian: month)
        return HMAC<SHA256>.authenticationCode(for: message, using: key).withUnsafeBytes { code in
            Handle(
                words: (
                    UInt64(bigEndian: code.loadUnaligned(as: UInt64.self)),
                    UInt64(bigEndian: code.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
                ))
        }
    }

    /// How the log refers to the holder of the key in each of the months.
    package func references(to key: SymmetricKey, in months: Set<UInt32>) -> Set<AuditReference> {
        Set(months.map { AuditReference(reference(to: key, in: $0), month: $0) })
    }

    /// The commitment to a compartment's content under its 32 random bytes.
    public func commitment(
        to payload: [UInt8], about handle: Handle, as keyClass: AuditKeyClass, position: UInt8, commit: CommitSequence,
        random: [UInt8]
    ) -> Bytes {
        AuditCommitment.commitment(
            to: payload[...], about: handle, as: keyClass, position: position, commit: commit, in: logID, random: random[...])
    }

    /// The root over the commitments of an entry; zero when it has none.
    public static func payloadRoot(_ commitments: [Bytes]) -> Bytes {
        AuditCommitment.root(of: commitments)
    }

    /// The root that an erasure leaf vouches for: over what was dropped, in the order of logs, entries and positions.
    public static func erasedRoot(_ dropped: [AuditPlace: (commit: CommitSequence, commitment: Bytes)]) -> Bytes {
        Bytes(
            MerkleTree.root(
                of: dropped.sorted { $0.key < $1.key }
                    .map { AuditErasure.leaf($1.commit, $0.compartment ?? 0, $1.commitment) }))
    }

    /// The key that seals a person's compartments in a month: HKDF-SHA256 (RFC 5869) with the log's identity as its salt.
    public func sealingKey(from key: SymmetricKey, in month: UInt32) -> SymmetricKey {
        var extraction = salted
        key.withUnsafeBytes { extraction.update(data: $0) }
        // The first block of HKDF-Expand, which is as long as a key, is one HMAC over the info and the number of the block.
        var info = Self.sealLabel
        info.append(bigEndian: month)
        info.append(1)
        return SymmetricKey(
            data: HMAC<SHA256>.authenticationCode(for: info, using: SymmetricKey(data: extraction.finalize())))
    }

    private static func authenticated(
        _ leaf: [UInt8], _ position: UInt8, _ keyClass: AuditKeyClass, _ handle: Handle
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(leaf.count + 18)
        bytes += leaf
        bytes.append(position)
        bytes.append(keyClass.rawValue)
        bytes.append(handle)
        return bytes
    }

    /// The nonce, ciphertext and tag of a compartment.
    ///
    /// - Parameters:
    ///   - content: the 32 random bytes of its commitment, then the payload.
    ///   - key: the person's ``sealingKey(from:in:)``.
    ///   - leaf: the fixed bytes of the leaf that it is bound to.
    func seal(
        _ content: [UInt8], nonce: ArraySlice<UInt8>, under key: SymmetricKey, for person: AuditPerson, position: UInt8,
        in leaf: [UInt8]
    ) throws -> Bytes {
        let box = try AES.GCM.seal(
            content, using: key, nonce: AES.GCM.Nonce(data: nonce),
            authenticating: Self.authenticated(leaf, position, person.keyClass, person.handle))
        guard let combined = box.combined else { throw AuditError(.sealing, "a nonce has another length than 12 bytes") }
        return Bytes(Array(combined))
    }

    /// What a compartment says, checked against its commitment, with what lets others check it.
    ///
    /// - Throws: `AuditError` `.tampered` when the bytes were altered or moved, or the handle is another.
    func open(
        _ compartment: AuditCompartment, as person: AuditIdentity, in leaf: AuditLeaf
    ) throws(AuditError) -> AuditOpening {
        guard let box = compartment.box else { throw AuditError(.erased, "the content was erased; nothing can be read") }
        let tampered = AuditError(
            .tampered, "the compartment does not open: its bytes were altered, or it was sealed for another handle")
        let opened: [UInt8]
        do {
            opened = Array(
                try AES.GCM.open(
                    AES.GCM.SealedBox(combined: box.array), using: sealingKey(from: person.key, in: compartment.month),
                    authenticating: Self.authenticated(leaf.fixedBytes, compartment.position, person.keyClass, person.handle)))
        } catch { throw tampered }
        guard opened.count >= 32 else { throw tampered }
        let opening = AuditOpening(
            handle: person.handle, keyClass: person.keyClass, random: Bytes(Array(opened.prefix(32))),
            payload: Bytes(Array(opened.dropFirst(32))))
        guard opening.commitment(position: compartment.position, commit: leaf.commit, in: logID) == compartment.commitment
        else { throw tampered }
        return opening
    }
}
