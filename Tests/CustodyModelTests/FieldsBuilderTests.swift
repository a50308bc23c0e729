import CustodyModel
import Testing

@Suite("A schema from its fields")
struct FieldsBuilderTests {
    private static func schema(_ lines: [FieldName], isMarketed: Bool, isPaid: Bool) -> RecordSchema {
        RecordSchema("customer", version: 3) {
            Field("email", .emailAddress, for: [.customerCare])
            for line in lines { Field(line, .telephone, for: [.customerCare]) }
            if isMarketed {
                Field("hobby", "interests.hobby", for: [.directMarketing])
                Field("team", "interests.team", for: [.directMarketing])
            }
            if isPaid {
                Field("iban", .bankAccount, for: [.payment])
            } else {
                Field("address", .postalAddress, for: [.customerCare])
            }
        }
    }

    @Test("Fields stand in their order, with those of loops and branches where they are written")
    func order() {
        let whole = Self.schema(["phone", "mobile"], isMarketed: true, isPaid: true)
        #expect(whole.name == "customer" && whole.version == 3)
        #expect(whole.fields.map(\.name) == ["email", "phone", "mobile", "hobby", "team", "iban"])
        let least = Self.schema([], isMarketed: false, isPaid: false)
        #expect(least.fields.map(\.name) == ["email", "address"])
        #expect(whole.fields.first == Field("email", .emailAddress, for: [.customerCare]))
    }

    @Test("A schema without fields has none, which is a fault")
    func empty() {
        let schema = RecordSchema("customer") {}
        #expect(schema.fields.isEmpty && schema.faults == ["record 'customer' has no fields"])
    }
}
