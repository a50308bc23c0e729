import Crypto
import CustodyKeys
import CustodyModel

/// Seals and opens a field of 512 bytes: with the key at hand, and cold, which is unwrapping, expanding and opening.
enum SealProbe {
    private static let repetitions = 20_000

    static func run() async throws {
        let random = SystemRandomSource()
        let provider = LocalKeyProvider.ephemeral()
        let id = KeyID(Handle.random(from: random), .firstRetention)
        let made = try await NewKey.make(id, provider: provider, random: random)
        let sealer = Sealer(store: Handle.random(from: random), life: 1, random: random)
        let place = Sealer.Place.field(RecordID(Handle.random(from: random)), "name", schemaVersion: 1)
        let plaintext = random.bytes(512)
        let ready = sealer.key(id, made.key)
        var value = try sealer.seal(plaintext, with: ready, at: place)
        var length = 0
        try report("seal and open, the key at hand") {
            value = try sealer.seal(plaintext, with: ready, at: place)
            length += try sealer.open(value, with: ready, at: place).count
        }
        try report("seal") { value = try sealer.seal(plaintext, with: ready, at: place) }
        try report("open") { length += try sealer.open(value, with: ready, at: place).count }
        let clock = ContinuousClock()
        var rounds: [Duration] = []
        for _ in 0..<7 {
            let start = clock.now
            for _ in 0..<repetitions {
                let key = try await provider.unwrap(made.new.wrapped, context: id.wrappingContext)
                length += try sealer.open(value, with: key, at: place).count
            }
            rounds.append((clock.now - start) / repetitions)
        }
        print("open, cold: \(KeyProbe.median(rounds)) (\(length) bytes in all)")
    }

    private static func report(_ what: String, _ body: () throws -> Void) rethrows {
        let clock = ContinuousClock()
        var rounds: [Duration] = []
        for _ in 0..<7 {
            let start = clock.now
            for _ in 0..<repetitions { try body() }
            rounds.append((clock.now - start) / repetitions)
        }
        print("\(what): \(KeyProbe.median(rounds))")
    }
}
