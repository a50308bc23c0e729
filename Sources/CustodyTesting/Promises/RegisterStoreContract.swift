public import CustodyCore
import CustodyData
import CustodyModel

/// What every `RegisterStore` promises.
public enum RegisterStoreContract {
    /// The promises, each on a fresh store without entries.
    public static let promises: [ContractPromise<any RegisterStore>] = [
        ContractPromise("a register without entries has none") { store in
            try expect(try await scanned(store), is: [], "the entries")
            try expect(try await latest(store), is: [], "the latest")
            try expect(try await store.latest(of: "a", in: name), is: nil, "the latest of a key")
        },
        ContractPromise("what is staged is not there before the commit") { store in
            var unit = UnitOfWork()
            store.stage(appending: entry("a", 1), over: nil, in: &unit)
            try expect(try await scanned(store), is: [], "the entries")
            try expect(try await latest(store), is: [], "the latest")
            _ = try await unit.commit()
            try expect(try await scanned(store), is: [entry("a", 1)], "the entries")
            try expect(try await latest(store), is: [entry("a", 1)], "the latest")
        },
        ContractPromise("an entry takes the place of the former one, and both stay") { store in
            try await append("a", through: 3, to: store)
            try expect(try await scanned(store), is: entries("a", 1...3), "the entries")
            try expect(try await latest(store), is: [entry("a", 3)], "the latest")
            try expect(try await store.latest(of: "a", in: name), is: entry("a", 3), "the latest of the key")
        },
        ContractPromise("the entries of each key stand together, by their numbers") { store in
            for key in ["b", "a", "c"] as [RegisterKey] { try await append(key, through: 2, to: store) }
            let all = ["a", "b", "c"].flatMap { entries($0, 1...2) }.sorted { $0.position < $1.position }
            try expect(try await scanned(store), is: all, "the entries")
            try expect(try await latest(store), is: all.filter { $0.position.number == 2 }, "the latest")
            for key in ["a", "b", "c"] as [RegisterKey] {
                try expect(try await store.latest(of: key, in: name), is: entry(key, 2), "the latest of \(key)")
            }
            try expect(try await store.latest(of: "d", in: name), is: nil, "the latest of a key of none")
        },
        ContractPromise("registers are apart, also when one name begins with the other") { store in
            try await commit(entry("a", 1), over: nil, to: store)
            try await commit(entry("a", 1, in: "test-more"), over: nil, to: store)
            try expect(try await scanned(store), is: [entry("a", 1)], "the entries")
            try expect(try await latest(store), is: [entry("a", 1)], "the latest")
            try expect(
                try await store.scan("test-more", after: nil, limit: 9), is: [entry("a", 1, in: "test-more")], "the other's")
            try expect(try await store.scan("tes", after: nil, limit: 9), is: [], "those of a name of none")
        },
        ContractPromise("an entry that was appended over another than the latest is refused and leaves no trace") { store in
            try await commit(entry("a", 1), over: nil, to: store)
            try await refuses(entry("a", 1, content: 9), over: nil, store, "a first one beside the first")
            try await commit(entry("a", 2), over: entry("a", 1), to: store)
            try await refuses(entry("a", 2, content: 9), over: entry("a", 1), store, "a second one beside the second")
            try await refuses(entry("a", 3, content: 9), over: entry("a", 1), store, "a third one over the first")
            try expect(try await scanned(store), is: entries("a", 1...2), "the entries")
            try expect(try await latest(store), is: [entry("a", 2)], "the latest")
        },
        ContractPromise("of those that append over one entry at the same time one succeeds") { store in
            try await commit(entry("a", 1), over: nil, to: store)
            let won = try await winners(among: 8, lost: { (error: DataError) in isConflict(error) }) { number in
                try await commit(entry("a", 2, content: UInt8(number + 1)), over: entry("a", 1), to: store)
            }
            try expect(won.count, is: 1, "those that succeeded")
            let second = won.map { entry("a", 2, content: UInt8($0 + 1)) }
            try expect(try await scanned(store), is: [entry("a", 1)] + second, "the entries")
        },
        ContractPromise("two entries of one key in one unit fail it, and leave nothing of it") { store in
            for later in [entry("a", 1, content: 9), entry("a", 2)] {
                var unit = UnitOfWork()
                store.stage(appending: entry("b", 1), over: nil, in: &unit)
                store.stage(appending: entry("a", 1), over: nil, in: &unit)
                store.stage(appending: later, over: later.position.number == 1 ? nil : entry("a", 1), in: &unit)
                try await expectError("entry \(later.position.number) beside the first") { (error: DataError) in
                    isConflict(error) || error.code == .writtenTwice
                } from: { [unit] in
                    _ = try await unit.commit()
                }
                try expect(try await scanned(store), is: [], "the entries")
            }
        },
        ContractPromise("a unit that fails appends nothing") { store in
            try await commit(entry("a", 1), over: nil, to: store)
            var unit = UnitOfWork()
            store.stage(appending: entry("b", 1), over: nil, in: &unit)
            store.stage(appending: entry("a", 1), over: nil, in: &unit)
            try await expectError("the unit") { (_: DataError) in
                true
            } from: { [unit] in
                _ = try await unit.commit()
            }
            try expect(try await scanned(store), is: [entry("a", 1)], "the entries")
        },
        ContractPromise("pages join without a gap or a repetition, whatever their length") { store in
            for key in ["a", "b", "c", "d", "e"] as [RegisterKey] { try await append(key, through: 3, to: store) }
            let (all, heads) = (try await scanned(store), try await latest(store))
            try expect([all.count, heads.count], is: [15, 5], "entries and latest")
            for limit in [1, 2, 4, 5, 14, 15, 16] {
                try expect(try await scanned(store, limit: limit), is: all, "entries by \(limit)")
                try expect(try await latest(store, limit: limit), is: heads, "latest by \(limit)")
            }
        },
        ContractPromise("a place is good as a cursor where nothing stands, and while others append") { store in
            for key in ["a", "b", "c"] as [RegisterKey] { try await append(key, through: 2, to: store) }
            let heads = try await latest(store)
            guard let first = heads.first, let former = try await scanned(store).first else {
                throw BrokenPromise("the latest are not told")
            }
            try expect(
                try await store.scan(name, after: former.position.at(0), limit: 1), is: [former], "after what is none")
            try await commit(
                SealedEntry(
                    register: name, position: first.position.at(3), content: first.content, recordedAt: first.recordedAt),
                over: first, to: store)
            try expect(
                try await store.snapshot(name, after: first.position.at(.max), limit: 9), is: Array(heads.dropFirst()),
                "the latest of the other keys")
        },
    ]

