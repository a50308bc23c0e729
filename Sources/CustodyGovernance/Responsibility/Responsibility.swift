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
