import CustodyLaw
public import CustodyModel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The register of breaches (GDPR Art. 33(5)): of each its facts, its effects and what was done, why it was or was not told, and
/// why late. Written down for an authority to check.
public struct BreachRegister: Sendable {
    /// One line.
    public struct Entry: Hashable, Sendable, Codable, CustomStringConvertible {
        /// The incident.
        public var incident: String
        /// What it is called.
        public var title: String
        /// What we are to the data.
        public var role: String
        /// When it happened; empty when that is not known, as everywhere here.
        public var occurred: String
        /// When it was noticed.
        public var detected: String
        /// Since when we are aware.
        public var aware: String
        /// Whether it is an incident.
        public var determination: String
        /// The risk, or that no personal data is concerned.
        public var risk: String
        /// How many people.
        public var people: String
        /// How many records.
        public var records: String
        /// Which kinds of data.
        public var dataKinds: String
        /// The effects.
        public var effects: String
        /// What was done about it.
        public var remedialAction: String
        /// What each duty came to, with the reasons.
        public var duties: [String]
        /// How far the work is.
        public var investigation: String
        /// Why the risk was judged as it was (A-2.1, r. 3.1 of Quebec asks for it); nil when nobody said.
        public var riskReason: String?
        /// What brought it about, as a review found (SOR/2018-64 of Canada asks for it); nil before one.
        public var causes: String?

        /// Never the content.
        public var description: String { "‹register entry, \(incident)›" }

        /// The columns, with their names.
        static let columns: [(name: String, value: @Sendable (Entry) -> String)] = [
            ("incident", { $0.incident }), ("title", { $0.title }), ("role", { $0.role }), ("occurred", { $0.occurred }),
            ("detected", { $0.detected }), ("aware", { $0.aware }), ("determination", { $0.determination }),
            ("risk", { $0.risk }), ("people", { $0.people }), ("records", { $0.records }), ("dataKinds", { $0.dataKinds }),
            ("effects", { $0.effects }), ("remedialAction", { $0.remedialAction }),
            ("duties", { $0.duties.joined(separator: "\n") }), ("investigation", { $0.investigation }),
            ("riskReason", { $0.riskReason ?? "" }), ("causes", { $0.causes ?? "" }),
        ]
    }

    /// The lines, in the order of the incidents.
    public var entries: [Entry]

    /// The register of these incidents. A drill has no line. What was found to be no incident and to concern no personal data is no breach and has no
    /// line; what nobody has assessed has one.
    ///
    /// - Parameter open: opens a text of an incident.
    public init(_ incidents: some Sequence<Incident>, opening open: (SealedValue, IncidentID) throws -> String) rethrows {
        entries = try incidents.filter {
            !$0.isDrill && !$0.isForgotten && !$0.determination.isHarmless && $0.breach != .noPersonalData
        }
        .map { try Entry($0, opening: open) }
    }

    /// As JSON: a list of objects.
    public func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(entries), as: UTF8.self) + "\n"
    }

    /// As CSV (RFC 4180), safe to open in a spreadsheet.
    public func csv() -> String {
        let rows = [Entry.columns.map(\.name)] + entries.map { entry in Entry.columns.map { $0.value(entry) } }
        return rows.map { $0.map(Escape.csv).joined(separator: ",") + "\r\n" }.joined()
    }

    /// As a page of HTML.
    public func html(title: String = "Register of personal data breaches", language: String = "en") -> String {
        let head = Entry.columns.map { "<th>\(Escape.html($0.name))</th>" }.joined()
        let rows = entries.map { entry in
            "<tr>" + Entry.columns.map { "<td>\(Escape.html($0.value(entry)))</td>" }.joined() + "</tr>\n"
        }
        return Escape.page(
            title: title, language: language,
            body: "<h1>\(Escape.html(title))</h1>\n<table>\n<tr>\(head)</tr>\n\(rows.joined())</table>")
    }
}

extension BreachRegister.Entry {
    init(_ incident: Incident, opening open: (SealedValue, IncidentID) throws -> String) rethrows {
        self.incident = incident.id.description
        title = try open(incident.title, incident.id)
        role = incident.role.rawValue
        occurred = incident.occurred?.description ?? ""
        detected = incident.detected?.description ?? ""
        aware = incident.awareness?.at.description ?? ""
        determination = incident.determination.rawValue
        risk = incident.breach.risk?.rawValue ?? "notAssessed"
        people = incident.facts.people.description
        records = incident.records.description
        dataKinds = incident.facts.dataKinds.map(\.rawValue).sorted().joined(separator: ", ")
        effects = try incident.effects.map { try open($0, incident.id) } ?? ""
        remedialAction = try incident.remedialAction.map { try open($0, incident.id) } ?? ""
        duties = try incident.obligations.map { obligation in
            let (state, reason) = Self.text(of: obligation)
            let why = try reason.map { ": " + (try open($0, incident.id)) } ?? ""
            return "\(obligation.duty) \(state)\(why)"
        }
        investigation = incident.investigation.rawValue
        let assessment = incident.timeline.last { $0.kind == .assessed }
        riskReason = try assessment?.change.step.text.map { try open($0, incident.id) }
        causes = try incident.response.review.map { review in
            try review.causes.map { try open($0, incident.id) }.joined(separator: "; ")
        }
    }

    private static func text(of obligation: Obligation) -> (state: String, reason: SealedValue?) {
        switch obligation.state {
        case .notAssessed: ("not assessed", nil)
        case .waiting: ("waiting for what starts it", nil)
        case .due(let due): ("due \(due)", nil)
        case .undated: ("owed", nil)
        case .notRequired(let reason): ("not required", reason)
        case .submitted(let time, let late, let reason): (late ? "late, \(time)" : "met \(time)", reason)
        }
    }
}
