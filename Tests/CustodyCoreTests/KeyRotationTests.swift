import Crypto
import CustodyAudit
import CustodyKeys
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("Rotating the key-encryption key")
struct KeyRotationTests {
    private func erased(_ subject: String, _ custodian: Custodian, _ bed: Bed) async throws {
        let key = Curve25519.Signing.PrivateKey()
        try await custodian.enroll(publicKey: Bytes([UInt8](key.publicKey.rawRepresentation)), of: "lead-1", by: nil)
        let plan = try await custodian.planErasure(of: SubjectID(subject), ground: .noLongerNecessary, by: bed.who("officer-1"))
        let approval = try await custodian.approve(plan, by: bed.who("lead-1"), signingWith: key)
        _ = try await custodian.execute(plan, approval: approval, by: bed.who("officer-1"))
    }

    private func collect(_ subject: String, _ custodian: Custodian, _ bed: Bed) async throws {
        try await custodian.collect(
            Customer(email: "ada@example.org", phone: "+44 20 7946 0018"), about: SubjectID(subject), for: [.customerCare],
            from: .subject, by: bed.importer)
    }

    private func email(_ subject: String, _ custodian: Custodian, _ bed: Bed) async throws -> String {
        try await custodian.disclose(SupportView.self, about: SubjectID(subject), for: .customerCare, to: bed.agent).value.email
    }

    @Test("wraps every key anew, retires the former version, and everything opens as before", arguments: Backing.allCases)
    func rotates(_ backing: Backing) async throws {
        let bed = Bed(backing)
        var custodian = try await bed.withCustomer()
        try await collect("c-1", custodian, bed)
        try await erased("c-1", custodian, bed)
        let before = try await custodian.keyStatus()
        #expect(before.current == 1 && before.live.keys.sorted() == [1] && !before.isRotationDue)
        try bed.provider.add(SymmetricKey(size: .bits256))
        #expect(try await custodian.keyStatus().isRotationDue)
        let done = try await custodian.rotateKeys(by: nil)
        #expect(done == KeyRotation(version: 2, rewrapped: before.live[1] ?? 0, retired: [1]))
        #expect(bed.provider.known == [2])
        // Nothing is left to do, and a repetition does nothing.
        #expect(try await custodian.rotateKeys(by: nil) == KeyRotation(version: 2, rewrapped: 0, retired: []))
        for _ in 0..<2 {
            #expect(try await email("c-1042", custodian, bed) == "ada@example.org")
            _ = try await thrown(.erased) { _ = try await email("c-1", custodian, bed) }
            #expect(try await custodian.verify().isIntact)
            guard backing == .files else { break }
            try await custodian.close()
            custodian = try await bed.open()
        }
        #expect(try await custodian.keyStatus().live.keys.sorted() == [2])
        #expect(try await custodian.log(by: nil).count { $0.action == .rewrapKeys } == 4)
        try await custodian.close()
    }

    @Test("keeps the former version as long as it was asked to, and a later rotation retires both", arguments: Backing.allCases)
    func keepsFormer(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.withCustomer()
        try bed.provider.add(SymmetricKey(size: .bits256))
        #expect(try await custodian.rotateKeys(by: nil, keepingFormer: true).retired == [])
        try bed.provider.add(SymmetricKey(size: .bits256))
        #expect(try await custodian.rotateKeys(by: nil).retired == [1, 2])
        #expect(try await email("c-1042", custodian, bed) == "ada@example.org")
        try await custodian.close()
    }

