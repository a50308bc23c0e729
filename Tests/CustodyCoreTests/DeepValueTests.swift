import CustodyCore
import CustodyModel
import CustodyTesting
import Testing

@Suite("Values that are nested deep")
struct DeepValueTests {
    /// A list in a list, so many of them.
    private static func nested(_ depth: Int) -> CBOR { (0..<depth).reduce(.unsigned(7)) { value, _ in .array([value]) } }

    /// A map in a map, so many of them.
    private static func mapped(_ depth: Int) -> CBOR { (0..<depth).reduce(.unsigned(7)) { value, _ in .map(["a": value]) } }

    @Test("What is taken in can be read again, and what could not is refused before it is stored", arguments: Backing.allCases)
    func depth(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.open()
        func collect(_ value: CBOR, _ subject: SubjectID) async throws {
            try await custodian.collect(
                FieldValues(["email": .text("ada@example.org"), "phone": value]), as: "customer", about: subject,
                for: [.customerCare], from: .subject, by: bed.importer)
        }
        for (number, value) in [Self.nested(63), Self.mapped(63)].enumerated() {
            let subject = SubjectID("c-\(number)")
            try await collect(value, subject)
            let seen = try await custodian.disclose(
                [FieldRequest("phone")], of: "customer", about: subject, for: .customerCare, to: bed.agent)
            #expect(seen.value.values["phone"] == value)
        }
        for value in [Self.nested(64), Self.mapped(64), Self.nested(2000)] {
            let refused = try await thrown(.invalidInput) { try await collect(value, "c-9") }
            #expect(refused.message.contains("'phone'"))
            let corrected = try await thrown(.invalidInput) {
                _ = try await custodian.correct(
                    FieldValues(["phone": value]), of: "customer", about: "c-0", by: bed.agent)
            }
            #expect(corrected.message.contains("'phone'"))
        }
        try await custodian.close()
    }
}
