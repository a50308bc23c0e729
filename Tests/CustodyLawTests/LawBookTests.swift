import CustodyLaw
import CustodyModel
import Testing

@Suite("The laws of a host")
struct LawBookTests {
    private let moments = TriggerMoments(awareAt: Instant("2026-11-20T16:30:00Z") ?? Instant(milliseconds: 0))

    @Test("The GDPR is on from the start, and another law once it is switched on")
    func switching() throws {
        var book = LawBook.standard
        #expect(book.switchedOn == ["eu-gdpr"])
        #expect(Set(book.breachDeadlines(for: moments).map(\.duty.regime)) == ["eu-gdpr"])
        try book.switchOn("uk-gdpr")
        #expect(Set(book.breachDeadlines(for: moments).map(\.duty.regime)) == ["eu-gdpr", "uk-gdpr"])
        book.switchOff("eu-gdpr")
        #expect(book.active.map(\.id) == ["uk-gdpr"])
    }

    @Test("A law that is not verified opens nothing, cannot be switched on, and still can be shown")
    func unverified() throws {
        var book = LawBook(LawBook.standard.regimes, switchedOn: ["jp-appi", "eu-gdpr"])
        #expect(book.switchedOn == ["eu-gdpr"])
        for regime in book.regimes where !regime.isVerified {
            #expect(throws: LawBook.Refusal.unverified(regime.id, regime.shortfalls)) { try book.switchOn(regime.id) }
            #expect(regime.breachDeadlines(for: moments).isEmpty, "\(regime.id)")
        }
        #expect(throws: LawBook.Refusal.unknown("nowhere")) { try book.switchOn("nowhere") }
        let japan = try #require(book.regime("jp-appi"))
        #expect(japan.everyBreachDeadline(for: moments).count == japan.breachDuties.count)
    }

    @Test("A host that checked a law puts its own in the place and switches it on")
    func replacing() throws {
        var book = LawBook.standard
        var turkiye = try #require(book.regime("tr-kvkk"))
        #expect(Set(turkiye.shortfalls) == [.weaklyVerified, .noValidFrom])
        turkiye.verification = .primary
        turkiye.validFrom = try day("2019-01-24")
        for index in turkiye.breachDuties.indices {
            turkiye.breachDuties[index].validFrom = turkiye.validFrom
            turkiye.breachDuties[index].source.verification = .primary
        }
        book.put(turkiye)
        try book.switchOn("tr-kvkk")
        #expect(book.breachDeadlines(for: moments).contains { $0.duty.id == "tr-kvkk.authority" && $0.due != nil })
        #expect(book.regimes.count == LawBook.standard.regimes.count)
        turkiye.sources = []
        book.put(turkiye)
        #expect(!book.isOn("tr-kvkk"))
    }

    @Test("A duty that is known from memory opens nothing, though its law is on")
    func weakDuty() throws {
        let florida = try #require(LawBook.standard.regime("us-fl"))
        let agent = try #require(florida.breachDuties.first { $0.id == "us-fl.coveredEntity" })
        #expect(!agent.source.verification.isEnough)
        #expect(florida.isVerified && !florida.breachDeadlines(for: moments, as: .processor).contains { $0.duty == agent })
        #expect(florida.everyBreachDeadline(for: moments).contains { $0.duty == agent })
    }

    @Test("A processor tells its controller and nobody else; a controller everybody else")
    func roles() {
        #expect(Regime.gdpr.breachDeadlines(for: moments, as: .processor).map(\.duty.id) == [.gdprController])
        for role in [Duty.Role.controller, .jointController] {
            let duties = Regime.gdpr.breachDeadlines(for: moments, as: role).map(\.duty.id)
            #expect(duties == [.gdprAuthority, .gdprRegister, .gdprDataSubjects])
        }
    }

