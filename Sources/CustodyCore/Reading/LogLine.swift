import Crypto
public import CustodyAudit
import CustodyKeys
public import CustodyModel

/// An entry of the audit log as a person reads it: what happened, when, why and in which role, without saying who.
///
/// Whom it concerned may know dates, purposes and roles; who acted, only for a reason of its own (CJEU C-579/21).
public struct LogLine: Hashable, Sendable, Codable {
    /// Which log, and where in it.
    public var place: AuditPlace
    /// The commit that recorded it: one order over both logs.
    public var commit: CommitSequence
    /// When.
    public var time: Instant
    /// What kind of event it is.
    public var auditClass: String
    /// What was done or attempted.
    public var action: String
    /// What was decided.
    public var decision: String
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
            place: entry.place, commit: leaf.commit, time: leaf.time, auditClass: "\(leaf.auditClass)",
            action: "\(leaf.action)", decision: "\(leaf.decision)", purpose: vocabulary.purpose(of: leaf),
            categories: vocabulary.categories(of: leaf), role: vocabulary.role(of: leaf), recordCount: leaf.recordCount,
            leafHash: entry.leafHash.hex)
    }
}
