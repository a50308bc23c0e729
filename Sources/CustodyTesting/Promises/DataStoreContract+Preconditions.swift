import CustodyData
import CustodyModel

extension DataStoreContract {
    static let preconditionPromises: [ContractPromise<any DataStore>] = [
        ContractPromise("a new record replaces none") { store in
            try await commit([.put(record(1), expecting: nil)], to: store)
            try await refuses([.put(record(1), expecting: nil)], .recordExists, store, "the same again")
            try await refuses([.put(record(1, about: 2), expecting: nil)], .recordExists, store, "another subject's record")
            var later = record(2)
            later.version = 2
            try await refuses([.put(later, expecting: nil)], .versionConflict, store, "a new record of version 2")
        },
        ContractPromise("a write that saw another version is refused") { store in
            var next = record(1)
            next.version = 2
            try await refuses([.put(next, expecting: 1)], .noSuchRecord, store, "replacing what is not")
            try await commit([.put(record(1), expecting: nil)], to: store)
            try await refuses([.put(record(1), expecting: 1)], .versionConflict, store, "a version that does not follow")
            try await commit([.put(next, expecting: 1)], to: store)
            try await refuses([.put(next, expecting: 1)], .versionConflict, store, "an old version")
            try await refuses(
                [.removeFields(["iban"], of: id(1), subject: subject(1), expecting: 1)], .versionConflict, store, "fields")
            try await refuses([.remove(id(1), subject: subject(1), expecting: 1)], .versionConflict, store, "removing")
            try expect(try await store.record(id(1))?.version, is: 2, "the version")
        },
        ContractPromise("a record keeps its subject and its kind") { store in
            try await commit([.put(record(1), expecting: nil)], to: store)
            var other = record(1, about: 2)
            other.version = 2
            try await refuses([.put(other, expecting: 1)], .noSuchRecord, store, "another subject")
            other = record(1, name: "order")
            other.version = 2
            try await refuses([.put(other, expecting: 1)], .identityChanged, store, "another kind")
            try await refuses([.remove(id(1), subject: subject(2), expecting: 1)], .noSuchRecord, store, "for another subject")
            try await refuses(
                [.removeFields(["iban"], of: id(1), subject: subject(2), expecting: 1)], .noSuchRecord, store,
                "fields for another subject")
        },
        ContractPromise("a record holds something for some purpose") { store in
            var empty = record(1)
            empty.fields = [:]
            try await refuses([.put(empty, expecting: nil)], .emptyRecord, store, "no field")
            empty = record(1)
            empty.purposes = []
            try await refuses([.put(empty, expecting: nil)], .emptyRecord, store, "no purpose")
            try await commit([.put(record(1), expecting: nil)], to: store)
            try await refuses(
                [.removeFields(["phone"], of: id(1), subject: subject(1), expecting: 1)], .noSuchField, store, "no such field")
        },
        ContractPromise("one bad write in a batch leaves none of it") { store in
            try await commit([.put(record(1), expecting: nil)], to: store)
            let version = try await store.subjectVersion(subject(2))
            try await refuses(
                [
                    .put(record(2), expecting: nil), .remove(id(1), subject: subject(1), expecting: 1),
                    .put(record(1), expecting: nil),
                ],
                .writtenTwice, store, "a record twice")
            try await refuses(
                [.put(record(2), expecting: nil), .remove(id(3), subject: subject(3), expecting: 1)], .noSuchRecord, store,
                "a bad write")
            try expect(try await store.counts().records, is: 1, "records")
            try expect(try await store.record(id(2)), is: nil, "the good write")
            try expect(try await store.subjectVersion(subject(2)), is: version, "the version of the subject")
        },
        ContractPromise("one bad change in a unit leaves none of it") { store in
            try await commit([.put(record(1), expecting: nil)], to: store)
            var unit = UnitOfWork()
            store.stage(.bind(index(1), to: subject(2).handle), in: &unit)
            store.stage(.write([.put(record(2), expecting: nil)]), in: &unit)
            store.stage(.write([.remove(id(1), subject: subject(1), expecting: 7)]), in: &unit)
            try await expectError("the unit") { (error: DataError) in
                error.code == .versionConflict
            } from: { [unit] in
                _ = try await unit.commit()
            }
            try expect(try await store.record(id(2)), is: nil, "the record")
            try expect(try await store.token(for: index(1)), is: nil, "the binding")
        },
        ContractPromise("who read a subject can require that nothing has changed since") { store in
            try await commit([.put(record(1), expecting: nil)], to: store)
            let seen = try await store.subjectVersion(subject(1))
            try await commit(.require(SubjectPrecondition(subject(1), at: seen)), to: store)
            try await commit(
                .write([.put(record(2, about: 1), expecting: nil)], requiring: [.init(subject(1), at: seen)]), to: store)
            try await expectError("a stale requirement") { (error: DataError) in
                error.code == .subjectChanged
            } from: {
                try await commit(.require(SubjectPrecondition(subject(1), at: seen)), to: store)
            }
            try await expectError("a stale write") { (error: DataError) in
                error.code == .subjectChanged
            } from: {
                try await commit(
                    .write([.put(record(3, about: 1), expecting: nil)], requiring: [.init(subject(1), at: seen)]), to: store)
            }
            try expect(try await store.record(id(3)), is: nil, "the stale write")
        },
        ContractPromise("other subjects' changes leave a subject's version alone, and so does a mere requirement") { store in
            try await commit([.put(record(1), expecting: nil)], to: store)
            let seen = try await store.subjectVersion(subject(1))
            try await commit([.put(record(2), expecting: nil)], to: store)
            try await commit(.require(SubjectPrecondition(subject(1), at: seen)), to: store)
            try expect(try await store.subjectVersion(subject(1)), is: seen, "the version")
        },
        ContractPromise("of writers at the same time one succeeds, and nothing is lost") { store in
            try await commit([.put(record(1), expecting: nil)], to: store)
            let won = try await winners(among: 8, lost: { (error: DataError) in error.code == .versionConflict }) { number in
                var mine = record(1)
                mine.version = 2
                mine.schemaVersion = number
                try await commit([.put(mine, expecting: 1)], to: store)
            }
            try expect(won.count, is: 1, "writers that succeeded")
            let written = try await store.record(id(1))
            try expect(written?.version, is: 2, "the version")
            try expect(written?.schemaVersion, is: won.first, "what the record was written with")
        },
        ContractPromise("two changes of one unit that write the same thing fail it, and leave nothing of it") { store in
            try await commit([.put(record(1), expecting: nil)], to: store)
            for number in 1...2 { try await commit(.bind(index(number), to: subject(1).handle), to: store) }
            func corrected(_ edition: Int) -> DataChange {
                var record = record(1)
                (record.version, record.schemaVersion) = (2, edition)
                return .write([.put(record, expecting: 1)])
            }
            func rebound(_ former: Int, as entry: Int) -> DataChange {
                .rebind([index(former): BoundIdentifier(index(entry), of: subject(1).handle, noting: nil)])
            }
            let meeting: [(String, DataChange, DataChange)] = [
                (
                    "two new records", .write([.put(record(2), expecting: nil)]),
                    .write([.put(record(2, about: 3), expecting: nil)])
                ),
                ("two corrections", corrected(5), corrected(6)),
                ("a correction and a removal", corrected(5), .write([.remove(id(1), subject: subject(1), expecting: 1)])),
                ("two bindings", .bind(index(3), to: subject(2).handle), .bind(index(3), to: subject(3).handle)),
                ("a binding and a new entry", .bind(index(3), to: subject(2).handle), rebound(1, as: 3)),
                ("one entry for two", rebound(1, as: 3), rebound(2, as: 3)),
                ("two entries for one", rebound(1, as: 3), rebound(1, as: 4)),
                ("an entry that is taken away", rebound(1, as: 3), .unbind([index(1)])),
            ]
            let before = try await store.counts()
            for (what, first, second) in meeting {
                var unit = UnitOfWork()
                store.stage(.write([.put(record(9), expecting: nil)]), in: &unit)
                for change in [first, second] { store.stage(change, in: &unit) }
                try await expectError(what) { (error: DataError) in
                    error.code == .writtenTwice
                } from: { [unit] in
                    _ = try await unit.commit()
                }
                try expect(try await store.counts(), is: before, "what is kept after \(what)")
                try expect(try await store.record(id(1))?.version, is: 1, "the version after \(what)")
                try expect(
                    try await store.indexes(boundTo: subject(1).handle), is: [index(1), index(2)], "identifiers after \(what)")
            }
        },
    ]
}
