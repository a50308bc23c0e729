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

    @Test("An erasure of a million entries takes a fifth of a frame and is refused by earlier versions, which read small ones")
    func greatErasure() throws {
        /// What earlier versions know of a change.
        struct Former: Decodable {
            var e: [AuditPlace]?
        }
        func change(_ count: Int) -> AuditChange {
            let places = (0..<count).map { number in
                AuditPlace(
                    number < count / 4 ? .evidence : .access, UInt64(number) * 15, compartment: UInt8(number % 2))
            }
            return AuditChange(log: .evidence, leafBytes: Bytes([1, 2, 3]), compartments: [], erases: places)
        }
        // The fewest that are packed tell it: every place takes as much as the one before.
        let great = change(PackedPlaces.minimum)
        let bytes = great.encoded()
        #expect(bytes.count * (1_000_000 / PackedPlaces.minimum) < (16 << 20) / 5)
        #expect(bytes == (try CBOR.encode(great)))
        #expect(try CBOR.decode(AuditChange.self, from: bytes) == great)
        // Passed over, it would be an erasure of nothing.
        #expect(throws: DecodingError.self) { try CBOR.decode(Former.self, from: bytes) }
        let small = change(PackedPlaces.minimum - 1)
        #expect(try CBOR.decode(Former.self, from: small.encoded()).e == small.erases)
        #expect(try CBOR.decode(AuditChange.self, from: small.encoded()) == small)
    }

    @Test("Packed places are read as they were written, and nothing else is read as such")
    func packedPlaces() throws {
        let places = [
            AuditPlace(.evidence, 0, compartment: 0), AuditPlace(.evidence, 0, compartment: 255),
            AuditPlace(.evidence, .max - 1, compartment: 1), AuditPlace(.access, 5, compartment: 2),
        ]
        for count in 0...places.count {
            for some in [Array(places.prefix(count)), Array(places.suffix(count))] {
                let bytes = try #require(PackedPlaces.encode(some))
                #expect(PackedPlaces.decode(bytes) == some)
                for cut in 0..<bytes.count { #expect(PackedPlaces.decode(Array(bytes.prefix(cut))) == nil) }
                #expect(PackedPlaces.decode(bytes + [0]) == nil)
            }
        }
        #expect(PackedPlaces.encode(places.reversed()) == nil)
        #expect(PackedPlaces.encode([AuditPlace(.access, 5)]) == nil)
        #expect(PackedPlaces.encode([AuditPlace(.access)]) == nil)
        // The order of places wraps around here.
        let wrapped = [AuditPlace(.access, .max, compartment: 0), AuditPlace(.access, 5, compartment: 0)]
        #expect(PackedPlaces.encode(wrapped) == nil)
        // One place twice, and one before the former.
        #expect(PackedPlaces.decode([2, 7, 1, 0, 1, 0]) == nil && PackedPlaces.decode([2, 7, 1, 0, 0, 0]) == nil)
        #expect(PackedPlaces.decode([2, 7, 1, 0, 2, 0])?.count == 2)
        // More entries than can be counted.
        let most = [UInt8](repeating: 0xff, count: 9) + [1]
        #expect(PackedPlaces.decode([2] + most + [0] + most + [0, 0]) == nil)
    }
}
