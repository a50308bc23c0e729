/// What a salvage took over from a damaged journal, and what it had to leave.
public struct JournalSalvage: Equatable, Sendable {
    /// The checkpoint that the new journal builds on; nil when its commits begin with the first.
    public internal(set) var checkpoint: JournalCheckpoint?
    /// How many commits were copied, those among them that the checkpoint covers as well.
    public internal(set) var commits: UInt64 = 0
    /// The last commit of the new journal, which may be one that only the checkpoint covers.
    public internal(set) var lastSequence: UInt64 = 0
    /// What was left out, with file, place and the sequence that was expected there. Damage means that something acknowledged
    /// is lost; doubt, that it cannot be told; a notice, that nothing is.
    public internal(set) var leftOut: [JournalFinding] = []

    /// Whether everything that was ever acknowledged was taken over, as far as the files tell.
    public var isComplete: Bool { leftOut.allSatisfy { $0.severity == .notice } }
}
