/// How far the investigation of an incident is. It says nothing about what the incident is or what the law asks.
public enum Investigation: String, Hashable, Sendable, Codable, CaseIterable {
    /// Somebody reported it.
    case reported
    /// Somebody looked at it and took it up.
    case triaged
    /// It is worked on, and may still do harm.
    case active
    /// It does no further harm.
    case contained
    /// What it broke is restored.
    case recovered
    /// What can be learnt from it is on record.
    case reviewed
    /// It was closed once and taken up again.
    case reopened
    /// Everything is decided.
    case closed
    /// It was closed because it was no incident.
    case rejected

    /// Whether nothing is left to do.
    public var isClosed: Bool { self == .closed || self == .rejected }

    /// Whether a step of the work may lead there, forwards or back. Opening, closing and reopening have steps of their own.
    var isReachedByWork: Bool {
        switch self {
        case .triaged, .active, .contained, .recovered: true
        case .reported, .reviewed, .reopened, .closed, .rejected: false
        }
    }
}
