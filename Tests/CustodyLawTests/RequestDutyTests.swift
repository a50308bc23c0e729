import CustodyLaw
import CustodyModel
import Testing

@Suite("By when requests are answered")
struct RequestDutyTests {
    private struct Sheet: Decodable { var regimes: [Entry] }

    private struct Entry: Decodable {
        var id: String
        var reference: String
        var mark: String
        var value: Int?
        var unit: String
        var longer: Int?
        var longerUnit: String?
        var total: Int?
        var acknowledge: Int?
        var acknowledgeUnit: String?
        var appeal: Int?
        var sources: [String]
    }

    private let entries: [Entry]

    init() throws { entries = try Fixture.read("request-duties", as: Sheet.self).regimes }

    private static func period(_ value: Int?, _ unit: String?) -> LegalPeriod? {
        guard let value else { return nil }
        switch unit {
        case "hours": return .elapsedHours(value)
        case "days", "calendar_days": return .calendarDays(value)
        case "business_days", "working_days": return .businessDays(value)
        case "months": return .months(value)
        default: return nil
        }
    }

    private static func hasNumber(_ period: LegalPeriod?) -> Bool { if case .none? = period { false } else { period != nil } }

    @Test("Every duty of the fact sheet is there with its numbers, marks and sources, and no other")
    func transcribed() throws {
        #expect(entries.count == 35)
        #expect(RequestDuty.standard.map(\.id.rawValue) == entries.map(\.id))
        for (duty, entry) in zip(RequestDuty.standard, entries) {
            #expect(duty.source.reference == entry.reference, "\(duty.id)")
            #expect(duty.source.verification == Fixture.mark(entry.mark), "\(duty.id)")
            #expect(Set(entry.sources).isSubset(of: duty.sources), "\(duty.id)")
            if let period = Self.period(entry.value, entry.unit) {
                #expect(duty.period == period, "\(duty.id)")
            } else {
                #expect(!Self.hasNumber(duty.period), "\(duty.id)")
            }
            if let longer = Self.period(entry.longer, entry.longerUnit) {
                #expect(duty.longer == longer, "\(duty.id)")
            } else {
                #expect(!Self.hasNumber(duty.longer) && (duty.longer != nil) == (entry.longerUnit != nil), "\(duty.id)")
            }
            #expect(duty.acknowledgement == Self.period(entry.acknowledge, entry.acknowledgeUnit), "\(duty.id)")
            #expect(duty.appeal == entry.appeal.map(LegalPeriod.calendarDays), "\(duty.id)")
        }
    }

    @Test("Every duty's ends are computed from its own numbers, the time on top counted once from the start")
    func computed() throws {
        // A Tuesday without holidays near.
        let received = try instant("2025-06-03T10:00:00Z")
        let place = LegalPlace(zone: .utc)
        for (duty, entry) in zip(RequestDuty.standard, entries) {
            let deadline = RequestDeadline(duty, for: RequestMoments(received: received), at: place)
            guard let period = Self.period(entry.value, entry.unit) else {
                guard case .noNumber = deadline.end else { Issue.record("\(duty.id): a number was made up"); continue }
                #expect(deadline.readings.allSatisfy { $0.due == nil })
                continue
            }
            #expect(deadline.end == duty.readings[0].end(of: period, after: received, at: place), "\(duty.id)")
            #expect(deadline.readings.allSatisfy { $0.due ?? received > received }, "\(duty.id)")
            guard let total = Self.period(entry.total, entry.unit) else { continue }
            #expect(deadline.longerEnd == duty.readings[0].end(of: total, after: received, at: place), "\(duty.id)")
        }
    }

    private func deadline(_ id: RegimeID, _ moments: RequestMoments) throws -> RequestDeadline {
        RequestDeadline(try #require(RequestDuty.standard.first { $0.id == id }), for: moments, at: LegalPlace(zone: .utc))
    }

    @Test("The United Kingdom's clock starts at the latest of request, identity and fee; the Union's at the request")
    func start() throws {
        let moments = RequestMoments(
            received: try instant("2026-03-02T09:00:00Z"), identified: try instant("2026-03-10T09:00:00Z"),
            feePaid: try instant("2026-03-05T09:00:00Z"))
        #expect(try deadline("uk-gdpr", moments).end == .day(try day("2026-04-10")))
        #expect(try deadline("eu-gdpr", moments).end == .day(try day("2026-04-02")))
    }

    @Test("In the Union a wait moves nothing, and the date that guidance would give stands beside it")
    func guidance() throws {
        let wait = RequestMoments.Wait(
            asked: try instant("2026-03-09T09:00:00Z"), answered: try instant("2026-03-16T09:00:00Z"))
        let moments = RequestMoments(received: try instant("2026-03-02T09:00:00Z"), clarifications: [wait, wait])
        let union = try deadline("eu-gdpr", moments)
        #expect(union.end == .day(try day("2026-04-02")))
        #expect(union.endWithPause == .day(try day("2026-04-09")))
        // Two questions about the same days stop the clock once; one without an answer not at all.
        #expect(try deadline("uk-gdpr", moments).end == .day(try day("2026-04-09")))
        let open = RequestMoments(
            received: moments.received, clarifications: [.init(asked: wait.asked, answered: nil)])
        #expect(try deadline("uk-gdpr", open).end == .day(try day("2026-04-02")))
    }

    @Test("What was waited for before the clock started stops nothing")
    func aWaitBeforeTheClockStartsStopsNothing() throws {
        func end(asked: String, answered: String) throws -> PeriodEnd {
            let wait = RequestMoments.Wait(asked: try instant(asked), answered: try instant(answered))
            let moments = RequestMoments(
                received: try instant("2026-03-02T09:00:00Z"), identified: try instant("2026-03-10T09:00:00Z"),
                clarifications: [wait])
            return try deadline("uk-gdpr", moments).end
        }
        // The month runs from the evidence of who asks, of 10 March.
        #expect(try end(asked: "2026-03-03T09:00:00Z", answered: "2026-03-09T09:00:00Z") == .day(try day("2026-04-10")))
        #expect(try end(asked: "2026-03-03T09:00:00Z", answered: "2026-03-12T09:00:00Z") == .day(try day("2026-04-12")))
        #expect(try end(asked: "2026-03-10T10:00:00Z", answered: "2026-03-12T09:00:00Z") == .day(try day("2026-04-12")))
    }

    @Test("What is not verified says what it lacks")
    func marks() throws {
        let clear = RequestDuty.standard.filter(\.shortfalls.isEmpty).map(\.id)
        #expect(Set(clear).isSuperset(of: ["eu-gdpr", "uk-gdpr", "uk-complaints"]))
        let colorado = try #require(RequestDuty.standard.first { $0.id == "us-co" })
        #expect(Set(colorado.shortfalls) == Set(Regime.Shortfall.allCases))
    }
}
