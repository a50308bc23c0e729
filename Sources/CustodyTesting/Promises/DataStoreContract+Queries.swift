import CustodyData
import CustodyModel

extension DataStoreContract {
    static let queryPromises: [ContractPromise<any DataStore>] = [
        ContractPromise("records are found by what they were collected for, or by what stands below that") { store in
            let purposes: [[Purpose]] = [
                ["care"], ["care.phone"], ["cares"], ["care.phone", "payment"], ["care", "care.phone"],
            ]
            let writes = purposes.enumerated().map { number, purposes in
                RecordWrite.put(record(number + 1, for: purposes), expecting: nil)
            }
            try await commit(writes, to: store)
            try expect(try await found(store, .heldFor("care")), is: [id(1), id(5)], "care")
            try expect(try await found(store, .heldFor("care.phone")), is: [id(1), id(2), id(4), id(5)], "care.phone")
            try expect(try await found(store, .heldFor("payment")), is: [id(4)], "payment")
            try expect(try await found(store, .heldFor("other")), is: [], "a purpose of none")
        },
        ContractPromise("records are found by their first expiry, the earliest first, and only before the instant") { store in
            let expiries: [Int64?] = [30, 10, nil, 20, 10]
            let writes = expiries.enumerated().map { RecordWrite.put(record($0 + 1, expiry: $1), expecting: nil) }
            try await commit(writes, to: store)
            try expect(
                try await found(store, .expiring(before: at.adding(milliseconds: 30))), is: [id(2), id(5), id(4)], "before 30")
            try expect(
                try await found(store, .expiring(before: at.adding(milliseconds: 31))), is: [id(2), id(5), id(4), id(1)],
                "before 31")
            try expect(try await found(store, .expiring(before: at)), is: [], "before all")
        },
        ContractPromise("pages join without a gap or a repetition, whatever their length") { store in
            let writes = (1...9).map { RecordWrite.put(record($0, expiry: Int64($0 % 3)), expecting: nil) }
            try await commit(writes, to: store)
            for filter in [RecordQuery.Filter.heldFor(.payment), .expiring(before: at.adding(milliseconds: 99))] {
                let whole = try await found(store, filter)
                try expect(whole.count, is: 9, "records")
                for limit in [1, 2, 3, 8, 9, 10, Int.max] {
                    try expect(try await found(store, filter, limit: limit), is: whole, "pages of \(limit)")
                }
            }
        },
        ContractPromise("a subject's records come in pages that join, also while an erasure is begun") { store in
            try await commit((1...7).map { .put(record($0, about: 1), expecting: nil) }, to: store)
            try await commit([.put(record(8), expecting: nil)], to: store)
            for step in 0..<2 {
                let whole = try await store.records(of: subject(1)).map(\.id).sorted { $0.handle < $1.handle }
                try expect(whole.count, is: step == 0 ? 7 : 0, "records")
                for limit in [1, 3, 7, 100] {
                    var (found, after): ([RecordID], RecordID?) = ([], nil)
                    while true {
                        let page = try await store.records(of: subject(1), after: after, limit: limit)
                        try expect(page.count <= limit, "a page of \(limit) has \(page.count) records")
                        guard let last = page.last else { break }
                        found += page.map(\.id)
                        after = last.id
                        try expect(found.count <= 100, "the pages never end")
                    }
                    try expect(found, is: whole, "pages of \(limit)")
                }
                if step == 0 { try await commit(.beginErasure(BegunErasure(subject(1), keeping: [])), to: store) }
            }
        },
        ContractPromise("a cursor stays good when its record is gone and others come") { store in
            try await commit((2...5).map { .put(record($0, expiry: Int64($0)), expecting: nil) }, to: store)
            for filter in [RecordQuery.Filter.heldFor(.payment), .expiring(before: at.adding(milliseconds: 99))] {
                let page = try await store.records(RecordQuery(filter, limit: 2))
                try expect(page.records.map(\.id), is: [id(2), id(3)], "the first page")
                try await commit([.remove(id(3), subject: subject(3), expecting: 1)], to: store)
                try await commit([.put(record(1, expiry: 1), expecting: nil)], to: store)
                let next = try await store.records(RecordQuery(filter, after: page.next, limit: 2))
                try expect(next.records.map(\.id), is: [id(4), id(5)], "the second page")
                try expect(next.next, is: nil, "the end")
                try await commit([.remove(id(1), subject: subject(1), expecting: 1)], to: store)
                try await commit([.put(record(3, expiry: 3), expecting: nil)], to: store)
            }
        },
        ContractPromise("a corrected record is found by what it is now") { store in
            try await commit([.put(record(1, for: ["care"], expiry: 10), expecting: nil)], to: store)
            var corrected = record(1, for: ["payment"], expiry: 50)
            corrected.version = 2
            try await commit([.put(corrected, expecting: 1)], to: store)
            try expect(try await found(store, .heldFor("care")), is: [], "the old purpose")
            try expect(try await found(store, .heldFor("payment")), is: [id(1)], "the new purpose")
            try expect(try await found(store, .expiring(before: at.adding(milliseconds: 11))), is: [], "the old expiry")
            try expect(try await found(store, .expiring(before: at.adding(milliseconds: 51))), is: [id(1)], "the new expiry")
        },
        ContractPromise("records are found by where they came from, as long as that is known") { store in
            func from(_ number: Int, _ origin: UInt8?) -> StoredRecord {
                var record = record(number)
                record.origin = origin.map { BlindIndex(Handle(Array(repeating: $0, count: 16)) ?? .zero) }
                return record
            }
            let (first, second) = (from(0, 1).origin ?? BlindIndex(.zero), from(0, 2).origin ?? BlindIndex(.zero))
            try await commit([from(1, 1), from(2, 2), from(3, nil), from(4, 1)].map { .put($0, expecting: nil) }, to: store)
            try expect(try await found(store, .from(first)), is: [id(1), id(4)], "the first source")
            try expect(try await found(store, .from(first), limit: 1), is: [id(1), id(4)], "in pages of one")
            var corrected = from(4, 2)
            corrected.version = 2
            try await commit([.put(corrected, expecting: 1)], to: store)
            try await commit([.remove(id(1), subject: subject(1), expecting: 1)], to: store)
            try expect(try await found(store, .from(first)), is: [], "the first source afterwards")
            try expect(try await found(store, .from(second)), is: [id(2), id(4)], "the second source")
            // The source is sealed under a class of its own; what an erasure leaves does not tell it any more.
            try await commit(.eraseSubject(subject(2), keeping: [retained]), to: store)
            try expect(try await found(store, .from(second)), is: [id(4)], "after an erasure")
        },
        ContractPromise("records are found by the edition of their schema") { store in
            func edition(_ number: Int, _ edition: Int, _ name: RecordName = "customer") -> StoredRecord {
                var record = record(number)
                (record.name, record.schemaVersion) = (name, edition)
                return record
            }
            try await commit(
                [edition(1, 1), edition(2, 3), edition(3, 2), edition(4, 1, "other")].map { .put($0, expecting: nil) },
                to: store)
            try expect(try await found(store, .sealed("customer", before: 3)), is: [id(1), id(3)], "before the third")
            try expect(try await found(store, .sealed("customer", before: 1)), is: [], "before the first")
            var migrated = edition(1, 3)
            migrated.version = 2
            try await commit([.put(migrated, expecting: 1)], to: store)
            try expect(try await found(store, .sealed("customer", before: 3)), is: [id(3)], "once one is migrated")
            try expect(try await store.count(of: .sealed("customer", before: 4)), is: 3, "how many")
        },
        ContractPromise("at least as many records are counted as a question finds") { store in
            try await commit((1...9).map { .put(record($0, for: ["care"], expiry: Int64($0)), expecting: nil) }, to: store)
            for (filter, count) in [
                (RecordQuery.Filter.heldFor("care"), 9), (.heldFor("care.phone"), 9), (.heldFor("other"), 0),
                (.expiring(before: at.adding(milliseconds: 4)), 3), (.from(BlindIndex(.zero)), 0),
            ] {
                try expect(try await store.count(of: filter), is: count, "\(filter)")
            }
        },
        ContractPromise("a unit that requires records commits only while all of them are as they were read") { store in
            try await commit((1...3).map { .put(record($0), expecting: nil) }, to: store)
            for seen in [nil, try await store.changeCount()] {
                let read = try await store.records(RecordQuery(.heldFor(.payment))).records
                try await commit(.requireRecords(read, seen: seen), to: store)
                var changed = read[1]
                changed.version += 1
                try await commit([.put(changed, expecting: changed.version - 1)], to: store)
                try await expectError("one of them changed") { (error: DataError) in
                    error.code == .subjectChanged
                } from: {
                    try await commit(.requireRecords(read, seen: seen), to: store)
                }
            }
            let read = try await store.records(RecordQuery(.heldFor(.payment))).records
            try await commit(.beginErasure(BegunErasure(read[0].subject, keeping: [])), to: store)
            try await expectError("one of them is being erased") { (error: DataError) in
                error.code == .subjectChanged
            } from: {
                try await commit(.requireRecords(read), to: store)
            }
        },
        ContractPromise("a page without room is refused") { store in
            for limit in [0, -1, Int.min] {
                try await expectError("a limit of \(limit)") { (error: DataError) in
                    error.code == .invalidQuery
                } from: {
                    _ = try await store.records(RecordQuery(.heldFor(.payment), limit: limit))
                }
            }
        },
    ]

