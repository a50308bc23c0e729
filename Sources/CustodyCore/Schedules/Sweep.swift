/// What one piece of a sweep did, or would do.
public struct Sweep: Sendable, Codable {
    /// What went.
    public var removed: [RetentionItem] = []
    /// What stays although its time is over, and why.
    public var kept: [RetentionItem] = []
    /// One for each person of whom something went; none when nothing was done yet.
    public var certificates: [ErasureCertificate] = []
    /// How many people were looked at.
    public var examined = 0
    /// Where the next piece begins; nil when everybody was looked at.
    public var next: SweepCursor?
}
