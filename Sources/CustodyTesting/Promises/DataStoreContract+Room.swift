import CustodyData
import CustodyModel

extension DataStoreContract {
    /// What a page holds whose room nobody looked at. Those of queries are refused without room.
    static let roomPromises: [ContractPromise<any DataStore>] = [
        ContractPromise("a page of what is known of people has room for one at least, and for any number") { store in
            for number in 1...3 {
                try await commit(.bind(index(number), to: subject(number).handle), to: store)
                try await commit(.suppress(Suppression(index: index(number + 10), erasedAt: at)), to: store)
                try await commit([.put(record(number, about: 1), expecting: nil)], to: store)
            }
            for limit in [Int.min, -1, 0, 1, .max] {
                let bound = try await everything { cursor in
                    let page = try await store.identifiers(after: cursor, limit: limit)
                    return (page.identifiers.map(\.index), page.next)
                }
                try expect(bound, is: (1...3).map(index), "the identifiers in pages of \(limit)")
                let remembered = try await everything { cursor in
                    let page = try await store.suppressions(after: cursor, limit: limit)
                    return (page.suppressions.map(\.index), page.next)
                }
                try expect(remembered, is: (11...13).map(index), "what is remembered in pages of \(limit)")
                let own = try await store.records(of: subject(1), after: nil, limit: limit).map(\.id)
                try expect(own, is: limit == .max ? (1...3).map(id) : [id(1)], "somebody's records in a page of \(limit)")
            }
        }
    ]

    /// All that is listed in pages, by its bytes.
    private static func everything(
        _ page: (UInt64?) async throws -> (indexes: [BlindIndex], next: UInt64?)
    ) async throws -> [BlindIndex] {
        var (found, cursor): ([BlindIndex], UInt64?) = ([], nil)
        for _ in 1...100 {
            let (indexes, next) = try await page(cursor)
            found += indexes
            guard let next else { return found.sorted { $0.handle < $1.handle } }
            cursor = next
        }
        throw BrokenPromise("the pages never end")
    }
}
