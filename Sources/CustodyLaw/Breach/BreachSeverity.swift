/// The severity of a breach by ENISA's method: `SE = DPC × EI + CB`, from 0.25 to 6.
///
/// Source: ENISA, Recommendations for a methodology of the assessment of severity of personal data breaches, v1.0, December 2013,
/// https://www.enisa.europa.eu/publications/dbn-severity. ENISA draws no line from a band to the duties of GDPR Art. 33 and 34, and
/// published cases contradict every such line: the score is information beside the two legal tests and decides neither.
public struct BreachSeverity: Hashable, Sendable {
    /// How much a kind of data tells, from 1 to 4.
    public struct DataScore: Hashable, Sendable {
        /// The kinds that the method knows, with their scores before adjustment.
        public enum Kind: Int, Hashable, Sendable, CaseIterable {
            /// Biographical, contact, education, family, work.
            case simple = 1
            /// Location, traffic, preferences, habits.
            case behavioural
            /// Income, transactions, cards, invoices, social aid.
            case financial
            /// Health, politics, sexual life.
            case sensitive
        }

        /// The kind.
        public var kind: Kind
        /// The score, adjusted for what the data tells in this breach.
        public var score: Int

        /// A score; the method adjusts by whole steps and stays between 1 and 4. Credentials take the kind of what they open.
        public init(_ kind: Kind, steps: Int = 0) {
            self.kind = kind
            let bounded = min(max(steps, -4), 4)
            score = min(max(kind.rawValue + bounded, 1), 4)
        }
    }

    /// How easily the data leads to a person, in quarters.
    public enum Identification: Int, Hashable, Sendable, CaseIterable {
        /// Extremely hard.
        case negligible = 1
        /// Hard.
        case limited
        /// Possible with what is at hand.
        case significant
        /// At once.
        case maximum
    }

    /// How far a property of the data was lost, in quarters.
    public enum Loss: Int, Hashable, Sendable, CaseIterable {
        /// Not, or without an effect: no sign of access, the original restored, easily recovered.
        case none
        /// Known recipients; altered and recoverable; out of reach for a time.
        case limited
        /// An unknown number of recipients; altered for good; gone for good.
        case full
    }

    /// The bands of the score.
    public enum Band: String, Hashable, Sendable, Codable, Comparable, CaseIterable {
        /// Below 2.
        case low
        /// From 2.
        case medium
        /// From 3.
        case high
        /// From 4.
        case veryHigh

        /// Lower first.
        public static func < (left: Band, right: Band) -> Bool { left.leastQuarters < right.leastQuarters }

        fileprivate var leastQuarters: Int {
            switch self {
            case .low: 0
            case .medium: 8
            case .high: 12
            case .veryHigh: 16
            }
        }
    }

    /// What the method notes beside the score, without changing it.
    public enum Flag: String, Hashable, Sendable, Codable, CaseIterable {
        /// More than 100 people are concerned.
        case moreThan100People
        /// The data cannot be read by whoever has it.
        case unintelligible
    }

    /// The kinds of data; the highest counts.
    public var data: [DataScore]
    /// How easily the data leads to a person.
    public var identification: Identification
    /// Loss of confidentiality.
    public var confidentiality: Loss
    /// Loss of integrity.
    public var integrity: Loss
    /// Loss of availability.
    public var availability: Loss
    /// Whether it was done on purpose.
    public var isMalicious: Bool
    /// What is noted beside.
    public var flags: Set<Flag>

    /// A severity from the judgements that it is made of; nil without any data.
    public init?(
        data: [DataScore], identification: Identification, confidentiality: Loss = .none, integrity: Loss = .none,
        availability: Loss = .none, isMalicious: Bool = false, flags: Set<Flag> = []
    ) {
        guard !data.isEmpty else { return nil }
        self.data = data
        self.identification = identification
        self.confidentiality = confidentiality
        self.integrity = integrity
        self.availability = availability
        self.isMalicious = isMalicious
        self.flags = flags
    }

    /// The score in quarters, which are exact.
    public var quarters: Int {
        let context = data.map(\.score).max() ?? 1
        let circumstances = confidentiality.rawValue + integrity.rawValue + availability.rawValue + (isMalicious ? 2 : 0)
        return context * identification.rawValue + circumstances
    }

    /// The score.
    public var score: Double { Double(quarters) / 4 }

    /// The band of the score.
    public var band: Band { Band.allCases.last { quarters >= $0.leastQuarters } ?? .low }

    /// What the score is made of, for a person.
    public var reasons: [String] {
        var reasons: [String] = []
        if let highest = data.max(by: { $0.score < $1.score }) {
            reasons.append("data: \(highest.kind) \(highest.score) of 4")
        }
        reasons.append("identification: \(identification) \(Self.text(identification.rawValue))")
        for (name, loss) in [
            ("confidentiality", confidentiality), ("integrity", integrity), ("availability", availability),
        ] where loss != .none {
            reasons.append("\(name): \(loss) +\(Self.text(loss.rawValue))")
        }
        if isMalicious { reasons.append("on purpose: +0.5") }
        if flags.contains(.moreThan100People) { reasons.append("noted: more than 100 people") }
        if flags.contains(.unintelligible) { reasons.append("noted: the data cannot be read") }
        return reasons
    }

    private static func text(_ quarters: Int) -> String { "\(Double(quarters) / 4)" }
}
