public import CustodyModel

/// What putting a store back came to.
public struct RestoreReport: Hashable, Sendable, Codable {
    /// The last commit that is there.
    public var commit: CommitSequence
    /// How many keys were put back.
    public var keys: Int
    /// How many keys of the data had been destroyed when the keys were backed up; what they sealed opens no more.
    public var destroyedSince: Int
    /// How many erasures were carried out again, because they were made after the backup of the data.
    public var replayedErasures: Int
    /// Whether an anchor told who was erased. If not, people may be back who were erased, and every report says so.
    public var isAnchored: Bool
}
