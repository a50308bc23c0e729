import CustodyAccess
import CustodyData
import CustodyModel
import Testing

@testable import CustodyCore

@Suite("What the log says to each person of a batch") struct BulkPayloadTests {
    @Test("It is the one encoding of the names and the record, for each record its own")
    func encoding() {
        var treatment = Treatment()
        treatment.given = ["phone", "e-mail", "iban"]
        treatment.masked = ["iban": 4, "phone": 2]
        treatment.pseudonymised = ["e-mail"]
        let payload = BulkPayload(of: treatment)
        for _ in 0..<20 {
            let record = RecordID(.random(from: SystemRandomSource()))
            let said = CBOR.map([
                "fields": .array(["e-mail", "iban", "phone"].map { .text($0) }),
                "masked": .array([.text("iban"), .text("phone")]), "pseudonymised": .array([.text("e-mail")]),
                "record": .bytes(record.bytes),
            ])
            #expect(payload.encoded(naming: record) == said.encoded())
        }
    }

    @Test("Of a refusal nothing more is said")
    func refusal() {
        #expect(BulkPayload(of: nil).encoded(naming: RecordID(.zero)) == CBOR.map([:]).encoded())
    }
}
