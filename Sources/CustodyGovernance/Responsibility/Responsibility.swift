public import CustodyModel

/// Who answers for what.
public struct Responsibility: Hashable, Sendable, Codable {
    /// For what.
    public var matter: Matter
    /// Who. A person's name at work: it stands in no report that is not for whoever may see it.
    public var holder: PrincipalID
    /// Since when.
    public var since: Instant
    /// Until when; nil when no end is known.
    public var until: Instant?

    /// What somebody answers for.
    public enum Matter: Hashable, Sendable {
        /// The tasks of a data protection officer.
        case officer
        /// A role of the policy: who holds it and what it may do.
        case role(RoleID)
        /// A processing activity.
        case activity(ActivityID)
        /// A policy or a notice.
        case document(DocumentID)
        /// A corrective action.
        case action(EntryID)
        /// Something that is looked at again and again.
        case review(ReviewID)
    }

    /// A responsibility from its parts.
    public init(_ matter: Matter, holder: PrincipalID, since: Instant, until: Instant? = nil) {
        self.matter = matter
        self.holder = holder
        self.since = since
        self.until = until
    }

    /// Whether it holds at the instant.
    public func holds(at now: Instant) -> Bool { since <= now && until.map { now < $0 } ?? true }
}

extension Responsibility.Matter: LosslessStringConvertible, Codable {
    /// Such as `role:support`.
    public var description: String {
        switch self {
        case .officer: "officer"
        case .role(let role): "role:\(role)"
        case .activity(let activity): "activity:\(activity)"
        case .document(let document): "document:\(document)"
        case .action(let action): "action:\(action)"
        case .review(let review): "review:\(review)"
        }
    }

    /// As it is described; nil for what describes none.
    public init?(_ description: String) {
        let parts = description.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        switch (parts[0], parts.count) {
        case ("officer", 1): self = .officer
        case ("role", 2): self = .role(RoleID(parts[1]))
        case ("activity", 2): self = .activity(ActivityID(parts[1]))
        case ("document", 2): self = .document(DocumentID(parts[1]))
        case ("action", 2): self = .action(EntryID(parts[1]))
        case ("review", 2): self = .review(ReviewID(parts[1]))
        default: return nil
        }
    }

    /// Reads the description.
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let matter = Self(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "write it as 'role:support' or 'officer'"))
        }
        self = matter
    }

    /// Writes the description.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// A contract with a processor, held against what the law asks of it (GDPR Art. 28(3)).
public struct ProcessorContract: Hashable, Sendable, Codable {
    /// Who processes.
    public var processor: RecipientID
    /// The contract.
    public var document: DataRecipient.Document
    /// What it settles.
    public var clauses: Set<Clause>
    /// Where the instructions are.
    public var instructions: String
    /// Whom the processor uses in turn.
    public var subprocessors: [String]
    /// Within how many hours it tells of a breach; nil when it does not say (Art. 33(2)).
    public var tellsBreachWithinHours: Int?

    /// A contract from its parts.
    public init(
        with processor: RecipientID, _ document: DataRecipient.Document, clauses: Set<Clause>, instructions: String,
        subprocessors: [String] = [], tellsBreachWithinHours: Int? = nil
    ) {
        self.processor = processor
        self.document = document
        self.clauses = clauses
        self.instructions = instructions
        self.subprocessors = subprocessors
        self.tellsBreachWithinHours = tellsBreachWithinHours
    }

    /// What the law wants settled. Source: GDPR Art. 28(3), checked 2026-11-23.
    public enum Clause: String, Hashable, Sendable, Codable, CaseIterable {
        /// Processing only on documented instructions (a).
        case instructions
        /// Confidentiality of those who do it (b).
        case confidentiality
        /// Security (c).
        case security
        /// Further processors (d).
        case subprocessors
        /// Help with people's rights (e).
        case helpsWithRights
        /// Help with security, breaches and impact assessments (f).
        case helpsWithDuties
        /// Deleting or giving back at the end (g).
        case endOfContract
        /// Information and audits (h).
        case audits
        /// Telling when an instruction infringes the law.
        case tellsOfInfringement
    }

    /// What is not settled, in the law's order.
    public var missing: [Clause] { Clause.allCases.filter { !clauses.contains($0) } }
}

/// A change that is to be made because something went wrong or was found wanting.
public struct CorrectiveAction: Hashable, Sendable, Codable {
    /// Tells it from others.
    public var id: EntryID
    /// What is to be done.
    public var title: String
    /// What it comes from.
    public var origin: Origin
    /// Which: the number of an incident, the name of a review.
    public var reference: String
    /// By when.
    public var due: Instant
    /// When it was done; nil while it is not.
    public var doneAt: Instant?

    /// What an action comes from.
    public enum Origin: String, Hashable, Sendable, Codable, CaseIterable {
        /// An incident.
        case incident
        /// Something that was looked at.
        case review
        /// An impact assessment.
        case assessment
        /// An audit from outside.
        case audit
    }

    /// An action from its parts.
    public init(_ id: EntryID, _ title: String, from origin: Origin, _ reference: String, due: Instant, doneAt: Instant? = nil)
    {
        self.id = id
        self.title = title
        self.origin = origin
        self.reference = reference
        self.due = due
        self.doneAt = doneAt
    }
}
