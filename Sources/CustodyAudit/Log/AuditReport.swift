public import CustodyModel

/// What verification saw.
public struct AuditReport: Hashable, Sendable, Codable {
    /// One log as it was verified.
    public struct Log: Hashable, Sendable, Codable {
        /// How many leaves it has.
        public var size: UInt64
        /// The root over them, computed anew.
        public var root: Bytes
        /// How many of them the newest valid checkpoint covers; nil when there is none.
        public var signedSize: UInt64?
        /// What the log calls itself, where that is told.
        public var origin: String?
        /// The key that signs it now, as the store says: what counts is the key that an auditor configured.
        public var key: String?
        /// How many leaves an independently held checkpoint vouches for; nil when none was at hand or none fits.
        public var anchoredSize: UInt64?
        /// The first entry that is still there; those before were pruned.
        public var prunedTo: UInt64 = 0
        /// The leaf that says so.
        public var prunedBy: UInt64?
        /// Whether a checkpoint that was held independently before the newest prune vouches for what was pruned; nil when none was
        /// at hand.
        public var isPruneCorroborated: Bool?
        /// How many compartments were erased.
        public var erasedCompartments = 0
        /// How many compartments opened with the keys that were given.
        public var openedCompartments = 0

        /// A log as it was verified.
        public init(size: UInt64, root: Bytes, signedSize: UInt64?) {
            self.size = size
            self.root = root
            self.signedSize = signedSize
        }

        /// How many leaves rest on no signature: what could be cut off unnoticed.
        public var unsignedTail: UInt64 {
            let signed = signedSize ?? 0
            return size > signed ? size - signed : 0
        }

        /// How many leaves rest on no independently held checkpoint: what the store's own operator could cut off or replace.
        public var unanchoredTail: UInt64 {
            let anchored = anchoredSize ?? 0
            return size > anchored ? size - anchored : 0
        }
    }

    /// Each log.
    public var logs: [AuditLog: Log]
    /// Everything that is wrong, up to ``findingLimit`` in each log.
    public var findings: [AuditFinding]
    /// How many more faults there are.
    public var omittedFindings = 0

    /// How many faults of a log are told one by one.
    public static let findingLimit = 1000

    /// A report from its parts.
    public init(logs: [AuditLog: Log], findings: [AuditFinding]) {
        self.logs = logs
        self.findings = findings
    }

    /// Whether nothing is wrong.
    public var isIntact: Bool { findings.isEmpty }
}
