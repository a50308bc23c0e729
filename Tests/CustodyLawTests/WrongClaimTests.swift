import CustodyLaw
import CustodyModel
import Testing

/// What is told wrongly in many places, each with what is right.
@Suite("Wrong claims are not repeated")
struct WrongClaimTests {
    private func request(_ id: RegimeID, received: String, at place: LegalPlace) throws -> RequestDeadline {
        let duty = try #require(RequestDuty.standard.first { $0.id == id })
        return RequestDeadline(duty, for: RequestMoments(received: try instant(received)), at: place)
    }

    @Test("w-01: a request of 31 January is not due on 1 March or 1 May", arguments: [("2024", "29"), ("2025", "28")])
    func monthEnd(_ year: String, _ last: String) throws {
        for id in ["eu-gdpr", "uk-gdpr"] as [RegimeID] {
            let deadline = try request(id, received: "\(year)-01-31T10:00:00Z", at: try place())
            #expect(deadline.end == .day(try day("\(year)-02-\(last)")))
        }
    }

    @Test("w-02: a month does not begin on the day after")
    func sameDate() throws {
        #expect(try request("uk-gdpr", received: "2025-08-01T21:59:00Z", at: try place()).end == .day(try day("2025-09-01")))
    }

    @Test("w-03: a month is not 30 days, and the time on top is not 60")
    func months() throws {
        let deadline = try request("eu-gdpr", received: "2025-01-31T10:00:00Z", at: try place())
        #expect(deadline.duty.period == .months(1) && deadline.duty.longer == .months(2))
        #expect(deadline.longerEnd == .day(try day("2025-04-30")))
    }

    @Test("w-04: 72 hours do not roll to a working day")
    func noRoll() throws {
        // A Friday, so that the hours end on a Monday; and a Wednesday, so that they end on a Saturday.
        for (aware, due) in [
            ("2025-01-10T16:00:00+01:00", "2025-01-13T16:00:00+01:00"),
            ("2025-01-08T16:00:00+01:00", "2025-01-11T16:00:00+01:00"),
        ] {
            let deadline = Regime.gdpr.breachDeadlines(awareAt: try instant(aware), at: try place(["2025-01-13"]))
                .first { $0.duty.id == .gdprAuthority }
            #expect(deadline?.due == (try instant(due)))
            #expect(
                Reading.regulation1182.end(of: .elapsedHours(72), after: try instant(aware), at: try place())
                    == .instant(try instant(due)))
        }
    }

    @Test("w-05: DORA's later reports do not run from the classification or the awareness")
    func chained() throws {
        let early = TriggerMoments([
            .awareness: try instant("2025-03-03T08:00:00Z"), .classificationAsMajor: try instant("2025-03-03T09:00:00Z"),
        ])
        for deadline in Regime.dora.breachDeadlines(for: early, at: try place()) where deadline.duty.follows != nil {
            #expect(deadline.end == .notComputed(.notTriggered) && deadline.due == nil)
        }
        var late = early
        late.met = [
            "eu-dora.initial": try instant("2025-03-03T12:00:00Z"), "eu-dora.intermediate": try instant("2025-03-06T11:00:00Z"),
        ]
        let deadlines = Regime.dora.breachDeadlines(for: late, at: try place())
        #expect(deadlines.first { $0.duty.id == "eu-dora.intermediate" }?.due == (try instant("2025-03-06T12:00:00Z")))
        #expect(deadlines.first { $0.duty.id == "eu-dora.final" }?.end == .day(try day("2025-04-06")))
    }

    @Test("w-06: California wants the acknowledgement in 10 working days")
    func acknowledgement() throws {
        let deadline = try request("us-ca-know-delete-correct", received: "2025-03-03T18:00:00Z", at: LegalPlace(zone: .utc))
        #expect(deadline.duty.acknowledgement == .businessDays(10))
        #expect(deadline.acknowledgeBy == .day(try day("2025-03-17")))
    }
}
