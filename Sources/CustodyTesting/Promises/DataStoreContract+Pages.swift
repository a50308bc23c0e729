import CustodyData
import CustodyModel

extension DataStoreContract {
    /// The order of lists, and what stands in their pages while others write.
    static let pagePromises: [ContractPromise<any DataStore>] = [
        ContractPromise("an identifier that stays stands in one page, while others are unbound and bound") { store in
            // Every other person has two, so that some go and leave one behind.
            let bound = (1...9).map { number in (index(number), subject(number - number % 2 + 1).handle) }
            for (index, handle) in bound { try await commit(.bind(index, to: handle), to: store) }
            var (found, gone): ([BlindIndex: Int], Set<BlindIndex>) = ([:], [])
            var (cursor, pages): (UInt64?, Int) = (nil, 0)
            repeat {
                let page = try await store.identifiers(after: cursor, limit: 2)
                for identifier in page.identifiers { found[identifier.index, default: 0] += 1 }
                (cursor, pages) = (page.next, pages + 1)
                try expect(pages <= 100, "the pages never end")
                // What was shown goes: whoever counts places passes over somebody now.
                guard pages <= 4, let shown = page.identifiers.first else { continue }
                gone.insert(shown.index)
                try await commit(.unbind([shown.index]), to: store)
                try await commit(.bind(index(pages + 20), to: subject(pages + 20).handle), to: store)
            } while cursor != nil
            for (index, _) in bound where !gone.contains(index) {
                try expect(found[index] ?? 0, is: 1, "pages with identifier \(index), which stayed")
            }
        },
        ContractPromise("what is remembered of an erased identifier stands in one page, while others are lifted and come") {
            store in
            for number in 1...9 { try await commit(.suppress(Suppression(index: index(number), erasedAt: at)), to: store) }
            var (found, gone): ([BlindIndex: Int], Set<BlindIndex>) = ([:], [])
            var (cursor, pages): (UInt64?, Int) = (nil, 0)
            repeat {
                let page = try await store.suppressions(after: cursor, limit: 2)
                for suppression in page.suppressions { found[suppression.index, default: 0] += 1 }
                (cursor, pages) = (page.next, pages + 1)
                try expect(pages <= 100, "the pages never end")
                guard pages <= 4, let shown = page.suppressions.first else { continue }
                gone.insert(shown.index)
                try await commit(.lift([shown.index]), to: store)
                try await commit(.suppress(Suppression(index: index(pages + 20), erasedAt: at)), to: store)
            } while cursor != nil
            for number in 1...9 where !gone.contains(index(number)) {
                try expect(found[index(number)] ?? 0, is: 1, "pages with what is remembered of identifier \(number)")
            }
        },
        ContractPromise("records and identifiers are listed by their bytes, whatever the bytes") { store in
            let origin = BlindIndex(handle(1, 4))
            let writes = unevenHandles.map { handle in
                var record = record(1, expiry: 7)
                (record.id, record.origin) = (RecordID(handle), origin)
                return RecordWrite.put(record, expecting: nil)
            }
            try await commit(writes, to: store)
            let ids = unevenHandles.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }.map { RecordID($0) }
            try expect(try await store.records(of: subject(1)).map(\.id), is: ids, "the subject's records")
            for limit in [1, 3, 100] {
                var (own, after): ([RecordID], RecordID?) = ([], nil)
                repeat {
                    let page = try await store.records(of: subject(1), after: after, limit: limit).map(\.id)
                    own += page
                    after = page.last
                } while after != nil && own.count <= ids.count
                try expect(own, is: ids, "the subject's records in pages of \(limit)")
                for filter in [
                    RecordQuery.Filter.heldFor(.payment), .expiring(before: at.adding(milliseconds: 99)), .from(origin),
                    .sealed("customer", before: 2),
                ] {
                    try expect(try await found(store, filter, limit: limit), is: ids, "\(filter) in pages of \(limit)")
                }
            }
            for handle in unevenHandles { try await commit(.bind(BlindIndex(handle), to: subject(1).handle), to: store) }
            try expect(
                try await store.indexes(boundTo: subject(1).handle).map(\.handle), is: ids.map(\.handle), "the identifiers")
        },
    ]

    /// Handles whose bytes are in another order wherever they are taken for signed numbers, for numbers of the other end first, or for
    /// shorter ones. In no order.
    static var unevenHandles: [Handle] {
        var handles = [Handle.zero, Handle([UInt8](repeating: 0xff, count: 16)) ?? .zero]
        for place in [0, 7, 8, 15] {
            for end: UInt8 in [0x80, 0xff, 0x7f, 0x01] {
                var bytes = [UInt8](repeating: 0x40, count: 16)
                bytes[place] = end
                if let handle = Handle(bytes) { handles.append(handle) }
            }
        }
        return handles
    }
}
