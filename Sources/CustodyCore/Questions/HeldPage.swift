public import CustodyData

/// Some of the records that a question asks for.
public struct HeldPage: Hashable, Sendable {
    /// The records.
    public var records: [HeldRecord]
    /// Where the next page begins; nil when this one is the last.
    public var next: PageCursor?
}
