import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyData

@Suite("The data store in memory")
struct InMemoryDataStoreTests {
    /// Draws changes on few subjects and records, so that many are refused and many meet.
    struct Generator {
        let random: SeededRandomSource

        func number(_ count: Int) -> Int { Int(random.number() % UInt64(count)) }
        func handle(_ kind: UInt8) -> Handle {
            Handle([UInt8](repeating: kind, count: 15) + [UInt8(number(6))]) ?? .zero
        }

        func record(_ version: Int) -> StoredRecord {
            let subject = SubjectToken(handle(1))
            var fields: [FieldName: StoredField] = [:]
            for name: FieldName in ["a", "b", "c"] where number(3) > 0 {
                fields[name] = StoredField(
                    value: SealedValue(
                        key: KeyID(subject.handle, KeyClass(rawValue: UInt8(16 + number(3)))), keyVersion: 1,
                        box: random.bytes(4)),
                    category: .contact, expiresAt: number(2) == 0 ? nil : Instant(milliseconds: Int64(number(9))))
            }
            return StoredRecord(
                id: RecordID(handle(2)), subject: subject, name: number(4) == 0 ? "order" : "customer", version: version,
                purposes: [["care"], ["care.phone", "pay"], ["pay"]][number(3)], fields: fields,
                collectedAt: Instant(milliseconds: 0))
        }

        func write(_ state: DataState) throws -> RecordWrite {
            let known = try state.seen()
            guard !known.isEmpty, number(3) > 0 else { return .put(record(1), expecting: nil) }
            let old = known[number(known.count)]
            switch number(4) {
            case 0: return .remove(old.id, subject: old.subject, expecting: old.version)
            case 1: return .removeFields(["a"], of: old.id, subject: old.subject, expecting: old.version)
            default:
                var new = record(old.version + 1)
                (new.id, new.subject, new.name) = (old.id, old.subject, old.name)
                return .put(new, expecting: old.version - (number(8) == 0 ? 1 : 0))
            }
        }

        private var erasure: BegunErasure {
            let classes = (0..<3).map { KeyClass(rawValue: UInt8(16 + $0)) }
            return BegunErasure(
                SubjectToken(handle(1)), keeping: Set(classes.prefix(number(3))),
                grounds: number(2) == 0 ? [:] : [classes[0]: .legalClaims])
        }

        func change(_ state: DataState) throws -> DataChange {
            switch number(10) {
            case 9: .beginErasure(erasure)
            case 0: .bind(BlindIndex(handle(3)), to: handle(1))
            case 1: .unbind([BlindIndex(handle(3)), BlindIndex(handle(3))])
            case 2: .suppress(Suppression(index: BlindIndex(handle(3)), erasedAt: Instant(milliseconds: Int64(number(99)))))
            case 3: (number(2) == 0 ? state.begunErasures.first : nil)?.completion ?? erasure.completion
            case 4: .require(SubjectPrecondition(SubjectToken(handle(1)), at: .zero))
            default: .write(try (0...number(3)).map { _ in try write(state) })
            }
        }
    }

    @Test("replays to the same state, whatever was committed", arguments: [1, 2, UInt64.random(in: 3 ... .max)])
    func replay(_ seed: UInt64) async throws {
        let generator = Generator(random: SeededRandomSource(seed: seed))
        let recorder = RecordingCoordinator()
        let store = InMemoryDataStore(committingTo: recorder)
        var refused = 0
        for _ in 0..<600 {
            var unit = UnitOfWork()
            store.stage(try generator.change(store.state), in: &unit)
            do { _ = try await unit.commit() } catch is DataError { refused += 1 }
        }
        #expect(refused > 20 && refused < 500, "seed \(seed): \(refused) refused")
        let copy = InMemoryDataStore(committingTo: MemoryCoordinator())
        for (bytes, sequence) in recorder.written { try copy.replay(bytes, at: sequence) }
        #expect(copy.state == store.state, "seed \(seed)")
    }

