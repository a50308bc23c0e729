import CustodyData
import CustodyModel

extension DataStoreContract {
    static var at: Instant { Instant(milliseconds: 1_767_225_600_000) }
    /// The class of the field `iban`; `email` and the source are of the next ones.
    static var retained: KeyClass { KeyClass(rawValue: 17) }

    /// Bytes whose order is that of the numbers.
    static func handle(_ number: Int, _ kind: UInt8) -> Handle {
        let bytes = [UInt8(truncatingIfNeeded: number >> 8), UInt8(truncatingIfNeeded: number), 0, kind]
        return Handle([UInt8](repeating: 0, count: 12) + bytes) ?? .zero
    }
    static func id(_ number: Int) -> RecordID { RecordID(handle(number, 1)) }
    static func subject(_ number: Int) -> SubjectToken { SubjectToken(handle(number, 2)) }
    static func index(_ number: Int) -> BlindIndex { BlindIndex(handle(number, 3)) }

    static func field(
        _ number: Int, _ category: DataCategory, class keyClass: KeyClass = KeyClass(rawValue: 16), expiresAt: Instant? = nil
    ) -> StoredField {
        StoredField(value: sealed(number, keyClass), category: category, expiresAt: expiresAt)
    }

    private static func sealed(_ number: Int, _ keyClass: KeyClass) -> SealedValue {
        SealedValue(
            key: KeyID(subject(number).handle, keyClass), keyVersion: 1,
            box: [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 44))
    }

    /// A record with two fields, of which one expires. Its subject has its number unless another is given.
    static func record(
        _ number: Int, about owner: Int? = nil, name: RecordName = "customer", for purposes: [Purpose] = [.payment],
        expiry: Int64? = 7
    ) -> StoredRecord {
        StoredRecord(
            id: id(number), subject: subject(owner ?? number), name: name, purposes: purposes,
            fields: [
                "email": field(number, .emailAddress),
                "iban": field(number, .bankAccount, class: retained, expiresAt: expiry.map { at.adding(milliseconds: $0) }),
            ],
            collectedAt: at, source: sealed(number, .text))
    }

    @discardableResult
    static func commit(_ change: DataChange, to store: any DataStore) async throws -> Commit {
        var unit = UnitOfWork()
        store.stage(change, in: &unit)
        return try await unit.commit()
    }

    @discardableResult
    static func commit(_ writes: [RecordWrite], to store: any DataStore) async throws -> Commit {
        try await commit(.write(writes), to: store)
    }

    static func outcome(_ change: DataChange, of store: any DataStore) async throws -> DataOutcome? {
        var unit = UnitOfWork()
        let staged = store.stage(change, in: &unit)
        return try await unit.commit()[staged]
    }

    static func refuses(
        _ writes: [RecordWrite], _ code: DataError.Code, _ store: any DataStore, _ what: String
    ) async throws {
        try await expectError(what) { (error: DataError) in
            error.code == code
        } from: {
            try await commit(writes, to: store)
        }
    }

    /// All records that a question finds, read in pages.
    static func found(_ store: any DataStore, _ filter: RecordQuery.Filter, limit: Int = 100) async throws -> [RecordID] {
        var found: [RecordID] = []
        var cursor: PageCursor?
        repeat {
            let page = try await store.records(RecordQuery(filter, after: cursor, limit: limit))
            try expect(page.records.count <= limit, "a page of \(limit) has \(page.records.count) records")
            found += page.records.map(\.id)
            cursor = page.next
            try expect(found.count <= 1000, "the pages never end")
        } while cursor != nil
        return found
    }
}
