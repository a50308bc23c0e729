import Crypto
import CustodyData
import CustodyFiles
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("What an erasure costs")
struct ErasureCostTests {
    /// What an erasure of a person with so many records took from `execute` to its end.
    private struct Cost: Equatable {
        var recordsRead: Int
        var syncs: Int
        var syncsOfKeys: Int
        var planBytes: Int
    }

    private func cost(_ count: Int, statutory: Bool, _ backing: Backing) async throws -> Cost {
        let bed = Bed(backing)
        let governance = try Bed.governance()
        var backends =
            switch backing {
            case .memory: try await Backends.inMemory(controller: "acme", provider: bed.provider)
            case .files:
                try await FileBackend.create(
                    at: Bed.directory, controller: "acme", keys: bed.provider, random: bed.random, files: bed.files)
            }
        let data = CountingDataStore(backends.data)
        backends.data = data
        let custodian = try await Custodian.open(backends, governance: governance, clock: bed.clock)
        let key = Curve25519.Signing.PrivateKey()
        try await custodian.enroll(publicKey: Bytes([UInt8](key.publicKey.rawRepresentation)), of: "lead-1", by: nil)
        let made = try await custodian.collect(
            Customer(email: "ada@example.org", iban: statutory ? "GB33BUKB20201555555555" : nil), about: "c-1",
            for: [.customerCare, .payment], from: .subject, by: bed.importer)
        let id = try #require(made.record)
        let first = try #require(try await data.record(id))
        var unit = UnitOfWork()
        let copies = (1..<count).map { number -> RecordWrite in
            var copy = first
            copy.id = RecordID(Handle.random(from: bed.random))
            return .put(copy, expecting: nil)
        }
        if !copies.isEmpty {
            data.stage(.write(copies), in: &unit)
            _ = try await unit.commit()
        }
        let plan = try await custodian.planErasure(of: "c-1", ground: .noLongerNecessary, by: bed.who("officer-1"))
        let approval = try await custodian.approve(plan, by: bed.who("lead-1"), signingWith: key)
        // Whoever acts for the first time gets a key, which is a sync more.
        let before = data.reads(of: plan.subject)
        bed.files.forgetOperations()
        let certificate = try await custodian.execute(plan, approval: approval, by: bed.who("officer-1"))
        let cost = Cost(
            recordsRead: data.reads(of: plan.subject) - before, syncs: bed.files.count(.sync),
            syncsOfKeys: bed.files.count(.sync, pathSuffix: "keys/slots"), planBytes: try CBOR.encode(plan).count)
        #expect(certificate.statement.destroyed.reduce(0) { $0 + ($1.values ?? 0) } == count)
        #expect(certificate.statement.selfCheck?.keys == plan.destroys.count)
        let left = try await data.records(of: plan.subject)
        #expect(left.count == (statutory ? count : 0) && left.allSatisfy { $0.fields.keys.sorted() == ["iban"] })
        #expect(try await data.begunErasures().isEmpty)
        try await custodian.close()
        return cost
    }

    @Test(
        "it reads no record of the person and syncs three times, however many records there are",
        arguments: Backing.allCases, [false, true])
    func independent(_ backing: Backing, _ statutory: Bool) async throws {
        let few = try await cost(1, statutory: statutory, backing)
        let many = try await cost(1000, statutory: statutory, backing)
        #expect(few.recordsRead == 0 && many.recordsRead == 0)
        #expect(few.syncs == many.syncs && many.syncs <= (backing == .files ? 5 : 0), "\(few) \(many)")
        #expect(many.syncsOfKeys == (backing == .files ? 1 : 0))
        #expect(many.planBytes - few.planBytes < 16, "a plan counts values, it does not list them")
    }

    @Test("until the keys are gone it waits for the intent and the keys alone, also when the logs are due to be signed")
    func undelayed() async throws {
        let bed = Bed(.files)
        let custodian = try await bed.withCustomer()
        let key = Curve25519.Signing.PrivateKey()
        try await custodian.enroll(publicKey: Bytes([UInt8](key.publicKey.rawRepresentation)), of: "lead-1", by: nil)
        let plan = try await custodian.planErasure(of: "c-1042", ground: .noLongerNecessary, by: bed.who("officer-1"))
        let approval = try await custodian.approve(plan, by: bed.who("lead-1"), signingWith: key)
        bed.clock.advance(milliseconds: 5000)
        bed.files.forgetOperations()
        _ = try await custodian.execute(plan, approval: approval, by: bed.who("officer-1"))
        let operations = bed.files.operations
        let gone = try #require(operations.firstIndex { $0.kind == .sync && $0.path.hasSuffix("keys/slots") })
        #expect(operations[...gone].count { $0.kind == .sync } == 2, "\(operations[...gone])")
        #expect(operations[gone...].contains { $0.path.contains("evidence.checkpoint") })
        try await custodian.close()
    }

    @Test("a change of the person's data, of their consents or of their keys after the plan makes it void")
    func bound() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.withCustomer()
        let officer = bed.who("officer-1")
        func isVoid(after change: () async throws -> Void) async throws {
            let plan = try await custodian.planErasure(of: "c-1042", ground: .noLongerNecessary, by: officer)
            try await custodian.requireCurrent(plan)
            try await change()
            _ = try await thrown(.planChanged) { try await custodian.requireCurrent(plan) }
        }
        try await isVoid {
            try await custodian.correct(
                FieldValues(text: ["phone": "+49"]), of: "customer", about: "c-1042", by: bed.agent)
        }
        try await isVoid {
            try await custodian.collect(
                Customer(email: "ada@example.net"), about: "c-1042", for: [.customerCare], from: .subject, by: bed.importer,
                options: CollectOptions(allowsSeveral: true))
        }
        try await isVoid { try await custodian.object(on: "c-1042", to: .customerCare) }
        try await isVoid {
            _ = try await custodian.placeHold(on: "c-1042", records: ["patient"], reference: "Case 1/26", by: officer)
        }
        try await isVoid {
            let token = try await custodian.known("c-1042").handle
            var unit = UnitOfWork()
            try custodian.backends.keys.stage(intendingToDestroy: [KeyID(token, .firstRetention)], in: &unit)
            _ = try await unit.commit()
        }
    }
}
