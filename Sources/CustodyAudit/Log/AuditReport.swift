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
        /// Every prune that the log tells of.
        public var prunes: [Prune] = []
        /// Whether a checkpoint that was held independently before the newest prune vouches for what was pruned; nil when none was
        /// at hand.
        public var isPruneCorroborated: Bool?
        /// Every time that the log says it was put back to an older state.
        public var restorations: [Restoration] = []
        /// Every time that the log says something was not recorded.
        public var gaps: [Gap] = []
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

    /// A prune as a leaf tells of it.
    public struct Prune: Hashable, Sendable, Codable {
        /// The leaf.
        public var entry: UInt64
        /// The first entry that stays.
        public var below: UInt64
        /// When the oldest entry that goes happened.
        public var oldest: Instant
        /// When the newest did.
        public var newest: Instant
        /// How long the log kept them.
        public var keptFor: RetentionClass.Period
        /// SHA-256 of what was handed out before.
        public var exportDigest: Bytes

        init(_ prune: AuditPrune, at entry: UInt64) {
            (self.entry, below, keptFor) = (entry, prune.minimumIndex, prune.retention)
            (oldest, newest, exportDigest) = (prune.oldest, prune.newest, prune.exportDigest)
        }
    }

    /// That the store was put back to an older copy, as a leaf tells of it.
    public struct Restoration: Hashable, Sendable, Codable {
        /// The leaf.
        public var entry: UInt64
        /// How many entries the log had then.
        public var size: UInt64
    }

    /// That events were not recorded, as a leaf tells of it.
    public struct Gap: Hashable, Sendable, Codable {
        /// The leaf.
        public var entry: UInt64
        /// How many are missing.
        public var dropped: UInt64
        /// When the first of them happened.
        public var from: Instant
        /// When the last of them happened.
        public var to: Instant
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

    /// Holds an export that was kept against the log: one of its prunes must name it, or the prune was made up, or made for another
    /// export.
    ///
    /// - Parameter digest: SHA-256 of what was handed out, as the prune's leaf gives it.
    public mutating func check(export digest: Bytes, of log: AuditLog) {
        guard let report = logs[log], !report.prunes.contains(where: { $0.exportDigest == digest }) else { return }
        findings.append(
            AuditFinding(
                .prune, at: AuditPlace(log, report.prunedBy),
                "no prune of the log names the export at hand, whose digest is \(digest.hex)"))
        findings.sort { $0.place < $1.place }
    }
}