    static let erasurePromises: [ContractPromise<any DataStore>] = [
        ContractPromise("erasing a subject drops everything, and nobody else's") { store in
            try await commit(
                [.put(record(1), expecting: nil), .put(record(2, about: 1), expecting: nil), .put(record(3), expecting: nil)],
                to: store)
            let outcome = try await outcome(.eraseSubject(subject(1), keeping: []), of: store)
            try expect(outcome, is: DataOutcome(removedRecords: 2, removedFields: 4), "what went")
            try expect(try await store.records(of: subject(1)), is: [], "the subject's records")
            try expect(try await store.record(id(1)), is: nil, "a record")
            try expect(try await found(store, .heldFor(.payment)), is: [id(3)], "by purpose")
            try expect(try await found(store, .expiring(before: at.adding(milliseconds: 99))), is: [id(3)], "by expiry")
            try expect(try await store.counts(), is: DataCounts(subjects: 1, records: 1, fields: 2), "the counts")
        },
        ContractPromise("an erasure keeps what is sealed under a class to be kept") { store in
            try await commit([.put(record(1), expecting: nil)], to: store)
            var unit = UnitOfWork()
            let staged = store.stage(.eraseSubject(subject(1), keeping: [retained]), in: &unit)
            let commit = try await unit.commit()
            try expect(commit[staged], is: DataOutcome(removedRecords: 0, removedFields: 1), "what went")
            let left = try await store.record(id(1))
            try expect(left?.fields.keys.sorted(), is: ["iban"], "the fields")
            try expect(left?.source, is: nil, "the source, sealed under another class")
            try expect(left?.version, is: 2, "the version")
            try expect(left?.receipt, is: commit.sequence, "the receipt")
        },
        ContractPromise("an erasure leaves records alone of which it drops nothing") { store in
            let commit = try await commit([.put(record(1), expecting: nil)], to: store)
            let keeping = Set([retained, KeyClass(rawValue: 16), .text])
            let outcome = try await outcome(.eraseSubject(subject(1), keeping: keeping), of: store)
            try expect(outcome, is: DataOutcome(), "what went")
            var whole = record(1)
            whole.receipt = commit.sequence
            try expect(try await store.record(id(1)), is: whole, "the record")
        },
        ContractPromise("an erasure changes the subject's version, so that nothing read before is written after") { store in
            try await commit([.put(record(1), expecting: nil)], to: store)
            let seen = try await store.subjectVersion(subject(1))
            try await commit(.eraseSubject(subject(1), keeping: []), to: store)
            try expect(try await store.subjectVersion(subject(1)) > seen, "the version did not change")
            try await expectError("a write") { (error: DataError) in
                error.code == .subjectChanged
            } from: {
                try await commit(.write([.put(record(1), expecting: nil)], requiring: [.init(subject(1), at: seen)]), to: store)
            }
        },
    ]

