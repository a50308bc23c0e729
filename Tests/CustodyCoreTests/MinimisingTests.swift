import CustodyAccess
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("Holding no more than is needed")
struct MinimisingTests {
    @Test("A purpose that nothing is collected for was not decided about, and is not noted", arguments: Backing.allCases)
    func undecidedPurpose(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.open()
        let done = try await custodian.collect(
            FieldValues(["email": .text("ada@example.org"), "phone": .null]), as: "customer", about: "c-1",
            for: [.customerCare, .payment], from: .subject, by: bed.importer)
        let id = try #require(done.record)
        let record = try #require(try await custodian.backends.data.record(id))
        #expect(record.purposes == [.customerCare])
        #expect(record.fields.keys.sorted() == ["email"])
        try await custodian.close()
    }

    @Test("A correction adds no field that the record is held for no purpose of", arguments: Backing.allCases)
    func correctionAddsNothing(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let policy = try RolePolicy(controller: "acme") {
            Declare(.customerCare, on: .contract)
            Declare(.payment, on: .contract)
            Declare(.directMarketing, on: .consent)
            Declare("treatment", on: .contract, specialCondition: .healthCare)
            Role("all") { Allow([.collect, .read, .correct], [.contact, .financial]) }
            Assign("agent-1", to: "all")
        }
        let custodian = try await bed.open(
            Governance(policy: policy, records: [Customer.schema, Patient.schema], logRetention: Bed.logRetention))
        try await custodian.collect(
            Customer(email: "ada@example.org"), about: "c-1", for: [.customerCare], from: .subject, by: bed.agent)
        _ = try await thrown(.notHeldFor) {
            try await custodian.correct(FieldValues(text: ["iban": "GB33"]), of: "customer", about: "c-1", by: bed.agent)
        }
        try await custodian.correct(FieldValues(text: ["phone": "+44"]), of: "customer", about: "c-1", by: bed.agent)
        _ = try await thrown(.invalidInput) {
            try await custodian.correct(
                FieldValues(["email": .null, "phone": .null]), of: "customer", about: "c-1", by: bed.agent)
        }
        try await custodian.close()
    }

    @Test("Special categories can be corrected where some purpose allows them", arguments: Backing.allCases)
    func correctsSpecial(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let policy = try RolePolicy(controller: "acme") {
            Declare(.customerCare, on: .contract)
            Declare(.payment, on: .contract)
            Declare(.directMarketing, on: .consent)
            Declare("treatment", on: .contract, specialCondition: .healthCare)
            Role("all") { Allow([.collect, .read, .correct], [.contact, .health], for: ["treatment"]) }
            Assign("agent-1", to: "all")
        }
        let custodian = try await bed.open(
            Governance(policy: policy, records: [Customer.schema, Patient.schema], logRetention: Bed.logRetention))
        try await custodian.collect(
            Patient(diagnosis: "flu"), about: "c-1", for: ["treatment"], from: .subject, by: bed.agent)
        try await custodian.correct(FieldValues(text: ["diagnosis": "cold"]), of: "patient", about: "c-1", by: bed.agent)
        let seen = try await custodian.disclose(
            [FieldRequest("diagnosis")], of: "patient", about: "c-1", for: "treatment", to: bed.agent)
        #expect(seen.value.text("diagnosis") == "cold")
        try await custodian.close()
    }

    @Test("One idempotency key for the corrections of two records is an error, not a silent duplicate")
    func correctionKey() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.open()
        var records: [RecordID] = []
        for _ in 0..<2 {
            let done = try await custodian.collect(
                Customer(email: "ada@example.org"), about: "c-1", for: [.customerCare], from: .subject, by: bed.importer,
                options: CollectOptions(allowsSeveral: true))
            records.append(try #require(done.record))
        }
        let new = FieldValues(text: ["email": "ada@example.net"])
        try await custodian.correct(new, of: "customer", about: "c-1", id: records[0], by: bed.agent, idempotencyKey: "k")
        _ = try await thrown(.invalidInput) {
            try await custodian.correct(new, of: "customer", about: "c-1", id: records[1], by: bed.agent, idempotencyKey: "k")
        }
    }

