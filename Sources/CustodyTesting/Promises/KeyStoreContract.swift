import Crypto
public import CustodyKeys
import CustodyModel

/// What every key store promises.
public enum KeyStoreContract {
    /// The promises, each on a fresh store.
    public static let promises: [ContractPromise<any KeyStore>] = keeping + rotating

    private static let keeping: [ContractPromise<any KeyStore>] = [
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
        ContractPromise("of two keys for one owner and class in one unit the first stands") { store in
            let bench = Bench(store)
            let id = KeyID(bench.owner(), .log)
            let first = try await NewKey.make(id, provider: bench.provider, random: bench.random)
            let second = try await NewKey.make(id, provider: bench.provider, random: bench.random)
            var unit = UnitOfWork()
            for key in [first.new, second.new] { try store.stage(inserting: [key], in: &unit) }
            _ = try await unit.commit()
            try expect(try await store.live(of: id.owner), is: [.log: first.new.fingerprint], "the live keys")
            try expect(
                try await store.key(id, provider: bench.provider).bytes == first.key.bytes, "the key is not the first one")
        },
        ContractPromise("the classes of an owner are listed with their fingerprints") { store in
            let bench = Bench(store)
            let owner = bench.owner()
            let keys = try await bench.insert([KeyID(owner, .log), KeyID(owner, .firstRetention)])
            let live = try await store.live(of: owner)
            try expect(live, is: [.log: keys[0].fingerprint, .firstRetention: keys[1].fingerprint], "the live keys")
        },
        ContractPromise("the live keys of an owner are read together, and a destruction is counted") { store in
            let bench = Bench(store)
            let owner = bench.owner()
            let (kept, gone) = (KeyID(owner, .firstRetention), KeyID(owner, .log))
            _ = try await bench.insert([gone, kept])
            _ = try await bench.insert([KeyID(bench.owner(), .log)])
            let together = try await store.wrapped(of: owner)
            try expect(
                together, is: [.log: try await store.wrapped(gone), kept.keyClass: try await store.wrapped(kept)], "both")
            let before = try await store.destructionCount()
            try await bench.intend([gone])
            try expect(try await store.wrapped(of: owner), is: [kept.keyClass: try await store.wrapped(kept)], "what is left")
            let after = try await store.destructionCount()
            try expect(before == nil ? after == nil : after != before, "the destruction was not counted")
            try expect(try await store.wrapped(of: bench.owner()).isEmpty, "somebody without keys has some")
            let apart = bench.owner()
            // Made one after another, they do not stand side by side.
            for id in [KeyID(apart, .firstRetention), KeyID(bench.owner(), .log), KeyID(apart, .log)] {
                _ = try await bench.insert([id])
            }
            let owners = [apart, bench.owner(), owner, apart]
            var each: [[KeyClass: WrappedKey]] = []
            for owner in owners { each.append(try await store.wrapped(of: owner)) }
            try expect(each.map(\.count), is: [2, 0, 1, 2], "how many keys each has")
            try expect(try await store.wrapped(ofEach: owners), is: each, "those of many owners")
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
        ContractPromise("the live keys are listed in pages, each once and as it is wrapped") { store in
            let bench = Bench(store)
            let owner = bench.owner()
            let ids = [.log, .text, .firstRetention].map { KeyID(owner, $0) }
            let keys = try await bench.insert(ids)
            try await bench.intend([ids[1]])
            try await store.overwrite([ids[1]])
            let listed = try await bench.wrappings(of: owner)
            try expect(listed.map(\.id.keyClass).sorted(), is: [.log, .firstRetention], "the classes that are listed")
            for key in listed {
                let opened = try await bench.provider.unwrap(key.wrapped, context: key.id.wrappingContext)
                let place = ids.firstIndex(of: key.id).map { keys[$0].bytes }
                try expect(opened.bytes, is: place ?? [], "the key of class \(key.id.keyClass.rawValue)")
                try expect(key.fingerprint, is: opened.fingerprint, "its fingerprint")
            }
        },
        ContractPromise("a key that is wrapped anew is the same key under the other version") { store in
            let bench = Bench(store)
            let id = KeyID(bench.owner(), .log)
            let key = try await bench.insert([id])[0]
            let version = try bench.provider.add(SymmetricKey(size: .bits256))
            let new = try await bench.wrapped(key, id)
            try expect(try await store.rewrap([new]), is: 1, "how many were replaced")
            try expect(try await store.wrapped(id).version, is: version, "the version of the wrapping")
            _ = try await bench.provider.retire(allBut: [version])
            try expect(try await store.key(id, provider: bench.provider).bytes == key.bytes, "the key came back as another")
        },
        ContractPromise("a wrapping of another key does not take a key's place, and a destroyed key is not wrapped anew") {
            store in
            let bench = Bench(store)
            let (id, gone) = (KeyID(bench.owner(), .log), KeyID(bench.owner(), .log))
            let keys = try await bench.insert([id, gone])
            let stranger = try await bench.wrapped(SymmetricKey(size: .bits256), id)
            try await expectCode(.damaged, "a wrapping of another key") { _ = try await store.rewrap([stranger]) }
            try expect(try await store.key(id, provider: bench.provider).bytes == keys[0].bytes, "the key changed")
            try await bench.intend([gone])
            try expect(try await store.rewrap([bench.wrapped(keys[1], gone)]), is: 0, "how many destroyed keys were replaced")
            try await store.overwrite([gone])
            try expect(try await store.rewrap([bench.wrapped(keys[1], gone)]), is: 0, "how many destroyed keys were replaced")
            try await expectCode(.erased, "reading the destroyed key") { _ = try await store.wrapped(gone) }
            try expect(try await bench.wrappings(of: gone.owner).isEmpty, "the destroyed key is listed")
        },
    ]

    static func expectCode(_ code: KeyError.Code, _ what: String, from body: () async throws -> Void) async throws {
        try await expectError(what, where: { (error: KeyError) in error.code == code }, from: body)
    }

    /// What a promise works with.
    struct Bench: Sendable {
        let store: any KeyStore
        let provider = LocalKeyProvider.ephemeral()
        let random = SystemRandomSource()

        init(_ store: any KeyStore) { self.store = store }

        func wrapped(_ key: SymmetricKey, _ id: KeyID) async throws -> NewKey {
            NewKey(
                id: id, wrapped: try await provider.wrap(key, context: id.wrappingContext), fingerprint: key.fingerprint)
        }

        /// What the store lists of an owner, read in small pages.
        func wrappings(of owner: Handle, limit: Int = 2) async throws -> [NewKey] {
            var (found, cursor, pages): ([NewKey], UInt64?, Int) = ([], nil, 0)
            repeat {
                let page = try await store.wrappings(after: cursor, limit: limit)
                try expect(page.keys.count <= max(1, limit), "a page of \(limit) has \(page.keys.count) keys")
                pages += 1
                try expect(pages <= 1000, "the pages of \(limit) never end")
                found += page.keys.filter { $0.id.owner == owner }
                cursor = page.next
            } while cursor != nil
            return found
        }

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
