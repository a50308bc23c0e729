public import CustodyAudit
public import CustodyLaw
public import CustodyModel

/// Whom and what an incident touched, as the audit log tells it. The people are tokens, since identifiers are stored nowhere; who of the
/// people that the host knows is among them, ``Custodian/affected(by:among:reader:)`` tells.
public struct IncidentScope: Sendable {
    /// What was touched of one person.
    public struct Person: Hashable, Sendable {
        /// Whom.
        public var subject: SubjectToken
        /// How often.
        public var accesses: Int
        /// Which kinds of data.
        public var categories: Set<DataCategory>
        /// For what.
        public var purposes: Set<Purpose>
        /// The first time.
        public var first: Instant
        /// The last time.
        public var last: Instant
    }

    /// The people to look at, those first whose token comes first.
    public var people: [Person]
    /// How many references belong to nobody whose data or evidence is held: people who were erased. A person has one a month and log, so
    /// that there are at most so many.
    public var unresolved: Int
    /// How many entries touched somebody.
    public var accesses: Int
    /// How many entries touched each kind of data.
    public var categories: [DataCategory: Int]
    /// How many entries there are for each purpose.
    public var purposes: [Purpose: Int]
    /// How many attempts were refused; they touched nobody.
    public var refused: Int
    /// How many times the log itself was read or handed out without naming a person: whom that showed, it does not say.
    public var wholeLog: Int
    /// Whether every entry of the time is still there. Where the log was pruned since, there may have been more.
    public var isComplete: Bool
    /// The record that it was computed.
    public var receipt: AuditReceipt?

    /// How many people, as far as the log can tell.
    public var count: Magnitude {
        let least = UInt64(people.count + (unresolved > 0 ? 1 : 0))
        return isComplete ? .atLeast(least, andUpTo: UInt64(people.count + unresolved) - least) : .atLeast(least)
    }

    /// The facts of a breach with what the log tells: how many people, and which kinds of data as laws tell them apart. What the facts
    /// said before stays.
    public func adding(to facts: BreachFacts) -> BreachFacts {
        var facts = facts
        facts.people = count
        facts.dataKinds.formUnion(categories.keys.compactMap(\.dataKind))
        return facts
    }

    /// In one line, for a note.
    public var summary: String {
        let kinds = categories.keys.sorted().map(\.rawValue).joined(separator: ", ")
        let named = purposes.keys.sorted().map(\.rawValue).joined(separator: ", ")
        var text = "scope from the log: \(count) people, \(accesses) accesses"
        if !kinds.isEmpty { text += ", categories \(kinds)" }
        if !named.isEmpty { text += ", purposes \(named)" }
        if refused > 0 { text += ", \(refused) attempts refused" }
        if wholeLog > 0 { text += ", the log itself read \(wholeLog) times" }
        if !isComplete { text += "; the log was pruned since, there may be more" }
        return text
    }
}

extension DataCategory {
    /// The kind that laws on breaches know it as; nil when they tell none.
    var dataKind: DataKind? {
        let kinds: [(DataCategory, DataKind)] = [
            (.contact, .contact), (.financial, .financial), (.health, .health), (.special, .special), (.criminal, .criminal),
            ("identity", .identity),
        ]
        return kinds.first { isWithin($0.0) }?.1
    }
}
