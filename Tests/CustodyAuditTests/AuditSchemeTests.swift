import Crypto
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyAudit

/// A vector of our own format, computed with Python's hashlib and cryptography.
@Suite struct AuditSchemeTests {
    static func bytes(_ hex: String) -> [UInt8] { [UInt8](hex: hex) ?? [] }

    static let scheme = AuditScheme(origin: "app.example/audit")
    static let month: UInt32 = 202_611
    static let commit = CommitSequence(rawValue: 5)
    static let subject = AuditIdentity(
        Handle([UInt8](repeating: 0xa0, count: 16)) ?? .zero, key: SymmetricKey(data: Array(UInt8(0)..<32)), as: .subject)
    static let actor = AuditIdentity(
        Handle([UInt8](repeating: 0xb0, count: 16)) ?? .zero, key: SymmetricKey(data: Array(UInt8(32)..<64)), as: .actor)
    static let subjectPayload = bytes("a162696467637573742d3432")
    static let actorPayload = bytes("a262696465656d702d37626970693139322e302e322e31")
    static let subjectRandom = [UInt8](repeating: 0x11, count: 32)
    static let actorRandom = [UInt8](repeating: 0x22, count: 32)
    static let subjectCommitment = "7763fdbba78a46f0afd0f351f345753948f66b84229f6da86a49d2f9d2232968"
    static let actorCommitment = "31764155ce0003eda79be0df7827e985ab0aad7b03e151cfcb113bc6e124023a"
    static let leaf =
        "01010002010300000000000000050000000000000005000001a1dc80f07b00000007000000000000000b0000000100000003"
        + "42a6007ceb6961eea5ca43e2a0c172023ea0a7c55a5d70199395bcc9bf6fdfd9"
        + "54061991cc33a39911b279b7b845da58edce71c031ae62b62514f4b8354c0a7a"
    static let leafHash = "be316c047b795d1f09a550bbde1ba96c7861782861a55f1a896eaf3fa93e48ee"
    static let subjectBox =
        "34771fb0d367840bfcb7160110bb7825a363de74a84b43a8d477a169db5584e6c579b53d442f35180926c3042dfe13ff"
        + "a6bfe687c3c62b09a6c9078b"
    static let actorBox =
        "7e64d6a155be49ebdb66763d04612cd586b6e83214cbffb88fdbc2c63cea05581d5c0b444ea416a00f433e7b79e0cae8"
        + "570d3e218d77af55bebcda11acad3a2e779839d58657c2"

    @Test("the log's identity and its references are those of the vector")
    func references() {
        #expect(Self.scheme.logID.description == "c8fc8dc5f2874dc966654fa8b87e5cf1")
        #expect(Self.scheme.reference(to: Self.subject.key, in: Self.month).description == "3ea0a7c55a5d70199395bcc9bf6fdfd9")
        #expect(Self.scheme.reference(to: Self.actor.key, in: Self.month).description == "42a6007ceb6961eea5ca43e2a0c17202")
    }

    @Test("commitments and the payload root are those of the vector")
    func commitments() {
        let first = Self.scheme.commitment(
            to: Self.subjectPayload, about: Self.subject.handle, as: .subject, position: 0, commit: Self.commit,
            random: Self.subjectRandom)
        let second = Self.scheme.commitment(
            to: Self.actorPayload, about: Self.actor.handle, as: .actor, position: 1, commit: Self.commit,
            random: Self.actorRandom)
        #expect(first.hex == Self.subjectCommitment)
        #expect(second.hex == Self.actorCommitment)
        #expect(
            AuditScheme.payloadRoot([first, second]).hex == "54061991cc33a39911b279b7b845da58edce71c031ae62b62514f4b8354c0a7a")
    }

    @Test("sealing keys are those of the vector")
    func keys() {
        func hex(_ key: SymmetricKey) -> String { key.withUnsafeBytes { Array($0).hex } }
        #expect(
            hex(Self.scheme.sealingKey(from: Self.subject.key, in: Self.month))
                == "114d043f937e03fb6f1ce67055a0a6dbebe6339901747b94021e9e1890e34bd7")
        #expect(
            hex(Self.scheme.sealingKey(from: Self.actor.key, in: Self.month))
                == "9222a30779f0aceacba89b8d01c3e5b3975bd25b201c3971d2f69e29690ed5dc")
    }

    @Test("sealing keys are HKDF-SHA256, for keys of every length")
    func derivation() {
        let random = SeededRandomSource(seed: 3)
        for length in [1, 16, 31, 32, 33, 64, 65, 200] {
            let (key, month) = (SymmetricKey(data: random.bytes(length)), UInt32(truncatingIfNeeded: random.number()))
            var info = Array("auditlog/v1/seal\u{0}".utf8)
            info.append(bigEndian: month)
            let derived = HKDF<SHA256>.deriveKey(
                inputKeyMaterial: key, salt: Self.scheme.logID.bytes, info: info, outputByteCount: 32)
            #expect(Self.scheme.sealingKey(from: key, in: month) == derived)
        }
    }

    @Test("the vector's event is sealed into the vector's bytes and opens again")
    func event() throws {
        var event = AuditEvent(.access, .read, .permit, at: Instant(milliseconds: 0x1a1_dc80_f07b))
        event.recordCount = 1
        event.subjects = [
            AuditPerson(
                handle: Self.subject.handle, key: Self.subject.key, keyClass: .subject,
                payload: try CBOR(decoding: Self.subjectPayload))
        ]
        event.actor = AuditPerson(
            handle: Self.actor.handle, key: Self.actor.key, keyClass: .actor, payload: try CBOR(decoding: Self.actorPayload))
        let nonces = [UInt8(1), 2].map { [UInt8](repeating: $0, count: 12) }
        let sealer = AuditSealer(
            keys: DerivedKeys(Self.scheme),
            random: ScriptedRandomSource([Self.subjectRandom + nonces[0] + Self.actorRandom + nonces[1]]))
        let codes = AuditSealer.Codes(purpose: 7, role: 3, categories: try #require(AuditCategories([0, 1, 3])))
        let change = try sealer.seal(event, codes, at: Self.commit)

        #expect(change.leafBytes.hex == Self.leaf)
        #expect(MerkleTree.leafHash(change.leafBytes.array).hex == Self.leafHash)
        #expect(change.compartments.map(\.commitment.hex) == [Self.subjectCommitment, Self.actorCommitment])
        #expect(change.compartments[0].box?.hex == nonces[0].hex + Self.subjectBox)
        #expect(change.compartments[1].box?.hex == nonces[1].hex + Self.actorBox)

        let entry = AuditEntry(
            log: .access, logID: Self.scheme.logID, index: 0, leafBytes: change.leafBytes, compartments: change.compartments)
        #expect(try entry.open(as: Self.subject) == event.subjects[0].payload)
        #expect(try entry.open(as: Self.actor) == event.actor?.payload)
    }

    @Test("a random source that gives too few bytes seals nothing")
    func shortRandom() throws {
        let event = Fixture.read(1)
        let codes = AuditSealer.Codes(purpose: 0, role: 0, categories: .none)
        let full = event.persons.count * (32 + 12)
        for count in [0, 1, 32 + 12, full - 1, full + 1] {
            let sealer = AuditSealer(
                keys: DerivedKeys(Self.scheme), random: ScriptedRandomSource([[UInt8](repeating: 1, count: count)]))
            #expect(throws: AuditError(.sealing, "")) { try sealer.seal(event, codes, at: Self.commit) }
        }
    }
}
