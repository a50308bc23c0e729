public import CustodyLaw
import CustodyModel

/// A law that may bind a host, and why. It is a question to a lawyer, not an answer.
public struct RegimeCandidate: Hashable, Sendable {
    /// The law.
    public var regime: RegimeID
    /// How likely.
    public var standing: Standing
    /// Why.
    public var reason: String
    /// Whether it is switched on.
    public var isOn: Bool

    /// How likely a law binds.
    public enum Standing: String, Hashable, Sendable, Codable, CaseIterable {
        /// The facts say that it does.
        case applies
        /// It may; a fact is missing.
        case possible
    }

    /// The laws that may bind a host, in the order of the book.
    public static func all(for host: HostFacts, in book: LawBook = .standard) -> [RegimeCandidate] {
        book.regimes.compactMap { regime in
            rules.first { $0.regime == regime.id }?.candidate(for: host, isOn: book.isOn(regime.id))
        }
    }
}

extension RegimeCandidate {
    /// When a law binds, as far as facts about a host tell.
    struct Rule: Sendable {
        var regime: RegimeID
        var places: [String]
        /// The kinds of business that it binds; empty when it binds all.
        var sectors: Set<HostFacts.Sector>
        /// What else has to be so; nil where the facts leave it open.
        var threshold: @Sendable (HostFacts) -> Bool?
        var note: String

        init(
            _ regime: RegimeID, _ places: [String], _ sectors: Set<HostFacts.Sector> = [], note: String = "",
            if threshold: @escaping @Sendable (HostFacts) -> Bool? = { _ in true }
        ) {
            self.regime = regime
            self.places = places
            self.sectors = sectors
            self.note = note
            self.threshold = threshold
        }

        func candidate(for host: HostFacts, isOn: Bool) -> RegimeCandidate? {
            let met = places.filter(host.reaches)
            let business = host.sectors.intersection(sectors)
            guard !met.isEmpty, sectors.isEmpty || !business.isEmpty else { return nil }
            let answer = threshold(host)
            guard answer != false else { return nil }
            let established = met.filter { place in
                host.establishedIn.contains { $0 == place || $0.hasPrefix(place + "-") }
            }
            var reason =
                established.isEmpty
                ? "offers to people in \(Self.list(met))" : "established in \(Self.list(established))"
            if !business.isEmpty { reason += "; sector: \(business.map(\.rawValue).sorted().joined(separator: ", "))" }
            if answer == nil { reason += "; not known: \(note)" } else if !note.isEmpty { reason += "; \(note)" }
            return RegimeCandidate(
                regime: regime, standing: answer == nil ? .possible : .applies, reason: reason, isOn: isOn)
        }

        private static func list(_ places: [String]) -> String {
            places.count > 3
                ? "\(places.prefix(3).joined(separator: ", ")) and \(places.count - 3) more" : places.joined(separator: ", ")
        }
    }

    private static let union = EconomicArea.countries.sorted()

    /// As of 2026-11-23, from memory but for the laws that LawBook marks as checked.
    static let rules: [Rule] = [
        Rule("eu-gdpr", union),
        Rule("eu-eprivacy-611", union, [.telecommunications]),
        Rule("eu-nis2", union, [.essentialEntity]),
        Rule("eu-dora", union, [.finance, .bank]),
        Rule("eu-cra", union, [.digitalProducts]),
        Rule("eu-eidas", union, [.trustServices]),
        Rule("uk-gdpr", ["GB"]),
        Rule("uk-pecr", ["GB"], [.telecommunications]),
        Rule("ch-fadp", ["CH"]),
        Rule("tr-kvkk", ["TR"]),
        Rule("us-hipaa", ["US"], [.health]),
        Rule("us-ftc-hbnr", ["US"], [.health]),
        Rule("us-ftc-safeguards", ["US"], [.finance]),
        Rule("us-bank-36h", ["US"], [.bank]),
        Rule("us-sec-8k", ["US"], [.listed]),
        Rule("us-circia", ["US"], [.essentialEntity]),
        Rule("us-ny-dfs", ["US-NY"], [.finance, .bank]),
        // The law on breaches, Civ. Code 1798.82: unlike that on consumers' privacy it binds businesses of any size.
        Rule("us-ca", ["US-CA"]),
        Rule("us-ny", ["US-NY"]), Rule("us-tx", ["US-TX"]), Rule("us-fl", ["US-FL"]), Rule("us-wa", ["US-WA"]),
        Rule("us-co", ["US-CO"]), Rule("us-ct", ["US-CT"]), Rule("us-de", ["US-DE"]),
        Rule("ca-pipeda", ["CA"]), Rule("ca-qc", ["CA-QC"]), Rule("br-lgpd", ["BR"]), Rule("mx-lfpdppp", ["MX"]),
        Rule("jp-appi", ["JP"]), Rule("kr-pipa", ["KR"]), Rule("cn-pipl", ["CN"]), Rule("cn-incident", ["CN"]),
        Rule("sg-pdpa", ["SG"]), Rule("my-pdpa", ["MY"]), Rule("th-pdpa", ["TH"]), Rule("id-pdp", ["ID"]),
        Rule("ph-dpa", ["PH"]), Rule("vn-pdpl", ["VN"]), Rule("in-dpdp", ["IN"]), Rule("in-certin", ["IN"]),
        // Whether size exempts them in these sectors is not among the facts at hand, so that a small one stays a question.
        Rule("au-ndb", ["AU"], note: "turnover above 3 million Australian dollars, or a sector bound at any size") { host in
            if let turnover = host.turnover, turnover > 2 { return true }
            return host.turnover == nil || !host.sectors.isDisjoint(with: [.health, .publicBody]) ? nil : false
        },
        Rule("nz-privacy", ["NZ"]), Rule("za-popia", ["ZA"]), Rule("ke-dpa", ["KE"]), Rule("ng-ndpa", ["NG"]),
        Rule("sa-pdpl", ["SA"]), Rule("ae-pdpl", ["AE"]), Rule("il-dsr", ["IL"]),
    ]
}
