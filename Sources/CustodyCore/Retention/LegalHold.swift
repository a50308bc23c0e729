import CustodyAudit
import CustodyData
import CustodyKeys
public import CustodyModel

/// That a person's data must stay, whoever asks for its erasure and whatever period ends, until the hold is released.
///
/// It binds the person, not an identifier: every alias is held with them. What the log says about them is held whole, whichever
/// records it names: it is not pruned, and not erased after its time.
public struct LegalHold: Hashable, Sendable, Codable {
    /// Tells it from other holds.
    public var id: RecordID
    /// Whose data: a random token that names nobody.
    public var subject: SubjectToken
    /// Which kinds of records; all when empty.
    public var records: [RecordName]
    /// Why they stay, and what they may be used for when the person is erased meanwhile.
    public var ground: KeepingGround
    /// The case that it is for, in the words of whoever placed it. It is sealed.
    public var reference: String
    /// Who placed it.
    public var placedBy: PrincipalID
    /// When.
    public var placedAt: Instant

    /// Whether records of this kind are held.
    public func covers(_ record: RecordName) -> Bool { records.isEmpty || records.contains(record) }

    static let kept = OwnRecord<Self>("custody.legalHold", field: "hold")
    private static let all: Purpose = "custody.legalHolds"

    static let everything = RecordQuery.Filter.heldFor(all)
    static func on(_ subject: SubjectToken) -> RecordQuery.Filter { .heldFor(purpose(of: subject)) }

    private static func purpose(of subject: SubjectToken) -> Purpose { Purpose(rawValue: "custody.legalHold.s\(subject)") }

    /// What writes the record that remembers it: one of the store itself.
    func write(_ sealer: Sealer, _ system: SystemKeys) throws -> RecordWrite {
        try Self.kept.write(self, as: id, for: [Self.all, Self.purpose(of: subject)], sealer, system, at: placedAt)
    }
}

extension LegalHold: OwnContent {}

/// What releasing a hold did.
public struct HoldRelease: Sendable, Codable {
    /// The hold that is gone.
    public var hold: LegalHold
    /// The erasure that it had suspended and that is complete now; nil when none was, or another hold or a statute still keeps all of it.
    public var completed: ErasureCertificate?
    /// What the log still said about a person who had been erased before, and that it alone had kept; nil when there was nothing.
    public var log: LogErasure?
    /// What was completed for those who were merged with the person.
    public var completedForMerged: [ErasureCertificate] = []
    /// What the log still said about those who were merged with the person, and that the hold alone had kept; nil when there was nothing, and in
    /// what an earlier version of the library wrote.
    public var logForMerged: [LogErasure]?
    /// Whose suspended erasure was not completed, because it would take what was collected since it was approved: plan and approve it
    /// again. Nil when there is nobody, and in what an earlier version of the library wrote.
    public var awaitingPlan: [SubjectToken]?
}
