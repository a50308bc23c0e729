import Crypto
public import CustodyAccess
public import CustodyModel

/// What an erasure would destroy and what it would keep, computed before anything is done.
///
/// It names fields and keys, never values. Whoever approves it signs its ``digest()``; it is carried out only while everything that
/// it was computed from is as it was. It is as long for one record as for many.
public struct ErasurePlan: Hashable, Sendable, Codable {
    /// A key that will be destroyed, and with it everything it seals.
    public struct Destruction: Hashable, Sendable, Codable {
        /// Which of the person's keys.
        public var keyClass: KeyClass
        /// Tells the key from others without telling it.
        public var fingerprint: Bytes
        /// The fields it seals, as `record.field`, each once.
        public var fields: [String]
        /// How many values it seals, in however many records; nil in what an earlier version of the library wrote.
        public var values: Int?
    }

    /// Fields that stay, and why.
    public struct Kept: Hashable, Sendable, Codable {
        /// Which of the person's keys seals them.
        public var keyClass: KeyClass
        /// The fields, as `record.field`, each once.
        public var fields: [String]
        /// Why they stay.
        public var reason: String
        /// Until when; nil when no date is known.
        public var until: Instant?
        /// The ground on which alone they are used from then on; nil when they stay for purposes that the erasure does not end.
        public var ground: KeepingGround?
        /// The reason as terms of the Data Privacy Vocabulary 2.3: a justification of GDPR Art. 17(3), or the bases of other purposes.
        public var justifications: [String]?
        /// How many values stay; nil in what an earlier version of the library wrote.
        public var values: Int?
    }

    /// Values of a record that go while the key stays that seals others.
    public struct Drop: Hashable, Sendable, Codable {
        /// The record.
        public var record: RecordID
        /// Of which kind.
        public var name: RecordName
        /// Which values.
        public var fields: [FieldName]
    }

    /// The store it was computed for.
    public var store: Handle
    /// Whose data.
    public var subject: SubjectToken
    /// Why it is to be erased.
    public var ground: ErasureGround
    /// What will be destroyed.
    public var destroys: [Destruction]
    /// What stays.
    public var keeps: [Kept]
    /// What becomes of what the log says about the person.
    public var log: LogTreatment
    /// The open incidents that hold it as evidence.
    public var logHeldBy: [IncidentID]
    /// The legal holds on the person.
    public var holds: [RecordID]
    /// What was open about the person: requests to be answered first, and restrictions.
    public var matters: [OpenMatter]
    /// Who computed it. Another must approve it.
    public var plannedBy: PrincipalID
    /// When.
    public var plannedAt: Instant
    /// The last change of the person's data that it takes into account.
    public var basedOn: CommitSequence
    /// The last word about the person's consents that it takes into account; nil when there was none.
    public var consents: CommitSequence?
    /// The policy that was in force.
    public var policy: PolicyVersion
    /// SHA-256 of the policy, the schemas and the periods that it was computed under.
    public var governance: Bytes
    /// The same for everybody who was merged with the person; nil when nobody was.
    public var merged: [ErasurePlan]?
    /// What goes because its time is over while something else of the person stays; nil when keys are destroyed.
    public var drops: [Drop]?
    /// 64 bytes: the store's signature over everything else, so that nobody can put another subject or planner in.
    public var signature: Bytes = []

    /// Whether nothing of the person stays, and nothing holds them or is open. Where the ground is a consent that was withdrawn, the
    /// relationship ends only with the last that was held on it.
    public var isComplete: Bool {
        drops == nil && keeps.isEmpty && holds.isEmpty && matters.isEmpty
            && (ground != .consentWithdrawn || destroys.contains { $0.values ?? 0 > 0 })
    }

    /// Whether values go, or keys that sealed some.
    var removesValues: Bool {
        drops.map { !$0.isEmpty } ?? destroys.contains { $0.keyClass >= .firstRetention }
    }

    /// Whether the plan destroys what the log says about the person too.
    public var erasesLog: Bool { isComplete && log == .eraseNow && logHeldBy.isEmpty }

    /// What the store signs.
    func signedBytes() throws -> [UInt8] {
        var unsigned = self
        unsigned.signature = []
        return try Array("custody/erasure-plan/v1\0".utf8) + CBOR.encode(unsigned)
    }

    /// SHA-256 of the plan: what an approval signs.
    public func digest() throws -> Bytes {
        Bytes(Array(SHA256.hash(data: try CBOR.encode(self))))
    }
}
