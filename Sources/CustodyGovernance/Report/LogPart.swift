/// How a log stands.
public struct LogPart: Hashable, Sendable, Encodable {
    /// Which.
    public var log: String
    /// How many entries it ever had.
    public var size: UInt64
    /// The first that is still there.
    public var first: UInt64
    /// The root of its tree, in hexadecimal.
    public var root: String
    /// How many entries the newest checkpoint covers; nil when there is none.
    public var signed: UInt64?
    /// The name under which it is signed.
    public var origin: String
    /// Whether an anchor outside agrees; nil when none was asked.
    public var anchor: String?
    /// How long it is kept.
    public var kept: String
    /// How many entries could be pruned.
    public var prunable: UInt64

    /// A state from its parts.
    public init(
        log: String, size: UInt64, first: UInt64, root: String, signed: UInt64?, origin: String, anchor: String?, kept: String,
        prunable: UInt64
    ) {
        self.log = log
        self.size = size
        self.first = first
        self.root = root
        self.signed = signed
        self.origin = origin
        self.anchor = anchor
        self.kept = kept
        self.prunable = prunable
    }
}
