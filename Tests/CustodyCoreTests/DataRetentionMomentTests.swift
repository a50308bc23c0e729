import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("Retention by what happens in a life")
struct DataRetentionMomentTests {
    private typealias Entry = (moment: LifeMoment, day: String)

    /// What is remembered after entries in this order.
    private func moments(_ entries: [Entry]) throws -> SubjectMoments {
        var moments = SubjectMoments(subject: SubjectToken(.zero))
        for (moment, day) in entries {
            let time = try #require(Instant(day))
            moments = moments.taking(moment, at: time) ?? moments
        }
        return moments
    }

    /// Every order of the entries.
    private func orders(_ entries: [Entry]) -> [[Entry]] {
        if entries.isEmpty { return [[]] }
        return entries.indices.flatMap { place in
            var rest = entries
            let first = rest.remove(at: place)
            return orders(rest).map { [first] + $0 }
        }
    }

    @Test("in which order moments are entered decides nothing: what runs runs, and what ended has ended")
    func everyOrder() throws {
        let running: [Entry] = [
            (.contractBegan, "2022-05-01"), (.contractEnded, "2024-03-31"), (.contractBegan, "2026-03-01"),
        ]
        for entries in orders(running) {
            let moments = try moments(entries)
            #expect(moments.contractSince == Instant("2026-03-02") && moments.contractEnd == nil, "\(entries)")
        }
        let end: Entry = (.contractEnded, "2026-05-31")
        for entries in orders(running + [end]) {
            let moments = try moments(entries)
            #expect(moments.contractSince == nil && moments.contractEnd == Instant("2026-06-01"), "\(entries)")
        }
        // Of one day the later entry counts.
        let again = try moments([(.contractEnded, "2026-03-01"), (.contractBegan, "2026-03-01")])
        #expect(again.contractSince != nil && again.contractEnd == nil)
        let short = try moments([(.contractBegan, "2026-03-01"), (.contractEnded, "2026-03-01")])
        #expect(short.contractSince == nil && short.contractEnd != nil)
    }

    @Test("what is entered late of an earlier contract ends none that runs, and keeps nothing of one that has ended")
    func lateEntries() async throws {
        let life = try await LifeBed()
        func note(_ moment: LifeMoment, _ day: String) async throws -> Bool {
            try await life.custodian.note(moment, about: "c-1", at: Instant(day), by: life.officer) != nil
        }
        try await life.schedule("address", "order", LifeBed.delivery, .months(1), .contractEnd)
        try await life.collect(["address": "Row 1"], as: "order", for: [LifeBed.delivery])
        try life.set("2026-04-01")
        #expect(try await note(.contractBegan, "2026-03-01"))
        #expect(try await !note(.contractEnded, "2025-12-31"))
        #expect(try await life.due(at: "2099-01-01").isEmpty)
        try await life.custodian.sweepEverybody(by: life.officer)
        #expect(try await life.held() == ["order.address"])
        #expect(try await note(.contractEnded, "2026-03-31"))
        #expect(try await !note(.contractBegan, "2022-01-01"))
        #expect(try await !note(.contractEnded, "2025-12-31"))
        #expect(try await life.due(at: "2099-01-01") == ["order.address 2026-05-01"])
    }

    @Test(
        "a period ends with the end of its last day, also from a day that the last month lacks and from one before a leap day",
        arguments: [
            ("2024-02-28T12:00:00Z", .years(1), "2025-03-01"),
            ("2024-02-29T00:00:00Z", .years(1), "2025-03-01"), ("2025-01-30T23:59:59.999Z", .months(1), "2025-03-01"),
            ("2025-01-31T00:00:00Z", .months(1), "2025-03-01"), ("2025-01-27T08:00:00Z", .months(1), "2025-02-28"),
            ("2025-02-28T08:00:00Z", .months(1), "2025-03-29"), ("2024-12-31T12:00:00Z", .days(1), "2025-01-02"),
        ] as [(String, RetentionClass.Period, String)])
    func lastDay(_ day: String, _ period: RetentionClass.Period, _ end: String) throws {
        let collected = try #require(Instant("2024-01-01"))
        let moments = try moments([(.activity, day), (.contractEnded, day)])
        for trigger in [RetentionTrigger.lastActivity, .contractEnd] {
            #expect(trigger.end(after: period, collectedAt: collected, moments) == Instant(end), "\(trigger)")
        }
    }

    @Test("what is collected after the last moment is kept from then on, and no shorter than from the moment")
    func collectedLater() throws {
        let moments = try moments([(.activity, "2025-01-30T12:00:00Z"), (.contractEnded, "2025-01-30T12:00:00Z")])
        for (collected, end) in [("2025-01-31T10:00:00Z", "2025-03-01"), ("2025-02-10T10:00:00Z", "2025-03-10T10:00:00Z")] {
            let time = try #require(Instant(collected))
            for trigger in [RetentionTrigger.lastActivity, .contractEnd] {
                #expect(trigger.end(after: .months(1), collectedAt: time, moments) == Instant(end), "\(trigger) \(collected)")
            }
        }
    }

    @Test("a sweep leaves until the last moment of the last day what a day before a leap day began")
    func sweeps() async throws {
        let life = try await LifeBed()
        try await life.schedule("name", "customer", .customerCare, .years(1), .lastActivity)
        try await life.collect(["name": "Ada", "phone": "+1"], as: "customer", for: [.customerCare])
        try life.set("2028-02-28T12:00:00Z")
        try await life.custodian.note(.activity, about: "c-1", by: life.officer)
        #expect(try await life.due(at: "2099-01-01") == ["customer.name 2029-03-01"])
        try life.set("2029-02-28T23:59:59.999Z")
        try await life.custodian.sweepEverybody(by: life.officer)
        #expect(try await life.held() == ["customer.name", "customer.phone"])
        try life.set("2029-03-01")
        try await life.custodian.sweepEverybody(by: life.officer)
        #expect(try await life.held() == ["customer.phone"])
    }
}
