package import CustodyJournal
package import CustodyKeys
import CustodyModel

/// Holds a key file against the ledger of what should stand in it.
package struct KeySlotInspection {
    /// Slots that are neither what the ledger says nor empty, with their offset.
    package private(set) var damage: [(offset: UInt64, reason: String)] = []
    /// Slots that no commit names: left by a crash between the slot and its commit.
    package private(set) var strays: [UInt64] = []

    private let file: any JournalFile

    /// Looks at every slot.
    package init(_ file: any JournalFile, ledger: KeyLedger) throws {
        self.file = file
        // No more than the file has, whatever the ledger says: a key whose slot lies behind its end is damage.
        let slotCount = min(ledger.slotCount, try file.size() / UInt64(KeySlot.size))
        var used = [Bool](repeating: false, count: Int(clamping: slotCount))
        try ledger.forEach { id, entry in
            try check(id, entry)
            if entry.slot < UInt64(used.count) { used[Int(entry.slot)] = true }
        }
        try findStrays(from: 0) { $0 < UInt64(used.count) && used[Int($0)] }
        damage.sort { $0.offset < $1.offset }
    }

    /// Looks at the slots from `first` on, which are those of `keys` or strays. A crash leaves no other: what stands before was
    /// there when the checkpoint was made, and is looked at each time a key is read.
    init(_ file: any JournalFile, ledger: KeyLedger, from first: UInt64, keys: [KeyID]) throws {
        self.file = file
        var used: Set<UInt64> = []
        for id in keys {
            guard let entry = try ledger.entry(of: id), entry.slot >= first else { continue }
            try check(id, entry)
            used.insert(entry.slot)
        }
        try findStrays(from: first, isUsed: used.contains)
        damage.sort { $0.offset < $1.offset }
    }

    private mutating func findStrays(from first: UInt64, isUsed: (UInt64) -> Bool) throws {
        let size = try file.size()
        let slotCount = size / UInt64(KeySlot.size)
        let perRead: UInt64 = 8192
        var slot = first
        while slot < slotCount {
            let bytes = try file.read(
                at: FileKeySlots.offset(slot), count: Int(min(perRead, slotCount - slot)) * KeySlot.size)
            guard bytes.count >= KeySlot.size else { break }
            for start in stride(from: 0, through: bytes.count - KeySlot.size, by: KeySlot.size) {
                let number = slot + UInt64(start / KeySlot.size)
                guard !isUsed(number), bytes[start..<start + KeySlot.size].contains(where: { $0 != 0 }) else { continue }
                strays.append(number)
            }
            slot += UInt64(bytes.count / KeySlot.size)
        }
        if size % UInt64(KeySlot.size) != 0 { strays.append(slotCount) }
    }

    private mutating func check(_ id: KeyID, _ entry: KeyLedger.Entry) throws {
        let offset = FileKeySlots.offset(entry.slot)
        // An intent is carried out at open whatever the slot holds.
        guard entry.state != .destroying else { return }
        let bytes = try file.read(at: offset, count: KeySlot.size)
        guard bytes.count == KeySlot.size else {
            // The end of the file may be cut where nothing is left to lose.
            if entry.state == .live { damage.append((offset, "the file ends before the slot of a key")) }
            return
        }
        switch (entry.state, KeySlot.decode(bytes)) {
        case (.live, .slot(.live(let key)))
        where key.handle == id.owner.bytes && key.retentionClass == id.keyClass.rawValue
            && key.fingerprint == entry.fingerprint.array && key.sequence == entry.changedAt.rawValue:
            break
        case (.destroyed, .slot(.destroyed(let sequence))) where sequence == entry.changedAt.rawValue: break
        case (_, .damaged(let reason)): damage.append((offset, reason))
        default: damage.append((offset, "the slot does not hold what the journal says"))
        }
    }
}
