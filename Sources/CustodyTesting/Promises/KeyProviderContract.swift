import Crypto
import CustodyKeys
import CustodyModel

/// What every `KeyProvider` promises. Each promise is checked on a provider that has one version of its key-encryption key and has
/// noted no store.
public enum KeyProviderContract {
    /// The promises. A minor version may add some.
    public static let promises: [ContractPromise<KeyProviderFixture>] = wrapping + retiring

    private static let wrapping: [ContractPromise<KeyProviderFixture>] = [
        ContractPromise("a key that was wrapped opens as it was, by its context") { fixture in
            let provider = fixture.provider
            let (key, context) = (SymmetricKey(size: .bits256), KeyID(.zero, .log).wrappingContext)
            let wrapped = try await provider.wrap(key, context: context)
            try expect(wrapped.version, is: try await provider.currentVersion(), "the version of the wrapping")
            try expect([wrapped.nonce.count, wrapped.box.count], is: [12, 48], "the bytes of nonce and box")
            try expect(!contains(wrapped, key.bytes), "the wrapping holds the key in clear")
            // Kept for years, and read back from its bytes.
            let read = WrappedKey(version: wrapped.version, nonce: wrapped.nonce, box: wrapped.box)
            try expect(try await provider.unwrap(read, context: context) == key, "the key came back as another")
        },
        ContractPromise("a wrapping opens by no other context") { fixture in
            let (key, id) = (SymmetricKey(size: .bits256), KeyID(.zero, .log))
            let wrapped = try await fixture.provider.wrap(key, context: id.wrappingContext)
            let others = [
                KeyID(.zero, .text).wrappingContext, [], Array(id.wrappingContext.dropLast()), id.wrappingContext + [0],
            ]
            for context in others {
                try await expectCode(.wrongKey, "opening by a context of \(context.count) bytes") {
                    _ = try await fixture.provider.unwrap(wrapped, context: context)
                }
            }
        },
        ContractPromise("a wrapping that was altered opens no more") { fixture in
            let wrapped = try await fixture.provider.wrap(SymmetricKey(size: .bits256), context: [1])
            for place in wrapped.box.indices where place % 7 == 0 || place == wrapped.box.count - 1 {
                var altered = wrapped
                altered.box[place] ^= 1
                try await expectCode(.wrongKey, "opening it with byte \(place) altered") { [altered] in
                    _ = try await fixture.provider.unwrap(altered, context: [1])
                }
            }
            for count in [0, 16, 47] {
                var cut = wrapped
                cut.box = Array(wrapped.box.prefix(count))
                try await expectCode(.wrongKey, "opening it cut to \(count) bytes") { [cut] in
                    _ = try await fixture.provider.unwrap(cut, context: [1])
                }
            }
        },
        ContractPromise("a version that is not here is told from a wrapping that does not open") { fixture in
            var wrapped = try await fixture.provider.wrap(SymmetricKey(size: .bits256), context: [1])
            wrapped.version = wrapped.version < .max ? .max : 0
            try await expectCode(.unknownVersion, "opening under a version that there is not") { [wrapped] in
                _ = try await fixture.provider.unwrap(wrapped, context: [1])
            }
        },
        ContractPromise("many wrap and open at once, also while a version is begun, and each gets its own key") { fixture in
            let provider = fixture.provider
            let wrong = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<24 {
                    group.addTask {
                        if number == 8 { try await fixture.beginNewVersion() }
                        let (key, context) = (SymmetricKey(size: .bits256), [UInt8(number)])
                        let wrapped = try await provider.wrap(key, context: context)
                        return try await provider.unwrap(wrapped, context: context) == key ? 0 : 1
                    }
                }
                return try await group.reduce(0, +)
            }
            try expect(wrong, is: 0, "how many got another's key")
        },
    ]

    private static let retiring: [ContractPromise<KeyProviderFixture>] = [
        ContractPromise("former versions open until they are retired, and then never again") { fixture in
            let bench = Bench(fixture)
            let old = try await bench.wrapped()
            let new = try await bench.wrappedAnew()
            try expect(new.wrapped.version != old.wrapped.version, "the current version stayed as it was")
            try expect(try await bench.opens(old), "what was wrapped under the former version does not open")
            try expect(try await bench.opens(new), "what is wrapped under the new version does not open")
            let kept = new.wrapped.version
            try expect(
                try await fixture.provider.retire(allBut: [kept]), is: [old.wrapped.version], "what is told to be retired")
            try await expectCode(.unknownVersion, "opening under the version that was retired") {
                _ = try await bench.opens(old)
            }
            try expect(try await bench.opens(new), "what is wrapped under the version that was kept does not open")
            try expect(try await fixture.provider.currentVersion(), is: kept, "the current version")
        },
        ContractPromise("the current version is never retired, and nothing goes with the attempt") { fixture in
            let bench = Bench(fixture)
            let keys = [try await bench.wrapped(), try await bench.wrappedAnew()]
            for kept: Set<UInt16> in [[], [keys[0].wrapped.version]] {
                try await expectCode(.conflict, "retiring the current version") {
                    _ = try await fixture.provider.retire(allBut: kept)
                }
            }
            for key in keys { try expect(try await bench.opens(key), "what was wrapped before does not open") }
        },
        ContractPromise("retiring may be repeated, and versions are kept that are not there") { fixture in
            let bench = Bench(fixture)
            let old = try await bench.wrapped()
            let new = try await bench.wrappedAnew()
            let kept: Set<UInt16> = [new.wrapped.version, .max]
            try expect(
                try await fixture.provider.retire(allBut: kept), is: [old.wrapped.version], "what is told to be retired")
            for _ in 0..<2 { try expect(try await fixture.provider.retire(allBut: kept), is: [], "what is told again") }
            try expect(try await bench.opens(new), "what is wrapped under the version that was kept does not open")
        },
        ContractPromise("stores that were noted are known until they are forgotten, unless none is ever known") { fixture in
            let provider = fixture.provider
            let (one, other) = (Handle(words: (1, 1)), Handle(words: (2, 2)))
            try expect(try await provider.notedStores(), is: [], "what is known before any store was noted")
            try await provider.forget([one])
            for store in [one, other, one] { try await provider.note(store) }
            let known = try await provider.notedStores()
            guard !known.isEmpty else { return }
            try expect(known, is: [one, other], "the stores that were noted")
            try await provider.forget([one, Handle(words: (3, 3))])
            try expect(try await provider.notedStores(), is: [other], "what is known after one was forgotten")
            try await provider.note(one)
            try expect(try await provider.notedStores(), is: [one, other], "what is known after it was noted again")
        },
    ]

    private static func expectCode(_ code: KeyError.Code, _ what: String, from body: () async throws -> Void) async throws {
        try await expectError(what, where: { (error: KeyError) in error.code == code }, from: body)
    }

    /// Whether the bytes of a key stand in a wrapping.
    private static func contains(_ wrapped: WrappedKey, _ key: [UInt8]) -> Bool {
        let bytes = wrapped.nonce + wrapped.box
        return bytes.indices.contains { bytes[$0...].starts(with: key) }
    }

    /// What a promise works with.
    private struct Bench: Sendable {
        let fixture: KeyProviderFixture

        init(_ fixture: KeyProviderFixture) { self.fixture = fixture }

        func wrapped() async throws -> (key: SymmetricKey, wrapped: WrappedKey) {
            let key = SymmetricKey(size: .bits256)
            return (key, try await fixture.provider.wrap(key, context: [1]))
        }

        /// A key under a version that was just begun.
        func wrappedAnew() async throws -> (key: SymmetricKey, wrapped: WrappedKey) {
            try await fixture.beginNewVersion()
            return try await wrapped()
        }

        func opens(_ pair: (key: SymmetricKey, wrapped: WrappedKey)) async throws -> Bool {
            try await fixture.provider.unwrap(pair.wrapped, context: [1]) == pair.key
        }
    }
}
