import CustodyConsent
import CustodyModel

/// What keeps a consent from being recorded, whoever tells of it: the person now, or another system that recorded it before.
/// What says no has none.
enum ConsentObstacle: Hashable, Sendable {
    /// The policy declares no such purpose.
    case undeclared
    /// The purpose rests on something else, so that there is nothing to consent to.
    case otherBasis
    /// It covers something that is offered to children, and nobody says on which side of the age of consent the person is
    /// (GDPR Art. 8).
    case ageMissing
}

extension Governance {
    /// What keeps a consent to the purpose from being recorded; nil when nothing does.
    ///
    /// - Parameter age: what was found out about the age.
    func obstacle(toConsent purpose: Purpose, age: AgeAssurance?) -> ConsentObstacle? {
        guard let declaration = declaration(of: purpose) else { return .undeclared }
        guard declaration.needsConsent else { return .otherBasis }
        // Consent to the whole is consent to each part.
        let coversChildren = purposes.contains { $0.offeredToChildren == true && $0.purpose.isWithin(purpose) }
        return coversChildren && age == nil ? .ageMissing : nil
    }

    /// The same as a fault of a line that tells of a consent.
    func consentFault(_ event: ConsentEvent, _ line: Int) -> ConsentImportFault? {
        // What names no purpose, or a malformed one, the rules of the ledger refuse.
        guard let purpose = event.purpose, purpose.isWellFormed else { return nil }
        return switch obstacle(toConsent: purpose, age: event.details?.age) {
        case nil: nil
        case .undeclared: ConsentImportFault(line, .purpose, .undeclared)
        case .otherBasis: ConsentImportFault(line, .purpose, .otherBasis)
        case .ageMissing: ConsentImportFault(line, .age, .missing)
        }
    }
}
