public import CustodyModel

/// How long values of a field are kept for a purpose: an entry of the register `retention`, of which later versions take effect for what
/// is collected from then on, and for what is held if they say so.
///
/// A field that a migration made of another one is kept as that one was while the migration stands in the governance; give it a schedule of
/// its own before the migration is taken out.
///
/// A value is kept as long as the last of the purposes that its record is held for needs it. What the schema says by itself is the least:
/// a law may ask for it, and no schedule ends it earlier.
public struct RetentionSchedule: RegisterEntry {
    /// What becomes of a value whose time is over.
    public enum Treatment: String, Hashable, Sendable, Codable, CaseIterable {
        /// It is erased.
        case erase
        /// It is handed to the host without the person it was about, and then erased.
        case anonymise
    }

    /// `retention`.
    public static let register: RegisterName = "retention"
    /// A schedule is a part of what the store is governed by.
    public static let action: Action = .changePolicy

    /// Which kind of record.
    public var record: RecordName
    /// Which field.
    public var field: FieldName
    /// For which purpose, and for those below it that have no schedule of their own.
    public var purpose: Purpose
    /// How long; nil while the purpose needs it.
    public var period: RetentionClass.Period?
    /// Counted from what.
    public var trigger: RetentionTrigger
    /// What becomes of it then.
    public var treatment: Treatment
    /// Whether it counts for what was collected before, too.
    public var appliesToHeld: Bool

    /// A schedule from its parts.
    public init(
        of field: FieldName, in record: RecordName, for purpose: Purpose, keep period: RetentionClass.Period?,
        after trigger: RetentionTrigger = .collection, then treatment: Treatment = .erase, appliesToHeld: Bool = false
    ) {
        self.record = record
        self.field = field
        self.purpose = purpose
        self.period = period
        self.trigger = trigger
        self.treatment = treatment
        self.appliesToHeld = appliesToHeld
    }

    /// One for each field and purpose.
    public var key: RegisterKey { Self.key(record, field, purpose) }

    static func key(_ record: RecordName, _ field: FieldName, _ purpose: Purpose) -> RegisterKey {
        RegisterKey("\(record)/\(field)/\(purpose)")
    }

    /// What does not fit what the store is governed by.
    public func faults(under governance: Governance) -> [String] {
        var faults: [String] = []
        let schema = governance.records.first { $0.name == record }
        if schema?[field] == nil {
            faults.append("no record '\(record)' with a field '\(field)' is declared")
        } else if schema?[field]?.isHeld(for: purpose) != true {
            faults.append("field '\(field)' is not held for '\(purpose)'")
        }
        if governance.declaration(of: purpose) == nil { faults.append("the policy declares no purpose '\(purpose)'") }
        if period?.isLong == false { faults.append("a period has at least one day, month or year") }
        return faults
    }
}
