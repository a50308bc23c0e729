/// Why data that is held for one purpose may be used for another.
public enum ExtensionGround: Hashable, Sendable {
    /// The purposes are compatible, by a ``PurposeAssessment`` on record for each that the values were collected for.
    case compatible
    /// The person consented to the other purpose.
    case consent
    /// A law allows it, which is named: the other purpose has to be declared as a legal obligation.
    case law(String)

    /// Its name in the log.
    var name: String {
        switch self {
        case .compatible: "compatible"
        case .consent: "consent"
        case .law: "law"
        }
    }
}
