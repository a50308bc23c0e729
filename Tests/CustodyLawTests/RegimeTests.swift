import CustodyLaw
import CustodyModel
import Testing

@Suite struct RegimeTests {
    private let aware = Instant("2026-11-20T16:30:00Z") ?? Instant(milliseconds: 0)

    private func deadline(_ duty: DutyID) throws -> Deadline {
        try #require(Regime.gdpr.breachDeadlines(awareAt: aware).first { $0.duty.id == duty })
    }

    @Test("The GDPR gives 72 hours to the authority, and late only with a reason")
    func authority() throws {
        let deadline = try deadline(.gdprAuthority)
        #expect(deadline.due == Instant("2026-11-23T16:30:00Z"))
        #expect(deadline.duty.recipient == .authority)
        #expect(deadline.duty.latenessNeedsReason)
        #expect(deadline.duty.source.reference == "GDPR Art. 33(1)")
        #expect(deadline.duty.source.verification == .primary)
        #expect(deadline.reading == .strict)
        #expect(!deadline.isOverdue(at: aware.adding(milliseconds: 72 * 3_600_000)))
        #expect(deadline.isOverdue(at: aware.adding(milliseconds: 72 * 3_600_000 + 1)))
        #expect(!deadline.duty.isOwed(at: .unlikely) && deadline.duty.isOwed(at: .risk) && deadline.duty.isOwed(at: .high))
    }

    @Test("The GDPR names no number for telling the people, and none is made up")
    func dataSubjects() throws {
        let deadline = try deadline(.gdprDataSubjects)
        #expect(deadline.due == nil && deadline.end == .noNumber("without undue delay"))
        #expect(!deadline.isOverdue(at: Instant(milliseconds: .max)))
        #expect(!deadline.duty.isOwed(at: .risk) && deadline.duty.isOwed(at: .high))
    }

    @Test("Every breach is owed to the register")
    func register() throws {
        let duty = try deadline(.gdprRegister).duty
        #expect(duty.trigger == .anyBreach && BreachRisk.allCases.allSatisfy(duty.isOwed))
    }

    @Test("A duty holds from its first day to its last")
    func validity() throws {
        #expect(Regime.gdpr.breachDeadlines(awareAt: try #require(Instant("2018-05-24T23:59:59.999Z"))).isEmpty)
        #expect(Regime.gdpr.breachDeadlines(awareAt: try #require(Instant("2018-05-25T00:00:00Z"))).count == 3)
        #expect(Regime.gdpr.breachDeadlines(awareAt: Instant(milliseconds: -1)).isEmpty)
        #expect(Regime.gdpr.breachDeadlines(awareAt: Instant(milliseconds: .min)).isEmpty)
        #expect(!Regime.gdpr.breachDeadlines(awareAt: Instant(milliseconds: .max)).isEmpty)
        var duty = try #require(Regime.gdpr.breachDuties.first)
        duty.validTo = CivilDate(year: 2027, month: 12, day: 31)
        #expect(duty.isValid(on: try #require(CivilDate(year: 2027, month: 12, day: 31))))
        #expect(!duty.isValid(on: try #require(CivilDate(year: 2028, month: 1, day: 1))))
    }

    @Test("The dates of the law are what they are called")
    func dates() {
        #expect(Regime.gdpr.asOf.description == "2026-11-23")
        #expect(Set(Regime.gdpr.breachDuties.compactMap(\.validFrom?.description)) == ["2018-05-25"])
        #expect(Set(Regime.gdpr.breachDuties.map(\.id)).count == 4)
    }
}
