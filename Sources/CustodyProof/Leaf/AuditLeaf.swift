public import CustodyModel

/// One event as the Merkle tree holds it: 114 bytes, big-endian, followed by bodies that few leaves have.
///
/// Nothing in it is an identifier or can be computed from one without a key, so that it may stay when a person is erased.
///
/// ```
/// off len field
///   0  1  version = 1        14  8  batch             46  4  role
///   1  1  class              22  8  time, Unix ms     50 16  actor's reference
///   2  2  action             30  4  purpose           66 16  subject's reference (zero: none or several)
///   4  1  decision           34  8  categories        82 32  payload root (zero: no payload)
///   5  1  flags              42  4  record count     114     06 || n u8 || n × code u16, if bit 63 of the categories is set
///   6  8  commit                                             tag u8 || control body, if the flag is set:
///                                                          01 an erasure, 02 a prune, 03 another key,
///                                                          04 a gap, 05 a restoration, 07 registered names
/// ```
public struct AuditLeaf: Hashable, Sendable {
    /// The version byte of this format.
    public static let version: UInt8 = 1
    /// The length without bodies.
    public static let fixedLength = 114

    /// The payload root of an entry without compartments: 32 zero bytes.
    public static let noPayload = Bytes([UInt8](repeating: 0, count: 32))

    /// The most bytes that a leaf may have: a bundle of entries tells lengths in 16 bits.
    public static let maximumLength = Int(UInt16.max)
    /// What of them is left for a control body beside the fixed fields and the longest list of categories.
    static let maximumBodyLength = maximumLength - fixedLength - 2 - 2 * Int(UInt8.max)

    /// What sort of event it is.
    public var auditClass: AuditClass
    /// What was done.
    public var action: AuditAction
    /// How it was answered.
    public var decision: AuditDecision
    /// What else holds.
    public var flags: AuditFlags
    /// The commit that made it durable: one order over both logs.
    public var commit: CommitSequence
    /// The commit with which the operation that it belongs to began.
    public var batch: CommitSequence
    /// When.
    public var time: Instant
    /// The purpose's code in the vocabulary; 0 when it was not registered or there is none.
    public var purpose: UInt32 = 0
    /// The data categories.
    public var categories: AuditCategories = .none
    /// How many records it concerned.
    public var recordCount: UInt32 = 0
    /// The code of the actor's role in the vocabulary; 0 when it was not registered or there is none.
    public var role: UInt32 = 0
    /// Who acted, for those who hold the key; another value every month.
    public var actorReference: Handle = .zero
    /// The one subject it is about, for those who hold the key; another value every month.
    public var subjectReference: Handle = .zero
    /// The root over the compartments' commitments, 32 bytes.
    public var payloadRoot = AuditLeaf.noPayload
    /// What it says about the log itself.
    public var control: AuditControl?

    /// A leaf with its required fields.
    public init(
        _ auditClass: AuditClass, _ action: AuditAction, _ decision: AuditDecision, flags: AuditFlags = [],
        commit: CommitSequence, batch: CommitSequence, time: Instant
    ) {
        self.auditClass = auditClass
        self.action = action
        self.decision = decision
        self.flags = flags
        self.commit = commit
        self.batch = batch
        self.time = time
    }

    /// The commit that the bytes of a leaf tell, without reading the rest.
    package static func commit(of bytes: [UInt8]) throws(AuditError) -> CommitSequence {
        var reader = ByteReader(bytes)
        let _: (UInt32, UInt16) = (try reader.integer(), try reader.integer())
        return CommitSequence(rawValue: try reader.integer())
    }

    /// When the leaf that the range of the bytes holds happened, without reading the rest.
    package static func time(of bytes: [UInt8], in range: Range<Int>) throws(AuditError) -> Instant {
        var reader = ByteReader(bytes, in: range)
        let _: (UInt32, UInt16, UInt64, UInt64) = (
            try reader.integer(), try reader.integer(), try reader.integer(), try reader.integer()
        )
        return Instant(milliseconds: try reader.integer())
    }

    /// The fixed fields: what seals are bound to.
    public var fixedBytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.fixedLength)
        bytes.append(Self.version)
        bytes.append(auditClass.rawValue)
        bytes.append(bigEndian: action.rawValue)
        // The flag and the body cannot contradict each other, whatever the flags were set to.
        let flags = control == nil ? flags.subtracting(.control) : flags.union(.control)
        bytes.append(decision.rawValue)
        bytes.append(flags.rawValue)
        bytes.append(bigEndian: commit.rawValue)
        bytes.append(bigEndian: batch.rawValue)
        bytes.append(bigEndian: time.milliseconds)
        bytes.append(bigEndian: purpose)
        bytes.append(bigEndian: categories.bits)
        bytes.append(bigEndian: recordCount)
        bytes.append(bigEndian: role)
        bytes.append(actorReference)
        bytes.append(subjectReference)
        bytes += payloadRoot.array
        return bytes
    }

    /// The whole leaf, as it is hashed.
    public var bytes: [UInt8] { bytes(after: fixedBytes) }

    /// The whole leaf, of which the fixed fields are at hand.
    package func bytes(after fixed: [UInt8]) -> [UInt8] {
        let (categories, control) = (categories.body, control?.bytes ?? [])
        return categories.isEmpty && control.isEmpty ? fixed : fixed + categories + control
    }

    /// The hash under which the tree holds it.
    public var hash: Bytes { Bytes(MerkleTree.leafHash(bytes)) }

    /// Reads a leaf; what it accepts is what ``bytes`` writes, to the byte.
    public init(decoding bytes: [UInt8]) throws(AuditError) { try self.init(decoding: bytes, in: bytes.indices) }

    /// Reads the leaf that the range of the bytes holds.
    package init(decoding bytes: [UInt8], in range: Range<Int>) throws(AuditError) {
        let head = try AuditLeafHead(bytes, in: range)
        self.init(
            head.auditClass, head.action, head.decision, flags: head.flags, commit: head.commit, batch: head.batch,
            time: head.time)
        purpose = head.purpose
        recordCount = head.recordCount
        role = head.role
        actorReference = head.actorReference
        subjectReference = head.subjectReference
        var reader = ByteReader(bytes, in: range)
        try reader.skip(Self.fixedLength - Self.noPayload.count)
        let root = try reader.take(Self.noPayload.count)
        if head.hasPayloadRoot { payloadRoot = Bytes(root) }
        categories = try AuditCategories(bits: head.categoryBits, reader: &reader)
        control = flags.contains(.control) ? try AuditControl(reader: &reader) : nil
        guard reader.isAtEnd else { throw reader.failure("there are bytes behind the leaf") }
    }
}
