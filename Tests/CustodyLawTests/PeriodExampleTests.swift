import CustodyLaw
import CustodyModel
import Foundation
import Testing

/// Every vector of the fact sheet on periods, by its rule.
@Suite("The vectors on periods")
struct PeriodExampleTests {
    /// One vector. Its start and its end are a text or several named ones.
    struct Example: Decodable, Sendable, CustomTestStringConvertible {
        var id: String
        var rule: String
        var start: Texts
        var value: Int
        var unit: String
        var expected_end: Texts
        var holidays_assumed: [String]

        var testDescription: String { id }

        enum Texts: Decodable, Sendable {
            case one(String)
            case named([String: String])

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let text = try? container.decode(String.self) {
                    self = .one(text)
                } else {
                    self = .named(try container.decode([String: String].self))
                }
            }

            func text(_ name: String = "") throws -> String {
                switch self {
                case .one(let text): text
                case .named(let texts): try #require(texts[name], "no \(name)")
                }
            }
        }

        var period: LegalPeriod? {
            switch unit {
            case "hours": .elapsedHours(value)
            case "days", "calendar_days": .calendarDays(value)
            case "working_days", "business_days": .businessDays(value)
            case "weeks": .weeks(value)
            case "months": .months(value)
            case "years": .years(value)
            default: nil
            }
        }
    }

    private struct Sheet: Decodable { var examples: [Example] }

    static let examples: [Example] = {
        let sheet: Sheet? = try? Fixture.read("period-examples")
        return sheet?.examples ?? []
    }()

    /// The rules whose vectors give days, with the reading that each is.
    private static let readings: [String: Reading] = [
        "uk-gdpr-one-month": .strict, "gdpr-12-3-one-month": .regulation1182, "reg1182-art3": .regulation1182,
        "gdpr-12-3-extended": .regulation1182, "mdr-2-days (1182/71 Art. 3(5) as MDCG reads it)": .regulation1182,
        "hipaa-164.408(c)-small-breach-log": .strict, "lgpd-3-business-days": .strict, "sec-8k-1.05": .strict,
        "ccpa-7021(a)-acknowledge": .strict, "sg-pdpa-3-calendar-days": .strict, "texas-ag": .strict,
        "california-individuals": .strict,
    ]

    private static let special = ["h-02", "h-04", "h-06", "h-08", "h-10", "h-12", "c-01", "uk-stop-01"]

    @Test("All of them are read, and each is tested here")
    func complete() {
        #expect(Self.examples.count == 38)
        #expect(Set(Self.examples.map(\.id)).count == Self.examples.count)
        for example in Self.examples {
            #expect((Self.readings[example.rule] != nil) != Self.special.contains(example.id), "\(example.id)")
        }
    }

    @Test("Days, weeks, months and years end where the vector says", arguments: examples.filter { !special.contains($0.id) })
    func days(_ example: Example) throws {
        let reading = try #require(Self.readings[example.rule])
        let period = try #require(example.period)
        let calendar = try place(example.holidays_assumed).calendar
        let end = reading.end(of: period, after: try day(example.start.text()), on: calendar)
        #expect(end == .day(try day(example.expected_end.text())))
        // The clock of the place changes nothing, at whatever time of the day it happened.
        for hour in ["00:00", "12:00", "23:59"] {
            let start = try instant("\(example.start.text())T\(hour):00+00:00")
            let atPlace = reading.end(of: period, after: start, at: LegalPlace(zone: .utc, calendar: calendar))
            #expect(atPlace == end)
        }
    }

    private func example(_ id: String) throws -> Example { try #require(Self.examples.first { $0.id == id }) }

    @Test("72 hours elapse across the change to summer time, and the wall clock shows 73")
    func summerTime() throws {
        let example = try example("h-02")
        let end = try instant(example.expected_end.text())
        #expect(try #require(example.period).end(after: try instant(example.start.text())) == .instant(end))
        let deadlines = Regime.gdpr.breachDeadlines(awareAt: try instant(example.start.text()), at: try place())
        #expect(deadlines.first { $0.duty.id == .gdprAuthority }?.due == end)
    }

    @Test("Whole hours leave the hour of the event out")
    func fullHours() throws {
        let example = try example("h-04")
        let end = Reading.fullHours.end(
            of: try #require(example.period), after: try instant(example.start.text()), at: LegalPlace(zone: .utc))
        #expect(end == .instant(try instant(example.expected_end.text())))
    }

    @Test("The contested reading of two working days is computed, and the strict one counts")
    func twoWorkingDays() throws {
        let example = try example("h-06")
        let (strict, contested) = (
            try instant(example.expected_end.text("strict")),
            try instant(example.expected_end.text("min_two_working_days_reading"))
        )
        let deadline = try #require(
            Regime.gdpr.breachDeadlines(awareAt: try instant(example.start.text()), at: try place())
                .first { $0.duty.id == .gdprAuthority })
        #expect(deadline.due == strict && deadline.reading == .strict)
        let other = try #require(deadline.readings.first { $0.reading == .twoWorkingDays })
        // The vector gives the last second, the library the last millisecond.
        #expect(other.due == contested.adding(milliseconds: 999))
    }

    @Test("DORA: four hours from the classification, and no more than 24 from the awareness")
    func dora() throws {
        let initial = try example("h-08")
        let moments = TriggerMoments([
            .awareness: try instant(initial.start.text("aware")),
            .classificationAsMajor: try instant(initial.start.text("classified")),
        ])
        #expect(Self.due("eu-dora.initial", moments) == (try instant(initial.expected_end.text())))
        let intermediate = try example("h-10")
        let sent = try instant(intermediate.start.text("initial_sent"))
        let later = TriggerMoments(moments.moments, met: ["eu-dora.initial": sent])
        #expect(Self.due("eu-dora.intermediate", later) == (try instant(intermediate.expected_end.text())))
        #expect(Self.due("eu-dora.intermediate", moments) == nil)
    }

    @Test("NIS2: of a provider of trust services both reports are due after 24 hours")
    func trustServices() throws {
        let example = try example("h-12")
        let moments = TriggerMoments(awareAt: try instant(example.start.text()))
        let deadlines = Regime.nis2.breachDeadlines(for: moments, entities: [.trustServiceProvider])
        let dues = deadlines.filter { ["eu-nis2.earlyWarning", "eu-nis2.notification"].contains($0.duty.id) }.map(\.due)
        #expect(dues == [try instant(example.expected_end.text()), try instant(example.expected_end.text())])
    }

    @Test("California's 45 days: both readings, and the earlier counts")
    func california() throws {
        let example = try example("c-01")
        let duty = try #require(RequestDuty.standard.first { $0.id == "us-ca-know-delete-correct" })
        let received = try instant("\(example.start.text())T17:00:00Z")
        let deadline = RequestDeadline(duty, for: RequestMoments(received: received), at: LegalPlace(zone: .utc))
        #expect(deadline.end == .day(try day(example.expected_end.text("receipt_day_is_day_1"))))
        #expect(deadline.readings.last?.end == .day(try day(example.expected_end.text("day_after_counting"))))
    }

    @Test("The United Kingdom: the days of waiting for clarification do not count")
    func clarification() throws {
        let example = try example("uk-stop-01")
        let noon = { (name: String) in try instant("\(try example.start.text(name))T12:00:00Z") }
        let duty = try #require(RequestDuty.standard.first { $0.id == "uk-gdpr" })
        let moments = RequestMoments(
            received: try noon("received"),
            clarifications: [.init(asked: try noon("clarification_requested"), answered: try noon("clarification_received"))])
        let deadline = RequestDeadline(duty, for: moments, at: LegalPlace(zone: .union("Europe/London", hours: 0)))
        #expect(deadline.end == .day(try day(example.expected_end.text("reading_add_paused_days"))))
    }

    @Test("With its holidays, the vector of Good Friday ends after Easter")
    func goodFriday() throws {
        let calendar = try place(["2024-03-29", "2024-04-01"]).calendar
        let end = Regulation1182.end(of: .months(1), after: try day("2024-02-29"), on: calendar)
        #expect(end == .day(try day("2024-04-02")))
    }

    private static func due(_ duty: DutyID, _ moments: TriggerMoments) -> Instant? {
        Regime.dora.breachDeadlines(for: moments).first { $0.duty.id == duty }?.due
    }
}
