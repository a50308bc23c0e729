import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyAudit

@Suite("A change of the log as it is written") struct AuditChangeTests {
    @Test("has the bytes of its coding, whatever is in it and whatever is not")
    func coding() throws {
        let random = SeededRandomSource(seed: 42)
        func maybe<Value>(_ value: Value) -> Value? { random.number() % 2 == 0 ? value : nil }
        func place() -> AuditPlace {
            // Numbers of every width.
            let index = random.number() >> (random.number() % 64)
            return AuditPlace(
                random.number() % 2 == 0 ? .access : .evidence, maybe(index),
                compartment: maybe(UInt8(truncatingIfNeeded: random.number())))
        }
        for count in 0..<300 {
            let compartments = (0..<count % 5).map { position in
                AuditCompartment(
                    position: UInt8(position * 60), keyClass: [.subject, .actor, .system][position % 3],
                    reference: .random(from: random), month: UInt32(truncatingIfNeeded: random.number() >> 40),
                    commitment: Bytes(random.bytes(32)), box: maybe(Bytes(random.bytes(count))), erasedBy: maybe(place()))
            }
            let change = AuditChange(
                log: count % 3 == 0 ? .evidence : .access, leafBytes: Bytes(random.bytes(114 + 7 * count)),
                compartments: compartments, erases: maybe((0..<count % 30).map { _ in place() }))
            #expect(change.encoded() == (try CBOR.encode(change)))
            #expect(try CBOR.decode(AuditChange.self, from: change.encoded()) == change)
        }
    }
}
