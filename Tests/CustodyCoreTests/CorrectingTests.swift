import CustodyCore
import CustodyModel
import CustodyTesting
import Testing

@Suite("Correcting")
struct CorrectingTests {
    @Test("A corrected value is what is disclosed from then on, also after reopening", arguments: Backing.allCases)
    func corrects(_ backing: Backing) async throws {
        let bed = Bed(backing)
        var custodian = try await bed.withCustomer()
        try await custodian.correct(
            FieldValues(text: ["email": "ada@example.net"]), of: "customer", about: "c-1042", by: bed.agent)
        if backing == .files {
            try await custodian.close()
            custodian = try await bed.open()
        }
        let seen = try await custodian.disclose(SupportView.self, about: "c-1042", for: .customerCare, to: bed.agent)
        #expect(seen.value.email == "ada@example.net")
        #expect(seen.value.phone == "+44 20 7946 0018")
        try await custodian.close()
    }

    @Test("A value can be removed, and then it is absent", arguments: Backing.allCases)
    func removes(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.withCustomer()
        try await custodian.correct(FieldValues(["phone": .null]), of: "customer", about: "c-1042", by: bed.agent)
        let seen = try await custodian.disclose(SupportView.self, about: "c-1042", for: .customerCare, to: bed.agent)
        #expect(seen.absent == ["phone"])
        try await custodian.close()
    }

    @Test("Who may not correct, and what the schema lacks, change nothing", arguments: Backing.allCases)
    func refuses(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.withCustomer()
        let new = FieldValues(text: ["email": "eve@example.org"])
        _ = try await thrown(.denied) {
            try await custodian.correct(new, of: "customer", about: "c-1042", by: bed.who("marketer-1"))
        }
        _ = try await thrown(.unknownField) {
            try await custodian.correct(FieldValues(text: ["mail": "x"]), of: "customer", about: "c-1042", by: bed.agent)
        }
        _ = try await thrown(.unknownSubject) {
            try await custodian.correct(new, of: "customer", about: "c-1", by: bed.agent)
        }
        let seen = try await custodian.disclose(SupportView.self, about: "c-1042", for: .customerCare, to: bed.agent)
        #expect(seen.value.email == "ada@example.org")
        try await custodian.close()
    }

    @Test("A restriction does not stand in the way of accuracy", arguments: Backing.allCases)
    func underRestriction(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.withCustomer()
        try await custodian.restrictProcessing(of: "c-1042")
        #expect(
            try await custodian.correct(
                FieldValues(text: ["email": "ada@example.net"]), of: "customer", about: "c-1042", by: bed.agent) != nil)
        try await custodian.close()
    }
}
