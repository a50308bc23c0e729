import CustodyAccess
import CustodyData
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("The audit of what is held")
struct DataAuditTests {
    /// What is found beside what the notices do not say.
    private func findings(_ life: LifeBed) async throws -> [DataFinding] {
        try await life.custodian.auditData(by: nil).filter { if case .notice = $0 { false } else { true } }
    }

    @Test("finds nothing where nothing is wrong but that the notices say nothing")
    func clean() async throws {
        let life = try await LifeBed()
        try await life.collect(["name": "Ada", "phone": "+1"], as: "customer", for: [.customerCare])
        #expect(try await findings(life).isEmpty)
        let notices = try await life.custodian.auditData(by: nil)
        #expect(notices == (try await life.custodian.informationFindings()).map(DataFinding.notice) && !notices.isEmpty)
    }

    @Test("finds each thing that is wrong, and nothing else")
    func each() async throws {
        let life = try await LifeBed()
        let id = try await life.collect(["name": "Ada", "phone": "+1"], as: "customer", for: [.customerCare])
        let order = try await life.collect(["item": "pen"], as: "order", for: [.payment])
        try await life.change(id) { $0.purposes.append("astrology") }
        #expect(try await findings(life) == [.undeclaredPurpose(id, "customer", "astrology")])
        try await life.change(id) { $0.purposes.removeLast() }
        try await life.change(id) { $0.fields["name"]?.category = .health }
        #expect(try await findings(life) == [.otherCategory(id, "customer", "name", .health)])
        try await life.change(id) { $0.fields["name"]?.category = .personName }
        try await life.change(id) { $0.fields["nickname"] = $0.fields["name"] }
        #expect(try await findings(life) == [.undeclaredField(id, "customer", "nickname")])
        try await life.change(id) { $0.fields["nickname"] = nil }
        try await life.change(order) { $0.purposes = [LifeBed.delivery] }
        #expect(try await findings(life) == [.needless(order, "order", "item")])
        try await life.change(order) { $0.purposes = [.payment] }
        #expect(try await findings(life).isEmpty)
        // What is about somebody else's data and was never told.
        let receipt = try await life.custodian.collect(
            FieldValues(text: ["name": "Bob"]), as: "customer", about: "c-2", for: [.customerCare], from: .other("a list"),
            by: life.officer)
        try life.set("2026-03-01")
        let untold = try await findings(life).map { finding -> RecordID? in
            if case .untold(let duty) = finding { duty.record } else { nil }
        }
        #expect(untold == [receipt.record])
    }

    @Test("finds what consent alone held and no longer does, what is past its time and what is to be verified; a hold keeps it")
    func overTime() async throws {
        let life = try await LifeBed()
        try await life.custodian.recordConsent(
            .given(explicitly: false), of: "c-1", for: .directMarketing, notice: Bed.notice, by: life.officer)
        let mail = try await life.collect(["email": "a@b.c"], as: "newsletter", for: [.directMarketing])
        let id = try await life.collect(["phone": "+1"], as: "customer", for: [.customerCare])
        #expect(try await findings(life).isEmpty)
        try await life.custodian.withdrawConsent(of: "c-1", for: .directMarketing)
        #expect(try await findings(life) == [.withoutConsent(mail, "newsletter", "email")])
        let hold = try await life.custodian.placeHold(on: "c-1", reference: "Case 1", by: life.officer)
        #expect(try await findings(life).isEmpty)
        _ = try await life.custodian.releaseHold(hold.id, reason: "settled", by: life.officer)
        try life.set("2027-01-01")
        try await life.schedule("phone", "customer", .customerCare, .months(6), toHeld: true)
        let found = try await findings(life).map(\.description)
        #expect(found.count == 3)
        #expect(found.contains { $0.contains("past its time since 2026-07-01") && $0.contains("\(id)") })
        #expect(found.contains { $0.contains("to be verified since 2027-01-01") })
        try await life.custodian.sweepEverybody(by: life.officer)
        #expect(try await findings(life) == [.withoutConsent(mail, "newsletter", "email")])
    }

    @Test("finds what a narrower consent no longer covers")
    func narrowed() async throws {
        let life = try await LifeBed()
        func consent(to categories: [DataCategory]?) async throws {
            life.bed.clock.advance(milliseconds: 1000)
            try await life.custodian.recordConsent(
                .given(explicitly: false), of: "c-1", for: .directMarketing, notice: Bed.notice,
                under: ConsentCircumstances(categories: categories), by: life.officer)
        }
        try await consent(to: nil)
        let mail = try await life.collect(["email": "a@b.c"], as: "newsletter", for: [.directMarketing])
        #expect(try await findings(life).isEmpty)
        try await consent(to: [.financial])
        #expect(try await findings(life) == [.withoutConsent(mail, "newsletter", "email")])
        try await consent(to: [.financial, .contact])
        #expect(try await findings(life).isEmpty)
    }

