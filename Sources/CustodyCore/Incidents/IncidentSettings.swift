public import CustodyIncidents
public import CustodyLaw

/// What a host says about itself, so that the custodian knows what the laws ask of its incidents.
public struct IncidentSettings: Sendable {
    /// The laws, and which of them bind the host. Obligations are opened under those alone.
    public var laws: LawBook
    /// Where the duties are owed; nil counts in elapsed hours and counts no days.
    public var place: LegalPlace?
    /// What kinds of organisation the host is, where a law tells them apart.
    public var entities: Set<Duty.Entity>
    /// What the host expects beyond the law.
    public var policy: IncidentPolicy

    /// Settings from their parts: the GDPR alone when nothing is said.
    public init(
        laws: LawBook = .standard, place: LegalPlace? = nil, entities: Set<Duty.Entity> = [],
        policy: IncidentPolicy = IncidentPolicy()
    ) {
        self.laws = laws
        self.place = place
        self.entities = entities
        self.policy = policy
    }
}
