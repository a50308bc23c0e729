import Crypto
import CustodyCore
import CustodyData
import CustodyFaults
import CustodyJournal
import CustodyKeys
import CustodyModel
import CustodyTesting
import Dispatch
import Synchronization
import Testing

@testable import CustodyFiles

@Suite("Records and keys that are read together")
struct ReadTogetherTests {
    private static let count = 512

    /// People with a key or three each and a record, in the order in which they came.
    private struct Scene {
        let bed = RowBed(options: FileOptions())
        let random: SeededRandomSource
        var owners: [Handle] = []

        init(seed: UInt64) { random = SeededRandomSource(seed: seed) }

        /// Fills a store, and opens it anew: what is read then comes from its files.
        mutating func filled() async throws -> Backends {
            let backends = try await bed.create()
            let names = RecordNames(from: random)
            for number in 0..<count {
                let owner = Handle.random(from: random)
                owners.append(owner)
                var unit = UnitOfWork()
                let classes: [KeyClass] = number % 5 == 0 ? [.firstRetention, .text, .log] : [.log]
                var keys: [NewKey] = []
                for keyClass in classes {
                    keys.append(
                        try await NewKey.make(KeyID(owner, keyClass), provider: bed.provider, random: random).new)
                }
                try backends.keys.stage(inserting: keys, in: &unit)
                var record = RowBed.record(number)
                record.id = names.next()
                record.subject = SubjectToken(owner)
                backends.data.stage(.write([.put(record, expecting: nil)]), in: &unit)
                _ = try await unit.commit()
            }
            try await backends.close()
            return try await bed.open()
        }
    }

    @Test("Keys are those that each owner has, in whatever order they are asked for, and whoever has none has none")
    func keys() async throws {
        let seed = AuditReadingTests.seed()
        var scene = Scene(seed: seed)
        let backends = try await scene.filled()
        for erased in stride(from: 0, to: Self.count, by: 7) {
            let id = KeyID(scene.owners[erased], .log)
            var unit = UnitOfWork()
            try backends.keys.stage(intendingToDestroy: [id], in: &unit)
            _ = try await unit.commit()
            try await backends.keys.overwrite([id])
        }
        for round in 0..<40 {
            var asked = scene.owners
            switch round % 4 {
            case 0: break
            case 1: asked.reverse()
            case 2: asked.sort()
            default: asked = (0..<Self.count).map { _ in asked[Int(scene.random.number() % UInt64(Self.count))] }
            }
            asked.insert(.random(from: scene.random), at: Int(scene.random.number() % UInt64(asked.count)))
            let first = Int(scene.random.number() % UInt64(asked.count))
            let some = Array(asked[first..<min(asked.count, first + Int(scene.random.number() % 300))])
            let together = try await backends.keys.wrapped(ofEach: some)
            var single: [[KeyClass: WrappedKey]] = []
            for owner in some { single.append(try await backends.keys.wrapped(of: owner)) }
            #expect(together == single, "CUSTODY_SEED=\(seed), round \(round)")
        }
        try await backends.close()
    }

    @Test("A key whose slot is damaged is named, whoever is asked about beside its owner")
    func damaged() async throws {
        var scene = Scene(seed: 1)
        let backends = try await scene.filled()
        let id = KeyID(scene.owners[100], .firstRetention)
        let slot = try #require((backends.keys as? SlotKeyStore)?.ledger.entry(of: id)?.slot)
        let file = try scene.bed.files.open(StorePaths(directory: RowBed.directory).slots, mode: .readWrite)
        try file.write([0xff], at: FileKeySlots.offset(slot) + 40)
        file.close()
        for asked in [Array(scene.owners[90..<110]), [scene.owners[100]]] {
            let error = await #expect(throws: KeyError.self) { try await backends.keys.wrapped(ofEach: asked) }
            #expect(error?.code == .damaged && error?.key == id)
        }
        let others = Array(scene.owners[..<100] + scene.owners[101...])
        var single: [[KeyClass: WrappedKey]] = []
        for owner in others { single.append(try await backends.keys.wrapped(of: owner)) }
        #expect(try await backends.keys.wrapped(ofEach: others) == single)
        try await backends.close()
    }

    @Test("Who came one after another is read at once: keys, what is known of them, and records")
    func fewReads() async throws {
        var scene = Scene(seed: 2)
        let backends = try await scene.filled()
        scene.bed.files.forgetOperations()
        #expect(try await backends.keys.wrapped(ofEach: scene.owners).count == Self.count)
        let keyReads = scene.bed.files.count(.read)
        #expect(keyReads > 0 && keyReads < Self.count / 10, "\(keyReads) reads")
        scene.bed.files.forgetOperations()
        let page = try await backends.data.records(RecordQuery(.heldFor("care.phone"), limit: Self.count))
        #expect(page.records.map(\.subject.handle) == scene.owners)
        let recordReads = scene.bed.files.count(.read)
        #expect(recordReads > 0 && recordReads < Self.count / 10, "\(recordReads) reads")
        try await backends.close()
    }

