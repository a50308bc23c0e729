import CustodyAccess
import CustodyAudit
import CustodyConsent
import CustodyData
import CustodyLaw
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("New purposes for what is held")
struct PurposeExtensionTests {
    private func assessment(
        _ record: RecordName = "customer", from: Purpose = .customerCare, to: Purpose = LifeBed.research,
        link: String = "the same service", isCompatible: Bool = true
    ) -> PurposeAssessment {
        PurposeAssessment(
            of: record, from: from, to: to,
            factors: PurposeAssessment.Factors(
                link: link, context: "customers", nature: "a telephone number", consequences: "none", safeguards: "pseudonyms"),
            isCompatible: isCompatible)
    }

    /// A notice on record that names these purposes.
    private func notice(_ life: LifeBed, _ purposes: [Purpose]) async throws -> GivenInformation {
        let text = ShownNotice(text: Array("\(purposes)".utf8), version: "1", language: "en")
        let hash = try await life.custodian.recordNotice(text, explaining: purposes, by: life.officer)
        _ = try await life.custodian.declare(
            NoticeContent(of: hash, for: .fromPerson, items: [], purposes: purposes, categories: []), by: life.officer)
        return .served(hash)
    }

    private func faults(_ body: () async throws -> Void) async throws -> [ExtensionFault] {
        let error = try await thrown(.refusedByLaw) { try await body() }
        #expect(error.receipt != nil, "the refusal is on record")
        return error.reasons.compactMap { reason in ExtensionFault.allCases.first { reason.hasPrefix("\($0.rawValue):") } }
    }

    private func extend(
        _ life: LifeBed, _ record: RecordName = "customer", about subject: SubjectID = "c-1",
        to purpose: Purpose = LifeBed.research, _ ground: ExtensionGround = .compatible,
        telling information: GivenInformation, by principal: Principal? = nil
    ) async throws {
        try await life.custodian.extend(
            record, about: subject, to: purpose, because: ground, telling: information, by: principal ?? life.officer)
    }

    @Test("data is used for a compatible purpose after an assessment of five factors, and after the person was told")
    func compatible() async throws {
        let life = try await LifeBed()
        try await life.collect(["name": "Ada", "phone": "+1"], as: "customer", for: [.customerCare])
        func read() async throws -> FieldValues {
            try await life.custodian.disclose(
                [FieldRequest("phone")], of: "customer", about: "c-1", for: LifeBed.research, to: life.officer
            ).value
        }
        let told = try await notice(life, [LifeBed.research])
        let silent = try await notice(life, [.customerCare])
        #expect(try await faults { try await extend(life, telling: silent) } == [.notAssessed, .notTold])
        try await life.custodian.record(assessment(isCompatible: false), by: life.officer, reason: "first look")
        #expect(try await faults { try await extend(life, telling: told) } == [.incompatible])
        try await life.custodian.record(assessment(), by: life.officer, reason: "with pseudonyms")
        #expect(try await faults { try await extend(life, telling: silent) } == [.notTold])
        let denied = try await thrown(.denied) { try await extend(life, telling: told, by: life.bed.agent) }
        #expect(denied.receipt != nil)
        await #expect(throws: CustodianError.self) { _ = try await read() }
        try await extend(life, telling: told)
        #expect(try await read().values["phone"] == .text("+1"))
        #expect(try await faults { try await extend(life, telling: told) } == [.heldAlready])
        let lines = try await life.custodian.log(LogFilter(), by: life.officer)
        #expect(lines.filter { $0.action == .extendPurpose && $0.purpose == LifeBed.research }.count >= 1)
        #expect(try await life.custodian.history(of: PurposeAssessment.self, key: assessment().key).count == 2)
        #expect(try await life.custodian.verify().isIntact)
    }

