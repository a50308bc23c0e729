public import CustodyAccess
public import CustodyModel

/// Why a field is withheld.
public enum Withholding: Hashable, Sendable, CustomStringConvertible {
    /// The schema does not hold the field for the purpose.
    case notHeldForPurpose(Purpose)
    /// The data was not collected for the purpose, and no consent extends it.
    case notCollectedForPurpose(Purpose)
    /// The policy or the person's will denies it.
    case denied(AccessReason)
    /// The time for which it may be kept is over.
    case retentionOver(Instant)
    /// It is kept only for a legal ground after an erasure.
    case erased
    /// The field is retired: it is collected no more, and its values are being erased.
    case retired

    /// The reason as a sentence.
    public var description: String {
        switch self {
        case .notHeldForPurpose(let purpose): "not held for purpose '\(purpose)'"
        case .notCollectedForPurpose(let purpose): "not collected for purpose '\(purpose)'"
        case .denied(let reason): reason.sentence
        case .retentionOver(let end): "its retention time ended at \(end)"
        case .retired: "the field is retired, and its values are being erased"
        case .erased: "the person was erased, and it is kept for a legal ground alone"
        }
    }
}
