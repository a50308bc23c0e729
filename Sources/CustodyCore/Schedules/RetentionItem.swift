public import CustodyModel

/// A value whose time is over, why, and what keeps it all the same.
public struct RetentionItem: Hashable, Sendable, Codable {
    /// What ended its time.
    public enum Cause: Hashable, Sendable, Codable {
        /// The schema's own period.
        case schema
        /// A schedule, in one version of it.
        case schedule(RegisterKey, version: Int, trigger: RetentionTrigger)
    }

    /// What keeps a value although its time is over.
    public struct Keeping: Hashable, Sendable, Codable {
        /// In words.
        public var reason: String
        /// The ground on which it stays; nil when it stays for something that is open about the person.
        public var ground: KeepingGround?
    }

    /// Whose: a random token that names nobody.
    public var subject: SubjectToken
    /// Of which record.
    public var record: RecordID
    /// Of which kind.
    public var name: RecordName
    /// Which field.
    public var field: FieldName
    /// Since when.
    public var dueAt: Instant
    /// By what.
    public var cause: Cause
    /// What becomes of it.
    public var treatment: RetentionSchedule.Treatment
    /// What keeps it; nil when it goes with the next sweep.
    public var keptBy: Keeping?
}
