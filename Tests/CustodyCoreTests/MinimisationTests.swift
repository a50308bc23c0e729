import CustodyAccess
import CustodyData
import CustodyModel
import Testing

@testable import CustodyCore

@Suite("What is collected or permitted and not used")
struct MinimisationTests {
    private static func unused(_ report: MinimisationReport) -> Set<String> {
        Set(report.unusedFields.map { "\($0.record).\($0.field) for \($0.purpose)" })
    }

    private static func unusedRoles(_ report: MinimisationReport) -> Set<String> {
        Set(report.unusedPermissions.map { "\($0.role) \($0.category) for \($0.purpose?.rawValue ?? "all")" })
    }

    @Test("A field without a declared purpose cannot be adopted, and what no named purpose needs is not collected")
    func refusedAtCollection() async throws {
        var governance = try Bed.governance()
        governance.records[0].fields[0].purposes = []
        let purposeless = governance
        let faults = try await thrown(.invalidInput) { try purposeless.validate() }
        #expect(faults.reasons.contains { $0.contains("held for no purpose") })
        governance.records[0].fields[0].purposes = ["curiosity"]
        let undeclared = governance
        let stranger = try await thrown(.invalidInput) { try undeclared.validate() }
        #expect(stranger.reasons.contains { $0.contains("which the policy does not declare") })
        let bed = Bed(.memory)
        let custodian = try await bed.open()
        _ = try await thrown(.notHeldFor) {
            try await custodian.collect(
                Customer(email: "a@example.org", iban: "DE1"), about: "c-1", for: [.customerCare], from: .subject,
                by: bed.importer)
        }
        _ = try await thrown(.unknownPurpose) {
            try await custodian.collect(
                Customer(email: "a@example.org"), about: "c-1", for: ["curiosity"], from: .subject, by: bed.importer)
        }
    }

    @Test("Fields of one category are told apart, alone and in a stream", arguments: [false, true])
    func fields(_ isStream: Bool) async throws {
        struct EmailView: PersonalView {
            typealias Record = Customer
            let email: String
        }
        let bed = Bed(.memory)
        let custodian = try await bed.withCustomer()
        let before = try await custodian.minimisationReport(days: 30, by: nil)
        #expect(before.disclosures == 0 && before.isWhole && before.untoldFields.isEmpty)
        #expect(
            Self.unused(before).isSuperset(of: [
                "customer.email for customerCare", "customer.phone for customerCare", "customer.iban for payment",
                "patient.diagnosis for treatment",
            ]))
        if isStream {
            for try await batch in try await custodian.discloseAll(EmailView.self, for: .customerCare, to: bed.agent) {
                #expect(batch.disclosures.count == 1)
            }
        } else {
            _ = try await custodian.disclose(EmailView.self, about: "c-1042", for: .customerCare, to: bed.agent)
        }
        let after = try await custodian.minimisationReport(days: 30, by: nil)
        #expect(after.disclosures == 1)
        #expect(Self.unused(before).subtracting(Self.unused(after)) == ["customer.email for customerCare"])
        // Another purpose of the same field is another question.
        #expect(Self.unused(after).contains("customer.email for directMarketing"))
    }

    @Test("What was refused counts for nothing, and what is older than so many days does not count")
    func time() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.withCustomer()
        _ = try await thrown(.denied) {
            _ = try await custodian.disclose(PaymentView.self, about: "c-1042", for: .payment, to: bed.who("marketer-1"))
        }
        #expect(try await custodian.minimisationReport(days: 1, by: nil).disclosures == 0)
        _ = try await custodian.disclose(PaymentView.self, about: "c-1042", for: .payment, to: bed.who("biller-1"))
        #expect(try await !Self.unused(custodian.minimisationReport(days: 1, by: nil)).contains("customer.iban for payment"))
        bed.clock.advance(hours: 48)
        #expect(try await Self.unused(custodian.minimisationReport(days: 1, by: nil)).contains("customer.iban for payment"))
        #expect(try await !Self.unused(custodian.minimisationReport(days: 3, by: nil)).contains("customer.iban for payment"))
        for days in [0, -1, Int.max] {
            _ = try await thrown(.invalidInput) { _ = try await custodian.minimisationReport(days: days, by: nil) }
        }
    }

    @Test("Roles that never used what they may see are listed, and one that used it is not")
    func roles() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.withCustomer()
        let before = try await custodian.minimisationReport(days: 7, by: nil)
        #expect(
            Self.unusedRoles(before).isSuperset(of: [
                "support contact for customerCare", "billing financial for payment", "billing financial for bookkeeping",
                "support financial.bankAccount for payment",
            ]))
        _ = try await custodian.disclose(PaymentView.self, about: "c-1042", for: .payment, to: bed.who("biller-1"))
        let after = try await custodian.minimisationReport(days: 7, by: nil)
        #expect(Self.unusedRoles(before).subtracting(Self.unusedRoles(after)) == ["billing financial for payment"])
    }

    @Test("What the log does not tell any more is neither used nor unused")
    func untold() {
        func use(_ governance: Governance) -> DisclosureUse { DisclosureUse(governance) }
        let governance = Governance(
            policy: RolePolicy(controller: "acme"), records: [Customer.schema], logRetention: Bed.logRetention)
        var use = use(governance)
        use.note([.telephone], nil, for: .customerCare, in: nil)
        #expect(!use.isSettled([.telephone], .customerCare))
        let instant = Instant(milliseconds: 0)
        let report = use.report(since: instant, until: instant, isWhole: true)
        #expect(report.untoldFields.map(\.field) == ["phone"])
        #expect(!report.unusedFields.contains { $0.field == "phone" })
        use.note([.telephone], ("customer", ["phone"]), for: .customerCare, in: nil)
        #expect(use.isSettled([.telephone], .customerCare))
        #expect(use.report(since: instant, until: instant, isWhole: true).untoldFields.isEmpty)
    }

    @Test("What was disclosed under the name of the edition before is used under its new one")
    func renamed() throws {
        var current = Customer.schema
        current.version += 1
        let place = try #require(current.fields.firstIndex { $0.name == "phone" })
        current.fields[place].name = "mobile"
        let migration = SchemaMigration(from: Customer.schema, [.rename("phone", to: "mobile")])
        var use = DisclosureUse(
            Governance(
                policy: RolePolicy(controller: "acme"), records: [current], logRetention: Bed.logRetention,
                migrations: [migration]))
        use.note([.telephone], ("customer", ["phone"]), for: .customerCare, in: nil)
        let instant = Instant(milliseconds: 0)
        let report = use.report(since: instant, until: instant, isWhole: true)
        #expect(!report.unusedFields.contains { $0.field == "mobile" } && report.untoldFields.isEmpty)
        // A name that no field had before says nothing about another one.
        #expect(report.unusedFields.contains { $0.field == "email" })
    }

    @Test("Reading the log for it is permitted and recorded")
    func recorded() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.withCustomer()
        _ = try await thrown(.denied) { _ = try await custodian.minimisationReport(days: 7, by: bed.agent) }
        _ = try await custodian.minimisationReport(days: 7, by: nil)
        #expect(try await custodian.log(LogFilter(actions: [.readLog], decisions: [.none]), by: nil).count >= 1)
    }
}