    @Test("Laws on networks, on providers, and on what a business reports about itself bind a processor too; others do not")
    func anyRole() throws {
        let binding = LawBook.standard.regimes.filter(\.bindsAnyRole)
        #expect(
            Set(binding.map(\.id)) == [
                "eu-nis2", "eu-dora", "eu-cra", "eu-eidas", "us-ny-dfs", "us-sec-8k", "us-circia", "in-certin", "cn-incident",
                "eu-eprivacy-611", "uk-pecr",
            ])
        for regime in binding {
            for role in Duty.Role.allCases {
                #expect(regime.breachDuties.allSatisfy { $0.isOwed(as: role) }, "\(regime.id) as \(role)")
            }
        }
        let nis2 = Regime.nis2.breachDeadlines(for: moments, as: .processor)
        #expect(!nis2.isEmpty && nis2 == Regime.nis2.breachDeadlines(for: moments))
        let telecoms = try #require(LawBook.standard.regime("eu-eprivacy-611"))
        #expect(
            telecoms.breachDeadlines(for: moments, as: .processor).first { $0.duty.id == "eu-eprivacy-611.first" }?.due
                == (try instant("2026-11-21T16:30:00Z")))
        let hipaa = try #require(LawBook.standard.regime("us-hipaa"))
        #expect(hipaa.breachDeadlines(for: moments, as: .processor).map(\.duty.id) == ["us-hipaa.coveredEntity"])
        // Nobody but a processor has a controller to tell.
        var duty = try #require(Regime.gdpr.breachDuties.first { $0.id == .gdprController })
        duty.bindsAnyRole = true
        #expect(duty.isOwed(as: .processor) && !duty.isOwed(as: .controller))
    }

    @Test("Counts are inclusive or strict as the law has them, and what is not known stays open")
    func counts() {
        #expect(HeadCount.atLeast(500).isMet(by: .exactly(500)) == true)
        #expect(HeadCount.moreThan(500).isMet(by: .exactly(500)) == false)
        #expect(HeadCount.moreThan(500).isMet(by: .exactly(501)) == true)
        #expect(HeadCount.fewerThan(500).isMet(by: .exactly(500)) == false)
        #expect(HeadCount.fewerThan(500).isMet(by: .exactly(499)) == true)
        #expect(HeadCount.atLeast(500).isMet(by: .unknown) == nil)
        #expect(HeadCount.atLeast(500).isMet(by: .atLeast(400, andUpTo: 200)) == nil)
        #expect(HeadCount.atLeast(500).isMet(by: .atLeast(500)) == true)
        #expect(HeadCount.fewerThan(500).isMet(by: .atLeast(500)) == false)
    }

    @Test("At most fewer than at least is refused, and read as it was meant where it was written once")
    func bounds() throws {
        #expect(throws: Magnitude.Refusal.mostBelowLeast) { try Magnitude(least: 9, most: 3) }
        #expect(try Magnitude(least: 3, most: 3) == .exactly(3))
        let some = try Magnitude(least: 3, most: 9)
        #expect(some == .atLeast(3, andUpTo: 6) && some.least == 3 && some.most == 9)
        #expect(try Magnitude(least: 3, most: nil) == .atLeast(3))
        #expect(Magnitude.atLeast(3, andUpTo: .max).most == .max)
        #expect(try CBOR.decode(Magnitude.self, from: CBOR.encode(some)) == some)
        #expect(try CBOR.decode(Magnitude.self, from: CBOR.encode(["least": 9, "most": 3])) == some)
        #expect(try CBOR.decode(Magnitude.self, from: CBOR.encode(["least": 9])) == .atLeast(9))
    }

    @Test("Thresholds join in three values")
    func thresholds() throws {
        var facts = BreachFacts()
        let health = Threshold.data([.health])
        #expect(health.isMet(by: facts, risk: nil) == nil)
        facts.dataKindsAreComplete = true
        #expect(health.isMet(by: facts, risk: nil) == false)
        facts.dataKindsAreComplete = false
        let brazil = try #require(LawBook.standard.regime("br-lgpd")?.breachDuties.first)
        #expect(brazil.isOwed(by: facts, risk: nil) == nil)
        let question = try #require(brazil.threshold.questions.first)
        facts.answers[question] = true
        #expect(brazil.isOwed(by: facts, risk: nil) == nil)
        facts.dataKinds = [.health]
        #expect(brazil.isOwed(by: facts, risk: nil) == true)
        facts.answers[question] = false
        #expect(brazil.isOwed(by: facts, risk: nil) == false)
        let california = try #require(LawBook.standard.regime("us-ca")?.breachDuties.first)
        #expect(california.isOwed(by: facts, risk: nil) == nil)
        (facts.encryption, facts.keyIsSafe) = (.stateOfTheArt, true)
        #expect(california.isOwed(by: facts, risk: nil) == false)
        facts.keyIsSafe = false
        (facts.confidentiality, facts.wasExfiltrated) = (true, true)
        #expect(california.isOwed(by: facts, risk: nil) == true)
        #expect(Regime.gdpr.breachDuties[0].isOwed(by: facts, risk: nil) == nil)
        #expect(Regime.gdpr.breachDuties[0].isOwed(by: facts, risk: .unlikely) == false)
        #expect(Regime.gdpr.breachDuties[3].isOwed(by: facts, risk: .high) == true)
    }

    @Test("The small breaches of a year are due 60 days after its end, at the place")
    func yearEnd() throws {
        let hipaa = try #require(LawBook.standard.regime("us-hipaa"))
        for (year, last) in [(2022, "2023-03-01"), (2023, "2024-02-29"), (2024, "2025-03-01")] {
            let moments = TriggerMoments(awareAt: try instant("\(year)-06-15T12:00:00Z"))
            let deadline = hipaa.breachDeadlines(for: moments, at: LegalPlace(zone: .utc))
                .first { $0.duty.id == "us-hipaa.authoritySmall" }
            #expect(deadline?.end == .day(try day(last)))
        }
        #expect(
            hipaa.breachDeadlines(for: moments).first { $0.duty.id == "us-hipaa.authoritySmall" }?.end
                == .notComputed(.notTriggered))
    }

    @Test("A small breach belongs to the year of its discovery, or of the one that diligence would have made before")
    func yearOfDiscovery() throws {
        let hipaa = try #require(LawBook.standard.regime("us-hipaa"))
        let (old, new) = (try instant("2023-12-20T12:00:00Z"), try instant("2024-01-10T12:00:00Z"))
        let cases: [([Duty.Trigger: Instant], String)] = [
            ([.awareness: new, .discoveryOrConstructive: old], "2024-02-29"),
            ([.discovery: new, .discoveryOrConstructive: old], "2024-02-29"),
            ([.discovery: old, .discoveryOrConstructive: new], "2024-02-29"),
            ([.awareness: old, .discovery: new], "2025-03-01"), ([.awareness: new], "2025-03-01"),
        ]
        for (moments, last) in cases {
            let deadline = hipaa.breachDeadlines(for: TriggerMoments(moments), at: LegalPlace(zone: .utc))
                .first { $0.duty.id == "us-hipaa.authoritySmall" }
            #expect(deadline?.end == .day(try day(last)), "\(moments)")
        }
    }

    @Test("A period that runs from one thing or another starts with the first that is recorded")
    func theFirstOfTwoThingsStartsThePeriod() throws {
        let (old, new) = (try instant("2026-03-01T12:00:00Z"), try instant("2026-03-10T12:00:00Z"))
        func start(_ duty: DutyID, _ moments: [Duty.Trigger: Instant]) throws -> Instant? {
            let found = LawBook.standard.regimes.flatMap(\.breachDuties).first { $0.id == duty }
            return TriggerMoments(moments).start(of: try #require(found), at: nil)
        }
        let joined: [(DutyID, Duty.Trigger, Duty.Trigger)] = [
            ("us-hipaa.individuals", .discoveryOrConstructive, .discovery),
            ("us-hipaa.media", .discoveryOrConstructive, .discovery),
            ("us-ca.individuals", .discoveryOrNotification, .discovery),
            ("us-fl.individuals", .determinationOrReasonToBelieve, .determinationBreach),
            ("us-fl.individuals", .determinationOrReasonToBelieve, .reasonableBeliefOccurred),
            ("ph-dpa.authority", .knowledgeOrReasonableBelief, .reasonableBeliefOccurred),
            ("id-pdp.authority", .failureOrAwareness, .awareness),
        ]
        for (duty, own, other) in joined {
            #expect(try start(duty, [other: old]) == old, "\(duty)")
            #expect(try start(duty, [own: new, other: old]) == old, "\(duty)")
            #expect(try start(duty, [own: old, other: new]) == old, "\(duty)")
            #expect(try start(duty, [.awareness: old]) == old, "\(duty)")
            if other != .awareness {
                #expect(try start(duty, [.awareness: new, other: old]) == old, "\(duty)")
                #expect(try start(duty, [.awareness: old, other: new]) == old, "\(duty)")
                // What is recorded of the thing itself counts before an awareness, as everywhere.
                #expect(try start(duty, [.awareness: old, own: new]) == new, "\(duty)")
            }
        }
        // A discovery alone is no knowledge of a determination.
        #expect(try start("us-tx.individuals", [.discovery: old, .awareness: old]) == nil)
        #expect(try start("us-wa.individuals", [.discoveryOrConstructive: old, .awareness: new]) == new)
    }

    @Test("Guidance is shown and is no deadline")
    func guidance() throws {
        let newZealand = try #require(LawBook.standard.regime("nz-privacy"))
        let deadline = try #require(newZealand.breachDeadlines(for: moments).first)
        #expect(deadline.due == nil && deadline.end == .noNumber("as soon as practicable"))
        #expect(deadline.guidance == [.instant(try instant("2026-11-23T16:30:00Z"))])
        #expect(!deadline.isOverdue(at: try instant("2027-11-23T16:30:00Z")))
    }
}
