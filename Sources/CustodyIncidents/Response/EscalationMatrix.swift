public import CustodyLaw
public import CustodyModel

/// Who inside must hear of an incident, and how soon. A host keeps its own.
public struct EscalationMatrix: Hashable, Sendable, Codable {
    /// One line.
    public struct Line: Hashable, Sendable, Codable {
        /// Who.
        public var person: String
        /// Within how many hours after it was noticed.
        public var hours: Int64
        /// From which risk on; nil for every incident.
        public var from: BreachRisk?

        /// A line from its parts.
        public init(_ person: String, within hours: Int64, from risk: BreachRisk? = nil) {
            self.person = person
            self.hours = hours
            from = risk
        }
    }

    /// The lines.
    public var lines: [Line]

    /// A matrix from its lines.
    public init(_ lines: [Line]) { self.lines = lines }

    /// Who must hear of an incident. Of a risk that nobody has assessed everybody hears who would hear of a high one: not knowing
    /// is no reason for silence.
    ///
    /// - Parameter seal: seals a text of the incident.
    public func escalations(
        for incident: Incident, sealing seal: (String) throws -> SealedValue
    ) rethrows -> [Escalation] {
        try lines.filter { line in
            guard let from = line.from else { return true }
            return incident.breach.isDecided ? incident.breach.risk.map { $0 >= from } ?? false : true
        }.map { Escalation(to: try seal($0.person), by: incident.noticedAt.adding(hours: $0.hours)) }
    }
}
