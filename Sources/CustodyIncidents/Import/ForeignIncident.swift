import CustodyLaw
public import CustodyModel

/// An incident as another system tells it: texts as they stand there, of which nothing is trusted. Nil is "not known".
public struct ForeignIncident: Hashable, Sendable, Codable, CustomStringConvertible {
    /// What the other system calls it.
    public var reference: String
    /// What it is called. It becomes the sealed title.
    public var title: String
    /// `controller`, `jointController` or `processor`; a controller where nothing stands.
    public var role: String?
    /// When it happened: RFC 3339, a date, a month, a year, or two of them with a `/` between.
    public var occurred: String?
    /// When it was first noticed.
    public var detected: String?
    /// Since when the controller was aware. It is never taken from another field.
    public var aware: String?
    /// Why it was aware since then.
    public var awareReason: String?
    /// When the authority was told.
    public var notified: String?
    /// Why that was late, where it was.
    public var lateReason: String?
    /// The name of a ``Determination``.
    public var determination: String?
    /// `none` for no personal data, or the name of a risk.
    public var risk: String?
    /// How many people: `12`, `10-20` or `10+`.
    public var people: String?
    /// How many records.
    public var records: String?

    /// An incident of which nothing is known but its name.
    public init(reference: String, title: String) {
        self.reference = reference
        self.title = title
    }

    /// Never the content.
    public var description: String { "‹incident of another system›" }
}

extension ForeignIncident {
    /// An incident in this form. What the form has no place for stays behind: it is no backup.
    ///
    /// - Parameter open: opens a text of the incident.
    public init(_ incident: Incident, opening open: (SealedValue) throws -> String) rethrows {
        self.init(reference: incident.id.description, title: try open(incident.title))
        role = incident.role.rawValue
        occurred = incident.occurred?.text
        detected = incident.detected?.text
        if let awareness = incident.awareness {
            aware = awareness.at.text
            awareReason = try open(awareness.reason)
        }
        let told = incident.obligations.first { obligation in
            if case .submitted = obligation.state { obligation.opened.recipient == .authority } else { false }
        }
        if case .submitted(let time, _, let reason) = told?.state {
            notified = time.text
            lateReason = try reason.map(open)
        }
        if incident.determination != .undetermined { determination = incident.determination.rawValue }
        risk = incident.breach == .noPersonalData ? "none" : incident.breach.risk?.rawValue
        people = incident.facts.people.text
        records = incident.records.text
    }
}

extension Magnitude {
    /// The text that an import reads back; nil when nothing is known.
    fileprivate var text: String? {
        guard !isUnknown else { return nil }
        guard let most else { return "\(least)+" }
        return least == most ? "\(least)" : "\(least)-\(most)"
    }
}
