public import CustodyLaw
public import CustodyModel

/// Something that asks that documents are looked at before their time.
public struct ReviewTrigger: Hashable, Sendable, Codable {
    /// Tells it from others.
    public var id: EntryID
    /// What happened.
    public var kind: Kind
    /// Which row, incident, drill or risk.
    public var reference: String
    /// When.
    public var at: Instant
    /// Which documents; all policies and procedures when empty.
    public var documents: [DocumentID]

    /// What asks for a review.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// A row of the law that the library knows changed.
        case law
        /// An incident was closed.
        case incident
        /// A drill failed.
        case drill
        /// A risk is another than it was (GDPR Art. 35(11)).
        case risk
    }

    /// A trigger from its parts.
    public init(_ id: EntryID, _ kind: Kind, _ reference: String, at: Instant, documents: [DocumentID] = []) {
        self.id = id
        self.kind = kind
        self.reference = reference
        self.at = at
        self.documents = documents
    }

    /// What the laws ask by themselves: each day on which one of their duties began or ended.
    public static func all(of regimes: [Regime]) -> [ReviewTrigger] {
        regimes.flatMap { regime in
            regime.breachDuties.flatMap { duty in
                [duty.validFrom, duty.validTo].compactMap(\.self).map { day in
                    ReviewTrigger(
                        EntryID("law-\(duty.id)-\(day)"), .law, duty.id.rawValue,
                        at: Instant(milliseconds: day.daysSince1970 * 86_400_000))
                }
            }
        }
    }

    /// Whether the document has to be looked at because of it.
    public func concerns(_ document: GovernedDocument, at now: Instant) -> Bool {
        guard document.lastLook(at: now) < at, at <= now else { return false }
        return documents.isEmpty
            ? document.kind == .policy || document.kind == .procedure : documents.contains(document.id)
    }
}