    @Test("its indexes and counts agree with a walk over everything", arguments: [5, UInt64.random(in: 6 ... .max)])
    func indexes(_ seed: UInt64) async throws {
        let generator = Generator(random: SeededRandomSource(seed: seed))
        let store = InMemoryDataStore(committingTo: MemoryCoordinator())
        for _ in 0..<400 {
            var unit = UnitOfWork()
            store.stage(try generator.change(store.state), in: &unit)
            do { _ = try await unit.commit() } catch is DataError {}
            let state = store.state
            let all = try state.seen()
            for purpose: Purpose in ["care", "care.phone", "pay"] {
                let page = try await store.records(RecordQuery(.heldFor(purpose)))
                #expect(page.records == all.filter { $0.isHeld(for: purpose) }, "seed \(seed)")
            }
            let instant = Instant(milliseconds: Int64(generator.number(10)))
            let expiring = all.filter { ($0.firstExpiry ?? instant) < instant }
                .sorted { ($0.firstExpiry ?? instant, $0.id.handle) < ($1.firstExpiry ?? instant, $1.id.handle) }
            let found = try await store.records(RecordQuery(.expiring(before: instant))).records
            // Of what an erasure has begun to drop the places are kept until it is dropped.
            #expect(state.begunErasures.isEmpty ? found == expiring : Set(found) == Set(expiring), "seed \(seed)")
            let counts = try state.counts()
            #expect(counts.records == all.count, "seed \(seed)")
            #expect(counts.fields == all.reduce(0) { $0 + $1.fields.count }, "seed \(seed)")
            #expect(counts.subjects == Set(all.map(\.subject)).count, "seed \(seed)")
            #expect(
                try state.subjects.contents().values.reduce(0) { $0 + $1.records.count } == state.records.count, "seed \(seed)")
        }
    }

    @Test("a change has one encoding, and every form of it reads back", arguments: [7, UInt64.random(in: 8 ... .max)])
    func coding(_ seed: UInt64) throws {
        let generator = Generator(random: SeededRandomSource(seed: seed))
        for _ in 0..<300 {
            let change = try generator.change(DataState())
            let bytes = try CBOR.encode(change)
            #expect(try CBOR.decode(DataChange.self, from: bytes) == change, "seed \(seed)")
            #expect(try CBOR.encode(CBOR.decode(DataChange.self, from: bytes)) == bytes, "seed \(seed)")
        }
        let subject = SubjectToken(generator.handle(1))
        let classes = (0..<200).map { KeyClass(rawValue: UInt8($0)) }
        #expect(
            try CBOR.encode(DataChange.eraseSubject(subject, keeping: Set(classes)))
                == CBOR.encode(DataChange.eraseSubject(subject, keeping: Set(classes.reversed()))))
    }

    @Test("bytes that are no change are refused without a trace", arguments: [9, UInt64.random(in: 10 ... .max)])
    func damaged(_ seed: UInt64) throws {
        let generator = Generator(random: SeededRandomSource(seed: seed))
        let store = InMemoryDataStore(committingTo: MemoryCoordinator())
        #expect(throws: (any Error).self) { try store.replay([0xa0], at: CommitSequence(rawValue: 1)) }
        #expect(store.state == DataState())
        for _ in 0..<300 {
            var bytes = try CBOR.encode(try generator.change(store.state))
            guard !bytes.isEmpty else { continue }
            bytes[generator.number(bytes.count)] = UInt8(truncatingIfNeeded: generator.number(256))
            do { try store.replay(bytes, at: CommitSequence(rawValue: 1)) } catch { continue }
        }
    }

    @Test("a mere requirement leaves no bytes behind")
    func preconditionBytes() async throws {
        let recorder = RecordingCoordinator()
        let store = InMemoryDataStore(committingTo: recorder)
        let precondition = SubjectPrecondition(SubjectToken(.zero), at: .zero)
        for change in [DataChange.require(precondition), .write([], requiring: [precondition])] {
            var unit = UnitOfWork()
            store.stage(change, in: &unit)
            _ = try await unit.commit()
        }
        #expect(recorder.written.isEmpty)
    }

    @Test("changes on unrelated subjects do not meet, and those on one do")
    func conflicts() {
        let generator = Generator(random: SeededRandomSource(seed: 1))
        let one = generator.record(1)
        var other = one
        other.id = RecordID(.zero)
        var unrelated = other
        unrelated.subject = SubjectToken(.zero)
        func writes(_ change: DataChange) -> Set<ConflictKey> { DataState.conflicts(of: change).writes }
        let first = writes(.write([.put(one, expecting: nil)]))
        #expect(!first.isDisjoint(with: writes(.write([.put(other, expecting: nil)]))))
        #expect(!first.isDisjoint(with: writes(.eraseSubject(one.subject, keeping: []))))
        #expect(first.isDisjoint(with: writes(.write([.put(unrelated, expecting: nil)]))))
        #expect(!first.isDisjoint(with: DataState.conflicts(of: .require(.init(one.subject, at: .zero))).reads))
        unrelated.id = one.id
        #expect(!first.isDisjoint(with: writes(.write([.put(unrelated, expecting: nil)]))))
    }
}

@Suite("Ordered chunks")
struct OrderedChunksTests {
    @Test("they hold what a sorted set holds, and give it in pages", arguments: [1, UInt64.random(in: 2 ... .max)])
    func likeASet(_ seed: UInt64) {
        let random = SeededRandomSource(seed: seed)
        var chunks = OrderedChunks<Int>()
        var model: Set<Int> = []
        for round in 0..<12_000 {
            let element = Int(random.number() % 3000)
            // Grows first, then shrinks to nothing.
            if random.number() % 10 < (round < 6000 ? 8 : 2) {
                chunks.insert(element)
                model.insert(element)
            } else {
                chunks.remove(element)
                model.remove(element)
            }
            if round.isMultiple(of: 500) {
                let sorted = model.sorted()
                #expect(Array(chunks) == sorted, "seed \(seed)")
                #expect(chunks.count == model.count, "seed \(seed)")
                let bound = Int(random.number() % 3200) - 100
                #expect(chunks.prefix(700, after: bound) == Array(sorted.filter { $0 > bound }.prefix(700)), "seed \(seed)")
            }
        }
        for element in model { chunks.remove(element) }
        #expect(chunks.isEmpty)
        #expect(chunks.prefix(3, after: nil).isEmpty)
    }
}

extension DataState {
    /// Everything that anybody sees, in order, as a walk over every row finds it.
    fileprivate func seen() throws -> [StoredRecord] {
        let erased = Dictionary(grouping: begunErasures, by: \.subject)
        return try records.contents().values.sorted { $0.id.handle < $1.id.handle }.compactMap { record in
            (erased[record.subject] ?? []).reduce(record) { left, erasure in left.flatMap { erasure.left(of: $0) } }
        }
    }
}
