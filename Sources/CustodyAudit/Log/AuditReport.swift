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
    }

    /// Each log.
    public var logs: [AuditLog: Log]
    /// Everything that is wrong.
    public var findings: [AuditFinding]

    /// A report from its parts.
    public init(logs: [AuditLog: Log], findings: [AuditFinding]) {
        self.logs = logs
        self.findings = findings
    }

    /// Whether nothing is wrong.
    public var isIntact: Bool { findings.isEmpty }
}
