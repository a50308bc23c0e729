public import CustodyAccess
public import CustodyAudit
import CustodyKeys
import CustodyModel
import CustodyMonitor

/// Why the custodian did not do what was asked. Every error of the facade is one of these.
public struct CustodianError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it is.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The name of the code.
        public var rawValue: String
        /// Names a code.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The policy or the law refuses it; ``CustodianError/decision`` says why.
        public static let denied = Code(rawValue: "denied")
        /// The law refuses it whatever the policy says.
        public static let refusedByLaw = Code(rawValue: "refusedByLaw")
        /// The person was erased.
        public static let erased = Code(rawValue: "erased")
        /// Nobody of that identifier is known.
        public static let unknownSubject = Code(rawValue: "unknownSubject")
        /// No record of that name or identity is held.
        public static let unknownRecord = Code(rawValue: "unknownRecord")
        /// The subject has several such records; name one.
        public static let severalRecords = Code(rawValue: "severalRecords")
        /// The subject has such a record already.
        public static let alreadyHeld = Code(rawValue: "alreadyHeld")
        /// The schema has no such field.
        public static let unknownField = Code(rawValue: "unknownField")
        /// The policy declares no such purpose.
        public static let unknownPurpose = Code(rawValue: "unknownPurpose")
        /// A field would be held for none of the named purposes.
        public static let notHeldFor = Code(rawValue: "notHeldFor")
        /// A view does not say which fields it asks for.
        public static let unlearnableView = Code(rawValue: "unlearnableView")
        /// A value does not fit the type or the schema.
        public static let invalidInput = Code(rawValue: "invalidInput")
        /// A field that the view needs has no stored value.
        public static let absentField = Code(rawValue: "absentField")
        /// The store holds another policy or schema than the one given, or than the one with which this process opened it.
        public static let differentPolicy = Code(rawValue: "differentPolicy")
        /// The plan no longer matches what is stored.
        public static let planChanged = Code(rawValue: "planChanged")
        /// An approval is missing, is no second person's, or is not signed by the enrolled key.
        public static let notApproved = Code(rawValue: "notApproved")
        /// No export was made and read back that holds what would be pruned.
        public static let notExported = Code(rawValue: "notExported")
        /// What would be pruned has to be kept longer, or there is nothing to prune.
        public static let notDue = Code(rawValue: "notDue")
        /// What would be removed is held as evidence.
        public static let held = Code(rawValue: "held")
        /// The key-encryption key that would be destroyed opens other stores too.
        public static let sharedKey = Code(rawValue: "sharedKey")
        /// The act could not be recorded, so nothing was disclosed and nothing stored: call again when the cause is gone. Of an act in several
        /// commits the message says what is done already, as of an erasure that is decided and not finished.
        public static let notRecorded = Code(rawValue: "notRecorded")
        /// Whether the act is recorded, and so done, is not known; nothing was disclosed. It shows when the store is opened again: look before
        /// calling again, or call with the same idempotency key.
        public static let inDoubt = Code(rawValue: "inDoubt")
        /// The person's will is respected from now on in this process, but could not be written: call again.
        public static let protectedButNotRecorded = Code(rawValue: "protectedButNotRecorded")
        /// Something else changed the same person's data again and again meanwhile.
        public static let busy = Code(rawValue: "busy")
        /// What is stored does not pass its checks.
        public static let integrity = Code(rawValue: "integrity")
    }

    /// What kind of failure it is.
    public var code: Code
    /// What was attempted and what to do. Never a personal value.
    public var message: String
    /// The decision, where one was taken.
    public var decision: AccessDecision?
    /// The record of the refusal in the audit log.
    public var receipt: AuditReceipt?
    /// What is withheld or kept, and why.
    public var reasons: [String]

    /// An error from its parts.
    public init(
        _ code: Code, _ message: String, decision: AccessDecision? = nil, receipt: AuditReceipt? = nil, reasons: [String] = []
    ) {
        self.code = code
        self.message = message
        self.decision = decision
        self.receipt = receipt
        self.reasons = reasons
    }

    /// The message with its code and reasons.
    public var description: String {
        ([code.rawValue + ": " + message] + reasons.map { "  - " + $0 }).joined(separator: "\n")
    }

    /// A backend's failure in the words of the facade; cancellation stays what it is.
    static func facing(_ error: any Error) -> any Error {
        switch error {
        case is CustodianError, is CancellationError: error
        case let error as KeyError where error.code == .erased: CustodianError.erased
        case let error as KeyError where error.code == .unknownVersion: CustodianError(.invalidInput, error.message)
        case let error as KeyError where error.code == .exhausted: CustodianError(.notRecorded, error.message)
        case let error as KeyError: CustodianError(.integrity, error.message)
        case let error as AuditError where error.isDistrust: CustodianError(.integrity, error.message)
        case let error as AuditError where error.code == .noSuchEntry: CustodianError(.invalidInput, error.message)
        case let error as AuditError where error.code == .notDue: CustodianError(.notDue, error.message)
        case let error as AuditError where error.code == .erased: CustodianError.erased
        case let error as MonitorError where error.code == .unknownCase: CustodianError(.unknownRecord, error.message)
        case let error as MonitorError where error.code == .malformedState: CustodianError(.integrity, error.message)
        case let error as MonitorError: CustodianError(.invalidInput, error.message, reasons: error.faults)
        case let error as CommitError where error.isInDoubt: CustodianError.inDoubt(error)
        case is DecodingError: CustodianError(.integrity, "what is stored cannot be read; run verify")
        case let error as any DamageReporting where error.isDamage:
            CustodianError(.integrity, "what is stored is damaged: \(error)")
        default: CustodianError(.notRecorded, "a backend failed, so that nothing was done: \(error)")
        }
    }

    /// A commit of which nobody knows yet whether it is durable.
    static func inDoubt(_ error: CommitError) -> CustodianError {
        CustodianError(
            .inDoubt, "whether the act is recorded, and so done, shows when the store is opened again: \(error.message)",
            reasons: [error.code.rawValue])
    }

    static func unknownField(_ field: FieldName, in record: RecordName) -> CustodianError {
        CustodianError(.unknownField, "record '\(record)' has no field '\(field)'; see its schema for the names")
    }

    static func unknownRecord(_ record: RecordName) -> CustodianError {
        CustodianError(.unknownRecord, "no record '\(record)' is declared; see the store's schemas for the names")
    }
}
