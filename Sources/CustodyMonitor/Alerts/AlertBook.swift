public import CustodyModel

/// The alerts in cases, what is suppressed, and who has looked at what. Bounded: of cases that somebody looked at the oldest go first.
public struct AlertBook: Hashable, Sendable, Codable {
    /// What became of an alert.
    public enum Outcome: Hashable, Sendable {
        /// It began a case.
        case opened(UInt64)
        /// It joined a case.
        case joined(UInt64)
        /// The case has it already.
        case repeated(UInt64)
        /// Its rule only counts.
        case shadowed
        /// Nobody is told, for a reason that was given.
        case suppressed

        /// The case that has it now; nil when none has.
        public var caseNumber: UInt64? {
            switch self {
            case .opened(let number), .joined(let number), .repeated(let number): number
            case .shadowed, .suppressed: nil
            }
        }
    }

    /// Cases, the oldest first.
    public private(set) var cases: [MonitorCase] = []
    /// What is suppressed, and was.
    public private(set) var suppressions: [AlertSuppression] = []
    /// How many alerts nobody was told of because they were suppressed.
    public private(set) var suppressed: UInt64 = 0
    /// How many alerts rules in shadow would have made.
    public private(set) var shadowed: UInt64 = 0
    private var next: UInt64 = 1

    /// How many cases are kept.
    public static let caseLimit = 10_000
    /// How many suppressions are kept.
    public static let suppressionLimit = 1000

    /// A book without cases.
    public init() {}

    /// The case of that number; nil when there is none, or no longer.
    public subscript(_ number: UInt64) -> MonitorCase? { place(of: number).map { cases[$0] } }

    /// Takes an alert in.
    public mutating func add(_ alert: MonitorAlert) -> Outcome {
        guard !alert.isShadow else {
            shadowed += 1
            return .shadowed
        }
        guard !suppressions.contains(where: { $0.covers(alert) }) else {
            suppressed += 1
            return .suppressed
        }
        // The first of two: when the log is read again, an alert is held against the case that took it before there was another.
        if let place = cases.firstIndex(where: { $0.takes(alert) }) {
            let number = cases[place].number
            guard !cases[place].alerts.contains(where: { $0.key == alert.key }) else { return .repeated(number) }
            cases[place].take(alert)
            return .joined(number)
        }
        let (actor, subject) = MonitorCase.key(of: alert)
        var opened = MonitorCase(number: next, actor: actor, subject: subject, openedAt: alert.at)
        opened.alerts = [alert]
        next += 1
        makeRoom()
        cases.append(opened)
        return .opened(opened.number)
    }

    /// Notes that somebody has looked at a case. What is found later opens another.
    ///
    /// - Throws: ``MonitorError`` with `unknownCase`.
    public mutating func acknowledge(_ number: UInt64, _ acknowledgement: MonitorCase.Acknowledgement) throws(MonitorError) {
        cases[try known(number)].acknowledgement = acknowledgement
    }

    /// Notes that a case was proposed as an incident.
    ///
    /// - Throws: ``MonitorError`` with `unknownCase`.
    public mutating func propose(_ number: UInt64, as incident: IncidentID) throws(MonitorError) {
        cases[try known(number)].incident = incident
    }

    /// From now on nobody is told of what it covers.
    public mutating func suppress(_ suppression: AlertSuppression) {
        if suppressions.count >= Self.suppressionLimit {
            let first = suppressions.indices.min { suppressions[$0].until < suppressions[$1].until }
            if let first { suppressions.remove(at: first) }
        }
        suppressions.append(suppression)
    }

    /// Drops every case about a handle, and what is suppressed about it.
    public mutating func forget(_ handle: Handle) {
        cases.removeAll { $0.actor == handle || $0.subject == handle }
        for place in cases.indices {
            for alert in cases[place].alerts.indices where cases[place].alerts[alert].subject == handle {
                cases[place].alerts[alert].subject = .zero
            }
        }
        suppressions.removeAll { $0.actor == handle }
    }

    /// Whether a case is to be proposed as an incident and was not yet.
    public func isCandidate(_ number: UInt64, from score: Int) -> Bool {
        guard let found = self[number], found.incident == nil else { return false }
        return found.score >= score || found.level == .critical
    }

    private mutating func makeRoom() {
        guard cases.count >= Self.caseLimit else { return }
        cases.remove(at: cases.firstIndex { $0.acknowledgement != nil } ?? 0)
    }

    private func place(of number: UInt64) -> Int? { cases.firstIndex { $0.number == number } }

    private func known(_ number: UInt64) throws(MonitorError) -> Int {
        guard let place = place(of: number) else {
            throw MonitorError(.unknownCase, "there is no case \(number); see the list of cases")
        }
        return place
    }
}
