import Custody
import CustodyLaw

/// By when laws want what, for what happened.
struct DeadlinesAnswer: Answer {
    /// One reading of a deadline.
    struct Computed: Encodable {
        var reading: String
        var due: Instant?
        var day: String?
        /// Why there is no time.
        var missing: String?
        /// What the law says where it names no number.
        var says: String?

        init(_ reading: String, _ end: PeriodEnd, due: Instant?) {
            self.reading = reading
            self.due = due
            switch end {
            case .instant: break
            case .day(let last): day = last.description
            case .noNumber(let text): says = text
            case .notComputed(let gap): missing = gap.rawValue
            }
        }

        var text: String {
            if let says { return "no number: \(says)" }
            if let missing { return "not computed: \(missing)" }
            let last = day.map { "the end of \($0)" }
            guard let due else { return last ?? "not computed" }
            return last.map { "\($0), \(due)" } ?? "\(due)"
        }
    }

    /// One duty.
    struct Duty: Encodable {
        var duty: String
        var recipient: String
        var title: String
        var trigger: String
        var triggeredAt: Instant?
        var threshold: String
        var verification: String
        /// The first day on which it applied; nil when nobody knows.
        var validFrom: String?
        /// Whether it opens an obligation; what is not verified is shown only.
        var opensObligation: Bool
        var due: Instant?
        /// Every reading, the one that counts first.
        var readings: [Computed]
        /// What an authority expects where the law names no number; it is no deadline.
        var guidance: [Computed]

        init(_ deadline: Deadline, opensObligation: Bool, at place: LegalPlace?) {
            duty = deadline.duty.id.rawValue
            recipient = deadline.duty.recipient.rawValue
            title = deadline.duty.title
            trigger = deadline.duty.trigger.rawValue
            triggeredAt = deadline.trigger
            threshold = deadline.duty.threshold.description
            verification = deadline.duty.source.verification.rawValue
            validFrom = deadline.duty.validFrom?.description
            self.opensObligation = opensObligation
            due = deadline.due
            readings = deadline.readings.map { Computed($0.reading.rawValue, $0.end, due: $0.due) }
            guidance = deadline.guidance.map { Computed("guidance", $0, due: $0.last(in: place?.zone)) }
        }

        var lines: [String] {
            let mark = opensObligation ? verification : "\(verification), unverified: opens no obligation"
            var lines = ["\(duty): \(readings.first?.text ?? "not computed")  [\(mark)]"]
            lines.append("  to \(title.isEmpty ? recipient : title), after \(trigger); if: \(threshold)")
            if validFrom == nil { lines.append("  first day unknown: nobody says that it held then already") }
            let others = readings.dropFirst().filter { $0.missing == nil && ($0.due != due || $0.day != readings.first?.day) }
            lines += others.map { "  read as \($0.reading): \($0.text)" }
            return lines + guidance.map { "  guidance, no deadline: \($0.text)" }
        }
    }

    var asOf: String
    var zone: String?
    var calendar: String?
    var duties: [Duty]

    init(
        _ regimes: [Regime], for moments: TriggerMoments, at place: LegalPlace?, as role: CustodyLaw.Duty.Role,
        entities: Set<CustodyLaw.Duty.Entity>
    ) {
        asOf = regimes.map(\.asOf).min()?.description ?? ""
        zone = place?.zone.name
        calendar = place?.calendar.name
        duties = regimes.flatMap { regime in
            regime.everyBreachDeadline(for: moments, at: place, entities: entities)
                .filter { $0.duty.isOwed(as: role) }
                .map { deadline in
                    let opens =
                        regime.isVerified && deadline.duty.source.verification.isEnough && deadline.duty.validFrom != nil
                    return Duty(deadline, opensObligation: opens, at: place)
                }
        }
    }

    var lines: [String] {
        guard !duties.isEmpty else { return ["these laws asked nothing of us then"] }
        return duties.flatMap(\.lines) + ["the law as checked on \(asOf); not legal advice"]
    }
}
