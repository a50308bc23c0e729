/// What a privacy notice has to say (GDPR Art. 13 and 14). Checked 2026-11-23.
public enum InformationItem: String, Hashable, Sendable, Codable, CaseIterable {
    /// Who the controller and its representative are, and how to reach them.
    case controller
    /// How to reach the data protection officer.
    case officer
    /// Each purpose and its legal basis.
    case purposes
    /// Which legitimate interests.
    case legitimateInterests
    /// Which condition of recognised legitimate interests is met. The text asks for the purposes and their basis; that this is part of
    /// them the ICO says (read 2026-11-27).
    case recognisedInterest
    /// The recipients, or their kinds.
    case recipients
    /// That data leaves the Union, and by which safeguards.
    case transfers
    /// How long data is kept, or by what that is determined.
    case retention
    /// The rights to access, rectification, erasure, restriction, objection and portability.
    case rights
    /// That a consent can be withdrawn.
    case withdrawal
    /// That one can complain to an authority.
    case complaint
    /// Whether the person has to give the data, and what follows when not.
    case duty
    /// Decisions by automated means: their logic, significance and consequences.
    case automatedDecisions
    /// The kinds of data.
    case categories
    /// Where the data is from, and whether that is public.
    case source

    /// Where data comes from, which decides what has to be said.
    public enum Article: String, Hashable, Sendable, Codable, CaseIterable {
        /// From the person (Art. 13).
        case fromPerson
        /// From somebody else (Art. 14).
        case fromOthers
    }

    /// What makes an item necessary that not every notice needs.
    public enum Need: String, Hashable, Sendable, Codable, CaseIterable {
        /// There is a data protection officer.
        case officer
        /// A purpose rests on legitimate interests.
        case legitimateInterests
        /// A purpose rests on recognised legitimate interests.
        case recognisedInterest
        /// Somebody outside the house is given data.
        case recipients
        /// Data leaves the European Economic Area.
        case transfers
        /// A purpose rests on consent.
        case consent
        /// Decisions are taken by automated means alone.
        case automatedDecisions
    }

    /// Where it stands; nil when the article does not ask it.
    public func reference(in article: Article) -> String? {
        let (direct, indirect): (String?, String?) =
            switch self {
            case .controller: ("13(1)(a)", "14(1)(a)")
            case .officer: ("13(1)(b)", "14(1)(b)")
            case .purposes: ("13(1)(c)", "14(1)(c)")
            case .legitimateInterests: ("13(1)(d)", "14(2)(b)")
            case .recognisedInterest: ("13(1)(c)", "14(1)(c)")
            case .recipients: ("13(1)(e)", "14(1)(e)")
            case .transfers: ("13(1)(f)", "14(1)(f)")
            case .retention: ("13(2)(a)", "14(2)(a)")
            case .rights: ("13(2)(b)", "14(2)(c)")
            case .withdrawal: ("13(2)(c)", "14(2)(d)")
            case .complaint: ("13(2)(d)", "14(2)(e)")
            case .duty: ("13(2)(e)", nil)
            case .automatedDecisions: ("13(2)(f)", "14(2)(g)")
            case .categories: (nil, "14(1)(d)")
            case .source: (nil, "14(2)(f)")
            }
        let law = self == .recognisedInterest ? "UK GDPR Art. " : "GDPR Art. "
        return (article == .fromPerson ? direct : indirect).map { law + $0 }
    }

    /// What makes it necessary; nil when every notice needs it.
    public var need: Need? {
        switch self {
        case .officer: .officer
        case .legitimateInterests: .legitimateInterests
        case .recognisedInterest: .recognisedInterest
        case .recipients: .recipients
        case .transfers: .transfers
        case .withdrawal: .consent
        case .automatedDecisions: .automatedDecisions
        default: nil
        }
    }

    /// What a notice has to say.
    public static func items(of article: Article, where needs: Set<Need>) -> [InformationItem] {
        allCases.filter { $0.reference(in: article) != nil && ($0.need.map(needs.contains) ?? true) }
    }
}
