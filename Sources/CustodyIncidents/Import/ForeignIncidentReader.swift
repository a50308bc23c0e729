import CustodyLaw
import CustodyModel

/// Reads one record of another system and names everything that is wrong with it.
struct ForeignIncidentReader {
    let place: Int
    let record: ForeignIncident
    let zone: CivilZone
    let now: Instant
    let mostPossible: UInt64
    var faults: [ImportFault] = []

    init(_ place: Int, _ record: ForeignIncident, zone: CivilZone, now: Instant, mostPossible: UInt64) {
        self.place = place
        self.record = record
        self.zone = zone
        self.now = now
        self.mostPossible = mostPossible
    }

    /// What stands in the record, once it is read.
    struct Content {
        var role: Duty.Role
        var occurred: PartialInstant?
        var detected: PartialInstant?
        var aware: PartialInstant?
        var notified: PartialInstant?
        var determination: Determination?
        var breach: BreachAssessment?
        var people: Magnitude?
        var records: Magnitude?
    }

    /// What stands in it; nil when something is wrong, and then ``faults`` has all of it.
    mutating func read() -> Content? {
        if record.reference.isEmpty { fault(.reference, .missing) }
        if record.title.isEmpty { fault(.title, .missing) }
        let content = Content(
            role: name(record.role, .role) ?? .controller, occurred: time(record.occurred, .occurred),
            detected: time(record.detected, .detected), aware: time(record.aware, .aware),
            notified: time(record.notified, .notified), determination: name(record.determination, .determination),
            breach: breach(), people: count(record.people, .people), records: count(record.records, .records))
        if record.aware != nil, (record.awareReason ?? "").isEmpty { fault(.awareReason, .missing) }
        // Nothing else says since when somebody was aware, and without it there is no duty that was met.
        if record.notified != nil, record.aware == nil { fault(.aware, .missing) }
        compare(content)
        return faults.isEmpty ? content : nil
    }

    private mutating func compare(_ content: Content) {
        let order: [(ImportFault.Field, PartialInstant?)] = [
            (.occurred, content.occurred), (.detected, content.detected), (.aware, content.aware),
        ]
        for (place, later) in order.enumerated() {
            for earlier in order[..<place] { compare(later, with: earlier) }
        }
        compare((.notified, content.notified), with: (.occurred, content.occurred))
    }

    private mutating func compare(
        _ later: (field: ImportFault.Field, time: PartialInstant?),
        with earlier: (field: ImportFault.Field, time: PartialInstant?)
    ) {
        guard let first = earlier.time, let second = later.time, second.isCertainly(before: first) else { return }
        fault(later.field, .before(earlier.field))
    }

    private mutating func time(_ text: String?, _ field: ImportFault.Field) -> PartialInstant? {
        guard let text else { return nil }
        guard let time = PartialInstant(text, in: zone) else { return fault(field, .notATime) }
        return time.isCertainly(after: now) ? fault(field, .future) : time
    }

    private mutating func name<Value: RawRepresentable>(_ text: String?, _ field: ImportFault.Field) -> Value?
    where Value.RawValue == String {
        guard let text else { return nil }
        return Value(rawValue: text) ?? fault(field, .unknownName)
    }

    private mutating func breach() -> BreachAssessment? {
        guard record.risk != "none" else { return .noPersonalData }
        let risk: BreachRisk? = name(record.risk, .risk)
        return risk.map { .personalData(risk: $0) }
    }

    private mutating func count(_ text: String?, _ field: ImportFault.Field) -> Magnitude? {
        guard let text else { return nil }
        let isOpen = text.hasSuffix("+")
        let parts = (isOpen ? text.dropLast() : text[...]).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 1 || (parts.count == 2 && !isOpen),
            parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(Self.isDigit) })
        else { return fault(field, .notACount) }
        // Digits that no integer holds are a count all the same, and too large.
        let numbers = parts.map { UInt64($0) ?? .max }
        guard let least = numbers.first, let most = numbers.last else { return fault(field, .notACount) }
        guard max(least, most) <= mostPossible else { return fault(field, .countTooLarge) }
        guard least <= most else { return fault(field, .notACount) }
        return isOpen ? Magnitude.atLeast(least) : .atLeast(least, andUpTo: most - least)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

    private mutating func fault<Value>(_ field: ImportFault.Field, _ problem: ImportFault.Problem) -> Value? {
        faults.append(ImportFault(place, field, problem))
        return nil
    }

    private mutating func fault(_ field: ImportFault.Field, _ problem: ImportFault.Problem) {
        faults.append(ImportFault(place, field, problem))
    }
}
