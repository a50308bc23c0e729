public import CustodyModel

extension Duty {
    /// Who is told.
    public struct Recipient: Name {
        /// The text.
        public let rawValue: String
        /// Wraps the text.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// A supervisory authority.
        public static let authority: Recipient = "authority"
        /// The people whose data it is.
        public static let dataSubjects: Recipient = "dataSubjects"
        /// The controller, by its processor.
        public static let controller: Recipient = "controller"
        /// The controller's own register of breaches.
        public static let register: Recipient = "register"
        /// The press.
        public static let media: Recipient = "media"
        /// The public.
        public static let `public`: Recipient = "public"
        /// Agencies that rate people's credit.
        public static let creditAgencies: Recipient = "creditAgencies"
        /// Nobody: the controller's own assessment.
        public static let assessment: Recipient = "assessment"
        /// Whoever else can lessen the harm.
        public static let other: Recipient = "other"
    }

    /// What we are to the data of the incident (GDPR Art. 4(7), 4(8), 26).
    public enum Role: String, Hashable, Sendable, Codable, CaseIterable {
        /// We decide why and how.
        case controller
        /// We decide together with others, who settle among themselves who notifies.
        case jointController
        /// We act for a controller: we tell it, and judge no risk (GDPR Art. 33(2)).
        case processor
    }
}
