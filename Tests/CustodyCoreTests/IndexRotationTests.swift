import Crypto
import CustodyAudit
import CustodyKeys
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("Rotating the blind index")
struct IndexRotationTests {
    private static let cheap = IdentifierHash.slow(ScryptCost(rounds: 1024, blockSize: 1, parallelism: 1))
    private static let dearer = IdentifierHash.slow(ScryptCost(rounds: 2048, blockSize: 1, parallelism: 1))

    private func collect(
        _ subject: SubjectID, _ custodian: Custodian, _ bed: Bed, again: Bool = false
    ) async throws {
        try await custodian.collect(
            Customer(email: "ada@example.org", phone: "+44 20 7946 0018"), about: subject, for: [.customerCare],
            from: .subject, by: bed.importer, options: CollectOptions(startsNewRelationship: again))
    }

    private func email(_ subject: SubjectID, _ custodian: Custodian, _ bed: Bed) async throws -> String {
        try await custodian.disclose(SupportView.self, about: subject, for: .customerCare, to: bed.agent).value.email
    }

    private func erase(_ subject: SubjectID, _ custodian: Custodian, _ bed: Bed) async throws {
        let key = Curve25519.Signing.PrivateKey()
        try await custodian.enroll(publicKey: Bytes([UInt8](key.publicKey.rawRepresentation)), of: "lead-1", by: nil)
        let plan = try await custodian.planErasure(of: subject, ground: .noLongerNecessary, by: bed.who("officer-1"))
        let approval = try await custodian.approve(plan, by: bed.who("lead-1"), signingWith: key)
        _ = try await custodian.execute(plan, approval: approval, by: bed.who("officer-1"))
    }

