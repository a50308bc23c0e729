import Crypto
public import CustodyKeys
import CustodyModel

/// What every key store promises.
public enum KeyStoreContract {
    /// The promises, each on a fresh store.
    public static let promises: [ContractPromise<any KeyStore>] = [
        ContractPromise("a key that was inserted is read back") { store in
            let bench = Bench(store)
            let id = KeyID(bench.owner(), .log)
            let key = try await bench.insert([id])[0]
            try expect(try await store.key(id, provider: bench.provider).bytes == key.bytes, "the key came back as another")
        },
        ContractPromise("a key that was never made is absent") { store in
            try await expectCode(.absent, "reading a key that was never made") {
                _ = try await store.wrapped(KeyID(Bench(store).owner(), .log))
            }
        },
        ContractPromise("an owner has one key of a class") { store in
            let bench = Bench(store)
            let id = KeyID(bench.owner(), .log)
            _ = try await bench.insert([id])
            try await expectCode(.conflict, "inserting a second key of the class") { _ = try await bench.insert([id]) }
        },
        ContractPromise("of two keys inserted at once for the same owner and class one wins") { store in
            let bench = Bench(store)
            let id = KeyID(bench.owner(), .log)
            let wins = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<8 { group.addTask { (try? await bench.insert([id])) != nil } }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            try expect(wins, is: 1, "how many inserts succeeded")
        },
        ContractPromise("the classes of an owner are listed with their fingerprints") { store in
            let bench = Bench(store)
            let owner = bench.owner()
            let keys = try await bench.insert([KeyID(owner, .log), KeyID(owner, .firstRetention)])
            let live = try await store.live(of: owner)
            try expect(live, is: [.log: keys[0].fingerprint, .firstRetention: keys[1].fingerprint], "the live keys")
        },
        ContractPromise("from the intent on a key is erased, and stays so when it is destroyed") { store in
            let bench = Bench(store)
            let id = KeyID(bench.owner(), .log)
            _ = try await bench.insert([id])
            try await bench.intend([id])
            try await expectCode(.erased, "reading after the intent") { _ = try await store.wrapped(id) }
            try expect(try await store.unfinished(), is: [id], "the unfinished destructions")
            try await store.overwrite([id])
            try await bench.note([id])
            try await expectCode(.erased, "reading after the destruction") { _ = try await store.wrapped(id) }
            try expect(try await store.unfinished().isEmpty, "a finished destruction is listed as unfinished")
            try expect(try await store.live(of: id.owner).isEmpty, "a destroyed key is listed as live")
        },
        ContractPromise("a destroyed key cannot be put back") { store in
            let bench = Bench(store)
            let id = KeyID(bench.owner(), .log)
            _ = try await bench.insert([id])
            try await bench.intend([id])
            try await store.overwrite([id])
            try await bench.note([id])
            try await expectCode(.conflict, "inserting over a destroyed key") { _ = try await bench.insert([id]) }
        },
        ContractPromise("destroying one class leaves the others") { store in
            let bench = Bench(store)
            let owner = bench.owner()
            let (gone, kept) = (KeyID(owner, .log), KeyID(owner, .firstRetention))
            let keys = try await bench.insert([gone, kept])
            try await bench.intend([gone])
            try await store.overwrite([gone])
            try expect(try await store.key(kept, provider: bench.provider).bytes == keys[1].bytes, "the kept key changed")
        },
        ContractPromise("a key without a durable intent is not overwritten") { store in
            let bench = Bench(store)
            let id = KeyID(bench.owner(), .log)
            let key = try await bench.insert([id])[0]
            try await expectCode(.conflict, "overwriting without an intent") { try await store.overwrite([id]) }
            try expect(try await store.key(id, provider: bench.provider).bytes == key.bytes, "the key is gone")
        },
        ContractPromise("a unit that fails leaves no key") { store in
            let bench = Bench(store)
            let (taken, fresh) = (KeyID(bench.owner(), .log), KeyID(bench.owner(), .log))
            _ = try await bench.insert([taken])
            try await expectCode(.conflict, "a unit with a conflict") { _ = try await bench.insert([fresh, taken]) }
            try await expectCode(.absent, "reading a key of a failed unit") { _ = try await store.wrapped(fresh) }
        },
    ]

    private static func expectCode(_ code: KeyError.Code, _ what: String, from body: () async throws -> Void) async throws {
        try await expectError(what, where: { (error: KeyError) in error.code == code }, from: body)
    }

    /// What a promise works with.
    private struct Bench: Sendable {
        let store: any KeyStore
        let provider = LocalKeyProvider.ephemeral()
        let random = SystemRandomSource()

        init(_ store: any KeyStore) { self.store = store }

        func owner() -> Handle { Handle.random(from: random) }

        func insert(_ ids: [KeyID]) async throws -> [SymmetricKey] {
            var made: [(key: SymmetricKey, new: NewKey)] = []
            for id in ids { made.append(try await NewKey.make(id, provider: provider, random: random)) }
            var unit = UnitOfWork()
            try store.stage(inserting: made.map(\.new), in: &unit)
            _ = try await unit.commit()
            return made.map(\.key)
        }

        func intend(_ ids: [KeyID]) async throws {
            var unit = UnitOfWork()
            try store.stage(intendingToDestroy: ids, in: &unit)
            _ = try await unit.commit()
        }

        func note(_ ids: [KeyID]) async throws {
            var unit = UnitOfWork()
            try store.stage(destroyed: ids, in: &unit)
            _ = try await unit.commit()
        }
    }
}
