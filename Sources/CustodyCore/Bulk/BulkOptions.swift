public import CustodyAccess

/// How many people a disclosure of all takes, how many of them together, and what is done in return.
public struct BulkOptions: Hashable, Sendable {
    /// At most so many records; nil for all.
    public var limit: Int?
    /// How many records are decided, recorded and handed out together: what is in memory at once is about twice that.
    public var batch: Int
    /// What the caller does of each of the people where a rule asks for it; see `Custodian.disclose(_:about:record:for:to:meeting:)`.
    public var obligations: Obligations

    /// Fewer cost more each, for a batch waits for the disk; more make a commit too large.
    public static let batches = 1...8192

    /// Options; the batch is brought within ``batches``.
    public init(limit: Int? = nil, batch: Int = 4048, meeting obligations: Obligations = []) {
        self.limit = limit
        self.obligations = obligations
        self.batch = min(max(batch, Self.batches.lowerBound), Self.batches.upperBound)
    }
}
