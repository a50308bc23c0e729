import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyData

@Suite("What a question about records costs")
struct IndexCostTests {
    private static let answers = 20
    private static let origin = BlindIndex(Handle([UInt8](repeating: 9, count: 16)) ?? .zero)
    private static let end = Instant(milliseconds: 1_700_000_000_000)
    private static let questions: [(String, RecordQuery.Filter)] = [
        ("purpose", .heldFor("rare.part")), ("expiry", .expiring(before: end)), ("source", .from(origin)),
        ("edition", .sealed("customer", before: 2)),
    ]

    /// Of so many records the few that each question asks for stand among the others.
    private static func record(_ number: Int, of count: Int) -> StoredRecord {
        let random = SeededRandomSource(seed: UInt64(number))
        let owner = Handle.random(from: random)
        let isAsked = number % (count / answers) == 0
        return StoredRecord(
            id: RecordID(Handle.random(from: random)), subject: SubjectToken(owner), name: "customer",
            schemaVersion: isAsked ? 1 : 2, purposes: [isAsked ? "rare" : "payment"],
            fields: [
                "email": StoredField(
                    value: SealedValue(key: KeyID(owner, .firstRetention), keyVersion: 2, box: [1, 2, 3]),
                    category: .emailAddress, expiresAt: isAsked ? end.adding(milliseconds: -1) : end)
            ], collectedAt: end, origin: isAsked ? origin : nil)
    }

    @Test("A question reads as many rows as it has answers, in a store of a thousand and of ten thousand records")
    func rowsRead() async throws {
        for count in [1000, 10_000] {
            let rows = CountingRows()
            let store = InMemoryDataStore(committingTo: MemoryCoordinator(), rows: rows)
            for first in stride(from: 0, to: count, by: 1000) {
                var unit = UnitOfWork()
                let writes = (first..<(first + 1000)).map { RecordWrite.put(Self.record($0, of: count), expecting: nil) }
                store.stage(.write(writes), in: &unit)
                _ = try await unit.commit()
            }
            for (name, filter) in Self.questions {
                let before = rows.reads
                var (found, after): (Int, PageCursor?) = (0, nil)
                repeat {
                    let page = try await store.records(RecordQuery(filter, after: after, limit: 7))
                    found += page.records.count
                    after = page.next
                } while after != nil
                #expect(found == Self.answers, "\(name) in \(count)")
                #expect(rows.reads - before == Self.answers, "\(name) in \(count)")
                let counting = rows.reads
                #expect(try await store.count(of: filter) == Self.answers)
                #expect(rows.reads == counting, "counting \(name) in \(count)")
            }
        }
    }
}
