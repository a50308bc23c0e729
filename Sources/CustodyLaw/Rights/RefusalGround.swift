public import CustodyModel

/// Why a request may be refused. There are no others, and none for what only stops something.
public struct RefusalGround: Name {
    /// The text.
    public let rawValue: String
    /// Wraps the text.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The request is manifestly unfounded, which the controller shows. Source: GDPR Art. 12(5)(b).
    public static let unfounded: RefusalGround = "unfounded"
    /// The request is excessive, in particular repeated, which the controller shows. Source: GDPR Art. 12(5)(b).
    public static let excessive: RefusalGround = "excessive"
    /// It could not be established who asks. Source: GDPR Art. 12(2), 12(6); 11 CCR 7021.
    public static let identityFailed: RefusalGround = "identityFailed"
    /// The right does not exist under any of the bases. Source: GDPR Art. 17, 20, 21.
    public static let notOnThisBasis: RefusalGround = "notOnThisBasis"
    /// It would harm the rights of others. Source: GDPR Art. 15(4), 20(4).
    public static let rightsOfOthers: RefusalGround = "rightsOfOthers"
    /// The data are accurate and complete. Source: GDPR Art. 16.
    public static let accurate: RefusalGround = "accurate"
    /// None of the grounds for erasure applies. Source: GDPR Art. 17(1).
    public static let noErasureGround: RefusalGround = "noErasureGround"
    /// Freedom of expression and information. Source: GDPR Art. 17(3)(a).
    public static let expression: RefusalGround = "expression"
    /// A law obliges to keep the data, or a public task needs them. Source: GDPR Art. 17(3)(b).
    public static let legalObligation: RefusalGround = "legalObligation"
    /// Public health. Source: GDPR Art. 17(3)(c).
    public static let publicHealth: RefusalGround = "publicHealth"
    /// Archiving, research, statistics. Source: GDPR Art. 17(3)(d).
    public static let archiving: RefusalGround = "archiving"
    /// Legal claims. Source: GDPR Art. 17(3)(e), 21(1).
    public static let legalClaims: RefusalGround = "legalClaims"
    /// None of the reasons for a restriction applies. Source: GDPR Art. 18(1).
    public static let noRestrictionReason: RefusalGround = "noRestrictionReason"
    /// Compelling grounds prevail, which the controller shows. Source: GDPR Art. 21(1).
    public static let compellingGrounds: RefusalGround = "compellingGrounds"
    /// No decision is taken by automated means alone. Source: GDPR Art. 22(1).
    public static let notAutomated: RefusalGround = "notAutomated"
    /// Looked into, and nothing was wrong. Source: DPA 2018 s.164A; the laws of the states on appeals.
    public static let nothingWrong: RefusalGround = "nothingWrong"
    /// A law restricts the right. Source: GDPR Art. 23.
    public static let restrictedByLaw: RefusalGround = "restrictedByLaw"

    /// Every ground, in this order.
    public static let all: [RefusalGround] = terms.map(\.ground)

    /// Whether it is one for such a request.
    public func applies(to kind: RightKind) -> Bool { term?.kinds.contains(kind) ?? false }
    /// Where it stands; nil for one that is none.
    public var reference: String? { term?.reference }

    /// The term of the Data Privacy Vocabulary 2.3, where there is one. Source: W3C DPV 2.3,
    /// `https://w3id.org/dpv/legal/eu/gdpr#`.
    public var iri: String? { (term?.iri).map { "https://w3id.org/dpv/legal/eu/gdpr#Justification" + $0 } }

    private struct Term: Sendable {
        var ground: RefusalGround
        var kinds: [RightKind]
        var reference: String
        var iri: String?
    }

    private var term: Term? { Self.terms.first { $0.ground == self } }

    private static let weighable = RightKind.allCases.filter { !$0.isAbsolute }

    private static let terms: [Term] = [
        Term(ground: .unfounded, kinds: weighable, reference: "GDPR Art. 12(5)(b)", iri: "A12ManifestlyUnfounded"),
        Term(ground: .excessive, kinds: weighable, reference: "GDPR Art. 12(5)(b)", iri: "A12ManifestlyExcessive"),
        Term(ground: .identityFailed, kinds: weighable, reference: "GDPR Art. 12(2), 12(6)", iri: "A12IdentityFailure"),
        Term(
            ground: .notOnThisBasis, kinds: [.erasure, .portability, .objection], reference: "GDPR Art. 17, 20, 21", iri: nil),
        Term(ground: .rightsOfOthers, kinds: [.access, .portability], reference: "GDPR Art. 15(4), 20(4)", iri: nil),
        Term(ground: .accurate, kinds: [.rectification], reference: "GDPR Art. 16", iri: nil),
        Term(ground: .noErasureGround, kinds: [.erasure], reference: "GDPR Art. 17(1)", iri: nil),
        Term(
            ground: .expression, kinds: [.erasure], reference: "GDPR Art. 17(3)(a)", iri: "A17FreedomOfExpression"),
        Term(ground: .legalObligation, kinds: [.erasure], reference: "GDPR Art. 17(3)(b)", iri: "A17LegallyRequired"),
        Term(ground: .publicHealth, kinds: [.erasure], reference: "GDPR Art. 17(3)(c)", iri: "A17PublicHealth"),
        Term(ground: .archiving, kinds: [.erasure], reference: "GDPR Art. 17(3)(d)", iri: "A17Archiving"),
        Term(
            ground: .legalClaims, kinds: [.erasure, .objection], reference: "GDPR Art. 17(3)(e), 21(1)",
            iri: "A17LegalClaims"),
        Term(ground: .noRestrictionReason, kinds: [.restriction], reference: "GDPR Art. 18(1)", iri: nil),
        Term(ground: .compellingGrounds, kinds: [.objection], reference: "GDPR Art. 21(1)", iri: nil),
        Term(ground: .notAutomated, kinds: [.automatedDecision], reference: "GDPR Art. 22(1)", iri: nil),
        Term(ground: .nothingWrong, kinds: [.complaint, .appeal], reference: "DPA 2018 s.164A", iri: nil),
        Term(ground: .restrictedByLaw, kinds: weighable, reference: "GDPR Art. 23", iri: nil),
    ]
}
