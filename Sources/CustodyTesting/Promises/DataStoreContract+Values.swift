import CustodyData
import CustodyModel

extension DataStoreContract {
    /// That what is written is what is read, to the last bit and with nothing left out.
    static let valuePromises: [ContractPromise<any DataStore>] = [
        ContractPromise("a record with everything set reads back as it was written") { store in
            var record = wholeRecord
            // So that a later property is kept, too, or this promise is told of it.
            for (what, value) in [("a record", record as Any), ("a field", record.fields["iban"] as Any)] {
                if let absent = absentProperty(of: value) {
                    throw BrokenPromise("the promise does not set '\(absent)' of \(what): it has to")
                }
            }
            record.receipt = try await commit([.put(record, expecting: nil)], to: store).sequence
            try await expectKept(record, in: store)
            record.version = 2
            record.purposes.reverse()
            record.receipt = try await commit([.put(record, expecting: 1)], to: store).sequence
            try await expectKept(record, in: store)
        },
        ContractPromise("every value of its range reads back") { store in
            let (first, last) = (Instant(milliseconds: .min), Instant(milliseconds: .max))
            let boxes: [[UInt8]] = [[], Array(0...UInt8.max), [UInt8](repeating: 0xa5, count: 70_000)]
            let (editions, versions): ([Int], [UInt32]) = ([.max, 0, .min], [.max, 0, 1 << 31])
            let times = [first, Instant(milliseconds: -1), last]
            for (number, box) in boxes.enumerated() {
                var record = record(number + 1)
                (record.schemaVersion, record.collectedAt) = (editions[number], times[number])
                for keyClass in [UInt8.min, 0x80, .max] {
                    let owner = Handle([UInt8](repeating: keyClass, count: 16)) ?? .zero
                    let value = SealedValue(
                        key: KeyID(owner, KeyClass(rawValue: keyClass)), keyVersion: versions[number], box: box)
                    record.fields[FieldName("field\(keyClass)")] = StoredField(
                        value: value, category: .emailAddress, expiresAt: times[number], verifiedAt: times[2 - number])
                }
                record.fields["iban"]?.expiresAt = times[number]
                record.receipt = try await commit([.put(record, expecting: nil)], to: store).sequence
                try await expectKept(record, in: store)
            }
            try expect(
                try await found(store, .expiring(before: last), limit: 1), is: [id(1), id(2)], "all but what expires at the end"
            )
            try expect(try await found(store, .expiring(before: first)), is: [], "what expires before all times")
            try expect(
                try await found(store, .expiring(before: Instant(milliseconds: 0))), is: [id(1), id(2)], "before 1970")
            try expect(
                try await found(store, .sealed("customer", before: .max)), is: [id(2), id(3)], "before the last edition")
            let noted: [UInt8] = [.max, 0, 0x80]
            for number in boxes.indices {
                let suppression = Suppression(index: index(number), until: times[number], erasedAt: times[2 - number])
                try await commit(.suppress(suppression), to: store)
                try expect(try await store.suppression(for: index(number)), is: suppression, "a suppression")
                let note = IdentifierNote(
                    version: noted[number], field: "phone",
                    name: SealedValue(key: KeyID(.zero, .log), keyVersion: .max, box: boxes[number]))
                try await commit(.bind(index(number), to: subject(number + 1).handle, noting: note), to: store)
                try expect(
                    try await store.identifiers(boundTo: subject(number + 1).handle),
                    is: [BoundIdentifier(index(number), of: subject(number + 1).handle, noting: note)], "an identifier")
            }
        },
        ContractPromise("removing a record or a field changes its subject's version") { store in
            try await commit([.put(record(1), expecting: nil), .put(record(2, about: 1), expecting: nil)], to: store)
            for change in [
                RecordWrite.removeFields(["email"], of: id(1), subject: subject(1), expecting: 1),
                .remove(id(2), subject: subject(1), expecting: 1),
                .removeFields(["iban"], of: id(1), subject: subject(1), expecting: 2),
            ] {
                let seen = try await store.subjectVersion(subject(1))
                let removed = try await commit([change], to: store)
                try expect(try await store.subjectVersion(subject(1)), is: removed.sequence, "the version")
                try await expectError("a write of who read before") { (error: DataError) in
                    error.code == .subjectChanged
                } from: {
                    try await commit(
                        .write([.put(record(3, about: 1), expecting: nil)], requiring: [.init(subject(1), at: seen)]), to: store
                    )
                }
            }
        },
    ]

    /// A record of which nothing is as it would be unless somebody said so.
    private static var wholeRecord: StoredRecord {
        var record = record(1, for: ["payment", "care", "delivery.home"])
        record.schemaVersion = 7
        record.origin = BlindIndex(handle(5, 4))
        record.fields["phone"] = field(3, "contact.telephone", expiresAt: at.adding(milliseconds: -9))
        for name in record.fields.keys {
            record.fields[name]?.verifiedAt = at.adding(milliseconds: 1)
            record.fields[name]?.keptFor = .legalObligation
        }
        return record
    }

    private static func expectKept(_ record: StoredRecord, in store: any DataStore) async throws {
        try expect(try await store.record(record.id), is: record, "the record")
        try expect(try await store.records(of: record.subject), is: [record], "the subject's records")
        let page = try await store.records(of: record.subject, after: nil, limit: 1)
        try expect(page, is: [record], "the first page of the subject's records")
        guard record.schemaVersion < .max else { return }
        let held = try await store.records(RecordQuery(.sealed(record.name, before: .max), limit: 100)).records
        try expect(held.filter { $0.id == record.id }, is: [record], "the record among those of its kind")
    }

    /// The first property of a value that is nil.
    private static func absentProperty(of value: Any) -> String? {
        let mirror = Mirror(reflecting: value)
        if mirror.displayStyle == .optional { return mirror.children.first.flatMap { absentProperty(of: $0.value) } }
        return mirror.children.first { child in
            let property = Mirror(reflecting: child.value)
            return property.displayStyle == .optional && property.children.isEmpty
        }?.label
    }
}
