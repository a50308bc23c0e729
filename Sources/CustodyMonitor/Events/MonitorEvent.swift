public import CustodyModel

/// One event as the rules see it: numbers and handles, nothing that names anybody.
///
/// A host that has its own log makes these itself; the facade makes them of the leaves of the audit log.
public struct MonitorEvent: Hashable, Sendable {
    /// What was done, as far as a rule tells it apart.
    public enum Kind: UInt8, Hashable, Sendable, CaseIterable {
        /// Anything that no rule looks at beside the health of the log.
        case other = 0
        /// Personal data was disclosed, or was asked for.
        case read = 1
        /// Personal data was handed out, printed or shared.
        case export = 2
        /// Personal data was taken in or replaced.
        case change = 3
        /// Personal data was destroyed.
        case erase = 4
        /// Who may do what was changed.
        case permission = 5
        /// The policy was changed.
        case policy = 6
        /// The audit log was read.
        case logRead = 7
        /// A reason was given for an access in an emergency.
        case justification = 8
        /// The log tells that events are missing.
        case gap = 9

        /// Whether personal data leaves the store.
        var takes: Bool { self == .read || self == .export }
        /// Whether it alters what is held or who may do what.
        var alters: Bool { self == .change || self == .erase || self == .permission }
    }

    /// What else holds of an event.
    public struct Marks: OptionSet, Hashable, Sendable {
        /// The bits.
        public var rawValue: UInt16
        /// Marks from the bits.
        public init(rawValue: UInt16) { self.rawValue = rawValue }

        /// Data of a special category is among it (GDPR Art. 9(1)).
        public static let special = Marks(rawValue: 1)
        /// It was an emergency, against the policy.
        public static let breakGlass = Marks(rawValue: 2)
        /// Nothing was found under what was asked for.
        public static let notFound = Marks(rawValue: 4)
        /// The purpose rests on a consent that was not there at the time.
        public static let withoutConsent = Marks(rawValue: 8)
        /// The role may not act for the purpose.
        public static let foreignPurpose = Marks(rawValue: 16)
        /// The person whose data it is and the one who acts know each other, or are the same.
        public static let related = Marks(rawValue: 32)
        /// The clock may be wrong.
        public static let clockSuspect = Marks(rawValue: 64)
        /// Whoever reads the log here is not there to audit it.
        public static let foreignReader = Marks(rawValue: 128)
    }

    /// When.
    public var time: Instant
    /// The commit that recorded it: the evidence of an alert.
    public var commit: CommitSequence
    /// What was done.
    public var kind: Kind
    /// How it was answered.
    public var isDenied = false
    /// What else holds.
    public var marks: Marks = []
    /// Stands for who acted; zero for nobody.
    public var actor = Handle.zero
    /// Stands for the people whose data it is.
    public var subjects: [Handle] = []
    /// The number of the role; 0 for none.
    public var role: UInt32 = 0
    /// The number of the purpose; 0 for none.
    public var purpose: UInt32 = 0
    /// The number of the action, finer than ``kind``.
    public var action: UInt16 = 0
    /// The categories by their numbers; those from 63 on share the last bit.
    public var categories: UInt64 = 0
    /// How many records; 0 counts as one.
    public var recordCount: UInt32 = 0
    /// The number of the place it was done from; 0 for unknown.
    public var source: UInt32 = 0
    /// Where the subject stands in an order that the host keeps, such as by customer number; nil where there is none.
    public var ordinal: UInt64?

    /// An event with its required fields.
    public init(_ kind: Kind, at time: Instant, commit: CommitSequence) {
        self.kind = kind
        self.time = time
        self.commit = commit
    }
}
