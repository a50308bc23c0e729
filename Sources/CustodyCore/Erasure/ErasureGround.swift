public import CustodyModel

/// Why a person's data is to be erased (GDPR Art. 17(1)).
public struct ErasureGround: Name {
    /// The text.
    public let rawValue: String
    /// Wraps the text.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The purposes no longer need it. Source: GDPR Art. 17(1)(a).
    public static let noLongerNecessary: ErasureGround = "noLongerNecessary"
    /// The consent that was its basis is withdrawn. Source: GDPR Art. 17(1)(b).
    public static let consentWithdrawn: ErasureGround = "consentWithdrawn"
    /// The person objects and nothing overrides that. Source: GDPR Art. 17(1)(c).
    public static let objection: ErasureGround = "objection"
    /// It was processed unlawfully. Source: GDPR Art. 17(1)(d).
    public static let unlawfulProcessing: ErasureGround = "unlawfulProcessing"
    /// A law orders it. Source: GDPR Art. 17(1)(e).
    public static let legalObligation: ErasureGround = "legalObligation"
    /// It was collected from a child for an online service. Source: GDPR Art. 17(1)(f).
    public static let childData: ErasureGround = "childData"

    /// Every ground of Art. 17(1).
    public static let all: [ErasureGround] = [
        .noLongerNecessary, .consentWithdrawn, .objection, .unlawfulProcessing, .legalObligation, .childData,
    ]

    /// The term of the Data Privacy Vocabulary 2.3. Source: W3C DPV 2.3, `https://w3id.org/dpv/legal/eu/gdpr#`.
    public var iri: String? {
        guard let place = Self.all.firstIndex(of: self) else { return nil }
        let terms = ["NonNecessity", "NoLegalBasis", "ObjectA21", "UnlawfulProcessing", "LegalErasure", "ChildData"]
        return "https://w3id.org/dpv/legal/eu/gdpr#JustificationA17" + terms[place]
    }

    /// Source: GDPR Art. 17(1).
    public var reference: String {
        guard let place = Self.all.firstIndex(of: self) else { return rawValue }
        return "GDPR Art. 17(1)(" + ["a", "b", "c", "d", "e", "f"][place] + ")"
    }
}
