import CustodyConsent
import CustodyModel
import CustodyTesting
import Testing

@Suite("What it costs to list who objects")
struct ObjectionCostTests {
    @Test("The list reads as many timelines as there are objections, of a thousand people and of ten thousand")
    func rowsRead() async throws {
        let answers = 20
        for count in [1000, 10_000] {
            let rows = CountingRows()
            let ledger = InMemoryConsentLedger(committingTo: MemoryCoordinator(), rows: rows)
            for first in stride(from: 0, to: count, by: 1000) {
                var unit = UnitOfWork()
                for number in first..<(first + 1000) {
                    let subject = SubjectToken(Handle.random(from: SeededRandomSource(seed: UInt64(number))))
                    let objects = number % (count / answers) == 0
                    ledger.stage(
                        .append(
                            ConsentEvent(
                                objects ? .objected : .restricted, by: subject, for: objects ? "marketing" : nil,
                                recordedAt: Instant(milliseconds: 1_700_000_000_000))), in: &unit)
                }
                _ = try await unit.commit()
            }
            let before = rows.reads
            let page = try await ledger.consents(
                ConsentQuery(.objecting, for: "marketing.direct", at: Instant(milliseconds: 1_700_000_000_001)))
            #expect(page.items.count == answers && page.next == nil)
            #expect(rows.reads - before == answers, "of \(count) people")
        }
    }
}