    static let begunPromises: [ContractPromise<any DataStore>] = [
        ContractPromise("a begun erasure is seen at once, as when it is carried out") { store in
            try await commit([.put(record(1), expecting: nil), .put(record(2, about: 1), expecting: nil)], to: store)
            try await commit([.put(record(3), expecting: nil)], to: store)
            let seen = try await store.subjectVersion(subject(1))
            try await commit(.beginErasure(BegunErasure(subject(1), keeping: [])), to: store)
            try expect(try await store.subjectVersion(subject(1)) > seen, "the version did not change")
            for _ in 0..<2 {
                try expect(try await store.records(of: subject(1)), is: [], "the subject's records")
                try expect(try await store.record(id(1)), is: nil, "a record")
                try expect(try await found(store, .heldFor(.payment)), is: [id(3)], "by purpose")
                try expect(try await found(store, .expiring(before: at.adding(milliseconds: 99))), is: [id(3)], "by expiry")
                try expect(try await store.counts(), is: DataCounts(subjects: 1, records: 1, fields: 2), "the counts")
                try await expectError("a late write") { (error: DataError) in
                    error.code == .noSuchRecord
                } from: {
                    var again = record(1)
                    again.version = 2
                    try await commit([.put(again, expecting: 1)], to: store)
                }
                for erasure in try await store.begunErasures() { try await commit(erasure.completion, to: store) }
            }
        },
        ContractPromise("a begun erasure shows what is kept, for its ground alone, and what is written to it meanwhile stays") {
            store in
            try await commit([.put(record(1), expecting: nil)], to: store)
            let erasure = BegunErasure(subject(1), keeping: [retained], grounds: [retained: .legalObligation])
            try await commit(.beginErasure(erasure), to: store)
            guard var left = try await store.record(id(1)) else { throw BrokenPromise("the record is gone") }
            try expect(left.fields.keys.sorted(), is: ["iban"], "the fields")
            try expect(left.fields["iban"]?.keptFor, is: .legalObligation, "the ground")
            try expect(left.source, is: nil, "the source, sealed under another class")
            left.version += 1
            left.fields["iban"]?.verifiedAt = at
            try await commit([.put(left, expecting: left.version - 1)], to: store)
            try await commit(erasure.completion, to: store)
            let after = try await store.record(id(1))
            try expect(after?.fields, is: left.fields, "the fields")
            try expect(try await store.counts().fields, is: 1, "the counted fields")
        },
        ContractPromise("a begun erasure is told of until it is carried out, and one that drops more outlasts it") { store in
            try await commit([.put(record(1), expecting: nil)], to: store)
            let part = BegunErasure(subject(1), keeping: [retained])
            let all = BegunErasure(subject(1), keeping: [])
            try await commit(.beginErasure(part), to: store)
            try expect(try await store.begunErasures(), is: [part], "what is begun")
            try await commit(.beginErasure(all), to: store)
            try await commit(part.completion, to: store)
            try expect(try await store.begunErasures(), is: [all], "what is begun")
            try expect(try await store.record(id(1)), is: nil, "the record")
            try await commit(all.completion, to: store)
            try expect(try await store.begunErasures(), is: [], "what is begun")
            try expect(try await store.counts(), is: DataCounts(), "the counts")
        },
    ]
}