    @Test("A reader of a store whose keys are being wrapped anew finds each as the next writer will, in any order")
    func overlaid() async throws {
        var scene = Scene(seed: 3)
        let backends = try await scene.filled()
        let paths = StorePaths(directory: RowBed.directory)
        let store = try #require(backends.keys as? SlotKeyStore)
        let placed = try scene.owners.map { try store.ledger.usable(of: $0) }
        try scene.bed.provider.add(SymmetricKey(size: .bits256))
        let file = try scene.bed.files.open(paths.slots, mode: .readWrite)
        var writes: [SlotWrite] = []
        for key in placed.joined() where key.slot % 3 == 0 {
            let opened = try await backends.keys.key(key.id, provider: scene.bed.provider)
            let wrapped = try await scene.bed.provider.wrap(opened, context: key.id.wrappingContext)
            let new = NewKey(id: key.id, wrapped: wrapped, fingerprint: key.fingerprint)
            writes.append(try KeySlotFile(file, path: paths.slots).rewrapping(of: new, in: key.slot))
        }
        file.close()
        try await backends.close()
        try RewrapFile(in: paths.keys, scene.bed.files).write(writes)
        let finished = KeySlotFile(try OverlaidSlots.open(paths, scene.bed.files), path: paths.slots)
        var order = Array(placed.indices)
        for _ in 0..<3 {
            let together = try finished.wrapped(ofEach: order.map { placed[$0] })
            for (place, keys) in zip(order, together) {
                for key in placed[place] {
                    #expect(keys[key.id.keyClass]?.version == (key.slot % 3 == 0 ? 2 : 1), "slot \(key.slot)")
                }
            }
            order = order.map { _ in order[Int(scene.random.number() % UInt64(order.count))] }
        }
    }

    /// Slots of which somebody alters something while they are read.
    private final class Unsteady: KeySlotStorage {
        private let base = InMemoryKeySlots()
        private let meddling = Mutex<(@Sendable () throws -> Void)?>(nil)
        /// How many owners it answers for at once.
        private let most: Int

        init(most: Int = .max) { self.most = most }

        func meddle(_ body: @escaping @Sendable () throws -> Void) { meddling.withLock { $0 = body } }

        func read(ofEach owners: [[KeyLedger.Allocation]]) throws -> [[KeyClass: WrappedKey]] {
            let meddle = meddling.withLock { body in
                defer { body = nil }
                return body
            }
            try meddle?()
            return try base.read(ofEach: Array(owners.prefix(most)))
        }

        func writes(for key: NewKey, slot: UInt64, at sequence: CommitSequence) throws -> [SlotWrite] { [] }
        func accept(_ key: NewKey, slot: UInt64) { base.accept(key, slot: slot) }
        func read(_ slot: UInt64, expecting id: KeyID, fingerprint: Bytes) throws -> WrappedKey {
            try base.read(slot, expecting: id, fingerprint: fingerprint)
        }
        func keys(from slot: UInt64, limit: Int) async throws -> (keys: [(slot: UInt64, key: NewKey)], next: UInt64?) {
            try await base.keys(from: slot, limit: limit)
        }
        func rewrap(_ keys: [(slot: UInt64, key: NewKey)]) async throws { try await base.rewrap(keys) }
        func overwrite(_ slots: [UInt64], at sequence: CommitSequence) async throws {
            try await base.overwrite(slots, at: sequence)
        }
    }

    /// So many owners with a key each, in the store of these slots.
    private static func filled(_ slots: Unsteady, _ count: Int) async throws -> (SlotKeyStore, owners: [Handle]) {
        let store = SlotKeyStore(slots: slots, committingTo: MemoryCoordinator())
        let provider = LocalKeyProvider.ephemeral()
        let owners = (0..<count).map { RowBed.handle($0, 9) }
        for owner in owners {
            var unit = UnitOfWork()
            let key = try await NewKey.make(KeyID(owner, .log), provider: provider, random: SystemRandomSource()).new
            try store.stage(inserting: [key], in: &unit)
            _ = try await unit.commit()
        }
        return (store, owners)
    }

    @Test("Nobody is passed over, nor given another's key, where a storage answers for too few")
    func tooFew() async throws {
        let (store, owners) = try await Self.filled(Unsteady(most: 3), 5)
        var single: [[KeyClass: WrappedKey]] = []
        for owner in owners { single.append(try await store.wrapped(of: owner)) }
        #expect(try await store.wrapped(ofEach: owners) == single && Set(single.map { $0[.log] }).count == 5)
    }

    @Test("Who is erased while all are read has no key, the others have theirs, and another failure is told as it is")
    func erasedMeanwhile() async throws {
        let slots = Unsteady()
        let (store, owners) = try await Self.filled(slots, 20)
        let gone = KeyID(owners[7], .log)
        let slot = try #require(try store.ledger.entry(of: gone)?.slot)
        var unit = UnitOfWork()
        try store.stage(intendingToDestroy: [gone], in: &unit)
        let intent = unit
        slots.meddle {
            // All of an erasure, between the look at the ledger and the look at the slots.
            let done = DispatchSemaphore(value: 0)
            Task.detached {
                _ = try await intent.commit()
                try await slots.overwrite([slot], at: .zero)
                done.signal()
            }
            done.wait()
        }
        let found = try await store.wrapped(ofEach: owners)
        #expect(found.enumerated().allSatisfy { $1.keys.contains(.log) == ($0 != 7) })
        slots.meddle { throw JournalError(.io, "the disk does not answer", path: "/keys/slots") }
        await #expect(throws: JournalError.self) { try await store.wrapped(ofEach: owners) }
    }
}
