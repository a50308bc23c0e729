import CustodyJournal
import CustodyKeys

/// Where an open store stands, for whoever copies it.
struct StorePlace: Sendable {
    var paths: StorePaths
    var identity: StoreIdentity
    var files: any JournalFileSystem
    var slots: any JournalFile
    var keys: SlotKeyStore
    var writerEpoch: UInt32
}
