import CustodyConsent
import CustodyData
import CustodyModel

/// Times each question about what is held, of which twenty records are the answer, in stores of different size.
enum AskProbe {
    private static let answers = 20
    private static let rounds = 200
    private static let perCommit = 5000
    private static let end = Instant(milliseconds: 1_700_000_000_000)
    private static let origin = BlindIndex(Handle([UInt8](repeating: 9, count: 16)) ?? .zero)

    static func run(_ count: Int) async throws {
        let coordinator = MemoryCoordinator()
        let store = InMemoryDataStore(committingTo: coordinator)
        let ledger = InMemoryConsentLedger(committingTo: coordinator)
        for first in stride(from: 0, to: count, by: perCommit) {
            var unit = UnitOfWork()
            var writes: [RecordWrite] = []
            for number in first..<min(first + perCommit, count) {
                let isAsked = number % (count / answers) == 0
                let record = record(isAsked)
                writes.append(.put(record, expecting: nil))
                guard isAsked else { continue }
                ledger.stage(
                    .append(ConsentEvent(.objected, by: record.subject, for: "marketing", recordedAt: end)), in: &unit)
            }
            store.stage(.write(writes), in: &unit)
            _ = try await unit.commit()
        }
        let questions: [(String, RecordQuery.Filter)] = [
            ("purpose", .heldFor("rare")), ("expiry", .expiring(before: end)), ("source", .from(origin)),
            ("edition", .sealed("customer", before: 2)),
        ]
        for (name, filter) in questions {
            try await time("\(name) in \(count)") { try await store.records(RecordQuery(filter)).records.count }
        }
        try await time("objection in \(count)") {
            try await ledger.consents(ConsentQuery(.objecting, for: "marketing", at: end)).items.count
        }
    }

    private static func time(_ what: String, _ ask: () async throws -> Int) async throws {
        var durations: [Duration] = []
        var found = 0
        for _ in 0..<rounds {
            let start = ContinuousClock.now
            found = try await ask()
            durations.append(ContinuousClock.now - start)
        }
        print("\(what): \(found) answers in \(KeyProbe.median(durations))")
    }

    private static func record(_ isAsked: Bool) -> StoredRecord {
        let random = SystemRandomSource()
        let owner = Handle.random(from: random)
        return StoredRecord(
            id: RecordID(Handle.random(from: random)), subject: SubjectToken(owner), name: "customer",
            schemaVersion: isAsked ? 1 : 2, purposes: [isAsked ? "rare" : "payment"],
            fields: [
                "email": StoredField(
                    value: SealedValue(key: KeyID(owner, .firstRetention), keyVersion: 2, box: [1, 2, 3]),
                    category: .emailAddress, expiresAt: isAsked ? end.adding(milliseconds: -1) : end)
            ], collectedAt: end, origin: isAsked ? origin : nil)
    }
}
