import CustodyJournal
import CustodyKeys

/// Where an open store stands, for whoever copies it.
struct StorePlace: Sendable {
    var paths: StorePaths
    var identity: StoreIdentity
    var files: any JournalFileSystem
    var slots: any JournalFile
    /// Weak, for it holds the coordinator, which keeps this: who lets a store go without closing it lets all of it go.
    weak var keys: SlotKeyStore?
    var writerEpoch: UInt32
}
