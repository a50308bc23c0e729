import Custody
import CustodyLaw

/// The laws on breaches with their marks.
struct LawListAnswer: Answer {
    /// One law.
    struct Law: Encodable {
        var regime: String
        var title: String
        var jurisdiction: String
        var verification: String
        var validFrom: String?
        /// Whether it may be switched on as it is.
        var isVerified: Bool
        var isOn: Bool
        /// Why it opens no obligation by itself.
        var shortfalls: [String]

        init(_ regime: Regime, isOn: Bool) {
            self.regime = regime.id.rawValue
            title = regime.title
            jurisdiction = regime.jurisdiction
            verification = regime.verification.rawValue
            validFrom = regime.validFrom?.description
            isVerified = regime.isVerified
            self.isOn = isOn
            shortfalls = regime.shortfalls.map(\.rawValue)
        }

        var text: String {
            let mark = isVerified ? verification : "UNVERIFIED: " + shortfalls.joined(separator: ", ")
            let since = validFrom.map { ", since \($0)" } ?? ""
            return "\(regime)  \(isOn ? "on" : "off")  \(title) (\(jurisdiction))\(since)  [\(mark)]"
        }
    }

    var laws: [Law]

    init(_ book: LawBook) { laws = book.regimes.map { Law($0, isOn: book.isOn($0.id)) } }

    var lines: [String] { laws.map(\.text) + ["not legal advice; a law that is unverified is off and opens no obligation"] }
}
