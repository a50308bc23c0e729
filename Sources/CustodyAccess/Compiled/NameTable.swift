import CustodyModel

/// Gives names their places. A dictionary of names takes several times as long to answer: its hash is made for keys that an
/// attacker chooses, and here the policy's author chose them.
///
/// Names are compared byte by byte. Open addressing, at most half full; all names stand in one array, so that a look-up counts
/// no references.
struct NameTable<Key: Name>: Hashable, Sendable {
    private struct Slot: Hashable {
        var hash: UInt64 = 0
        var first = 0
        var length = 0
        /// Negative for an empty slot.
        var place = -1
    }

    private var slots = [Slot](repeating: Slot(), count: 16)
    private var bytes: [UInt8] = []
    private var count = 0

    /// A table without names.
    init() {}

    /// The place of a name; nil when it has none.
    subscript(name: Key) -> Int? {
        let place = Self.withBytes(of: name) { text in slots[slot(of: text, Self.hash(text))].place }
        return place < 0 ? nil : place
    }

    /// Gives a name a place, or another one.
    mutating func insert(_ name: Key, at place: Int) {
        if count * 2 >= slots.count { grow() }
        Self.withBytes(of: name) { text in
            let hash = Self.hash(text)
            let slot = slot(of: text, hash)
            if slots[slot].place < 0 {
                slots[slot] = Slot(hash: hash, first: bytes.count, length: text.count)
                bytes += text
                count += 1
            }
            slots[slot].place = place
        }
    }

    private mutating func grow() {
        var larger = [Slot](repeating: Slot(), count: slots.count * 2)
        for one in slots where one.place >= 0 {
            var slot = Int(truncatingIfNeeded: one.hash) & (larger.count - 1)
            while larger[slot].place >= 0 { slot = (slot + 1) & (larger.count - 1) }
            larger[slot] = one
        }
        slots = larger
    }

    /// The slot of a name, or the empty one where it would be.
    @inline(__always)
    private func slot(of text: UnsafeBufferPointer<UInt8>, _ hash: UInt64) -> Int {
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot].place >= 0, slots[slot].hash != hash || !holds(text, slots[slot]) {
            slot = (slot + 1) & (slots.count - 1)
        }
        return slot
    }

    @inline(__always)
    private func holds(_ text: UnsafeBufferPointer<UInt8>, _ slot: Slot) -> Bool {
        guard slot.length == text.count else { return false }
        for index in 0..<slot.length where bytes[slot.first + index] != text[index] { return false }
        return true
    }

    /// FNV-1a, with the high bits folded into those that choose the slot.
    @inline(__always)
    private static func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        return hash ^ (hash >> 32)
    }

    @inline(__always)
    private static func withBytes<Result>(of name: Key, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        if let result = name.rawValue.utf8.withContiguousStorageIfAvailable(body) { return result }
        // A string of another runtime, which has no bytes of its own.
        return Array(name.rawValue.utf8).withUnsafeBufferPointer(body)
    }
}
