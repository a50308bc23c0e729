/// Which rule of ``ConsentTimeline`` decided a status.
public enum ConsentRule: String, Hashable, Sendable, Codable, CaseIterable {
    /// No event concerns the purpose.
    case nothingKnown
    /// Consent was asked for, and nothing else is known.
    case onlyAsked
    /// The newest event that names the purpose decides.
    case newestDecides
    /// The newest event names a purpose above it, and decides for what is below.
    case widerPurposeDecides
    /// The consent that would decide was never valid.
    case takenBack
    /// The consent that would decide ran out.
    case ranOut
    /// What the consent was given to was changed materially since.
    case changedMaterially

    /// The rule as a sentence.
    public var sentence: String {
        switch self {
        case .nothingKnown: "nothing is recorded that concerns the purpose, and that is no yes"
        case .onlyAsked: "consent was asked for and not answered, and that is no yes"
        case .newestDecides: "the newest event that names the purpose decides"
        case .widerPurposeDecides: "the newest event names a purpose above it, and covers what is below"
        case .takenBack: "the consent that decides was found never to have been valid"
        case .ranOut: "the consent that decides has run out"
        case .changedMaterially: "the text that the person agreed to was changed materially since; ask again"
        }
    }
}