    @Test(
        "goes on beside collecting and erasing: nobody's key is lost, and who was erased stays erased",
        arguments: Backing.allCases)
    func online(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.open()
        for number in 0..<6 { try await collect("old-\(number)", custodian, bed) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for _ in 0..<4 {
                    try bed.provider.add(SymmetricKey(size: .bits256))
                    do { try await custodian.rotateKeys(by: nil) } catch let error as CustodianError where error.code == .busy {
                    }
                }
            }
            for number in 0..<6 {
                group.addTask { try await collect("new-\(number)", custodian, bed) }
                if number < 3 { group.addTask { try await erased("old-\(number)", custodian, bed) } }
            }
            try await group.waitForAll()
        }
        try await custodian.rotateKeys(by: nil)
        #expect(bed.provider.known == [5])
        for number in 0..<6 {
            #expect(try await email("new-\(number)", custodian, bed) == "ada@example.org")
            guard number < 3 else {
                #expect(try await email("old-\(number)", custodian, bed) == "ada@example.org")
                continue
            }
            _ = try await thrown(.erased) { _ = try await email("old-\(number)", custodian, bed) }
        }
        #expect(try await custodian.verify().isIntact)
        try await custodian.close()
    }

    @Test("is refused to whom the policy does not permit it, and a failure in between leaves every key whole", arguments: 1...4)
    func fails(_ call: Int) async throws {
        let bed = Bed(.memory)
        let faults = StoreFaults()
        let backends = try await Backends.inMemory(controller: "acme", provider: bed.provider).faulty(faults)
        let custodian = try await Custodian.open(backends, governance: Bed.governance(), clock: bed.clock)
        try await collect("c-1", custodian, bed)
        _ = try await thrown(.denied) { _ = try await custodian.rotateKeys(by: bed.agent) }
        try bed.provider.add(SymmetricKey(size: .bits256))
        let (kind, moment): (StoreCall, StoreFault.Moment) =
            [
                (StoreCall.Keys.wrappings, .before), (StoreCall.Keys.wrappings, .after), (StoreCall.Keys.rewrap, .before),
                (StoreCall.Keys.rewrap, .after),
            ][call - 1]
        faults.fail(kind, .nth(1), moment)
        _ = try await thrown(.notRecorded) { _ = try await custodian.rotateKeys(by: nil) }
        faults.recover()
        #expect(bed.provider.known == [1, 2], "a version was retired although the rotation failed")
        #expect(try await email("c-1", custodian, bed) == "ada@example.org")
        // Whoever is new is not refused after the failure.
        try await collect("c-2", custodian, bed)
        #expect(try await custodian.rotateKeys(by: nil).retired == [1])
        #expect(try await email("c-1", custodian, bed) == "ada@example.org")
    }

    @Test("is refused while the provider knows of another store, which goes on opening, until that needs no former version")
    func shared() async throws {
        let bed = Bed(.memory)
        let shared = SharedProvider()
        func made() async throws -> Custodian {
            try await Custodian.open(
                try await Backends.inMemory(controller: "acme", provider: shared), governance: try Bed.governance(),
                clock: bed.clock)
        }
        let (one, other) = (try await made(), try await made())
        let names = (one: one.backends.store, other: other.backends.store)
        #expect(try await shared.notedStores() == [names.one, names.other])
        try await collect("c-1", one, bed)
        try await collect("c-2", other, bed)
        let begin: @Sendable () async throws -> Void = { try shared.base.add(SymmetricKey(size: .bits256)) }
        _ = try await thrown(.denied) { _ = try await one.rotateKeys(by: bed.agent) }
        let refused = try await thrown(.sharedKey) { _ = try await one.rotateKeys(by: nil, beginning: begin) }
        #expect(refused.reasons == ["store \(names.other)"])
        #expect(shared.base.known == [1], "nothing was begun")
        #expect(try await one.rotateKeys(by: nil, keepingFormer: true, beginning: begin).retired == [])
        #expect(try await email("c-2", other, bed) == "ada@example.org")
        // The other still needs the former version.
        _ = try await thrown(.sharedKey) { _ = try await one.rotateKeys(by: nil) }
        #expect(try await other.rotateKeys(by: nil, forgetting: [names.one]).retired == [1])
        #expect(try await email("c-1", one, bed) == "ada@example.org")
        #expect(try await email("c-2", other, bed) == "ada@example.org")
        #expect(try await shared.notedStores() == [names.other])
        // A store that is opened while the keys are wrapped anew is looked for before anything is destroyed.
        let third = Handle.random(from: bed.random)
        let meanwhile: @Sendable () async throws -> Void = {
            try shared.base.add(SymmetricKey(size: .bits256))
            try await shared.note(third)
        }
        _ = try await thrown(.sharedKey) { _ = try await other.rotateKeys(by: nil, beginning: meanwhile) }
        #expect(shared.base.known == [2, 3])
        #expect(try await other.rotateKeys(by: nil, forgetting: [third]).retired == [2])
    }

    @Test("begins a version only for whom the policy permits it, and none while an earlier rotation is to be finished")
    func begins() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.withCustomer()
        let begin: @Sendable () async throws -> Void = { try bed.provider.add(SymmetricKey(size: .bits256)) }
        _ = try await thrown(.denied) { _ = try await custodian.rotateKeys(by: bed.agent, beginning: begin) }
        #expect(bed.provider.known == [1], "who may not rotate begins nothing")
        #expect(try await custodian.rotateKeys(by: nil, beginning: begin).version == 2)
        try await begin()
        #expect(try await custodian.rotateKeys(by: nil, beginning: begin).version == 3, "the one that was begun is finished")
        #expect(bed.provider.known == [3])
    }

    @Test("says of no store that it was forgotten while the former version is kept")
    func forgetsNobodyYet() async throws {
        let bed = Bed(.memory)
        let shared = SharedProvider()
        let backends = try await Backends.inMemory(controller: "acme", provider: shared)
        let custodian = try await Custodian.open(backends, governance: try Bed.governance(), clock: bed.clock)
        let other = Handle.random(from: bed.random)
        try await shared.note(other)
        func forgotten() async throws -> [CBOR] {
            try await custodian.backends.audit.entries(AuditQuery(actions: [.rewrapKeys])).compactMap { entry in
                guard case .map(let said) = try entry.open(as: custodian.systemIdentity) else { return nil }
                return said["forgotten"]
            }
        }
        try await custodian.rotateKeys(by: nil, keepingFormer: true, forgetting: [other])
        #expect(try await shared.notedStores().contains(other))
        #expect(try await forgotten().isEmpty)
        try await custodian.rotateKeys(by: nil, forgetting: [other, custodian.backends.store])
        #expect(try await shared.notedStores() == [custodian.backends.store])
        #expect(try await forgotten() == [.array([.bytes(other.bytes)])], "nor that the store forgot itself")
    }
}