    @Test(
        "there is no test for what was collected on consent or by law; the person's consent or a law helps, and no other basis")
    func incompatible() async throws {
        let life = try await LifeBed()
        for from in [.directMarketing, LifeBed.tax] as [Purpose] {
            let error = try await thrown(.invalidInput) {
                try await life.custodian.record(
                    assessment("newsletter", from: from, to: .customerCare), by: life.officer, reason: "a try")
            }
            #expect(error.reasons.count == 1)
        }
        try await life.custodian.recordConsent(
            .given(explicitly: false), of: "c-1", for: .directMarketing, notice: Bed.notice, by: life.officer)
        try await life.collect(["email": "a@b.c"], as: "newsletter", for: [.directMarketing])
        let told = try await notice(life, [.customerCare, LifeBed.offers, LifeBed.tax, LifeBed.research])
        #expect(
            try await faults { try await extend(life, "newsletter", to: .customerCare, telling: told) }
                == [.collectedOnConsent])
        #expect(
            try await faults { try await extend(life, "newsletter", to: LifeBed.offers, .consent, telling: told) }
                == [.consentMissing])
        // A legitimate interest is no law, and a law has a name.
        #expect(
            try await faults { try await extend(life, "newsletter", to: .customerCare, .law("Act 1"), telling: told) }
                == [.lawMissing])
        #expect(
            try await faults { try await extend(life, "newsletter", to: LifeBed.tax, .law(" "), telling: told) }
                == [.lawMissing])
        #expect(
            try await faults { try await extend(life, "newsletter", to: LifeBed.research, .law("Act 1"), telling: told) }
                == [.notOfAnyField])
        try await extend(life, "newsletter", to: LifeBed.tax, .law("Tax Act, section 7"), telling: told)
        #expect(
            try await faults { try await extend(life, "newsletter", to: .customerCare, telling: told) }
                == [.collectedOnConsent, .collectedByLaw])
        try await life.custodian.recordConsent(
            .given(explicitly: false), of: "c-1", for: LifeBed.offers,
            notice: ShownNotice(text: Array("May we make you offers?".utf8), version: "1", language: "en"), by: life.officer)
        try await extend(life, "newsletter", to: LifeBed.offers, .consent, telling: told)
    }

    @Test("what a law holds too does not go with the consent", arguments: Backing.allCases)
    func reseals(_ backing: Backing) async throws {
        let life = try await LifeBed(backing)
        try await life.custodian.recordConsent(
            .given(explicitly: false), of: "c-1", for: .directMarketing, notice: Bed.notice, by: life.officer)
        try await life.collect(["email": "a@b.c"], as: "newsletter", for: [.directMarketing])
        let token = try await life.custodian.known("c-1")
        func sealed() async throws -> KeyClass? {
            try await life.custodian.backends.data.records(of: token, name: nil).first?.fields["email"]?.value.key.keyClass
        }
        let before = try await sealed()
        try await extend(
            life, "newsletter", to: LifeBed.tax, .law("Tax Act"), telling: try await notice(life, [LifeBed.tax]))
        #expect(try await sealed() != before)
        let values = try await life.custodian.disclose(
            [FieldRequest("email")], of: "newsletter", about: "c-1", for: LifeBed.tax, to: life.officer
        ).value
        #expect(values.values["email"] == .text("a@b.c"))
    }

    @Test("of what the person gave, or of which nobody knows who gave it, the person is told unless they know it already")
    func exemptions() async throws {
        let life = try await LifeBed()
        let sources: [(subject: SubjectID, source: DataSource)] = [
            ("c-1", .subject), ("c-2", .other("a fair")), ("c-3", .other("a fair")),
        ]
        var ids: [SubjectID: RecordID] = [:]
        for (subject, source) in sources {
            let receipt = try await life.custodian.collect(
                FieldValues(text: ["email": "a@b.c"]), as: "newsletter", about: subject, for: [.customerCare], from: source,
                by: life.officer)
            ids[subject] = receipt.record
        }
        // An erasure of a part took away where it came from.
        try await life.change(try #require(ids["c-3"])) { ($0.source, $0.origin) = (nil, nil) }
        let ofOthers: [InformationExemption] = [.disproportionate, .laidDownByLaw, .secrecy]
        for subject: SubjectID in ["c-1", "c-3"] {
            for exemption in ofOthers {
                _ = try await thrown(.invalidInput) {
                    try await extend(
                        life, "newsletter", about: subject, to: LifeBed.tax, .law("Tax Act"), telling: .exempt(exemption))
                }
            }
            let record = try #require(ids[subject])
            #expect(try await life.custodian.backends.data.record(record)?.purposes == [.customerCare])
            try await extend(
                life, "newsletter", about: subject, to: LifeBed.tax, .law("Tax Act"), telling: .exempt(.alreadyInformed))
        }
        try await extend(
            life, "newsletter", about: "c-2", to: LifeBed.tax, .law("Tax Act"), telling: .exempt(.disproportionate))
    }

    @Test("an assessment that leaves out a factor or names what is not declared is refused")
    func factors() async throws {
        let life = try await LifeBed()
        for bad in [
            assessment(link: " "), assessment("client"), assessment(to: "astrology"), assessment(from: "astrology"),
        ] {
            let error = try await thrown(.invalidInput) {
                try await life.custodian.record(bad, by: life.officer, reason: "a try")
            }
            #expect(error.reasons.count == 1)
        }
    }
}
