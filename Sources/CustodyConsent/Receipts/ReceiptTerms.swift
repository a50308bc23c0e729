/// What a receipt says about the controller and its service: the same for many people, told by the host, and nothing of it made up.
public struct ReceiptTerms: Hashable, Sendable, Codable {
    /// Somebody who decides why and how data is processed.
    public struct Controller: Hashable, Sendable, Codable {
        /// The name.
        public var name: String
        /// Who to turn to.
        public var contact: String
        /// The postal address, as it is written on a letter.
        public var address: String
        /// The e-mail address.
        public var email: String
        /// The telephone number.
        public var phone: String
        /// Where more is told; nil for nowhere.
        public var url: String?
        /// Whether it acts for another controller.
        public var onBehalf: Bool?

        /// A controller from its parts.
        public init(
            name: String, contact: String, address: String, email: String, phone: String, url: String? = nil,
            onBehalf: Bool? = nil
        ) {
            self.name = name
            self.contact = contact
            self.address = address
            self.email = email
            self.phone = phone
            self.url = url
            self.onBehalf = onBehalf
        }
    }

    /// The controllers.
    public var controllers: [Controller]
    /// Where the privacy policy stands.
    public var policyURL: String
    /// What the service is called.
    public var service: String
    /// How to withdraw: an address or words.
    public var withdrawal: String
    /// When processing for the purpose ends, in words.
    public var termination: String
    /// Under which law, where the event does not say.
    public var jurisdiction: String
    /// How it was collected, where the event does not say.
    public var method: CollectionMethod
    /// Where the data is stored, such as countries.
    public var storageLocations: [String]
    /// How long it is kept, as an ISO 8601 duration; nil until consent ends.
    public var retention: String?
    /// Who else receives the data, by name.
    public var thirdParties: [String]
    /// Whether the purpose is what the service is mainly about.
    public var isPrimaryPurpose: Bool

    /// Terms from their parts.
    public init(
        controllers: [Controller], policyURL: String, service: String, withdrawal: String, termination: String,
        jurisdiction: String, method: CollectionMethod = .form, storageLocations: [String], retention: String? = nil,
        thirdParties: [String] = [], isPrimaryPurpose: Bool = false
    ) {
        self.controllers = controllers
        self.policyURL = policyURL
        self.service = service
        self.withdrawal = withdrawal
        self.termination = termination
        self.jurisdiction = jurisdiction
        self.method = method
        self.storageLocations = storageLocations
        self.retention = retention
        self.thirdParties = thirdParties
        self.isPrimaryPurpose = isPrimaryPurpose
    }

    /// What has to be told and is not, by name.
    public var faults: [String] {
        func isBlank(_ text: String) -> Bool { !text.contains { !$0.isWhitespace } }
        var faults: [String] = []
        if controllers.isEmpty { faults.append("controllers") }
        for controller in controllers
        where [controller.name, controller.contact, controller.address, controller.email, controller.phone].contains(
            where: isBlank)
        {
            faults.append("a controller's name, contact, address, email or phone")
            break
        }
        for (name, text) in [
            ("policyURL", policyURL), ("service", service), ("withdrawal", withdrawal), ("termination", termination),
        ] where isBlank(text) { faults.append(name) }
        if !ConsentDetails.isTag(jurisdiction) { faults.append("jurisdiction") }
        if storageLocations.isEmpty || storageLocations.contains(where: isBlank) { faults.append("storageLocations") }
        if thirdParties.contains(where: isBlank) { faults.append("thirdParties") }
        return faults
    }
}
