public import CustodyModel

/// A question that a supervisory authority expects a record of processing activities to answer (GDPR Art. 30).
///
/// The list stands apart from what the register can hold, so that it is counted against and not fitted to it. The words are ours.
public struct RecordQuestion: Hashable, Sendable, Identifiable {
    /// Whose list it is on.
    public enum Authority: String, Hashable, Sendable, Codable, CaseIterable {
        /// The Information Commissioner's Office, United Kingdom.
        case ico
        /// The Data Protection Commission, Ireland.
        case dpc
        /// The Commission nationale de l'informatique et des libertés, France.
        case cnil

        /// How people call it.
        public var title: String {
            switch self {
            case .ico: "ICO (United Kingdom)"
            case .dpc: "DPC (Ireland)"
            case .cnil: "CNIL (France)"
            }
        }

        /// Where the list stands and how well it was checked.
        public var source: LegalSource {
            switch self {
            case .ico:
                LegalSource(
                    "ICO documentation templates for controllers and processors; accountability framework, records of processing",
                    text: "an account of the template's columns; the framework's pages", verification: .oneSecondary)
            case .dpc:
                LegalSource(
                    "DPC guidance note on records of processing activities, April 2023",
                    text: "accounts of the note, in part from memory", verification: .unverified)
            case .cnil:
                LegalSource(
                    "CNIL, registre des activités de traitement, modèle de base",
                    text: "accounts of the model's sheets", verification: .severalSecondary)
            }
        }
    }

    /// The name of a question, such as `ico.retention`.
    public struct ID: Name {
        /// The text.
        public let rawValue: String
        /// Wraps the text.
        public init(rawValue: String) { self.rawValue = rawValue }
    }

    /// Its name.
    public var id: ID
    /// Whose list it is on.
    public var authority: Authority
    /// What is asked, in our words.
    public var topic: String
    /// The place in the law that it rests on; empty where the authority asks for good practice.
    public var reference: String

    init(_ authority: Authority, _ name: String, _ topic: String, _ reference: String = "") {
        id = ID("\(authority.rawValue).\(name)")
        self.authority = authority
        self.topic = topic
        self.reference = reference
    }

    /// Every question, authority after authority, in the order of its list.
    public static let all: [RecordQuestion] = ico + dpc + cnil
}
