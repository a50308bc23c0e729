import CustodyAccess
import CustodyGovernance
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

/// Values of a field that is held no more are over, and go as whatever else is over does.
@Suite("Retiring a field")
struct MigrationRetirementTests {
    /// Without the customer's phone and the contract's account.
    private static func governance() throws -> Governance {
        var governance = try LifeBed.governance()
        for (retired, schema) in [
            ("phone", RecordSchema("customer", version: 2) { Field("name", .personName, for: [.customerCare]) }),
            ("iban", RecordSchema("contract", version: 2) { Field("number", .bankAccount, for: [.payment]) }),
        ] as [(FieldName, RecordSchema)] {
            let place = try #require(governance.records.firstIndex { $0.name == schema.name })
            governance.migrations.append(SchemaMigration(from: governance.records[place], [.retire(retired)]))
            governance.records[place] = schema
        }
        return governance
    }

    private static func filled() async throws -> LifeBed {
        let life = try await LifeBed(.files)
        try await life.collect(["name": "Ada", "phone": "+1"], as: "customer", for: [.customerCare])
        return life
    }

    private static func adopted(_ life: LifeBed) async throws -> LifeBed {
        try await life.reopened(try governance(), adoption: .adopt(by: life.officer, reason: "nobody calls"))
    }

    /// What keeps a value although its time is over.
    enum Keeper: CaseIterable, Sendable {
        case hold
        case request
        case restriction
    }

    @Test(
        "what a hold, an open request or a restriction covers stays, and goes with a certificate after it",
        arguments: Keeper.allCases)
    func kept(_ keeper: Keeper) async throws {
        let life = try await Self.adopted(try await Self.filled())
        let (custodian, officer) = (life.custodian, life.officer)
        let end: () async throws -> Void
        switch keeper {
        case .hold:
            let hold = try await custodian.placeHold(on: "c-1", reference: "Case 1", by: officer)
            end = { _ = try await custodian.releaseHold(hold.id, reason: "settled", by: officer) }
        case .request:
            let request = try await custodian.receiveRequest(.access, about: "c-1", by: officer)
            end = { _ = try await custodian.advance(request.id, .takeBack, by: officer) }
        case .restriction:
            try await custodian.restrictProcessing(of: "c-1")
            end = { _ = try await custodian.liftRestriction(of: "c-1", toldAt: life.bed.clock.now(), by: officer) }
        }
        let report = try await custodian.migrate("customer", by: officer)
        #expect(report.scheduled == 1 && report.isComplete)
        var sweep = try await custodian.sweepEverybody(by: officer)
        #expect(sweep.removed.isEmpty && sweep.kept.map(\.field) == ["phone"])
        #expect(try await life.held() == ["customer.name", "customer.phone"])
        try await end()
        sweep = try await custodian.sweepEverybody(by: officer)
        #expect(sweep.removed.map(\.field) == ["phone"])
        let certificate = try #require(sweep.certificates.first)
        try certificate.verify(signedBy: custodian.certificateKey())
        #expect(certificate.statement.dropped?.flatMap(\.fields) == ["phone"])
        #expect(try await life.held() == ["customer.name"])
        #expect(try await custodian.verify().isIntact)
        try await custodian.close()
    }

    @Test("what the schema's period keeps stays until it is over, and is not due before")
    func period() async throws {
        var life = try await LifeBed(.files)
        try await life.collect(["iban": "GB33"], as: "contract", for: [.payment])
        life = try await Self.adopted(life)
        #expect(try await life.custodian.migrate("contract", by: life.officer).scheduled == 1)
        #expect(try await life.due(at: "2026-12-31").isEmpty)
        #expect(try await life.due(at: "2027-01-01") == ["contract.iban 2027-01-01"])
        #expect(try await life.custodian.sweepEverybody(by: life.officer).certificates.isEmpty)
        #expect(try await life.held() == ["contract.iban"])
        try life.set("2027-01-01")
        // Nothing else is held of the person.
        let certificate = try #require(try await life.custodian.sweepEverybody(by: life.officer).certificates.first)
        #expect(certificate.statement.destroyed.flatMap(\.fields) == ["contract.iban"])
        _ = try await thrown(.erased) { _ = try await life.held() }
        try await life.custodian.close()
    }

    @Test("a correction and a verification take no retired value away", arguments: [true, false])
    func changed(isCorrected: Bool) async throws {
        let life = try await Self.adopted(try await Self.filled())
        let (custodian, officer) = (life.custodian, life.officer)
        if isCorrected {
            try await custodian.correct(FieldValues(text: ["name": "Ida"]), of: "customer", about: "c-1", by: officer)
        } else {
            try await custodian.verify(["name"], of: "customer", about: "c-1", by: .person, principal: officer)
        }
        #expect(try await life.held() == ["customer.name", "customer.phone"])
        // What waits for the sweep is nothing that would be left.
        _ = try await thrown(.invalidInput) {
            try await custodian.correct(FieldValues(["name": .null]), of: "customer", about: "c-1", by: officer)
        }
        #expect(try await custodian.sweepEverybody(by: officer).removed.map(\.field) == ["phone"])
        try await custodian.close()
    }

    @Test("whoever was given a retired value is due a notice when it goes")
    func told() async throws {
        let filled = try await Self.filled()
        let carrier = DataRecipient("carrier", named: "Carrier", as: .controller, in: "DE")
        _ = try await filled.custodian.share(
            [FieldRequest("phone")], of: "customer", about: "c-1", for: .customerCare, with: carrier, by: filled.officer)
        let life = try await Self.adopted(filled)
        try await life.custodian.migrate("customer", by: life.officer)
        #expect(try await life.custodian.recipientNotices(by: nil).isEmpty)
        try await life.custodian.sweepEverybody(by: life.officer)
        let notices = try await life.custodian.recipientNotices(by: nil)
        #expect(notices.map(\.kind) == [.erasure] && notices.map(\.fields) == [["phone"]])
        #expect(notices.map(\.recipient) == [carrier])
        try await life.custodian.close()
    }

    @Test("the name of a retired field is given to no other one while values wait under it")
    func reused() async throws {
        let life = try await Self.filled()
        var reusing = try Self.governance()
        let place = try #require(reusing.records.firstIndex { $0.name == "customer" })
        reusing.records[place].fields.append(Field("phone", .telephone, for: [.customerCare]))
        let wanted = reusing
        _ = try await thrown(.invalidInput) {
            let adopted = try await life.reopened(wanted, adoption: .adopt(by: life.officer, reason: "another phone"))
            try await adopted.custodian.migrate("customer", by: life.officer)
        }
    }
}
