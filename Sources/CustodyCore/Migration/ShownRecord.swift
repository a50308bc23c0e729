import CustodyData
import CustodyModel

/// A record in the words of whoever asks. It goes through many hands, and is never copied.
final class ShownRecord: Sendable {
    /// As it is stored.
    let stored: StoredRecord
    /// In the words of whoever asks, where they are others.
    private let answer: StoredRecord?
    /// Where each value that is asked for stands; itself, where nothing is said.
    let origins: [FieldName: FieldOrigin]
    /// What is held no more.
    let retired: Set<FieldName>

    /// A record that answers as it is stored.
    init(_ stored: StoredRecord) {
        (self.stored, answer, origins, retired) = (stored, nil, [:], [])
    }

    /// A record that answers in other words.
    init(
        _ stored: StoredRecord, answering answer: StoredRecord, from origins: [FieldName: FieldOrigin],
        without retired: Set<FieldName>
    ) {
        (self.stored, self.answer, self.origins, self.retired) = (stored, answer, origins, retired)
    }

    /// In the words of whoever asks.
    var record: StoredRecord { answer ?? stored }
    /// What it was collected for.
    var purposes: [Purpose] { answer?.purposes ?? stored.purposes }
    /// The values, by the names of whoever asks.
    var fields: [FieldName: StoredField] { answer?.fields ?? stored.fields }
}
