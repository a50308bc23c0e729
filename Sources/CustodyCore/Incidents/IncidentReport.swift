public import CustodyIncidents
public import CustodyModel

/// An incident with its texts opened.
public struct IncidentReport: Sendable {
    /// The incident as it is stored.
    public var incident: Incident
    /// Its title.
    public var title: Sensitive<String>
}
