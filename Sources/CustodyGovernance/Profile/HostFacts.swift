/// What a host says about itself, so that the laws that may bind it can be named.
public struct HostFacts: Hashable, Sendable, Codable {
    /// Where it is established: ISO 3166-1 codes of two letters.
    public var establishedIn: Set<String>
    /// Where the people are to whom it offers goods or services, or whom it watches; a state of a country as `US-CA`.
    public var serves: Set<String>
    /// What business it is in.
    public var sectors: Set<Sector>
    /// How many people it employs; nil when it does not say.
    public var employees: Int?
    /// How many people's data it holds, about; nil when it does not say.
    public var people: Int?
    /// Its turnover of a year in millions of US dollars; nil when it does not say.
    public var turnover: Int?
    /// Whether processing happens regularly, and not now and then.
    public var isRegular: Bool

    /// What business a host is in, where a law asks.
    public enum Sector: String, Hashable, Sendable, Codable, CaseIterable {
        /// A shop, or whatever no law singles out.
        case general
        /// Health care, its insurers and their partners.
        case health
        /// Banks.
        case bank
        /// Insurers, investment firms and others that finance law knows.
        case finance
        /// Electronic communications.
        case telecommunications
        /// Essential or important entities of the NIS2 directive.
        case essentialEntity
        /// Makers of products with digital elements.
        case digitalProducts
        /// Trust services.
        case trustServices
        /// Listed companies.
        case listed
        /// Public bodies.
        case publicBody
    }

    /// Facts from their parts.
    public init(
        establishedIn: Set<String>, serves: Set<String> = [], sectors: Set<Sector> = [.general], employees: Int? = nil,
        people: Int? = nil, turnover: Int? = nil, isRegular: Bool = true
    ) {
        self.establishedIn = establishedIn
        self.serves = serves
        self.sectors = sectors
        self.employees = employees
        self.people = people
        self.turnover = turnover
        self.isRegular = isRegular
    }

    /// Whether it is established or offers something there, or in a part of it.
    func reaches(_ place: String) -> Bool {
        establishedIn.union(serves).contains { $0 == place || $0.hasPrefix(place + "-") }
    }
}