    private static var name: RegisterName { "test" }

    private static func entry(
        _ key: RegisterKey, _ number: UInt32, content: UInt8 = 1, in register: RegisterName = "test"
    ) -> SealedEntry {
        SealedEntry(
            register: register, position: RegisterPosition(of: key, in: register, number: number),
            content: SealedValue(
                key: KeyID(.zero, .text), keyVersion: 1, box: [UInt8](repeating: content, count: 44) + Array(key.rawValue.utf8)),
            recordedAt: Instant(milliseconds: 1_767_225_600_000 + Int64(number)))
    }

    private static func entries(_ key: RegisterKey, _ numbers: ClosedRange<UInt32>) -> [SealedEntry] {
        numbers.map { entry(key, $0) }
    }

    private static func append(_ key: RegisterKey, through last: UInt32, to store: any RegisterStore) async throws {
        for number in 1...last {
            try await commit(entry(key, number), over: number > 1 ? entry(key, number - 1) : nil, to: store)
        }
    }

    private static func commit(
        _ entry: SealedEntry, over former: SealedEntry?, to store: any RegisterStore
    ) async throws {
        var unit = UnitOfWork()
        store.stage(appending: entry, over: former, in: &unit)
        _ = try await unit.commit()
    }

    private static func refuses(
        _ entry: SealedEntry, over former: SealedEntry?, _ store: any RegisterStore, _ what: String
    ) async throws {
        try await expectError(what, where: isConflict) { try await commit(entry, over: former, to: store) }
    }

    /// Whether another entry was appended first.
    private static func isConflict(_ error: DataError) -> Bool {
        [.versionConflict, .recordExists].contains(error.code)
    }

    private static func scanned(_ store: any RegisterStore, limit: Int = 100) async throws -> [SealedEntry] {
        try await pages { try await store.scan(name, after: $0, limit: limit) }
    }

    private static func latest(_ store: any RegisterStore, limit: Int = 100) async throws -> [SealedEntry] {
        try await pages { try await store.snapshot(name, after: $0, limit: limit) }
    }

    private static func pages(_ page: (RegisterPosition?) async throws -> [SealedEntry]) async throws -> [SealedEntry] {
        var (found, place): ([SealedEntry], RegisterPosition?) = ([], nil)
        while true {
            let entries = try await page(place)
            guard let last = entries.last else { return found }
            found += entries
            place = last.position
            try expect(found.count <= 1000, "the pages never end")
        }
    }
}
