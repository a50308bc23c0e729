import CustodyModel
import CustodyTesting
import Foundation
import Testing

@testable import CustodyAudit

@Suite("The log's index") struct AuditIndexTests {
    static func seed() -> UInt64 {
        let seed = ProcessInfo.processInfo.environment["CUSTODY_SEED"].flatMap(UInt64.init) ?? .random(in: 0 ... .max)
        print("CUSTODY_SEED=\(seed)")
        return seed
    }

    static func sink(_ shape: AuditIndexShape) throws -> InMemoryAuditSink {
        try InMemoryAuditSink(
            origin: Fixture.origin, signer: NoteSigner(name: Fixture.origin, seed: Array(0..<32)),
            checkpoints: InMemoryCheckpointStore(), random: SeededRandomSource(seed: 1), committingTo: MemoryCoordinator(),
            index: shape, rows: nil)
    }

    @Test("every query equals a filter over a full scan, in blocks and runs of any size", arguments: [(1, 1), (4, 3), (16, 4)])
    func queries(_ block: Int, _ blocks: Int) async throws {
        var log = RandomAuditLog(seed: Self.seed())
        let sink = try Self.sink(AuditIndexShape(blockEntries: UInt64(block), runBlocks: UInt64(blocks)))
        try await log.register(in: sink)
        var found = 0
        for _ in 0..<6 {
            try await log.record(70, in: sink)
            found += try await log.compare(120, in: sink)
        }
        #expect(found > 1000)
        try await sink.rebuildIndex()
        try await log.compare(200, in: sink)
    }

    @Test("postings of few and of many references read back from the rows of their run")
    func runs() throws {
        let random = SeededRandomSource(seed: Self.seed())
        // 700 references, of which one has 3,000 offsets and another as many as just fill the row of the others.
        var offsets: [UInt64: Set<UInt32>] = [:]
        for number in 0..<700 {
            let count = number == 0 ? 3000 : number == 1 ? 64 : number == 2 ? 65 : Int(random.number() % 4) + 1
            let prefix = random.number() >> UInt64(64 - AuditPosting.prefixBits)
            for _ in 0..<count { offsets[prefix, default: []].insert(UInt32(random.number() % 200_000)) }
        }
        offsets[0] = [0]
        offsets[1 << UInt64(AuditPosting.prefixBits) - 1] = [1 << 23 - 1]
        var postings = OrderedChunks<AuditPosting>()
        for (prefix, list) in offsets { for offset in list { postings.insert(AuditPosting(prefix, at: offset)) } }
        var rows = Table<AuditIndexKey, AuditIndexRow>(.auditIndex, in: nil)
        let bits = try AuditRun.write(postings, run: 5, log: 1, to: &rows)
        #expect(bits > 0)
        for (prefix, list) in offsets {
            let expected = list.sorted()
            switch try AuditRun.item(prefix, bits: bits, run: 5, log: 1, in: rows) {
            case .offsets(let found): #expect(found == expected && found.count <= 64)
            case .rows(let firsts):
                let parts = try firsts.indices.map { try AuditRun.offsets(prefix, row: $0, run: 5, log: 1, in: rows) }
                #expect(parts.flatMap(\.self) == expected && parts.map { $0[0] } == firsts && expected.count > 64)
            case nil: Issue.record("\(prefix) is missing")
            }
        }
        for _ in 0..<1000 {
            let prefix = random.number() >> UInt64(64 - AuditPosting.prefixBits)
            guard offsets[prefix] == nil else { continue }
            #expect(try AuditRun.item(prefix, bits: bits, run: 5, log: 1, in: rows) == nil)
        }
        for (key, _) in try rows.contents() { #expect(AuditIndexKey(rowKey: key.rowKey) == key) }
    }

    @Test("a row whose bytes end too early or go on is an error, never a shorter answer")
    func malformedRows() throws {
        var postings = OrderedChunks<AuditPosting>()
        for offset in 0..<UInt32(10) { postings.insert(AuditPosting(7, at: offset * 1000)) }
        var rows = Table<AuditIndexKey, AuditIndexRow>(.auditIndex, in: nil)
        let bits = try AuditRun.write(postings, run: 0, log: 0, to: &rows)
        let (key, row) = try #require(try rows.contents().first)
        for count in 1..<row.bytes.count {
            try rows.set(AuditIndexRow(bytes: Array(row.bytes.prefix(count))), for: key)
            #expect(throws: RowError.self) { try AuditRun.item(7, bits: bits, run: 0, log: 0, in: rows) }
        }
        let columns = AuditColumns.encoded([3, 1, 3, 2])
        #expect(try AuditColumns.decoded(columns, count: 4) == [3, 1, 3, 2])
        for count in columns.indices {
            #expect(throws: RowError.self) { try AuditColumns.decoded(Array(columns.prefix(count)), count: 4) }
        }
        #expect(throws: RowError.self) { try AuditColumns.decoded(columns + [0], count: 4) }
        #expect(throws: RowError.self) { try AuditColumns.decoded(Array(columns.dropLast()) + [3], count: 4) }
    }

    @Test("a column takes no byte where all are alike, one where they are few, two where they are many")
    func columns() throws {
        for variety in [1, 2, 256, 257, 4000] {
            let facets = (0..<4096).map { UInt16($0 % variety) * 3 }
            let bytes = AuditColumns.encoded(facets)
            #expect(try AuditColumns.decoded(bytes, count: facets.count) == facets)
            let width = variety == 1 ? 0 : variety <= 256 ? 1 : 2
            #expect(bytes.count == 2 + 2 * variety + 4096 * width)
            #expect(AuditColumns.unpacked(AuditColumns.packed(facets)) == facets)
        }
    }

    @Test("when no number is left for a further facet, its entries are found all the same")
    func facetsWithoutNumber() throws {
        var index = AuditIndex(0, shape: AuditIndexShape(blockEntries: 64, runBlocks: 1), in: nil)
        func leaf(_ purpose: UInt32) -> [UInt8] {
            var leaf = AuditLeaf(
                .access, .read, .permit, commit: .zero, batch: .zero, time: Instant(milliseconds: Int64(purpose)))
            leaf.purpose = purpose
            return leaf.bytes
        }
        for purpose in UInt32(0)..<65_600 { try index.note(leaf(purpose), []) }
        var vocabulary = AuditVocabulary()
        for code in [3, 65_590] as [UInt32] {
            vocabulary.register(AuditRegistration(term: .purpose(Purpose("p\(code)")), code: code))
        }
        for code in [3, 65_590] as [UInt64] {
            let selection = AuditSelection(AuditQuery(purposes: [Purpose("p\(code)")]), vocabulary)
            let found = try index.candidates(selection, in: 0..<65_600, limit: .max)
            #expect(found.contains(code) && found.count < 100)
        }
    }
}
