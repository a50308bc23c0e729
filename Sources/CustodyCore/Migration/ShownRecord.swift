import CustodyData
import CustodyModel

/// A record in the words of whoever asks.
struct ShownRecord: Sendable {
    /// As it is stored.
    let stored: StoredRecord
    /// In the words of whoever asks.
    var record: StoredRecord
    /// Where each value that is asked for stands; itself, where nothing is said.
    var origins: [FieldName: FieldOrigin] = [:]
    /// What is held no more.
    var retired: Set<FieldName> = []

    init(_ record: StoredRecord) { (stored, self.record) = (record, record) }
}
