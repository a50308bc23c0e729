import CustodyAccess
import CustodyAudit
import CustodyCore
import CustodyModel
import CustodyTesting
import Testing

@Suite("Collecting")
struct CollectingTests {
    @Test("What no named purpose needs is not collected", arguments: Backing.allCases)
    func minimises(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.open()
        let error = try await thrown(.notHeldFor) {
            try await custodian.collect(
                Customer(email: "ada@example.org", iban: "GB33"), about: "c-1", for: [.customerCare], from: .subject,
                by: bed.importer)
        }
        #expect(error.message.contains("iban"))
        _ = try await thrown(.unknownSubject) {
            _ = try await custodian.disclose(SupportView.self, about: "c-1", for: .customerCare, to: bed.agent)
        }
        try await custodian.close()
    }

    @Test("Special categories need an Art. 9(2) condition beside the basis", arguments: Backing.allCases)
    func specialCategories(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.open()
        let refused = try await thrown(.denied) {
            try await custodian.collect(
                Patient(diagnosis: "J45"), about: "p-1", for: [.customerCare], from: .subject, by: bed.importer)
        }
        #expect(refused.decision?.reasons.contains(AccessReason.specialCategoryWithoutCondition) == true)
        try await custodian.collect(
            Patient(diagnosis: "J45"), about: "p-1", for: ["treatment"], from: .subject, by: bed.importer)
        try await custodian.close()
    }

    @Test("Criminal data needs an Art. 10 law", arguments: Backing.allCases)
    func criminalData(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.open()
        let refused = try await thrown(.denied) {
            try await custodian.collect(
                Patient(conviction: "none"), about: "p-1", for: [.customerCare], from: .subject, by: bed.importer)
        }
        #expect(refused.decision?.reasons.contains(AccessReason.criminalDataWithoutLaw) == true)
        try await custodian.close()
    }

    @Test("A purpose on consent collects nothing before the consent", arguments: Backing.allCases)
    func needsConsent(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.open()
        let fan = FieldValues(text: ["hobby": "chess"])
        let refused = try await thrown(.denied) {
            try await custodian.collect(
                fan, as: "customer", about: "c-1", for: [.directMarketing], from: .subject, by: bed.importer)
        }
        #expect(refused.decision?.reasons.contains(AccessReason.noConsent) == true)
        try await custodian.recordConsent(
            .given(explicitly: false), of: "c-1", for: .directMarketing, notice: Bed.notice, by: bed.agent)
        try await custodian.collect(
            fan, as: "customer", about: "c-1", for: [.directMarketing], from: .subject, by: bed.importer)
        try await custodian.close()
    }

    @Test("Unknown names are clear errors that store nothing", arguments: Backing.allCases)
    func unknownNames(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.open()
        _ = try await thrown(.unknownField) {
            try await custodian.collect(
                FieldValues(text: ["shoeSize": "42"]), as: "customer", about: "c-1", for: [.customerCare], from: .subject,
                by: bed.importer)
        }
        let purpose = try await thrown(.unknownPurpose) {
            try await custodian.collect(
                Customer(email: "a@example.org"), about: "c-1", for: ["profiling"], from: .subject, by: bed.importer)
        }
        #expect(purpose.message.contains("customerCare"))
        _ = try await thrown(.unknownRecord) {
            try await custodian.collect(
                FieldValues(text: ["email": "x"]), as: "supplier", about: "c-1", for: [.customerCare], from: .subject,
                by: bed.importer)
        }
        #expect(try await custodian.backends.data.counts().records == 0)
        try await custodian.close()
    }

    @Test("A role without the permission collects nothing, and the refusal is on record", arguments: Backing.allCases)
    func roleDecides(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.open()
        let error = try await thrown(.denied) {
            try await custodian.collect(
                Customer(email: "a@example.org"), about: "c-1", for: [.customerCare], from: .subject, by: bed.agent)
        }
        let receipt = try #require(error.receipt)
        #expect(try await custodian.log(by: nil).first { $0.place == receipt.place }?.decision == .deny)
        try await custodian.close()
    }

    @Test("The same idempotency key collects once, also after reopening", arguments: Backing.allCases)
    func idempotent(_ backing: Backing) async throws {
        let bed = Bed(backing)
        var custodian = try await bed.open()
        let customer = Customer(email: "ada@example.org")
        func collect(_ custodian: Custodian, _ customer: Customer) async throws -> CollectionReceipt {
            try await custodian.collect(
                customer, about: "c-1", for: [.customerCare], from: .subject, by: bed.importer,
                options: CollectOptions(idempotencyKey: "row 1"))
        }
        let first = try await collect(custodian, customer)
        let again = try await collect(custodian, customer)
        #expect(!first.isDuplicate && again.isDuplicate)
        #expect(first.commit == again.commit)
        _ = try await thrown(.invalidInput) { _ = try await collect(custodian, Customer(email: "eve@example.org")) }
        if backing == .files {
            try await custodian.close()
            custodian = try await bed.open()
            #expect(try await collect(custodian, customer).isDuplicate)
        }
        #expect(try await custodian.backends.data.counts().records == 1)
        try await custodian.close()
    }

    @Test("A second record of the same name is a deliberate act", arguments: Backing.allCases)
    func several(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.withCustomer()
        let more = Customer(email: "second@example.org")
        _ = try await thrown(.alreadyHeld) {
            try await custodian.collect(more, about: "c-1042", for: [.customerCare], from: .subject, by: bed.importer)
        }
        let second = try await custodian.collect(
            more, about: "c-1042", for: [.customerCare], from: .other("trade fair"), by: bed.importer,
            options: CollectOptions(allowsSeveral: true))
        let several = try await thrown(.severalRecords) {
            _ = try await custodian.disclose(SupportView.self, about: "c-1042", for: .customerCare, to: bed.agent)
        }
        #expect(several.reasons.count == 2)
        let seen = try await custodian.disclose(
            SupportView.self, about: "c-1042", record: second.record, for: .customerCare, to: bed.agent)
        #expect(seen.value.email == "second@example.org")
        try await custodian.close()
    }

    @Test("Many collections at once about one new person make one record", arguments: Backing.allCases)
    func concurrent(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.open()
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<16 {
                group.addTask {
                    do {
                        try await custodian.collect(
                            Customer(email: "\(number)@example.org"), about: "c-1", for: [.customerCare], from: .subject,
                            by: bed.importer)
                        return true
                    } catch { return false }
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(outcomes == 1)
        #expect(try await custodian.backends.data.counts().records == 1)
        #expect(try await custodian.verify().isIntact)
        try await custodian.close()
    }

    @Test("A stored record names the commit of the leaf that permitted it", arguments: Backing.allCases)
    func carriesReceipt(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.open()
        let done = try await custodian.collect(
            Customer(email: "ada@example.org"), about: "c-1", for: [.customerCare], from: .subject, by: bed.importer)
        let id = try #require(done.record)
        let record = try #require(try await custodian.backends.data.record(id))
        #expect(record.receipt == done.commit)
        #expect(done.receipt?.commit == done.commit)
        try await custodian.close()
    }
}
