public import CustodyModel

/// What the verification of an exported bundle saw.
public struct ExportReport: Hashable, Sendable, Codable {
    /// One log of the bundle as it was verified.
    public struct Log: Hashable, Sendable, Codable {
        /// Which log.
        public var log: AuditLog
        /// The name under which it is signed.
        public var origin: String
        /// How many entries the checkpoint covers.
        public var size: UInt64
        /// How many entries are there.
        public var count: UInt64
        /// Whether they are all of them.
        public var isWhole: Bool
        /// Whether a trusted key signed the checkpoint; false when no key was given.
        public var isTrusted: Bool
    }

    /// What stands for the bundle; nil when it has no manifest that can be read.
    public var digest: Bytes?
    /// How the entries are written.
    public var form: ExportForm?
    /// When it was exported, and what for, as the manifest says.
    public var exportedAt: Instant?
    /// What for, as the manifest says.
    public var purpose: String?
    /// The logs.
    public var logs: [Log] = []
    /// Whether leaves of a trusted log in the bundle vouch for the names; otherwise only the manifest does.
    public var areNamesProven = false
    /// How many parts are said to be erased without an erasure of a trusted log in the bundle that accounts for them: they may be sealed
    /// as well. Nil when there is none.
    public var unprovenErasures: Int?
    /// What is wrong, up to ``faultLimit`` of it.
    public private(set) var faults: [ExportFault] = []
    /// How much is wrong.
    public private(set) var faultCount = 0

    /// So many faults are kept, however many there are.
    public static let faultLimit = 100

    /// Whether nothing is wrong.
    public var isIntact: Bool { faultCount == 0 }

    /// Whether the bundle is whole, signed by a trusted key, and holds every entry of the log below the index: what has to hold
    /// before they are pruned.
    public func holds(_ log: AuditLog, below index: UInt64) -> Bool {
        isIntact && logs.contains { $0.log == log && $0.isWhole && $0.isTrusted && $0.size >= index }
    }

    mutating func note(_ fault: ExportFault) {
        faultCount += 1
        if faults.count < Self.faultLimit { faults.append(fault) }
    }
}
