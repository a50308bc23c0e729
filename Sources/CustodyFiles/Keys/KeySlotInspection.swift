import CustodyJournal
import CustodyKeys
import CustodyModel

/// Holds a key file against the ledger of what should stand in it.
struct KeySlotInspection {
    /// Slots that are neither what the ledger says nor empty, with their offset.
    var damage: [(offset: UInt64, reason: String)] = []
    /// Slots that no commit names: left by a crash between the slot and its commit.
    var strays: [UInt64] = []

    /// Reads the whole file, a piece at a time.
    init(_ file: any JournalFile, ledger: KeyLedger) throws {
        var expected: [UInt64: (id: KeyID, entry: KeyLedger.Entry)] = [:]
        for (id, entry) in ledger.entries { expected[entry.slot] = (id, entry) }
        let size = try file.size()
        let slotCount = size / UInt64(KeySlot.size)
        let perRead = 8192
        var slot: UInt64 = 0
        while slot < slotCount {
            let count = min(UInt64(perRead), slotCount - slot)
            let bytes = try file.read(at: FileKeySlots.offset(slot), count: Int(count) * KeySlot.size)
            for place in 0..<Int(count) {
                let start = place * KeySlot.size
                guard start + KeySlot.size <= bytes.count else { break }
                let decoded = KeySlot.decode(Array(bytes[start..<start + KeySlot.size]))
                check(slot + UInt64(place), decoded, against: expected.removeValue(forKey: slot + UInt64(place)))
            }
            slot += count
        }
        if size % UInt64(KeySlot.size) != 0 { strays.append(slotCount) }
        for (slot, missing) in expected.sorted(by: { $0.key < $1.key }) where missing.entry.state == .live {
            damage.append((FileKeySlots.offset(slot), "the file ends before the slot of a key"))
        }
    }

    private mutating func check(
        _ slot: UInt64, _ decoded: KeySlot.Decoded, against expected: (id: KeyID, entry: KeyLedger.Entry)?
    ) {
        let offset = FileKeySlots.offset(slot)
        guard let (id, entry) = expected else {
            if decoded != .empty { strays.append(slot) }
            return
        }
        switch (entry.state, decoded) {
        case (.live, .slot(.live(let key)))
        where key.handle == id.owner.bytes && key.retentionClass == id.keyClass.rawValue
            && key.fingerprint == entry.fingerprint.array && key.sequence == entry.changedAt.rawValue:
            break
        case (.destroyed, .slot(.destroyed(let sequence))) where sequence == entry.changedAt.rawValue: break
        // An intent is carried out at open whatever the slot holds.
        case (.destroying, _): break
        case (_, .damaged(let reason)): damage.append((offset, reason))
        default: damage.append((offset, "the slot does not hold what the journal says"))
        }
    }
}
