import Custody
import CustodyLaw

/// What laws ask after a breach.
struct LawAnswer: Answer {
    /// One law with its duties.
    struct Law: Encodable {
        var law: LawListAnswer.Law
        var reference: String
        var scope: String
        var remark: String
        var asOf: String
        var sources: [String]
        var duties: [Duty]
    }

    /// One duty.
    struct Duty: Encodable {
        var duty: String
        var recipient: String
        var title: String
        var trigger: String
        var follows: String?
        var period: String
        var guidance: [String]
        var threshold: String
        var exceptions: [String]
        var reference: String
        var verification: String
        var validFrom: String?
        var validTo: String?

        init(_ duty: CustodyLaw.Duty) {
            self.duty = duty.id.rawValue
            recipient = duty.recipient.rawValue
            title = duty.title
            trigger = duty.trigger.rawValue
            follows = duty.follows?.rawValue
            period = duty.period.description
            guidance = duty.guidance.map(\.description)
            threshold = duty.threshold.description
            exceptions = duty.exceptions
            reference = duty.source.reference
            verification = duty.source.verification.rawValue
            validFrom = duty.validFrom?.description
            validTo = duty.validTo?.description
        }

        var lines: [String] {
            let name = title.isEmpty ? recipient : title
            var lines = ["  \(duty): \(name), \(period) after \(trigger)\(follows.map { " (\($0))" } ?? "")  [\(verification)]"]
            lines.append("    if: \(threshold)")
            if !guidance.isEmpty { lines.append("    guidance, no deadline: \(guidance.joined(separator: " to "))") }
            if !exceptions.isEmpty { lines.append("    unless: \(exceptions.joined(separator: "; "))") }
            if let validTo { lines.append("    until \(validTo)") }
            if validFrom == nil { lines.append("    first day unknown: it is shown, and opens no obligation") }
            return lines
        }
    }

    var laws: [Law]

    init(_ regimes: [Regime]) {
        laws = regimes.map { regime in
            Law(
                law: LawListAnswer.Law(regime, isOn: LawBook.standard.isOn(regime.id)), reference: regime.reference,
                scope: regime.scope, remark: regime.remark, asOf: regime.asOf.description, sources: regime.sources,
                duties: regime.breachDuties.map(Duty.init))
        }
    }

    var lines: [String] {
        laws.flatMap { law in
            var lines = [law.law.text, "  \(law.reference); checked \(law.asOf)"]
            if !law.scope.isEmpty { lines.append("  binds \(law.scope)") }
            if !law.remark.isEmpty { lines.append("  \(law.remark)") }
            return lines + law.duties.flatMap(\.lines) + law.sources.map { "  source: \($0)" }
        } + ["not legal advice"]
    }
}
