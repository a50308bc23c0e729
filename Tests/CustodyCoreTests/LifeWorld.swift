import CustodyModel
import Foundation

@testable import CustodyCore

/// What the simulation knows of the world: a second account of what is held, kept with the calendar of Foundation and nothing of the
/// library's, against which every answer of the library is held.
struct LifeWorld {
    struct Held {
        var id: RecordID
        var name: RecordName
        var collected: Date
        var fields: Set<FieldName>
        var verified: Date
        var planted: Plant?
    }

    /// What is wrong with a record because the simulation made it so.
    enum Plant {
        case purpose
        case category(of: FieldName)
    }

    struct Person {
        var subject: SubjectID
        var token: SubjectToken
        var records: [Held] = []
        var activity: Date?
        var contractEnd: Date?
        var isUnderContract = false
        var consents = false
        /// The kinds of records that each hold covers; all when empty.
        var holds: [RecordID: [RecordName]] = [:]

        func isHeld(_ name: RecordName) -> Bool { holds.values.contains { $0.isEmpty || $0.contains(name) } }
    }

    struct Version {
        var since: Date
        var months: Int
        var toHeld: Bool
    }

    /// A field that has a schedule.
    struct Ruled: Hashable {
        var name: RecordName
        var field: FieldName
    }

    struct Ended: Hashable {
        var record: RecordID
        var field: FieldName
        var since: Date
        var isHeld: Bool
    }

    static let triggers: [Ruled: RetentionTrigger] = [
        Ruled(name: "customer", field: "name"): .lastActivity, Ruled(name: "customer", field: "phone"): .lastActivity,
        Ruled(name: "order", field: "item"): .yearEnd, Ruled(name: "order", field: "address"): .collection,
        Ruled(name: "contract", field: "iban"): .contractEnd, Ruled(name: "newsletter", field: "email"): .collection,
    ]

    var people: [Person] = []
    /// Who was erased whole and did not come back.
    var gone: [SubjectID] = []
    var versions: [Ruled: [Version]] = [:]
    private let calendar: Calendar

    init() {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? .gmt
        self.calendar = calendar
    }

    func later(_ date: Date, months: Int) -> Date { calendar.date(byAdding: .month, value: months, to: date) ?? date }
    /// The end of the day.
    func day(_ date: Date) -> Date {
        calendar.date(byAdding: .day, value: 1, to: calendar.startOfDay(for: date)) ?? date
    }

    private func nextYear(_ date: Date) -> Date {
        calendar.date(from: DateComponents(year: calendar.component(.year, from: date) + 1, month: 1, day: 1)) ?? date
    }

    /// When a value's time is over; nil while none runs.
    func end(of field: FieldName, in record: Held, of person: Person) -> Date? {
        let ruled = Ruled(name: record.name, field: field)
        let least = field == "iban" ? later(record.collected, months: 12) : nil
        let counting = (versions[ruled] ?? []).last { $0.toHeld || $0.since <= record.collected }
        guard let counting, let trigger = Self.triggers[ruled] else { return least }
        let start = trigger == .yearEnd ? nextYear(record.collected) : record.collected
        let own = max(later(start, months: counting.months), least ?? .distantPast)
        // What happens in a life counts by its day, and the last day counts whole.
        func after(_ moment: Date) -> Date { max(own, day(later(moment, months: counting.months))) }
        return switch trigger {
        case .collection, .yearEnd: own
        case .lastActivity: person.activity.map(after) ?? own
        case .contractEnd: person.contractEnd.map(after)
        }
    }

    /// What is over at an instant.
    func ended(at now: Date) -> Set<Ended> {
        Set(
            people.flatMap { person in
                person.records.flatMap { record in
                    record.fields.compactMap { field in
                        guard let since = end(of: field, in: record, of: person), since <= now else { return nil }
                        return Ended(record: record.id, field: field, since: since, isHeld: person.isHeld(record.name))
                    }
                }
            })
    }

    /// What is to be found at an instant, in the words of the run.
    func findings(at now: Date) -> [String] {
        var found = ended(at: now).filter { !$0.isHeld }.map { "past \($0.record) \($0.field)" }
        for person in people {
            for record in person.records {
                switch record.planted {
                case .purpose: found.append("purpose \(record.id)")
                case .category(let field) where record.fields.contains(field): found.append("category \(record.id) \(field)")
                default: break
                }
                if record.name == "newsletter", !person.consents, !person.isHeld(record.name) {
                    found.append("consent \(record.id)")
                }
                if record.fields.contains("phone"), later(record.verified, months: 12) <= now {
                    found.append("verify \(record.id)")
                }
            }
        }
        return found.sorted()
    }

    /// How many records are wrong because the simulation made them so.
    var planted: Int { people.reduce(0) { $0 + $1.records.count { $0.planted != nil } } }

    /// Takes away what is over and not held; who then has nothing and is neither held nor under contract is gone.
    mutating func sweep(at now: Date) {
        struct Value: Hashable {
            var record: RecordID
            var field: FieldName
        }
        let going = Set(ended(at: now).filter { !$0.isHeld }.map { Value(record: $0.record, field: $0.field) })
        for number in people.indices {
            for place in people[number].records.indices {
                for field in people[number].records[place].fields {
                    let id = people[number].records[place].id
                    guard going.contains(Value(record: id, field: field)) else { continue }
                    people[number].records[place].fields.remove(field)
                }
            }
            people[number].records.removeAll { $0.fields.isEmpty }
        }
        people.removeAll { $0.records.isEmpty && $0.holds.isEmpty && !$0.isUnderContract }
    }
}
