import Crypto
import CustodyCore
import CustodyData
import CustodyFiles
import CustodyKeys
import CustodyModel

/// Durable puts of a record with one field of 512 bytes: sealed, and the same bytes unsealed, in turn, by one writer and by 64.
enum PutProbe {
    private static let rounds = 7

    static func run(_ directory: String) async throws {
        let random = SystemRandomSource()
        let provider = LocalKeyProvider.ephemeral()
        let backends = try await FileBackend.create(at: directory, controller: "probe", keys: provider, random: random)
        let id = KeyID(Handle.random(from: random), .firstRetention)
        let made = try await NewKey.make(id, provider: provider, random: random)
        var unit = UnitOfWork()
        try backends.keys.stage(inserting: [made.new], in: &unit)
        _ = try await unit.commit()
        let sealer = Sealer(store: backends.store, life: backends.life, random: random)
        let plaintext = random.bytes(512)
        let placeholder = SealedValue(key: id, keyVersion: 2, box: plaintext + [UInt8](repeating: 0, count: 44))

        let names = RecordNames(from: random)

        @Sendable func put(sealed: Bool) async throws {
            let record = names.next()
            var value = placeholder
            if sealed {
                // As one operation does: unwrapped, expanded and used.
                let key = try await backends.keys.key(id, provider: provider)
                value = try sealer.seal(plaintext, with: key, id: id, at: .field(record, "name", schemaVersion: 1))
            }
            var unit = UnitOfWork()
            backends.data.stage(
                .write([
                    .put(
                        StoredRecord(
                            id: record, subject: SubjectToken(Handle.random(from: random)), name: "customer",
                            purposes: [.customerCare], fields: ["name": StoredField(value: value, category: .personName)],
                            collectedAt: Instant(milliseconds: 0)), expecting: nil)
                ]), in: &unit)
            _ = try await unit.commit()
        }

        let clock = ContinuousClock()
        for (writers, puts) in [(1, 400), (64, 100)] {
            var times: [Bool: [Duration]] = [:]
            for round in 0..<Self.rounds {
                for sealed in round % 2 == 0 ? [false, true] : [true, false] {
                    let start = clock.now
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        for _ in 0..<writers { group.addTask { for _ in 0..<puts { try await put(sealed: sealed) } } }
                        try await group.waitForAll()
                    }
                    times[sealed, default: []].append((clock.now - start) / (writers * puts))
                }
            }
            let ratios = zip(times[true] ?? [], times[false] ?? []).map { $0 / $1 }.sorted()
            let (sealed, plain) = (KeyProbe.median(times[true] ?? []), KeyProbe.median(times[false] ?? []))
            print(
                "\(writers) writers: sealed \(sealed), unsealed \(plain) a put; in the middle \(ratios[ratios.count / 2]) times"
            )
        }
        try await backends.close()
    }
}
