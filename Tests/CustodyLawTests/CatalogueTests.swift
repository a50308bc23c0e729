import CustodyLaw
import CustodyModel
import Testing

/// The catalogue against the fact sheet it is transcribed from.
@Suite("The catalogue of laws")
struct CatalogueTests {
    private struct Sheet: Decodable { var regimes: [Entry] }

    /// A law as the fact sheet has it.
    private struct Entry: Decodable {
        var id: String
        var reference: String
        var mark: String
        var sources: [String]
        var duties: [Fact]
    }

    /// A duty as the fact sheet has it.
    private struct Fact: Decodable {
        var kind: String
        var trigger: String
        var value: [Int]
        var unit: String
        var bound: String
        var least: UInt64?
        var most: UInt64?
        var cap: Int?
        var phased: Bool?
        var mark: String?
    }

    /// Marks that differ from the sheet's, each with the reason.
    private static let marks: [String: LegalSource.Verification] = [
        // The sheet knew one or two pages; two independent ones more were read, and both stand among the sources.
        "uk-gdpr": .severalSecondary,
        // The sheet's marks are for a part only, or for the status; the rest is from memory.
        "us-circia": .unverified, "jp-appi": .unverified, "mx-lfpdppp": .unverified,
    ]

    private let entries: [Entry]

    init() throws { entries = try Fixture.read("breach-duties", as: Sheet.self).regimes }

    @Test("Every law of the fact sheet is there, and no other")
    func complete() {
        #expect(entries.count == 49)
        #expect(Set(LawBook.standard.regimes.map(\.id.rawValue)) == Set(entries.map(\.id)))
        #expect(LawBook.standard.regimes.count == entries.count)
    }

    @Test("References, marks and sources are the sheet's")
    func laws() throws {
        for entry in entries {
            let regime = try #require(LawBook.standard.regime(RegimeID(entry.id)), "\(entry.id)")
            #expect(regime.reference == entry.reference, "\(entry.id)")
            #expect(regime.verification == Self.marks[entry.id] ?? Fixture.mark(entry.mark), "\(entry.id)")
            #expect(Set(entry.sources).isSubset(of: regime.sources), "\(entry.id)")
            #expect(regime.asOf.description == "2026-11-23")
        }
    }