    @Test("agrees with an erasure and with a withdrawal about what a narrower consent no longer covers")
    func narrowedKeepsNothing() async throws {
        let life = try await LifeBed()
        func consent(to purpose: Purpose, for categories: [DataCategory]? = nil) async throws {
            life.bed.clock.advance(milliseconds: 1000)
            try await life.custodian.recordConsent(
                .given(explicitly: false), of: "c-1", for: purpose, notice: ConsentBed.notice(purpose),
                under: ConsentCircumstances(categories: categories), by: life.officer)
        }
        func plan() async throws -> ErasurePlan {
            try await life.custodian.planErasure(of: "c-1", ground: .consentWithdrawn, by: life.officer)
        }
        func work() async throws -> [DownstreamObligation.Work] {
            try await life.custodian.obligations(afterWithdrawalBy: "c-1", from: .directMarketing, by: nil).map(\.work)
        }
        try await consent(to: .directMarketing)
        try await consent(to: LifeBed.offers)
        let mail = try await life.collect(
            ["email": "a@b.c"], as: "newsletter", for: [.directMarketing, LifeBed.offers])
        life.bed.clock.advance(milliseconds: 1000)
        try await life.custodian.withdrawConsent(of: "c-1", for: .directMarketing)
        #expect(try await work() == [.stop, .restrict])
        _ = try await thrown(.refusedByLaw) { _ = try await plan() }
        try await consent(to: LifeBed.offers, for: [.financial])
        #expect(try await findings(life) == [.withoutConsent(mail, "newsletter", "email")])
        #expect(try await work() == [.stop, .erase])
        let erasure = try await plan()
        #expect(erasure.keeps.isEmpty && erasure.destroys.flatMap(\.fields) == ["newsletter.email"])
        try await consent(to: LifeBed.offers, for: [.financial, .contact])
        #expect(try await work() == [.stop, .restrict])
        _ = try await thrown(.refusedByLaw) { _ = try await plan() }
    }

    @Test("finds what needs a statement of its own when the last yes was none")
    func explicitConsent() async throws {
        let bed = Bed(.memory)
        let policy = try RolePolicy(controller: "acme") {
            Declare(.customerCare, on: .contract)
            Declare("treatment", on: .consent, specialCondition: .explicitConsent)
            Role("all") {
                Allow(.collect, [.health], for: ["treatment"])
                Allow([.recordConsent, .planErasure], [])
            }
            Assign("agent-1", to: "all")
        }
        let custodian = try await bed.open(
            Governance(policy: policy, records: [Patient.schema], logRetention: Bed.logRetention))
        func answer(explicitly: Bool) async throws -> [DataFinding] {
            bed.clock.advance(milliseconds: 1000)
            try await custodian.recordConsent(
                .given(explicitly: explicitly), of: "c-1", for: "treatment", notice: Bed.notice, by: bed.agent)
            return try await custodian.auditData(by: nil).filter { if case .notice = $0 { false } else { true } }
        }
        #expect(try await answer(explicitly: true).isEmpty)
        let receipt = try await custodian.collect(
            Patient(diagnosis: "flu"), about: "c-1", for: ["treatment"], from: .subject, by: bed.agent)
        let record = try #require(receipt.record)
        #expect(try await answer(explicitly: false) == [.withoutConsent(record, "patient", "diagnosis")])
        let plan = try await custodian.planErasure(of: "c-1", ground: .consentWithdrawn, by: bed.agent)
        #expect(plan.keeps.isEmpty && plan.destroys.flatMap(\.fields) == ["patient.diagnosis"])
        #expect(try await answer(explicitly: true).isEmpty)
    }

    @Test("finds records of a kind that the store was governed by before", arguments: [Backing.files])
    func formerKinds(_ backing: Backing) async throws {
        var life = try await LifeBed(backing)
        let id = try await life.collect(["iban": "GB33"], as: "contract", for: [.payment])
        var governance = try LifeBed.governance()
        governance.records.removeAll { $0.name == "contract" }
        life = try await life.reopened(governance, adoption: .adopt(by: life.officer, reason: "no contracts any more"))
        #expect(try await findings(life) == [.undeclaredRecord(id, "contract")])
    }
}
