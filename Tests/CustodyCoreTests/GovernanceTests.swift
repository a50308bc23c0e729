import CustodyAccess
import CustodyAudit
import CustodyCore
import CustodyGovernance
import CustodyModel
import CustodyTesting
import Testing

@Suite("What a store is governed by")
struct GovernanceTests {
    @Test("Another policy than the store's is refused unless it is adopted, and the adoption is on record")
    func adoption() async throws {
        let bed = Bed(.files)
        try await bed.withCustomer().close()
        var changed = try Bed.governance()
        changed.policy.principals.append(Assignment("agent-2", to: ["support"]))
        _ = try await thrown(.differentPolicy) { _ = try await bed.open(changed) }
        let custodian = try await bed.open(changed, adoption: .adopt(by: bed.who("officer-1"), reason: "A new colleague."))
        let seen = try await custodian.disclose(SupportView.self, about: "c-1042", for: .customerCare, to: bed.who("agent-2"))
        #expect(seen.value.email == "ada@example.org")
        #expect(try await custodian.log(by: nil).filter { $0.action == .adoptPolicy }.count == 2)
        try await custodian.close()
        _ = try await thrown(.differentPolicy) { _ = try await bed.open() }
    }

    @Test("A field for an undeclared purpose, a broken policy and a repeated record are named before anything is made")
    func faults() async throws {
        var governance = try Bed.governance()
        governance.records.append(
            RecordSchema(
                "lead", fields: [Field("email", .emailAddress, for: ["profiling"]), Field("email", "bad name", for: [])]))
        governance.records.append(Customer.schema)
        governance.policy.roles.append(Role("loop", inherits: ["loop"]))
        let error = try await thrown(.invalidInput) { _ = try await Bed(.memory).open(governance) }
        for word in ["profiling", "bad name", "stands twice", "loop"] {
            #expect(error.reasons.contains { $0.contains(word) }, "\(word) is not named")
        }
    }

    @Test("How long each log is kept is part of what is adopted, and has to be a time")
    func logRetention() async throws {
        let bed = Bed(.files)
        try await bed.open().close()
        var changed = try Bed.governance()
        changed.logRetention.access = .months(6)
        _ = try await thrown(.differentPolicy) { _ = try await bed.open(changed) }
        let custodian = try await bed.open(changed, adoption: .adopt(by: bed.who("officer-1"), reason: "Six months do."))
        #expect(custodian.governance.logRetention[.access] == .months(6))
        #expect(custodian.governance.logRetention[.evidence] == .years(10))
        try await custodian.close()
        for period in [RetentionClass.Period.days(0), .months(-1), .years(1 << 30)] {
            changed.logRetention = LogRetention(evidence: .years(10), access: period)
            let error = try await thrown(.invalidInput) { _ = try await Bed(.memory).open(changed) }
            #expect(error.reasons.contains { $0.contains("the access log") })
        }
    }

    @Test(
        "What is late is told by the schedules: what they keep longer is not, and what they alone end is",
        arguments: Backing.allCases)
    func schedules(_ backing: Backing) async throws {
        let life = try await LifeBed(backing)
        let custodian = life.custodian
        try await life.schedule("phone", "customer", .customerCare, .months(1))
        try await life.schedule("iban", "contract", .payment, .years(3), .contractEnd)
        let live = try await custodian.liveGovernance
        #expect(Set(live.schedules.map(\.field)) == ["phone", "iban"])
        try await life.collect(["name": "Ada", "phone": "+1"], as: "customer", for: [.customerCare])
        try await life.collect(["iban": "GB33"], as: "contract", for: [.payment])
        func late() async throws -> [Finding.Place] {
            try await custodian.findings(by: nil).filter { $0.kind == .retentionDue }.map(\.place)
        }
        #expect(try await late() == [])
        try life.set("2026-02-02")
        #expect(try await late() == [.record("customer")])
        #expect(try await custodian.recordOfProcessing().overdue == ["customer"])
        // The schema's year of the contract is over, and its schedule has not begun.
        try life.set("2027-06-01")
        #expect(try await late() == [.record("customer")])
        let report = try await custodian.complianceReport(by: nil)
        #expect(report.record.overdue == ["customer"] && report.keeping.rows == ["customer"])
        try await custodian.close()
    }

    @Test("A schema that names a field which the type does not have is refused at open")
    func schemaFitsType() async throws {
        struct Misspelt: PersonalRecord {
            static let schema = RecordSchema("customer") { Field("mail", .emailAddress, for: [.customerCare]) }
            var email: String
        }
        let policy = try Bed.policy()
        let error = try await thrown(.invalidInput) {
            _ = try await Custodian.inMemory(records: [Misspelt.self], policy: policy, logRetention: Bed.logRetention)
        }
        #expect(error.reasons == ["field 'mail' is no coding key"])
    }

    @Test("Contact fields are held for breach notification and for the person's rights without being asked")
    func builtInPurposes() throws {
        let schema = Customer.schema
        #expect(schema["email"]?.isHeld(for: .breachNotification) == true)
        #expect(schema["email"]?.isHeld(for: .rightsFulfilment) == true)
        #expect(schema["iban"]?.isHeld(for: .breachNotification) == false)
    }

    @Test("A custodian of another controller is refused the store")
    func controllers() async throws {
        var governance = try Bed.governance()
        governance.policy.controller = "rival"
        _ = try await thrown(.invalidInput) { _ = try await Bed(.memory).open(governance) }
    }
}