    @Test("Recipients, triggers, numbers, units and counts are the sheet's")
    func duties() throws {
        for entry in entries {
            let regime = try #require(LawBook.standard.regime(RegimeID(entry.id)))
            let duties = regime.breachDuties.filter { $0.validTo == nil }
            try #require(duties.count == entry.duties.count, "\(entry.id)")
            for (duty, fact) in zip(duties, entry.duties) {
                #expect(
                    duty.recipient.rawValue == (fact.kind == "individuals" ? "dataSubjects" : Self.camel(fact.kind)),
                    "\(duty.id)")
                #expect(duty.trigger.rawValue == Self.camel(fact.trigger), "\(duty.id)")
                expectPeriod(duty, fact)
                #expect(Self.counts(duty.threshold).least == fact.least, "\(duty.id)")
                #expect(Self.counts(duty.threshold).most == fact.most, "\(duty.id)")
                #expect(duty.cap?.period == fact.cap.map(LegalPeriod.elapsedHours), "\(duty.id)")
                #expect(duty.isPhased == (fact.phased ?? false), "\(duty.id)")
                let mark = fact.mark.map(Fixture.mark) ?? regime.verification
                #expect(duty.source.verification == mark, "\(duty.id)")
            }
        }
    }

    private func expectPeriod(_ duty: Duty, _ fact: Fact) {
        let numbers = fact.value.compactMap { Self.period($0, fact.unit) }
        #expect(numbers.count == fact.value.count, "\(duty.id)")
        if fact.bound == "guidance" || numbers.isEmpty {
            // Guidance is no number of the law.
            if case .none(let text) = duty.period { #expect(!text.isEmpty) } else { Issue.record("\(duty.id) has a number") }
            #expect(duty.guidance == (fact.bound == "guidance" ? numbers : []), "\(duty.id)")
        } else {
            #expect([duty.period] == numbers && duty.guidance.isEmpty, "\(duty.id)")
        }
        #expect(duty.isWhereFeasible == ["outer_where_feasible", "outer_where_practicable"].contains(fact.bound), "\(duty.id)")
    }

    private static func period(_ value: Int, _ unit: String) -> LegalPeriod? {
        switch unit {
        case "hours": .elapsedHours(value)
        case "days", "calendar_days": .calendarDays(value)
        case "business_days": .businessDays(value)
        case "months": .months(value)
        default: nil
        }
    }

    /// The count of people that a threshold is, the number itself included.
    private static func counts(_ threshold: Threshold) -> (least: UInt64?, most: UInt64?) {
        switch threshold {
        case .people(.atLeast(let number)): (number, nil)
        case .people(.moreThan(let number)): (number + 1, nil)
        case .people(.fewerThan(let number)): (nil, number - 1)
        case .all(let parts): parts.map(counts).first { $0.least != nil || $0.most != nil } ?? (nil, nil)
        default: (nil, nil)
        }
    }

    /// `occurrence/awareness (a remark)` as the library writes it.
    private static func camel(_ text: String) -> String {
        let words = text.prefix { $0 != "(" }.replacing("/", with: "_or_").split { $0 == "_" || $0 == " " }
        return words.dropFirst().reduce(String(words.first ?? "")) { $0 + $1.prefix(1).uppercased() + $1.dropFirst() }
    }

    @Test("GDPR, UK GDPR, NIS2 and DORA may be switched on, with what else qualifies")
    func verified() {
        let verified = Set(LawBook.standard.regimes.filter(\.isVerified).map(\.id))
        #expect(verified.isSuperset(of: ["eu-gdpr", "uk-gdpr", "eu-nis2", "eu-dora"]))
        #expect(verified.count == 30)
        for id in ["uk-pecr", "us-circia", "cn-pipl", "my-pdpa", "vn-pdpl", "jp-appi", "tr-kvkk", "in-dpdp"] as [RegimeID] {
            #expect(!verified.contains(id), "\(id)")
        }
    }

    @Test("Names are unique, and what follows something follows something")
    func references() {
        let duties = LawBook.standard.regimes.flatMap(\.breachDuties)
        let ids = Set(duties.map(\.id))
        #expect(ids.count == duties.count)
        for duty in duties {
            #expect(ids.isSuperset(of: [duty.follows].compactMap(\.self)), "\(duty.id)")
            #expect(!duty.readings.isEmpty, "\(duty.id)")
            #expect((duty.trigger.family == .other) == Self.others.contains(duty.trigger), "\(duty.id)")
        }
    }

    private static let others: Set<Duty.Trigger> = [.onRequest, .payment, .authorityOrder, .certainCases]

    @Test("Before 2025-08-20 the United Kingdom's telecoms had 24 hours")
    func pastDuty() throws {
        let pecr = try #require(LawBook.standard.regime("uk-pecr"))
        #expect(pecr.breachDuties.first?.period == .elapsedHours(24))
        #expect(pecr.breachDuties.first?.validTo == (try day("2025-08-19")))
    }

    @Test("A past duty whose first day nobody knows is shown until its last day, and opens no obligation")
    func pastDutyOfUnknownBeginning() throws {
        var pecr = try #require(LawBook.standard.regime("uk-pecr"))
        #expect(pecr.breachDuties.first?.validFrom == nil)
        func authority(_ aware: String) throws -> [DutyID] {
            pecr.everyBreachDeadline(for: TriggerMoments(awareAt: try instant(aware)))
                .filter { $0.duty.recipient == .authority }.map(\.duty.id)
        }
        #expect(try authority("2025-08-19T23:59:59Z") == ["uk-pecr.authority.2024"])
        #expect(try authority("2025-08-20T00:00:00Z") == ["uk-pecr.authority"])
        // Also not where a host found the law to be well enough checked: somebody has to know since when.
        pecr.verification = .primary
        for place in pecr.breachDuties.indices { pecr.breachDuties[place].source.verification = .primary }
        #expect(pecr.isVerified)
        #expect(pecr.breachDeadlines(awareAt: try instant("2025-08-19T23:59:59Z")).isEmpty)
        #expect(!pecr.breachDeadlines(awareAt: try instant("2025-08-20T00:00:00Z")).isEmpty)
        for regime in LawBook.standard.regimes {
            for duty in regime.breachDuties {
                guard let first = duty.validFrom, let last = duty.validTo else { continue }
                #expect(first <= last, "\(duty.id) ends before it begins")
            }
        }
    }
}