    @Test("Special categories on explicit consent need a consent that was explicit", arguments: Backing.allCases)
    func explicitConsent(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let policy = try RolePolicy(controller: "acme") {
            Declare(.customerCare, on: .contract)
            Declare("treatment", on: .consent, specialCondition: .explicitConsent)
            Role("all") {
                Allow([.collect, .read], [.health], for: ["treatment"])
                Allow(.recordConsent, [])
            }
            Assign("agent-1", to: "all")
        }
        let custodian = try await bed.open(
            Governance(policy: policy, records: [Patient.schema], logRetention: Bed.logRetention))
        func collect() async throws {
            try await custodian.collect(
                Patient(diagnosis: "flu"), about: "c-1", for: ["treatment"], from: .subject, by: bed.agent)
        }
        func answer(explicitly: Bool) async throws {
            bed.clock.advance(milliseconds: 1000)
            try await custodian.recordConsent(
                .given(explicitly: explicitly), of: "c-1", for: "treatment", notice: Bed.notice, by: bed.agent)
        }
        try await answer(explicitly: false)
        let denied = try await thrown(.denied) { try await collect() }
        #expect(denied.decision?.reasons.contains(.noConsent) == true)
        try await answer(explicitly: true)
        try await collect()
        try await custodian.close()
    }

    @Test("A required field that cannot be masked refuses the call")
    func unmaskable() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.open()
        try await custodian.collect(
            FieldValues(["iban": .unsigned(4_711)]), as: "customer", about: "c-1", for: [.payment], from: .subject,
            by: bed.importer)
        let seen = try await custodian.disclose(
            [FieldRequest("iban?")], of: "customer", about: "c-1", for: .payment, to: bed.agent)
        #expect(seen.value.values.isEmpty && seen.withheld["iban"] != nil)
        _ = try await thrown(.denied) {
            _ = try await custodian.disclose(
                [FieldRequest("iban")], of: "customer", about: "c-1", for: .payment, to: bed.agent)
        }
    }

    @Test("A decision names the edition of the policy that was adopted")
    func edition() async throws {
        let bed = Bed(.files)
        try await bed.open().close()
        var policy = try Bed.policy()
        policy.purposes.append(PurposeDeclaration("newsletter", basis: .consent))
        let custodian = try await bed.open(
            Governance(policy: policy, records: [Customer.schema, Patient.schema], logRetention: Bed.logRetention),
            adoption: .adopt(by: bed.who("officer-1"), reason: "newsletter"))
        let denied = try await thrown(.denied) {
            _ = try await custodian.disclose(SupportView.self, about: "c-1", for: .customerCare, to: bed.who("nobody"))
        }
        #expect(denied.decision?.policyVersion == PolicyVersion(2))
        try await custodian.close()
    }

    @Test("A purpose below one that the law sets covers only what was collected for it")
    func belowBuiltIn() async throws {
        let bed = Bed(.memory)
        let policy = try RolePolicy(controller: "acme") {
            Declare(.customerCare, on: .contract)
            Declare(.directMarketing, on: .consent)
            Declare(.payment, on: .contract)
            Declare("rightsFulfilment.offers", on: .contract)
            Role("all") { Allow([.collect, .read], [.contact], for: [.customerCare, "rightsFulfilment.offers"]) }
            Assign("agent-1", to: "all")
        }
        let custodian = try await bed.open(
            Governance(policy: policy, records: [Customer.schema], logRetention: Bed.logRetention))
        try await custodian.collect(
            Customer(email: "ada@example.org"), about: "c-1", for: [.customerCare], from: .subject, by: bed.agent)
        _ = try await thrown(.denied) {
            _ = try await custodian.disclose(
                [FieldRequest("email")], of: "customer", about: "c-1", for: "rightsFulfilment.offers", to: bed.agent)
        }
    }
}
