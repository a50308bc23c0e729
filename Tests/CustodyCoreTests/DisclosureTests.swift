import CustodyAccess
import CustodyAudit
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("Disclosing")
struct DisclosureTests {
    @Test("A permitted disclosure gives exactly the asked fields, with a receipt in the log", arguments: Backing.allCases)
    func givesWhatWasAsked(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.withCustomer()
        let seen = try await custodian.disclose(SupportView.self, about: "c-1042", for: .customerCare, to: bed.agent)
        #expect(seen.value == SupportView(email: "ada@example.org", phone: "+44 20 7946 0018"))
        #expect(seen.withheld.isEmpty && seen.masked.isEmpty && seen.absent.isEmpty)
        let line = try #require(try await custodian.log(by: nil).first { $0.place == seen.receipt.place })
        #expect(line.decision == .permit)
        #expect(line.purpose == .customerCare)
        #expect(line.categories == [.emailAddress, .telephone])
        #expect(line.role == "support")
        #expect(line.leafHash == seen.receipt.leafHash.hex)
        try await custodian.close()
    }

    @Test("A field that the purpose does not hold is refused with the reason", arguments: Backing.allCases)
    func refusesOtherPurpose(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.withCustomer()
        let error = try await thrown(.denied) {
            _ = try await custodian.disclose(
                ["phone"].map(FieldRequest.init), of: "customer", about: "c-1042", for: .payment, to: bed.agent)
        }
        #expect(error.receipt != nil)
        let marketing = try await thrown(.denied) {
            _ = try await custodian.disclose(
                ["email"].map(FieldRequest.init), of: "customer", about: "c-1042", for: .directMarketing,
                to: bed.who("marketer-1"))
        }
        #expect(marketing.decision?.reasons.contains(AccessReason.noConsent) == true)
        try await custodian.close()
    }

    @Test("An unknown principal learns nothing, not even whether the person is known", arguments: Backing.allCases)
    func strangersLearnNothing(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.withCustomer()
        for subject in ["c-1042", "c-9999"] as [SubjectID] {
            let error = try await thrown(.denied) {
                _ = try await custodian.disclose(SupportView.self, about: subject, for: .customerCare, to: bed.who("stranger"))
            }
            #expect(error.decision?.reason == .unknownPrincipal)
            #expect(error.receipt != nil)
        }
        try await custodian.close()
    }

    @Test("A masked field shows its last characters only", arguments: Backing.allCases)
    func masks(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.withCustomer()
        let seen = try await custodian.disclose(PaymentView.self, about: "c-1042", for: .payment, to: bed.agent)
        #expect(seen.value.iban == "••••••••••••••••••5555")
        #expect(seen.masked == ["iban"])
        try await custodian.close()
    }

    @Test(
        "A withheld optional field is nil and listed, a withheld required one refuses the call and says aborted",
        arguments: Backing.allCases)
    func withholds(_ backing: Backing) async throws {
        struct Optional: PersonalView {
            typealias Record = Customer
            let email: String
            let iban: String?
        }
        struct Required: PersonalView {
            typealias Record = Customer
            let email: String
            let iban: String
        }
        let bed = Bed(backing)
        let custodian = try await bed.withCustomer()
        let seen = try await custodian.disclose(Optional.self, about: "c-1042", for: .customerCare, to: bed.agent)
        #expect(seen.value.iban == nil)
        #expect(seen.withheld["iban"] == .notHeldForPurpose(.customerCare))
        let error = try await thrown(.denied) {
            _ = try await custodian.disclose(Required.self, about: "c-1042", for: .customerCare, to: bed.agent)
        }
        #expect(error.message.contains("iban"))
        let lines = try await custodian.log(by: nil).dropLast()  // the reading itself
        let aborted = try #require(lines.last)
        #expect(aborted.action == .disclosureAborted)
        #expect(lines.dropLast().last?.decision == .permit)
        try await custodian.close()
    }

    @Test("An absent field is told apart from a withheld one", arguments: Backing.allCases)
    func absentIsNotWithheld(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.open()
        try await custodian.collect(
            Customer(email: "grace@example.org"), about: "c-7", for: [.customerCare], from: .subject, by: bed.importer)
        let seen = try await custodian.disclose(SupportView.self, about: "c-7", for: .customerCare, to: bed.agent)
        #expect(seen.value.phone == nil)
        #expect(seen.absent == ["phone"])
        #expect(seen.withheld.isEmpty)
        try await custodian.close()
    }

    @Test("What is past its retention time is withheld", arguments: Backing.allCases)
    func retentionEnds(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.withCustomer()
        bed.clock.advance(hours: 24 * 366 * 10)
        let error = try await thrown(.denied) {
            _ = try await custodian.disclose(PaymentView.self, about: "c-1042", for: .payment, to: bed.who("biller-1"))
        }
        #expect(error.message.contains("retention"))
        try await custodian.close()
    }

    @Test("A person who is not known is an error of its own, recorded", arguments: Backing.allCases)
    func unknownSubject(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.withCustomer()
        let error = try await thrown(.unknownSubject) {
            _ = try await custodian.disclose(SupportView.self, about: "c-1", for: .customerCare, to: bed.agent)
        }
        #expect(error.receipt != nil)
        try await custodian.close()
    }

    @Test("A view that does not say its fields has to declare them")
    func unlearnable() async throws {
        struct Anything: PersonalView {
            typealias Record = Customer
            init(from decoder: any Decoder) throws { _ = try decoder.singleValueContainer() }
        }
        struct Declared: PersonalView {
            typealias Record = Customer
            static var fields: [FieldName]? { ["email"] }
            let values: [String: String]
            init(from decoder: any Decoder) throws { values = try [String: String](from: decoder) }
        }
        let bed = Bed(.memory)
        let custodian = try await bed.withCustomer()
        _ = try await thrown(.unlearnableView) {
            _ = try await custodian.disclose(Anything.self, about: "c-1042", for: .customerCare, to: bed.agent)
        }
        let seen = try await custodian.disclose(Declared.self, about: "c-1042", for: .customerCare, to: bed.agent)
        #expect(seen.value.values == ["email": "ada@example.org"])
    }

    @Test("Only the asked fields are learnt from a view, through renamed keys and nested values")
    func learns() throws {
        struct Renamed: PersonalView {
            typealias Record = Customer
            let mail: String
            enum CodingKeys: String, CodingKey { case mail = "email" }
        }
        #expect(try FieldProbe.fields(of: Renamed.self, in: Customer.schema) == ["email"])
        #expect(try FieldProbe.fields(of: SupportView.self, in: Customer.schema) == ["email", "phone"])
    }
}
