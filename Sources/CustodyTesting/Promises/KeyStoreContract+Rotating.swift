import Crypto
import CustodyKeys
import CustodyModel

extension KeyStoreContract {
    /// What a rotation of the key-encryption key rests on: that it meets every live key, and that no further one comes.
    static let rotating: [ContractPromise<any KeyStore>] = [
        ContractPromise("once one version is accepted, new keys under a former one are refused") { store in
            let bench = Bench(store)
            let former = try await NewKey.make(KeyID(bench.owner(), .log), provider: bench.provider, random: bench.random).new
            store.accept(only: try bench.provider.add(SymmetricKey(size: .bits256)))
            try await expectCode(.conflict, "a key under the former version") {
                var unit = UnitOfWork()
                try store.stage(inserting: [former], in: &unit)
                _ = try await unit.commit()
            }
            _ = try await bench.insert([former.id])
            store.accept(only: nil)
            let late = NewKey(
                id: KeyID(bench.owner(), .log), wrapped: former.wrapped, fingerprint: former.fingerprint)
            var unit = UnitOfWork()
            try store.stage(inserting: [late], in: &unit)
            _ = try await unit.commit()
        },
        ContractPromise("a key that was staged before one version was accepted is refused when it commits") { store in
            let bench = Bench(store)
            let former = try await NewKey.make(KeyID(bench.owner(), .log), provider: bench.provider, random: bench.random).new
            var unit = UnitOfWork()
            try store.stage(inserting: [former], in: &unit)
            store.accept(only: try bench.provider.add(SymmetricKey(size: .bits256)))
            let staged = unit
            try await expectCode(.conflict, "a key under the former version") { _ = try await staged.commit() }
            try await expectCode(.absent, "reading the key that was refused") { _ = try await store.wrapped(former.id) }
        },
        ContractPromise("a page has room for one key at least, and for any number") { store in
            let bench = Bench(store)
            let owner = bench.owner()
            let classes: [KeyClass] = [.log, .text, .firstRetention]
            _ = try await bench.insert(classes.map { KeyID(owner, $0) })
            for limit in [Int.min, -1, 0, 1, .max] {
                let listed = try await bench.wrappings(of: owner, limit: limit)
                try expect(listed.map(\.id.keyClass).sorted(), is: classes.sorted(), "the keys in pages of \(limit)")
            }
        },
        ContractPromise("a live key stands in a page while others are wrapped anew, destroyed and made") { store in
            let bench = Bench(store)
            let ids = (0..<8).map { _ in KeyID(bench.owner(), .log) }
            let keys = try await bench.insert(ids)
            // Two of each four go as soon as they were listed: what counts places then passes over those behind them.
            let staying = Set(ids.indices.filter { $0 % 4 > 1 }.map { ids[$0] })
            var (listed, cursor, pages): (Set<KeyID>, UInt64?, Int) = ([], nil, 0)
            repeat {
                let page = try await store.wrappings(after: cursor, limit: 2)
                pages += 1
                try expect(pages <= 1000, "the pages never end")
                listed.formUnion(page.keys.map(\.id))
                let gone = page.keys.map(\.id).filter { ids.contains($0) && !staying.contains($0) }
                if !gone.isEmpty {
                    try await bench.intend(gone)
                    try await store.overwrite(gone)
                    try await bench.note(gone)
                    _ = try await bench.insert([KeyID(bench.owner(), .log)])
                }
                if pages == 1 { _ = try await store.rewrap([bench.wrapped(keys[2], ids[2]), bench.wrapped(keys[7], ids[7])]) }
                cursor = page.next
            } while cursor != nil
            try expect(staying.subtracting(listed).count, is: 0, "how many live keys stood in no page")
        },
    ]
}
