public import CustodyData
public import CustodyModel

/// Registers on any `DataStore`: each entry is a record of the store itself, found by the name of its register, and by another name as
/// long as it is the latest of its key.
///
/// What else the store keeps of its own affairs stands there in the same way, by records of their own kinds: requests, what recipients
/// were given and have to be told, what people have to be told. They are projections of what the log says that an erasure takes along
/// with the person, which no register may be.
public struct DataRegisterStore: RegisterStore {
    private let data: any DataStore

    /// Registers on a store.
    public init(on data: any DataStore) { self.data = data }

    /// Stages an entry, and with it that the former is the latest no longer.
    public func stage(appending entry: SealedEntry, over former: SealedEntry?, in unit: inout UnitOfWork) {
        var writes = [RecordWrite.put(Self.record(of: entry, isLatest: true), expecting: nil)]
        if let former {
            var superseded = Self.record(of: former, isLatest: false)
            superseded.version = 2
            writes.append(.put(superseded, expecting: 1))
        }
        data.stage(.write(writes), in: &unit)
    }

    /// Some of all entries.
    public func scan(_ register: RegisterName, after: RegisterPosition?, limit: Int) async throws -> [SealedEntry] {
        try await page(register, Self.all(register), after, limit)
    }

    /// Some of the latest entries of each key.
    public func snapshot(_ register: RegisterName, after: RegisterPosition?, limit: Int) async throws -> [SealedEntry] {
        try await page(register, Self.latest(register), after, limit)
    }

    private func page(
        _ register: RegisterName, _ purpose: Purpose, _ after: RegisterPosition?, _ limit: Int
    ) async throws -> [SealedEntry] {
        let limit = max(1, limit)
        var entries: [SealedEntry] = []
        var cursor = after.map { PageCursor(RecordID($0.handle)) }
        repeat {
            let query = RecordQuery(.heldFor(purpose), after: cursor, limit: limit - entries.count)
            let page = try await data.records(query)
            entries += page.records.compactMap { Self.entry(in: $0, of: register) }
            cursor = page.next
        } while cursor != nil && entries.count < limit
        return entries
    }

    private static let name: RecordName = "custody.registerEntry"
    private static let field: FieldName = "entry"
    // No register has a dot in its name, so that none is found under another's.
    private static func all(_ register: RegisterName) -> Purpose { Purpose("custody.register.\(register)") }
    private static func latest(_ register: RegisterName) -> Purpose { Purpose("custody.registerLatest.\(register)") }

    private static func record(of entry: SealedEntry, isLatest: Bool) -> StoredRecord {
        StoredRecord(
            id: RecordID(entry.position.handle), subject: .store, name: name,
            purposes: isLatest ? [all(entry.register), latest(entry.register)] : [all(entry.register)],
            fields: [field: StoredField(value: entry.content, category: "custody.evidence")], collectedAt: entry.recordedAt)
    }

    private static func entry(in record: StoredRecord, of register: RegisterName) -> SealedEntry? {
        guard record.name == name, record.subject == .store, let field = record.fields[field] else { return nil }
        return SealedEntry(
            register: register, position: RegisterPosition(record.id.handle), content: field.value,
            recordedAt: record.collectedAt)
    }
}
