public import CustodyModel

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

    /// Whether it was done by then. A day that is yet to come does nothing.
    public func isDone(at now: Instant) -> Bool { doneAt.map { $0 <= now } ?? false }
}
