import CustodyAccess
import CustodyModel

/// Why data is not used for another purpose.
public enum ExtensionFault: String, Hashable, Sendable, Codable, CaseIterable, CustomStringConvertible {
    /// The record is held for it already.
    case heldAlready
    /// No value of the record is declared to be held for it.
    case notOfAnyField
    /// Nobody assessed whether the purposes are compatible.
    case notAssessed
    /// It was assessed that they are not.
    case incompatible
    /// The data was collected on consent.
    case collectedOnConsent
    /// The data was collected because a law asks for it.
    case collectedByLaw
    /// The person did not consent to the other purpose, or no longer does.
    case consentMissing
    /// The other purpose is not declared as a legal obligation, or the law is not named.
    case lawMissing
    /// The notice that the person was shown does not name the purpose.
    case notTold

    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .heldAlready: "the record is held for the purpose already"
        case .notOfAnyField: "no value of the record is declared to be held for the purpose; declare it in the schema first"
        case .notAssessed: "nobody assessed whether the purposes are compatible (GDPR Art. 6(4)); record an assessment"
        case .incompatible:
            "it was assessed that the purposes are not compatible (GDPR Art. 6(4)); only consent or a law helps"
        case .collectedOnConsent:
            "there is no test of compatibility for what was collected on consent (GDPR Art. 6(4)); ask the person"
        case .collectedByLaw:
            "there is no test of compatibility for what was collected because a law asks for it (GDPR Art. 6(4)); ask the person"
        case .consentMissing: "the person did not consent to the purpose; ask them"
        case .lawMissing: "the purpose is not declared as a legal obligation, or the law is not named (GDPR Art. 6(4), 23)"
        case .notTold: "the person has to be told of the purpose first (GDPR Art. 13(3), 14(4)); show a notice that names it"
        }
    }

    /// Why there is no test of compatibility for what was collected on a basis; nil when there is. That some purposes count as compatible
    /// without one (UK GDPR Art. 8A, Annex 2) is not taken up: recognised legitimate interests are assessed as all others are, and are
    /// no law either.
    static func ofTest(_ declaration: PurposeDeclaration) -> ExtensionFault? {
        if declaration.needsConsent { return .collectedOnConsent }
        return declaration.basis == .legalObligation ? .collectedByLaw : nil
    }
}
