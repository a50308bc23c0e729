import CustodyData
import CustodyModel
import CustodyTesting

/// What a ``DataStore`` does with one record.
struct RecordModel: SequentialModel {
    enum Operation: Hashable, Sendable {
        /// Stores the record whole; the number tells one write from another.
        case put(Int, record: Int, expecting: Int?)
        case remove(record: Int, expecting: Int)
        case read(record: Int)
    }

    enum Answer: Hashable, Sendable {
        case done, refused, absent
        case found(write: Int, version: Int)
    }

    private struct Stored: Hashable {
        var write: Int
        var version: Int
    }

    private var stored: Stored?

    static func key(of operation: Operation) -> Int {
        switch operation {
        case .put(_, let record, _), .remove(let record, _), .read(let record): record
        }
    }

    mutating func apply(_ operation: Operation) -> Answer {
        switch operation {
        case .read: return stored.map { .found(write: $0.write, version: $0.version) } ?? .absent
        case .put(let write, _, let expected):
            guard stored?.version == expected else { return .refused }
            stored = Stored(write: write, version: (expected ?? 0) + 1)
        case .remove(_, let expected):
            guard stored?.version == expected else { return .refused }
            stored = nil
        }
        return .done
    }
}

extension RecordModel.Operation {
    /// Does it on a store, and says what came back and what the store says about its place.
    func perform(on store: any DataStore) async throws -> (RecordModel.Answer, CommitOutcome<RecordModel.Answer>?) {
        var unit = UnitOfWork()
        switch self {
        case .read(let number):
            guard let record = try await store.record(Self.id(number)) else { return (.absent, nil) }
            let answer = RecordModel.Answer.found(write: record.schemaVersion, version: record.version)
            return (answer, .readLastChanged(at: record.receipt, answer))
        case .put(let write, let number, let expected):
            store.stage(.write([.put(Self.record(number, write, (expected ?? 0) + 1), expecting: expected)]), in: &unit)
        case .remove(let number, let expected):
            store.stage(.write([.remove(Self.id(number), subject: Self.subject(number), expecting: expected)]), in: &unit)
        }
        do {
            let sequence = try await unit.commit().sequence
            return (.done, .committed(sequence, .done))
        } catch let error as DataError where [.recordExists, .versionConflict, .noSuchRecord].contains(error.code) {
            return (.refused, .refused)
        }
    }

    /// The operation whose change was found in a journal; nil for changes of other kinds.
    init?(_ change: DataChange) {
        guard case .write(let writes, _) = change, writes.count == 1, let write = writes.first else { return nil }
        switch write {
        case .put(let record, let expected):
            self = .put(record.schemaVersion, record: Int(record.id.bytes[15]), expecting: expected)
        case .remove(let id, _, let expected): self = .remove(record: Int(id.bytes[15]), expecting: expected)
        case .removeFields: return nil
        }
    }

    private static func handle(_ number: Int, _ kind: UInt8) -> Handle {
        Handle([UInt8](repeating: kind, count: 15) + [UInt8(truncatingIfNeeded: number)]) ?? .zero
    }
    private static func id(_ number: Int) -> RecordID { RecordID(handle(number, 1)) }
    private static func subject(_ number: Int) -> SubjectToken { SubjectToken(handle(number, 2)) }

    private static func record(_ number: Int, _ write: Int, _ version: Int) -> StoredRecord {
        let value = SealedValue(key: KeyID(subject(number).handle, .text), keyVersion: 1, box: [UInt8](repeating: 7, count: 44))
        return StoredRecord(
            id: id(number), subject: subject(number), name: "customer", schemaVersion: write, version: version,
            purposes: [.payment], fields: ["email": StoredField(value: value, category: .emailAddress)],
            collectedAt: Instant(milliseconds: 0))
    }
}
