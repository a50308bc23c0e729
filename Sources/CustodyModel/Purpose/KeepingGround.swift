/// Why data, or what the log says, may stay although the person is erased. What is kept is open only for this.
public struct KeepingGround: Name {
    /// The text.
    public let rawValue: String
    /// Wraps the text.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// A law obliges to keep it. Source: GDPR Art. 17(3)(b).
    public static let legalObligation: KeepingGround = "legalObligation"
    /// Legal claims are established, exercised or defended. Source: GDPR Art. 17(3)(e).
    public static let legalClaims: KeepingGround = "legalClaims"

    /// Every ground.
    public static let all: [KeepingGround] = [.legalObligation, .legalClaims]

    /// The term of the Data Privacy Vocabulary 2.3. Source: W3C DPV 2.3, `https://w3id.org/dpv/legal/eu/gdpr#`.
    public var iri: String? {
        let term: String? =
            switch self {
            case .legalObligation: "LegallyRequired"
            case .legalClaims: "LegalClaims"
            default: nil
            }
        return term.map { "https://w3id.org/dpv/legal/eu/gdpr#JustificationA17" + $0 }
    }

    /// Whether what is kept on this ground may be used for a purpose: one that a law obliges to, or, for legal claims, these.
    public func opens(_ declaration: PurposeDeclaration) -> Bool {
        switch self {
        case .legalObligation: declaration.basis == .legalObligation
        case .legalClaims: declaration.purpose.isWithin(.legalClaims)
        default: false
        }
    }
}
