public import CustodyData
import CustodyModel

/// What every `DataStore` promises.
///
/// ```swift
/// @Test(arguments: DataStoreContract.promises)
/// func keeps(_ promise: ContractPromise<any DataStore>) async throws { try await promise.verify { HostStore() } }
/// ```
public enum DataStoreContract {
    /// The promises, each on a fresh and empty store.
    public static let promises: [ContractPromise<any DataStore>] =
        recordPromises + valuePromises + preconditionPromises + identifierPromises + queryPromises + pagePromises + roomPromises
        + erasurePromises + begunPromises

    private static let recordPromises: [ContractPromise<any DataStore>] = [
        ContractPromise("an empty store answers nothing to everything") { store in
            try expect(try await store.record(id(1)), is: nil, "a record")
            try expect(try await store.records(of: subject(1)), is: [], "a subject's records")
            try expect(try await store.subjectVersion(subject(1)), is: .zero, "the version of a subject")
            try expect(try await store.token(for: index(1)), is: nil, "a binding")
            try expect(try await store.indexes(boundTo: subject(1).handle), is: [], "identifiers")
            try expect(try await store.suppression(for: index(1)), is: nil, "a suppression")
            try expect(try await store.counts(), is: DataCounts(), "the counts")
            try expect(
                try await store.records(RecordQuery(.heldFor(.payment))), is: RecordPage([], next: nil), "records by purpose")
        },
        ContractPromise("a record reads back as it was written, with the commit as its receipt") { store in
            var record = record(1)
            let commit = try await commit([.put(record, expecting: nil)], to: store)
            record.receipt = commit.sequence
            try expect(try await store.record(id(1)), is: record, "the record")
            try expect(try await store.records(of: subject(1)), is: [record], "the subject's records")
            try expect(try await store.records(of: subject(2)), is: [], "another subject's records")
            try expect(try await store.subjectVersion(subject(1)), is: commit.sequence, "the version of the subject")
            try expect(
                try await store.counts(), is: DataCounts(subjects: 1, records: 1, fields: 2), "the counts")
        },
        ContractPromise("what is staged is not there before the commit") { store in
            var unit = UnitOfWork()
            store.stage(.write([.put(record(1), expecting: nil)]), in: &unit)
            try expect(try await store.record(id(1)), is: nil, "the record before the commit")
            _ = try await unit.commit()
            try expect(try await store.record(id(1)) != nil, "the record after the commit is missing")
        },
        ContractPromise("a correction replaces the record and its receipt, and counts its version up") { store in
            try await commit([.put(record(1), expecting: nil)], to: store)
            var corrected = record(1)
            corrected.version = 2
            corrected.fields = ["email": field(9, .emailAddress)]
            let commit = try await commit([.put(corrected, expecting: 1)], to: store)
            corrected.receipt = commit.sequence
            try expect(try await store.record(id(1)), is: corrected, "the record")
            try expect(try await store.counts(), is: DataCounts(subjects: 1, records: 1, fields: 1), "the counts")
        },
        ContractPromise("a subject's records come in the order of their bytes, of one kind or of all") { store in
            let writes = [3, 1, 2].map {
                RecordWrite.put(record($0, about: 1, name: $0 == 2 ? "order" : "customer"), expecting: nil)
            }
            try await commit(writes, to: store)
            try expect(try await store.records(of: subject(1)).map(\.id), is: [id(1), id(2), id(3)], "all")
            try expect(
                try await store.counts(), is: DataCounts(subjects: 1, records: 3, fields: 6), "the counts")
            try expect(
                try await store.records(of: subject(1), name: "customer").map(\.id), is: [id(1), id(3)], "of one kind")
        },
        ContractPromise("fields go without the rest, and a record goes with its last field") { store in
            try await commit([.put(record(1), expecting: nil)], to: store)
            let first = try await outcome(
                .write([.removeFields(["iban"], of: id(1), subject: subject(1), expecting: 1)]), of: store)
            try expect(first, is: DataOutcome(removedRecords: 0, removedFields: 1), "what went")
            let left = try await store.record(id(1))
            try expect(left?.fields, is: ["email": field(1, .emailAddress)], "the other field")
            try expect(left?.version, is: 2, "the version")
            let second = try await outcome(
                .write([.removeFields(["email"], of: id(1), subject: subject(1), expecting: 2)]), of: store)
            try expect(second, is: DataOutcome(removedRecords: 1, removedFields: 1), "what went")
            try expect(try await store.record(id(1)), is: nil, "the record")
            try expect(try await store.counts(), is: DataCounts(), "the counts")
        },
        ContractPromise("a removed record is gone from everywhere") { store in
            try await commit([.put(record(1), expecting: nil), .put(record(2, about: 1), expecting: nil)], to: store)
            let outcome = try await outcome(.write([.remove(id(1), subject: subject(1), expecting: 1)]), of: store)
            try expect(outcome, is: DataOutcome(removedRecords: 1, removedFields: 2), "what went")
            try expect(try await store.records(of: subject(1)).map(\.id), is: [id(2)], "the subject's records")
            try expect(
                try await store.records(RecordQuery(.heldFor(.payment))).records.map(\.id), is: [id(2)], "by purpose")
            try expect(
                try await store.records(RecordQuery(.expiring(before: at.adding(milliseconds: 99)))).records.map(\.id),
                is: [id(2)], "by expiry")
        },
        ContractPromise("the same idempotency key commits once") { store in
            let idempotency = Idempotency(key: handle(1, 9), request: handle(2, 9))
            var commits: [Commit] = []
            for _ in 0..<2 {
                var unit = UnitOfWork(idempotency: idempotency)
                store.stage(.write([.put(record(1), expecting: nil)]), in: &unit)
                commits.append(try await unit.commit())
            }
            try expect(commits.map(\.isDuplicate), is: [false, true], "which commit is the duplicate")
            try expect(commits[1].sequence, is: commits[0].sequence, "the sequence")
            try expect(try await store.counts().records, is: 1, "records")
        },
    ]
}
