import CustodyLaw
public import CustodyModel

/// The name of a recipient, such as `post-office`.
public struct RecipientID: Name {
    /// The text.
    public let rawValue: String
    /// Wraps the text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// Somebody outside the house who is given personal data (GDPR Art. 4(9)).
public struct DataRecipient: Hashable, Sendable, Codable {
    /// What the recipient is to the data.
    public enum Role: String, Hashable, Sendable, Codable, CaseIterable {
        /// Processes for the controller, by a contract (GDPR Art. 28).
        case processor
        /// Decides for itself why and how.
        case controller
        /// Decides together with the controller, by an arrangement (GDPR Art. 26).
        case joint
    }

    /// A document that something rests on, and until when it holds.
    public struct Document: Hashable, Sendable, Codable {
        /// How it is found.
        public var reference: String
        /// Until when it holds; nil for no end.
        public var until: Instant?

        /// A document from its parts.
        public init(_ reference: String, until: Instant? = nil) {
            self.reference = reference
            self.until = until
        }
    }

    /// What allows data to leave the European Economic Area.
    public struct Transfer: Hashable, Sendable, Codable {
        /// Which tool of GDPR Chapter V.
        public var tool: TransferTool
        /// The decision, the clauses, the rules or the reason.
        public var document: Document

        /// A tool with its document.
        public init(_ tool: TransferTool, _ document: Document) {
            self.tool = tool
            self.document = document
        }
    }

    /// Tells it from others.
    public var id: RecipientID
    /// What people are told it is called.
    public var name: String
    /// What it is to the data.
    public var role: Role
    /// Where it is: an ISO 3166-1 code of two letters.
    public var country: String
    /// The contract of a processor, the arrangement with a joint controller.
    public var contract: Document?
    /// What allows data to go there; needed outside the European Economic Area.
    public var transfer: Transfer?

    /// A recipient from its parts.
    public init(
        _ id: RecipientID, named name: String, as role: Role, in country: String, under contract: Document? = nil,
        transfer: Transfer? = nil
    ) {
        self.id = id
        self.name = name
        self.role = role
        self.country = country
        self.contract = contract
        self.transfer = transfer
    }

    /// Everything that forbids to give it data at an instant; empty when nothing does.
    public func faults(at now: Instant) -> [ShareFault] {
        var faults: [ShareFault] = []
        if !id.rawValue.isSaid || !name.isSaid { faults.append(.unnamed) }
        if role != .controller { faults += ShareFault.contract(contract, at: now) }
        return faults + ShareFault.transfer(transfer, to: country, at: now)
    }
}

/// What allows data to go to a country outside the European Economic Area.
public enum TransferTool: String, Hashable, Sendable, Codable, CaseIterable {
    /// The Commission decided that the country protects enough.
    case adequacy
    /// A binding instrument between authorities.
    case authorities
    /// Binding corporate rules.
    case corporateRules
    /// Standard clauses.
    case standardClauses
    /// A code of conduct or a certification with commitments.
    case codeOrCertification
    /// Clauses, or an arrangement between authorities, that the supervisory authority authorised.
    case authorised
    /// An exception for a particular case.
    case derogation

    /// Source: GDPR Chapter V.
    public var reference: String {
        switch self {
        case .adequacy: "GDPR Art. 45"
        case .authorities: "GDPR Art. 46(2)(a)"
        case .corporateRules: "GDPR Art. 46(2)(b), 47"
        case .standardClauses: "GDPR Art. 46(2)(c), (d)"
        case .codeOrCertification: "GDPR Art. 46(2)(e), (f)"
        case .authorised: "GDPR Art. 46(3)"
        case .derogation: "GDPR Art. 49(1)"
        }
    }
}

/// Why a recipient is given nothing.
public enum ShareFault: String, Hashable, Sendable, Codable, CaseIterable, CustomStringConvertible {
    /// It has no name.
    case unnamed
    /// Its country is no code of two letters.
    case countryUnknown
    /// There is no contract or arrangement.
    case contractMissing
    /// The contract or arrangement has ended.
    case contractExpired
    /// Nothing allows data to go to its country.
    case safeguardMissing
    /// What allowed data to go to its country has ended.
    case safeguardExpired

    /// What is wrong with a contract or an arrangement at an instant.
    static func contract(_ contract: DataRecipient.Document?, at now: Instant) -> [ShareFault] {
        of(contract, missing: .contractMissing, expired: .contractExpired, at: now)
    }

    /// What is wrong with taking data to a country at an instant.
    static func transfer(_ transfer: DataRecipient.Transfer?, to country: String, at now: Instant) -> [ShareFault] {
        let isCode = country.utf8.count == 2 && country.utf8.allSatisfy { (65...90).contains($0) }
        guard isCode else { return [.countryUnknown] }
        guard !EconomicArea.countries.contains(country) else { return [] }
        return of(transfer?.document, missing: .safeguardMissing, expired: .safeguardExpired, at: now)
    }

    private static func of(
        _ document: DataRecipient.Document?, missing: ShareFault, expired: ShareFault, at now: Instant
    ) -> [ShareFault] {
        guard let document, document.reference.isSaid else { return [missing] }
        return document.until.map { $0 <= now } ?? false ? [expired] : []
    }

    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .unnamed: "the recipient has no name; people must be told who it is"
        case .countryUnknown: "the recipient's country is no ISO 3166-1 code of two letters, such as DE"
        case .contractMissing: "there is no contract with the processor, or no arrangement (GDPR Art. 26, 28(3))"
        case .contractExpired: "the contract or arrangement has ended (GDPR Art. 26, 28(3)); renew it"
        case .safeguardMissing: "nothing allows data to go to the recipient's country (GDPR Art. 44 to 49)"
        case .safeguardExpired: "what allowed data to go to the recipient's country has ended (GDPR Art. 44 to 49); renew it"
        }
    }
}
