import CustodyJournal
import CustodyKeys
import CustodyModel

/// Gives a new key file what a ledger says should stand in it, out of another one.
struct KeySlotCopy {
    /// A key that the other file does not hold.
    struct Lost: Sendable {
        var id: KeyID
        var offset: UInt64
        var reason: String
    }

    /// How many keys were taken over.
    private(set) var keys = 0
    /// Keys that the other file no longer holds.
    private(set) var lost: [Lost] = []

    /// Writes each slot as the ledger says it should be, and makes that durable. What no commit names is not taken over.
    ///
    /// - Throws: ``CustodyFilesError`` with `corrupt` when a key of the store itself is lost.
    init(from old: any JournalFile, at path: String, to new: any JournalFile, _ ledger: KeyLedger) throws {
        var entries: [(id: KeyID, entry: KeyLedger.Entry)] = []
        try ledger.forEach { entries.append(($0, $1)) }
        for (id, entry) in entries.sorted(by: { $0.entry.slot < $1.entry.slot }) {
            let offset = FileKeySlots.offset(entry.slot)
            switch entry.state {
            // Its destruction is decided, and the next opening carries it out: the key itself need not come along.
            case .destroying: continue
            case .destroyed:
                try new.write(KeySlot.destroyed(sequence: entry.changedAt.rawValue).encoded(), at: offset)
            case .live:
                let bytes = try old.read(at: offset, count: KeySlot.size)
                switch KeySlot.decode(bytes) {
                case .slot(.live(let key))
                where key.handle == id.owner.bytes && key.retentionClass == id.keyClass.rawValue
                    && key.fingerprint == entry.fingerprint.array && key.sequence == entry.changedAt.rawValue:
                    try new.write(bytes, at: offset)
                    keys += 1
                case .slot(.destroyed(let sequence)):
                    lost.append(
                        Lost(id: id, offset: offset, reason: "it was destroyed by commit \(sequence), which is not taken over"))
                case .damaged(let reason): lost.append(Lost(id: id, offset: offset, reason: "it is lost: \(reason)"))
                case .empty, .slot:
                    lost.append(Lost(id: id, offset: offset, reason: "it is lost: the slot holds something else"))
                }
            }
        }
        if let own = lost.first(where: { $0.id.owner == SystemKeys.owner }) {
            throw CustodyFilesError(
                .corrupt, "a key of the store itself is lost; restore the key file from its backup", path: path,
                offset: own.offset)
        }
        try new.sync()
    }
}
