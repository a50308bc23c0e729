public import CustodyModel

/// Keeps incidents: what happened, what was decided, what the law asks.
///
/// Rules for an implementation:
/// - A change takes effect by ``IncidentRules``, checked when the unit commits; a unit that fails leaves no trace.
/// - A change whose ``IncidentChange/key`` the incident has taken already alters nothing and answers
///   ``IncidentOutcome/repeated(version:)``, whatever version it expects.
/// - ``IncidentChange/expectedVersion`` is a precondition on what is durable. Two changes of one incident in one unit cannot both
///   hold: the second finds another version when it is applied, alters nothing and answers ``IncidentOutcome/refused(_:)``.
/// - Reads answer what is durable.
///
/// Run `IncidentTrackerContract.promises` of CustodyTesting against it.
public protocol IncidentTracker: Sendable {
    /// Adds a change to the unit.
    @discardableResult
    func stage(_ change: IncidentChange, in unit: inout UnitOfWork) throws -> Staged<IncidentOutcome>

    /// The incident of that name.
    func incident(_ id: IncidentID) async throws -> Incident?

    /// Incidents in the order in which they were opened, at most `limit` of them (at least one) after the incident `after`.
    ///
    /// - Throws: ``IncidentError`` of code `unknown` when there is no incident `after`.
    func incidents(openOnly: Bool, after: IncidentID?, limit: Int) async throws -> IncidentPage

    /// What is owed by an instant, over all incidents, earliest first: at most `limit` lines (at least one) after the line `after`.
    /// What is overdue is owed still and comes first. An implementation answers it from an order that it keeps, not from a search.
    func deadlines(until instant: Instant, after: DueObligation?, limit: Int) async throws -> [DueObligation]
}

/// What became of a change.
public enum IncidentOutcome: Hashable, Sendable {
    /// It took effect, and this is the incident's version now.
    case applied(version: UInt64)
    /// It was taken before under the same key, and altered nothing now.
    case repeated(version: UInt64)
    /// Another change of the same unit came before it, and it altered nothing.
    case refused(IncidentError.Code)
}

/// Some of the incidents.
public struct IncidentPage: Hashable, Sendable {
    /// The incidents in the order in which they were opened.
    public var incidents: [Incident]
    /// Where the next page begins; nil when there is none.
    public var next: IncidentID?

    /// A page from its parts.
    public init(incidents: [Incident], next: IncidentID?) {
        self.incidents = incidents
        self.next = next
    }
}
