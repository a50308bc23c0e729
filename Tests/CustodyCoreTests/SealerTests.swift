import Crypto
import CustodyKeys
import CustodyModel
import CustodyTesting
import Testing

@Suite("Sealing, and what does not open")
struct SealerTests {
    private let random = SeededRandomSource(seed: 1)
    private let store = Handle(1...16)!
    private let key = SymmetricKey(data: [UInt8](repeating: 7, count: 32))
    private let id = KeyID(Handle([UInt8](repeating: 2, count: 16))!, .firstRetention)
    private let record = RecordID(Handle([UInt8](repeating: 3, count: 16))!)

    private func sealer(store: Handle? = nil, life: UInt32 = 1, limit: UInt64 = Sealer.limit) -> Sealer {
        Sealer(store: store ?? self.store, life: life, random: random, limit: limit)
    }

    private func place(_ record: RecordID? = nil, _ field: FieldName = "email", _ version: Int = 1) -> Sealer.Place {
        .field(record ?? self.record, field, schemaVersion: version)
    }

    private func refused(_ value: SealedValue, _ place: Sealer.Place, _ sealer: Sealer, _ key: SymmetricKey, _ what: String) {
        do {
            _ = try sealer.open(value, with: key, at: place)
            Issue.record("\(what) opens")
        } catch { #expect(error.code == .damaged, "\(what): \(error)") }
    }

    @Test("a value opens where it belongs, in this life of the store and in later ones, whatever its length")
    func opens() throws {
        for length in [0, 1, 15, 16, 17, 512] {
            let plaintext = random.bytes(length)
            let value = try sealer().seal(plaintext, with: key, id: id, at: place())
            #expect(value.box.count.isMultiple(of: 4) && (value.box.count - 28).isMultiple(of: 16))
            #expect(try sealer(life: 9).open(value, with: key, at: place()) == plaintext)
        }
    }

    @Test("a value that was moved does not open: to another field, record, schema, person, class or store")
    func moved() throws {
        let value = try sealer().seal(Array("ada@example.org".utf8), with: key, id: id, at: place())
        let other = Handle([UInt8](repeating: 9, count: 16))!
        refused(value, place(nil, "phone"), sealer(), key, "a swapped field")
        refused(value, place(RecordID(other)), sealer(), key, "a swapped record")
        refused(value, place(nil, "email", 2), sealer(), key, "another edition of the schema")
        refused(value, .text("email"), sealer(), key, "a field as text")
        refused(value, place(), sealer(store: other), key, "another store's value")
        var stranger = value
        stranger.key.owner = other
        refused(stranger, place(), sealer(), key, "a swapped person")
        stranger = value
        stranger.key.keyClass = .log
        refused(stranger, place(), sealer(), key, "a swapped class")
        refused(value, place(), sealer(), SymmetricKey(size: .bits256), "another key")
    }

    @Test("a value that was altered does not open: any bit, any shorter length, another version of the key")
    func altered() throws {
        let value = try sealer().seal(Array("ada".utf8), with: key, id: id, at: place())
        for bit in 0..<value.box.count * 8 {
            var box = value.box.array
            box[bit / 8] ^= 1 << (bit % 8)
            refused(SealedValue(key: id, keyVersion: value.keyVersion, box: box), place(), sealer(), key, "bit \(bit)")
        }
        for length in 0..<value.box.count {
            let box = Array(value.box.array.prefix(length))
            refused(SealedValue(key: id, keyVersion: value.keyVersion, box: box), place(), sealer(), key, "\(length) bytes")
        }
        for version in [0, 1, 3, UInt32.max] {
            refused(
                SealedValue(key: id, keyVersion: version, box: value.box.array), place(), sealer(), key, "version \(version)")
        }
        let ready = sealer().key(id, key, version: 1)
        #expect(throws: KeyError.self) { try sealer().open(value, with: ready, at: place()) }
    }

    @Test(
        "a value sealed by hand opens: under a key of HKDF-Expand, of a life or of the time before lives were told apart",
        arguments: [("custody/seal/v1", 1), ("custody/seal/v2\0\0\0\u{6}", 6)] as [(String, UInt32)])
    func byHand(_ info: String, _ version: UInt32) throws {
        let derived = HKDF<SHA256>.expand(pseudoRandomKey: key, info: Array(info.utf8), outputByteCount: 32)
        var context = Array("custody/sealed/v1\0".utf8) + store.bytes + id.owner.bytes + [id.keyClass.rawValue]
        context += [0, 0, 0, UInt8(version)] + Array("field\0".utf8) + record.bytes + Array("email\0".utf8) + Array("1".utf8)
        let box = try AES.GCM.seal(
            Array("ada".utf8) + [0x80] + [UInt8](repeating: 0, count: 12), using: derived, authenticating: context)
        let value = SealedValue(
            key: id, keyVersion: version, box: Array(box.nonce) + Array(box.ciphertext) + Array(box.tag))
        #expect(try sealer(life: 9).open(value, with: key, at: place()) == Array("ada".utf8))
    }

    @Test("two lives never share a derived key, and one that sealed as much as is safe seals no more")
    func bounded() throws {
        let versions = try [0, 1, 2, 3, 1000].map { life in
            try sealer(life: life).seal([1], with: key, id: id, at: place()).keyVersion
        }
        #expect(Set(versions.dropFirst()).count == 4 && !versions.contains(1))
        let tired = sealer(limit: 3)
        for _ in 0..<3 { _ = try tired.seal([1], with: key, id: id, at: place()) }
        do {
            _ = try tired.seal([1], with: SymmetricKey(size: .bits256), id: id, at: place())
            Issue.record("it sealed more than is safe")
        } catch { #expect(error.code == .exhausted) }
        // Opening goes on.
        let value = try sealer().seal([1], with: key, id: id, at: place())
        #expect(try tired.open(value, with: key, at: place()) == [1])
    }

    @Test("a wrapping does not open under another version, for another person or class, or altered")
    func wrappings() async throws {
        let provider = LocalKeyProvider.ephemeral()
        let made = try await NewKey.make(id, provider: provider, random: random)
        func refused(_ code: KeyError.Code, _ wrapped: WrappedKey, _ id: KeyID, _ what: String) async throws {
            do {
                _ = try await provider.unwrap(wrapped, context: id.wrappingContext)
                Issue.record("\(what) opens")
            } catch let error as KeyError { #expect(error.code == code, "\(what): \(error)") }
        }
        try provider.add(SymmetricKey(size: .bits256))
        var wrapped = made.new.wrapped
        #expect(try await provider.unwrap(wrapped, context: id.wrappingContext) == made.key)
        try await refused(.wrongKey, wrapped, KeyID(id.owner, .log), "another class")
        try await refused(.wrongKey, wrapped, KeyID(.zero, id.keyClass), "another person")
        wrapped.version = 2
        try await refused(.wrongKey, wrapped, id, "another version's wrapping")
        wrapped.version = 3
        try await refused(.unknownVersion, wrapped, id, "a version that is not here")
        wrapped = made.new.wrapped
        wrapped.box[0] ^= 1
        try await refused(.wrongKey, wrapped, id, "an altered wrapping")
        wrapped.box.removeAll()
        try await refused(.wrongKey, wrapped, id, "an empty wrapping")
        await #expect(throws: KeyError.self) { _ = try await provider.retire(allBut: [1]) }
        #expect(try await provider.retire(allBut: [2]) == [1])
        try await refused(.unknownVersion, made.new.wrapped, id, "a retired version")
        #expect(try await provider.retire(allBut: [2]) == [])
    }
}
