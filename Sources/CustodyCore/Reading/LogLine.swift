import Crypto
public import CustodyAudit
import CustodyKeys
public import CustodyModel

/// An entry of the audit log as a person reads it: what happened, when, why and in which role, without saying who.
///
/// Whom it concerned may know dates, purposes and roles; who acted, only for a reason of its own (CJEU C-579/21). It is written with the
/// names of class, action and decision, not with their codes.
public struct LogLine: Hashable, Sendable {
    /// Which log, and where in it.
    public var place: AuditPlace
    /// The commit that recorded it: one order over both logs.
    public var commit: CommitSequence
    /// When.
    public var time: Instant
    /// What kind of event it is.
    public var auditClass: AuditClass
    /// What was done or attempted.
    public var action: AuditAction
    /// What was decided.
    public var decision: AuditDecision
    /// For what.
    public var purpose: Purpose?
    /// About what kind of data.
    public var categories: [DataCategory]
    /// In which role.
    public var role: RoleID?
    /// How many records it concerned.
    public var recordCount: UInt32
    /// SHA-256 of the leaf, as the Merkle tree has it.
    public var leafHash: String
}

extension LogLine {
    /// What an entry says, with the names of its numbers.
    init(_ entry: AuditEntry, _ vocabulary: AuditVocabulary) throws {
        let leaf = try entry.leaf()
        self.init(
            place: entry.place, commit: leaf.commit, time: leaf.time, auditClass: leaf.auditClass, action: leaf.action,
            decision: leaf.decision, purpose: vocabulary.purpose(of: leaf), categories: vocabulary.categories(of: leaf),
            role: vocabulary.role(of: leaf), recordCount: leaf.recordCount, leafHash: entry.leafHash.hex)
    }
}

extension LogLine: Codable {
    private enum CodingKeys: String, CodingKey {
        case place, commit, time, auditClass, action, decision, purpose, categories, role, recordCount, leafHash
    }

    /// Reads a line. One with a word that this version does not know is not read: its release does.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            place: try container.decode(AuditPlace.self, forKey: .place),
            commit: try container.decode(CommitSequence.self, forKey: .commit),
            time: try container.decode(Instant.self, forKey: .time),
            auditClass: try container.decode(LogWord<AuditClass>.self, forKey: .auditClass).meaning,
            action: try container.decode(LogWord<AuditAction>.self, forKey: .action).meaning,
            decision: try container.decode(LogWord<AuditDecision>.self, forKey: .decision).meaning,
            purpose: try container.decodeIfPresent(Purpose.self, forKey: .purpose),
            categories: try container.decode([DataCategory].self, forKey: .categories),
            role: try container.decodeIfPresent(RoleID.self, forKey: .role),
            recordCount: try container.decode(UInt32.self, forKey: .recordCount),
            leafHash: try container.decode(String.self, forKey: .leafHash))
    }

    /// Writes the line.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(place, forKey: .place)
        try container.encode(commit, forKey: .commit)
        try container.encode(time, forKey: .time)
        try container.encode(LogWord(auditClass), forKey: .auditClass)
        try container.encode(LogWord(action), forKey: .action)
        try container.encode(LogWord(decision), forKey: .decision)
        try container.encodeIfPresent(purpose, forKey: .purpose)
        try container.encode(categories, forKey: .categories)
        try container.encodeIfPresent(role, forKey: .role)
        try container.encode(recordCount, forKey: .recordCount)
        try container.encode(leafHash, forKey: .leafHash)
    }
}
