import Crypto
import CustodyModel
import CustodyTesting
import Foundation
import Testing

@testable import CustodyKeys

/// What is made ready once, or written without a tree of values, is what the formulas give.
@Suite("The forms of what keys make") struct KeyFormsTests {
    private let random: SeededRandomSource
    private let seed: UInt64

    init() {
        seed = ProcessInfo.processInfo.environment["CUSTODY_SEED"].flatMap(UInt64.init) ?? .random(in: 0 ... .max)
        random = SeededRandomSource(seed: seed)
        print("CUSTODY_SEED=\(seed)")
    }

    @Test("Changes of the ledger are the bytes that Codable gives, and are read back")
    func changes() throws {
        for round in 0..<200 {
            let allocations = (0..<round % 4).map { _ in
                KeyLedger.Allocation(
                    slot: random.number() >> (random.number() % 64),
                    id: KeyID(.random(from: random), KeyClass(rawValue: random.bytes(1)[0])),
                    fingerprint: Bytes(random.bytes(32)))
            }
            for change in [KeyLedger.Change.allocated(allocations), .intent(allocations), .destroyed(allocations)] {
                #expect(try change.encoded() == CBOR.encode(change), "CUSTODY_SEED=\(seed)")
                let read = try CBOR.decode(KeyLedger.Change.self, from: change.encoded())
                #expect(read.encoded() == change.encoded(), "CUSTODY_SEED=\(seed)")
            }
        }
    }

    @Test("Names, entries and what is remembered are HMACs over their parts, each with its length before it")
    func names() throws {
        let keys = (0..<SystemKeys.ids.count).map { _ in SymmetricKey(data: random.bytes(32)) }
        let system = try #require(SystemKeys(keys))
        func mac(_ message: [UInt8], _ key: SymmetricKey) -> [UInt8] {
            Array(Array(HMAC<SHA256>.authenticationCode(for: message, using: key)).prefix(16))
        }
        func parts(_ texts: String...) -> [UInt8] {
            texts.flatMap { text in
                var length: [UInt8] = []
                length.append(bigEndian: UInt32(text.utf8.count))
                return length + text.utf8
            }
        }
        // Twice, for what was made ready must not be used up.
        for _ in 0..<2 {
            for (field, domain): (IdentifierField, String) in [
                (.subject, "subject"), (.principal, "principal"), ("phone", "identifier/phone"),
            ] {
                #expect(
                    system.name(of: "Ärger 7", as: field, controller: "acme").bytes
                        == mac(parts("custody/index/v1", domain, "acme", "Ärger 7"), keys[0]))
            }
            #expect(
                system.pseudonym(of: "", controller: "acme").bytes
                    == mac(parts("custody/index/v1", "pseudonym", "acme", ""), keys[0]))
            let name = random.bytes(16)
            #expect(system.suppression(ofHashed: name).bytes == mac(name, keys[1]))
            #expect(
                SystemKeys.entry(forHashed: name, under: SystemKeys.entries(under: keys[3])).bytes
                    == mac(Array("custody/index/v2".utf8) + name, keys[3]))
            #expect(
                system.idempotency(key: "k", request: name)
                    == Idempotency(
                        key: Handle(mac(parts("custody/index/v1", "key", "", "k"), keys[2])) ?? .zero,
                        request: Handle(mac(name, keys[2])) ?? .zero))
        }
    }
}
