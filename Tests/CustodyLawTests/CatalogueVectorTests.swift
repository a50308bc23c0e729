import CustodyLaw
import CustodyModel
import Testing

/// What the fact sheet on breaches (2026-11-23) says in words, written down again as vectors: on what risk a duty hangs, what follows
/// what, who must explain being late, what frees, and since when a law holds as it stands.
@Suite("The catalogue of laws, where the fact sheet uses words")
struct CatalogueVectorTests {
    private let duties = LawBook.standard.regimes.flatMap(\.breachDuties)

    private func names(_ isIncluded: (Duty) -> Bool) -> Set<DutyID> { Set(duties.filter(isIncluded).map(\.id)) }

    @Test("A duty that hangs on the risk asks for the least risk that the fact sheet names, and no other asks for any")
    func risks() {
        let risks: [DutyID: BreachRisk] = [
            "eu-gdpr.33(1)": .risk, "eu-gdpr.34(1)": .high, "uk-gdpr.33(1)": .risk, "uk-gdpr.34(1)": .high,
            "ch-fadp.authority": .high, "th-pdpa.authority": .risk, "th-pdpa.individuals": .high,
            "ng-ndpa.authority": .risk, "ng-ndpa.individuals": .high,
        ]
        for duty in duties { #expect(duty.threshold.leastRisk == risks[duty.id], "\(duty.id)") }
        #expect(Set(risks.keys).isSubset(of: Set(duties.map(\.id))))
    }

    @Test("What runs from an earlier notice follows that notice, and not another")
    func chains() {
        let chains: [DutyID: DutyID] = [
            "eu-nis2.final": "eu-nis2.notification", "eu-dora.intermediate": "eu-dora.initial",
            "eu-dora.final": "eu-dora.intermediate", "eu-cra.finalIncident": "eu-cra.notification",
            "eu-eprivacy-611.second": "eu-eprivacy-611.first", "us-ca.authority": "us-ca.individuals",
            "us-tx.creditAgencies": "us-tx.individuals", "us-fl.creditAgencies": "us-fl.individuals",
            "us-de.authority": "us-de.individuals", "br-lgpd.supplement": "br-lgpd.authority",
            "my-pdpa.individuals": "my-pdpa.authority",
        ]
        for duty in duties { #expect(duty.follows == chains[duty.id], "\(duty.id)") }
        #expect(Set(chains.keys).isSubset(of: Set(duties.map(\.id))))
    }

    @Test("Being late needs a reason where the fact sheet says so, and nowhere else")
    func lateness() {
        #expect(
            names(\.latenessNeedsReason) == [
                "eu-gdpr.33(1)", "uk-gdpr.33(1)", "th-pdpa.authority", "sa-pdpl.authority", "tr-kvkk.authority",
                "ke-dpa.authority",
            ])
    }

    @Test("What frees from a duty is all that the fact sheet names, and nothing frees from others")
    func exceptions() {
        // How many there are; what a threshold says already, such as a key that is safe, is none.
        let counts: [DutyID: Int] = [
            "eu-gdpr.34(1)": 3, "uk-gdpr.34(1)": 1, "eu-eprivacy-611.subscribers": 1, "ch-fadp.individuals": 4,
            "us-hipaa.individuals": 2, "us-sec-8k.filing": 1, "us-ca.individuals": 2, "us-ny.individuals": 3,
            "us-tx.individuals": 3, "us-fl.individuals": 2, "jp-appi.preliminary": 1, "jp-appi.final": 1,
            "jp-appi.finalOnPurpose": 1, "jp-appi.individuals": 2, "kr-pipa.authority": 1, "cn-pipl.individuals": 1,
            "sg-pdpa.individuals": 3, "za-popia.individuals": 2, "ke-dpa.individuals": 3, "nz-privacy.individuals": 1,
        ]
        for duty in duties { #expect(duty.exceptions.count == counts[duty.id] ?? 0, "\(duty.id)") }
        #expect(Set(counts.keys).isSubset(of: Set(duties.map(\.id))))
        let switzerland = duties.first { $0.id == "ch-fadp.individuals" }
        #expect(switzerland?.exceptions.last == "the grounds of Art. 26")
    }

    @Test("A law holds since the day that the fact sheet's status tells, and one that is not in force since none")
    func firstDays() throws {
        let days: [RegimeID: String?] = [
            "eu-dora": "2025-01-17", "eu-eidas": "2024-10-18", "eu-cra": "2026-09-11", "ch-fadp": "2023-09-01",
            "us-ftc-safeguards": "2024-05-13", "us-ftc-hbnr": "2024-07-29", "us-ca": "2026-01-01", "us-ny": "2024-12-21",
            "us-tx": "2023-09-01", "us-wa": "2020-03-01", "br-lgpd": "2024-04-26", "cn-incident": "2025-11-01",
            "sg-pdpa": "2021-02-01", "ca-pipeda": "2018-11-01", "ca-qc": "2022-09-22", "id-pdp": "2024-10-17",
            "sa-pdpl": "2024-09-14", "nz-privacy": "2020-12-01", "my-pdpa": "2025-06-01", "vn-pdpl": "2026-01-01",
            "uk-pecr": "2025-08-20", "th-pdpa": "2022-12-15", "us-circia": nil, "in-dpdp": nil,
        ]
        for (id, date) in days {
            let regime = try #require(LawBook.standard.regime(id), "\(id)")
            let first = try date.map(day)
            #expect(regime.validFrom == first, "\(id)")
            for duty in regime.breachDuties where duty.validTo == nil { #expect(duty.validFrom == first, "\(duty.id)") }
        }
    }

    @Test("Only trust services and small agents have periods of their own, and a cap is of 24 hours from the awareness")
    func entities() {
        let periods: [DutyID: [Duty.Entity: LegalPeriod]] = [
            "eu-nis2.notification": [.trustServiceProvider: .elapsedHours(24)],
            "br-lgpd.authority": [.smallAgent: .businessDays(6)], "br-lgpd.individuals": [.smallAgent: .businessDays(6)],
            "br-lgpd.supplement": [.smallAgent: .businessDays(40)],
        ]
        for duty in duties {
            #expect(duty.periods == periods[duty.id] ?? [:], "\(duty.id)")
            let cap = duty.id == "eu-dora.initial" ? Duty.Cap(.elapsedHours(24), after: .awareness) : nil
            #expect(duty.cap == cap, "\(duty.id)")
        }
    }

    @Test("A trigger is of the family that the fact sheet puts it in; every breach is an awareness, the year's end its own")
    func families() {
        let families: [Duty.Trigger.Family: Set<Duty.Trigger>] = [
            .decision: [
                .determinationBreach, .determinationNotifiable, .determinationMaterial, .determinationIncident,
                .determinationNotificationIncident, .classificationAsMajor, .determinationDisruption, .beliefReasonableGrounds,
                .confirmationOfBreach, .identificationOfAffected, .missingInformationDetermined,
            ],
            .chained: [
                .initialNotificationSent, .incidentNotificationSent, .intermediateReportSent, .individualNoticeSent,
                .incidentHandled, .correctiveMeasureAvailable,
            ],
            .yearEnd: [.calendarYearEnd], .other: [.onRequest, .payment, .authorityOrder, .certainCases],
        ]
        for trigger in Set(duties.map(\.trigger)) {
            let family = families.first { $0.value.contains(trigger) }?.key ?? .awareness
            #expect(trigger.family == family, "\(trigger)")
        }
        #expect(Duty.Trigger("unheardOf").family == .other)
    }

    @Test("What stops the clock of a request and what starts it is the law's or the guidance's, as the fact sheet has it")
    func requests() throws {
        for duty in RequestDuty.standard {
            let pause: RequestDuty.Pause = duty.id == "uk-gdpr" ? .statutory : duty.id == "eu-gdpr" ? .guidance : .none
            #expect(duty.pause == pause, "\(duty.id)")
            let start: RequestDuty.Start =
                duty.id == "uk-gdpr"
                ? .latestOfReceiptIdentityFee : duty.id == "eu-gdpr-art14-notice" ? .obtainingData : .receipt
            #expect(duty.start == start, "\(duty.id)")
        }
        let days: [RegimeID: CivilDate] = Dictionary(
            uniqueKeysWithValues: RequestDuty.standard.compactMap { duty in duty.validFrom.map { (duty.id, $0) } })
        #expect(try days["uk-gdpr"] == day("2026-02-05"))
        #expect(try days["uk-complaints"] == day("2026-06-19"))
        #expect(try days["eu-gdpr"] == day("2018-05-25"))
        #expect(days["in-dpdp"] == nil)
    }
}
