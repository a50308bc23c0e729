import Testing

@testable import CustodyJournal

@Suite("The key slot")
struct KeySlotTests {
    static func live() throws -> LiveKey {
        try #require(
            LiveKey(
                retentionClass: 3, kek: 0x0102, handle: [UInt8](1...16), nonce: [UInt8](17...28), wrapped: [UInt8](29...76),
                fingerprint: [UInt8](77...108), sequence: 0x0102_0304_0506_0708))
    }

    @Test("a live slot comes back as it was written, in 128 bytes")
    func liveRoundTrip() throws {
        let slot = KeySlot.live(try Self.live())
        let bytes = slot.encoded()
        #expect(bytes.count == KeySlot.size)
        #expect(KeySlot.decode(bytes) == .slot(slot))
    }

    @Test("fields stand where the format says")
    func layout() throws {
        let bytes = KeySlot.live(try Self.live()).encoded()
        #expect(bytes[4] == 1)
        #expect(bytes[5] == 3)
        #expect(Array(bytes[6..<8]) == [1, 2])
        #expect(Array(bytes[8..<24]) == [UInt8](1...16))
        #expect(Array(bytes[24..<36]) == [UInt8](17...28))
        #expect(Array(bytes[36..<84]) == [UInt8](29...76))
        #expect(Array(bytes[84..<116]) == [UInt8](77...108))
        #expect(Array(bytes[116..<124]) == [1, 2, 3, 4, 5, 6, 7, 8])
        #expect(Array(bytes[124...]) == [0, 0, 0, 0])
    }

    @Test("a destroyed slot keeps nothing but checksum, state and sequence")
    func destroyedForgets() {
        let bytes = KeySlot.destroyed(sequence: 9).encoded()
        #expect(bytes.count == KeySlot.size)
        #expect(bytes[4] == 2)
        #expect(bytes[5..<116].allSatisfy { $0 == 0 })
        #expect(KeySlot.decode(bytes) == .slot(.destroyed(sequence: 9)))
    }

    @Test("a destroyed slot that holds anything else is damaged, even under a good checksum")
    func destroyedMustForget() {
        for place in 5..<116 {
            var bytes = KeySlot.destroyed(sequence: 9).encoded()
            bytes[place] = 1
            Self.seal(&bytes)
            #expect(Self.isDamaged(KeySlot.decode(bytes)), "byte \(place)")
        }
    }

    @Test("every flipped bit of a live, a destroyed and an empty slot is found")
    func bitFlips() throws {
        let slots = [
            KeySlot.live(try Self.live()).encoded(), KeySlot.destroyed(sequence: 9).encoded(),
            [UInt8](repeating: 0, count: KeySlot.size),
        ]
        for slot in slots {
            for bit in 0..<1024 {
                var bytes = slot
                bytes[bit / 8] ^= 1 << UInt8(bit % 8)
                #expect(Self.isDamaged(KeySlot.decode(bytes)), "bit \(bit)")
            }
        }
    }

    @Test("128 zeros are an empty slot; any other length is damaged")
    func lengths() {
        #expect(KeySlot.decode([UInt8](repeating: 0, count: 128)) == .empty)
        for count in [0, 1, 127, 129, 4096] {
            #expect(Self.isDamaged(KeySlot.decode([UInt8](repeating: 0, count: count))), "\(count) bytes")
        }
    }

    @Test("unknown states and padding that is not zero are damaged under a good checksum")
    func impossibleFields() throws {
        for state in [0, 3, 255] as [UInt8] {
            var bytes = KeySlot.live(try Self.live()).encoded()
            bytes[4] = state
            Self.seal(&bytes)
            #expect(Self.isDamaged(KeySlot.decode(bytes)))
        }
        var bytes = KeySlot.live(try Self.live()).encoded()
        bytes[127] = 1
        Self.seal(&bytes)
        #expect(Self.isDamaged(KeySlot.decode(bytes)))
    }

    @Test("a field of the wrong length makes no key")
    func wrongLengths() {
        let handle = [UInt8](repeating: 0, count: 15)
        let nonce = [UInt8](repeating: 0, count: 12)
        #expect(
            LiveKey(
                retentionClass: 0, kek: 0, handle: handle, nonce: nonce, wrapped: [], fingerprint: [], sequence: 1) == nil)
    }

    @Test("a printed key shows neither handle nor wrapped bytes")
    func printing() throws {
        #expect(try Self.live().description == "LiveKey(class 3, kek 258, sequence 72623859790382856)")
    }

    static func isDamaged(_ decoded: KeySlot.Decoded) -> Bool {
        if case .damaged = decoded { true } else { false }
    }

    static func seal(_ bytes: inout [UInt8]) {
        let checksum = CRC32C.checksum(Array(bytes[4...]))
        for index in 0..<4 { bytes[index] = UInt8(truncatingIfNeeded: checksum >> UInt32(24 - 8 * index)) }
    }
}