    private func requireKnown(_ subjects: [SubjectID], _ custodian: Custodian, _ bed: Bed) async throws {
        for subject in subjects { #expect(try await email(subject, custodian, bed) == "ada@example.org") }
    }

    @Test(
        "makes every entry anew, destroys the former key, and finds everybody; who was erased stays erased",
        arguments: Backing.allCases)
    func rotates(_ backing: Backing) async throws {
        let bed = Bed(backing)
        var custodian = try await bed.withCustomer()
        try await collect("c-1", custodian, bed)
        try await erase("c-1", custodian, bed)
        try await collect("c-2", custodian, bed)
        try await custodian.link("ada", to: "c-2", reason: "the same", by: bed.who("officer-1"))
        let token = try await custodian.known("c-2")
        let before = try await custodian.backends.data.identifiers(boundTo: token.handle)
        let count = try await custodian.indexStatus().entries[1]
        #expect(
            try await custodian.rotateIndex(by: nil) == IndexRotation(version: 2, rewritten: count ?? 0, retired: [1], left: 0))
        for _ in 0..<2 {
            try await requireKnown(["c-1042", "c-2", "ada"], custodian, bed)
            _ = try await thrown(.erased) { _ = try await email("c-1", custodian, bed) }
            _ = try await thrown(.erased) { try await collect("c-1", custodian, bed) }
            let status = try await custodian.indexStatus()
            #expect(status.current == 2 && status.entries.keys.sorted() == [2] && !status.isRotationDue)
            #expect(try await custodian.verify().isIntact)
            guard backing == .files else { break }
            try await custodian.close()
            custodian = try await bed.open()
        }
        // Not one index is as it was, and the key that made them is gone.
        let after = try await custodian.backends.data.identifiers(boundTo: token.handle)
        #expect(after.count == 2 && Set(after.map(\.index)).isDisjoint(with: before.map(\.index)))
        let gone = await #expect(throws: KeyError.self) {
            _ = try await custodian.backends.keys.wrapped(SystemKeys.indexID(1))
        }
        #expect(gone?.code == .erased)
        #expect(try await custodian.log(by: nil).count { $0.action == .rotateIndex } == 2)
        // Nothing is left over for a person who was erased, and a new relationship begins under the new version.
        try await collect("c-1", custodian, bed, again: true)
        try await requireKnown(["c-1"], custodian, bed)
        try await erase("ada", custodian, bed)
        for subject: SubjectID in ["ada", "c-2"] {
            _ = try await thrown(.erased) { _ = try await email(subject, custodian, bed) }
        }
        try await custodian.close()
    }

    @Test(
        "cut off anywhere, both versions are asked, an identifier stands for one person, and the next call finishes it",
        arguments: 1...6)
    func cutOff(_ step: Int) async throws {
        let bed = Bed(.memory)
        let faults = StoreFaults()
        let backends = try await Backends.inMemory(controller: "acme", provider: bed.provider)
        let faulty = backends.faulty(faults)
        let custodian = try await Custodian.open(faulty, governance: Bed.governance(), clock: bed.clock)
        let people = (0..<5).map { SubjectID("c-\($0)") }
        for person in people { try await collect(person, custodian, bed) }
        _ = try await thrown(.denied) { _ = try await custodian.rotateIndex(by: bed.agent) }
        // Everybody who reads or takes in below is in the index already, so that the number of calls is known.
        try await requireKnown(people, custodian, bed)
        let (call, number) =
            [
                (StoreCall.Keys.insert, 1), (StoreCall.Data.stage, 1), (StoreCall.Data.stage, 2), (StoreCall.Data.stage, 3),
                (StoreCall.Keys.intend, 1), (StoreCall.Keys.overwrite, 1),
            ][step - 1]
        faults.fail(call, .nth(number))
        _ = try await thrown(.notRecorded) { _ = try await custodian.rotateIndex(by: nil, batch: 2) }
        faults.recover()
        for custodian in [custodian, try await Custodian.open(faulty, governance: nil, clock: bed.clock)] {
            try await requireKnown(people, custodian, bed)
            for person in people { _ = try await thrown(.alreadyHeld) { try await collect(person, custodian, bed) } }
            let entries = try await custodian.indexStatus().entries
            let bindings = try await custodian.backends.data.counts().bindings
            #expect(entries.values.reduce(0, +) == bindings)
        }
        let again = try await Custodian.open(faulty, governance: nil, clock: bed.clock)
        try await collect("late", again, bed)
        try await erase("c-0", again, bed)
        let done = try await again.rotateIndex(by: nil, batch: 2)
        #expect(done.left == 0)
        #expect(try await again.indexStatus().entries.keys.sorted() == [done.version])
        #expect(try await again.backends.keys.live(of: SystemKeys.indexOwner).count == 1)
        try await requireKnown(people.dropFirst() + ["late"], again, bed)
        _ = try await thrown(.erased) { _ = try await email("c-0", again, bed) }
        #expect(try await again.verify().isIntact)
    }

    @Test("an identifier that was looked up before a rotation and is taken in during it stands for one person")
    func lookedUpBefore() async throws {
        let bed = Bed(.memory)
        let (faults, hook) = (StoreFaults(), Hook())
        let backends = try await Backends.inMemory(
            controller: "acme", provider: SlowProvider(hook: hook, isSlowToWrap: true))
        let custodian = try await Custodian.open(
            backends.faulty(faults), governance: Bed.governance(), clock: bed.clock)
        try await collect("c-0", custodian, bed)
        // Between the look-up and the binding somebody else takes the person in, and a rotation begins that is cut off.
        hook.arm {
            do {
                try await collect("c-1", custodian, bed)
                faults.fail(StoreCall.Data.stage, .nth(1))
                _ = try await thrown(.notRecorded) { _ = try await custodian.rotateIndex(by: nil) }
            } catch { Issue.record("what happens meanwhile failed: \(error)") }
            faults.recover()
        }
        _ = try await thrown(.alreadyHeld) { try await collect("c-1", custodian, bed) }
        #expect(try await custodian.indexStatus().isRotating)
        let token = try await custodian.known("c-1")
        #expect(try await custodian.rotateIndex(by: nil).left == 0)
        #expect(try await custodian.known("c-1") == token)
        #expect(try await custodian.verify().isIntact)
    }

    @Test("goes on beside collecting, linking and erasing", arguments: Backing.allCases)
    func online(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.open()
        for number in 0..<6 { try await collect(SubjectID("old-\(number)"), custodian, bed) }
        try await withThrowingTaskGroup(of: Int.self) { group in
            group.addTask {
                for _ in 0..<5 { try await custodian.rotateIndex(by: nil, batch: 1) }
                return 0
            }
            for number in 0..<6 {
                group.addTask {
                    try await collect(SubjectID("new-\(number)"), custodian, bed)
                    return 0
                }
                group.addTask {
                    try await custodian.link(
                        SubjectID("alias-\(number)"), to: SubjectID("old-\(number)"), reason: "the same",
                        by: bed.who("officer-1"))
                    if number < 3 { try await erase(SubjectID("old-\(number)"), custodian, bed) }
                    return 0
                }
                // Several take in the same person: one does.
                for _ in 0..<3 {
                    group.addTask {
                        do {
                            try await collect(SubjectID("one-\(number)"), custodian, bed)
                            return 1
                        } catch let error as CustodianError where error.code == .alreadyHeld { return 0 }
                    }
                }
            }
            let won = try await group.reduce(0, +)
            #expect(won == 6)
        }
        for number in 0..<6 {
            try await requireKnown([SubjectID("new-\(number)"), SubjectID("one-\(number)")], custodian, bed)
            let pair = [SubjectID("old-\(number)"), SubjectID("alias-\(number)")]
            guard number < 3 else {
                try await requireKnown(pair, custodian, bed)
                continue
            }
            for subject in pair { _ = try await thrown(.erased) { _ = try await email(subject, custodian, bed) } }
        }
        let status = try await custodian.indexStatus()
        #expect(status.current == 6 && status.entries.keys.sorted() == [6])
        #expect(try await custodian.indexReport().fields.allSatisfy { $0.largestBucket == 1 })
        #expect(try await custodian.verify().isIntact)
        try await custodian.close()
    }

    @Test(
        "hashes slowly what is declared so, apart for each kind, and takes another cost up with a rotation",
        arguments: Backing.allCases)
    func slow(_ backing: Backing) async throws {
        let bed = Bed(backing)
        var governance = try Bed.governance()
        governance.identifiers = ["phone": Self.cheap]
        var custodian = try await bed.open(governance)
        let phone = SubjectID("+442079460018", as: "phone")
        try await collect("c-1", custodian, bed)
        try await custodian.link(phone, to: "c-1", reason: "their number", by: bed.who("officer-1"))
        try await collect(SubjectID("+442079460019", as: "phone"), custodian, bed)
        try await requireKnown([phone], custodian, bed)
        // The same text as another kind is another identifier, and an undeclared kind is a misspelling.
        _ = try await thrown(.unknownSubject) { _ = try await email("+442079460018", custodian, bed) }
        _ = try await thrown(.invalidInput) { _ = try await email(SubjectID("+442079460018", as: "fone"), custodian, bed) }
        try await erase(SubjectID("+442079460019", as: "phone"), custodian, bed)

        let report = try await custodian.indexReport()
        #expect(report.fields.map(\.field) == ["phone", "principal", "subject"])
        #expect(report.fields.map(\.entries) == [1, 4, 1])
        #expect(report.fields.allSatisfy { $0.distinct == $0.entries && $0.largestBucket == 1 && $0.controller == "acme" })
        #expect(report.fields.map(\.hash) == [Self.cheap, .keyed, .keyed])
        #expect(report.handles == 5 && report.mostOfOne == 2)
        #expect(report.findings.contains { $0.contains("N = 1024") })

        guard backing == .files else { return }
        try await custodian.close()
        governance.identifiers = ["phone": Self.dearer, "subject": Self.cheap, "card": .keyed]
        custodian = try await bed.open(governance, adoption: .adopt(by: bed.who("officer-1"), reason: "stronger"))
        #expect(try await custodian.indexStatus().changedFields == ["phone", "subject"])
        try await requireKnown([phone, "c-1"], custodian, bed)
        try await custodian.link(SubjectID("77", as: "card"), to: phone, reason: "the same", by: bed.who("officer-1"))
        #expect(try await custodian.rotateIndex(by: nil).retired == [1])
        for _ in 0..<2 {
            #expect(try await custodian.indexStatus().changedFields.isEmpty)
            try await requireKnown([phone, "c-1", SubjectID("77", as: "card")], custodian, bed)
            // What was remembered under the former cost still counts.
            _ = try await thrown(.erased) { try await collect(SubjectID("+442079460019", as: "phone"), custodian, bed) }
            try await custodian.close()
            custodian = try await bed.open(governance)
        }
        try await custodian.close()
    }

    @Test("costs that are no costs, and kinds that are none, are refused")
    func faults() throws {
        for bad in [
            ScryptCost(rounds: 1000, blockSize: 8, parallelism: 1), ScryptCost(rounds: 1 << 21, blockSize: 8, parallelism: 1),
            ScryptCost(rounds: 1024, blockSize: 0, parallelism: 1), ScryptCost(rounds: 1024, blockSize: 8, parallelism: 17),
        ] {
            var governance = try Bed.governance()
            governance.identifiers = ["phone": .slow(bad)]
            #expect(throws: CustodianError.self) { try governance.validate() }
        }
        for bad: IdentifierField in ["", "principal", IdentifierField(String(repeating: "x", count: 65))] {
            var governance = try Bed.governance()
            governance.identifiers = [bad: .keyed]
            #expect(throws: CustodianError.self) { try governance.validate() }
        }
        var plain = try Bed.governance()
        let digest = try plain.digest()
        plain.identifiers = ["phone": .slow]
        try plain.validate()
        #expect(try plain.digest() != digest)
        #expect(try CBOR.decode(Governance.self, from: CBOR.encode(plain)) == plain)
    }

    @Test("scrypt gives what another implementation of RFC 7914 gives")
    func vector() throws {
        // hashlib.scrypt(b"password", salt=b"custody/identifier/v1", n=1024, r=8, p=1, dklen=32)
        let hash = try IdentifierHash.slow(ScryptCost(rounds: 1024, blockSize: 8, parallelism: 1)).hash(Array("password".utf8))
        #expect(hash.hex == "77b17d1906fd6064c0f9600b1ae0049cd2977b99988ce2f0b2d2fe25e260bd8b")
        #expect(try IdentifierHash.keyed.hash([1, 2]) == [1, 2])
    }
}
