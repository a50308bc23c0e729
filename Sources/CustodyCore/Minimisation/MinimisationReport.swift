public import CustodyModel

/// What is collected and not used, and what is permitted and not used, as the log of disclosures has it (GDPR Art. 5(1)(c), 25(2)).
///
/// It is a question, not a verdict: a field that nobody was shown in a month may be what next month is about.
public struct MinimisationReport: Hashable, Sendable, Codable {
    /// A field that is held for a purpose.
    public struct FieldUse: Hashable, Sendable, Codable, Comparable {
        /// The record.
        public var record: RecordName
        /// The field.
        public var field: FieldName
        /// What kind of data it is.
        public var category: DataCategory
        /// What it is held for.
        public var purpose: Purpose

        /// By record, field and purpose.
        public static func < (left: FieldUse, right: FieldUse) -> Bool {
            (left.record, left.field, left.purpose) < (right.record, right.field, right.purpose)
        }
    }

    /// A category that a role may see for a purpose.
    public struct RoleUse: Hashable, Sendable, Codable, Comparable {
        /// The role whose own rule says so.
        public var role: RoleID
        /// What it may see.
        public var category: DataCategory
        /// For what; nil for every purpose.
        public var purpose: Purpose?

        /// By role, category and purpose.
        public static func < (left: RoleUse, right: RoleUse) -> Bool {
            (left.role, left.category, left.purpose?.rawValue ?? "")
                < (right.role, right.category, right.purpose?.rawValue ?? "")
        }
    }

    /// From when on disclosures were looked at.
    public var since: Instant
    /// Up to when.
    public var until: Instant
    /// Whether the log still has all of that time; when entries of it were pruned, what is said here is about the rest.
    public var isWhole: Bool
    /// How many disclosures were looked at.
    public var disclosures: Int
    /// Fields that were not once disclosed for a purpose that they are held for: candidates to collect no more.
    public var unusedFields: [FieldUse]
    /// Fields of which that cannot be told: something of their category was disclosed, and the log does not say which field any more.
    public var untoldFields: [FieldUse]
    /// What roles may see and nobody saw in them: candidates to permit no more.
    public var unusedPermissions: [RoleUse]
}
