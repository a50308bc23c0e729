public import CustodyModel

/// Something that is open about a person, so that their data must stay: a request that is to be answered first, or a restriction.
public struct OpenMatter: Hashable, Sendable, Codable {
    /// What is open.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// A request for access is not answered yet (GDPR Art. 15).
        case access
        /// A request for a copy in a format to take along is not answered yet (GDPR Art. 20).
        case portability
        /// Processing is restricted, and it is not said why (GDPR Art. 18(1)).
        case restriction
        /// The person contests that the data are accurate, which is being checked (GDPR Art. 18(1)(a)).
        case accuracyContested
        /// The processing is unlawful, and the person asked for restriction instead of erasure (GDPR Art. 18(1)(b)).
        case restrictionInsteadOfErasure
        /// The person needs the data for legal claims, also when the controller needs them no more (GDPR Art. 18(1)(c)).
        case neededForClaims
        /// The person objected, and it is being checked whose grounds weigh more (GDPR Art. 18(1)(d)).
        case objectionWeighed
    }

    /// What is open.
    public var kind: Kind
    /// The host's own name for it. It must name nobody: it stands in plans.
    public var reference: String
    /// Which kinds of records it concerns; all when empty.
    public var records: [RecordName]

    /// A matter from its parts.
    public init(_ kind: Kind, reference: String, records: [RecordName] = []) {
        self.kind = kind
        self.reference = reference
        self.records = records
    }

    /// Whether it concerns records of this kind.
    public func covers(_ record: RecordName) -> Bool { records.isEmpty || records.contains(record) }
}

extension OpenMatter.Kind {
    /// Source: GDPR.
    public var reference: String {
        switch self {
        case .access: "GDPR Art. 15"
        case .portability: "GDPR Art. 20"
        case .restriction: "GDPR Art. 18(1)"
        case .accuracyContested: "GDPR Art. 18(1)(a)"
        case .restrictionInsteadOfErasure: "GDPR Art. 18(1)(b)"
        case .neededForClaims: "GDPR Art. 18(1)(c)"
        case .objectionWeighed: "GDPR Art. 18(1)(d)"
        }
    }

    /// The right that the person uses, and why the erasure waits for it, as terms of the Data Privacy Vocabulary 2.3.
    /// Source: W3C DPV 2.3, `https://w3id.org/dpv/legal/eu/gdpr#` and `https://w3id.org/dpv/justifications#`.
    public var justifications: [String] {
        let (right, why) =
            switch self {
            case .access: ("A15", "justifications#DelayJustification")
            case .portability: ("A20", "justifications#DelayJustification")
            case .restriction: ("A18", "justifications#ExerciseJustification")
            case .accuracyContested: ("A18", "justifications#ContestAccuracy")
            case .restrictionInsteadOfErasure: ("A18", "justifications#UnlawfulActivityObjection")
            case .neededForClaims: ("A18", "legal/eu/gdpr#JustificationA17LegalClaims")
            case .objectionWeighed: ("A18", "justifications#Objection")
            }
        return ["https://w3id.org/dpv/legal/eu/gdpr#" + right, "https://w3id.org/dpv/" + why]
    }

    /// Why the data stay, in words.
    var sentence: String {
        let what =
            switch self {
            case .access: "a request for access is to be answered first"
            case .portability: "a request for a copy is to be answered first"
            case .restriction: "the person asked for restriction"
            case .accuracyContested: "the person contests that they are accurate"
            case .restrictionInsteadOfErasure: "the person asked for restriction instead of erasure"
            case .neededForClaims: "the person needs them for legal claims"
            case .objectionWeighed: "an objection is being weighed"
            }
        return "\(what) (\(reference))"
    }
}
