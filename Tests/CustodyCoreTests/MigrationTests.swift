import CustodyAccess
import CustodyAudit
import CustodyData
import CustodyFaults
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

private struct FormerClient: PersonalRecord {
    static let schema = RecordSchema("client") {
        Field("name", .personName, for: [.customerCare])
        Field("phone", .telephone, for: [.customerCare])
        Field("fax", .telephone, for: [.customerCare])
    }
    var name: String
    var phone: String?
    var fax: String?
}

private struct Client: PersonalRecord {
    static let schema = RecordSchema("client", version: 2) {
        Field("givenName", .personName, for: [.customerCare])
        Field("familyName", .personName, for: [.customerCare])
        Field("telephone", .telephone, for: [.customerCare])
    }
    var givenName: String
    var familyName: String?
    var telephone: String?
}

private struct FormerView: PersonalView, Equatable {
    typealias Record = FormerClient
    let name: String
    let phone: String?
    let fax: String?
}

private struct CurrentView: PersonalView, Equatable {
    typealias Record = Client
    let givenName: String
    let familyName: String?
    let telephone: String?
}

@Suite("Migrating records to another edition of their schema")
struct MigrationTests {
    private static let count = 4
    private static let migration = SchemaMigration(
        from: FormerClient.schema,
        [.rename("phone", to: "telephone"), .split("name", into: ["givenName", "familyName"], at: " "), .retire("fax")])

    private static func governance(_ edition: Int) throws -> Governance {
        var policy = try Bed.policy()
        policy.roles.append(Role("steward", rules: [Rule([.changePolicy])]))
        policy.principals.append(Assignment("steward-1", to: ["steward"]))
        return Governance(
            policy: policy, records: [edition == 1 ? FormerClient.schema : Client.schema], logRetention: Bed.logRetention,
            migrations: edition == 1 ? [] : [migration])
    }

    private static func fill(_ custodian: Custodian, _ bed: Bed) async throws {
        for number in 1...count {
            try await custodian.collect(
                FormerClient(name: "Given\(number) Family\(number)", phone: "\(number)", fax: "0\(number)"),
                about: SubjectID("c-\(number)"), for: [.customerCare], from: .subject, by: bed.importer)
        }
    }

    /// The store with records of the former edition, under the new one.
    private static func adopted(_ bed: Bed) async throws -> Custodian {
        let first = try await bed.open(try governance(1))
        try await fill(first, bed)
        try await first.close()
        return try await reopened(bed)
    }

    private static func reopened(_ bed: Bed) async throws -> Custodian {
        try await bed.open(try governance(2), adoption: .adopt(by: bed.who("steward-1"), reason: "names in two parts"))
    }

    /// Readers of both editions get of everybody what they asked for, one by one and as a stream.
    private static func check(_ custodian: Custodian, _ bed: Bed) async throws {
        for number in 1...count {
            let subject = SubjectID("c-\(number)")
            let former = try await custodian.disclose(FormerView.self, about: subject, for: .customerCare, to: bed.agent)
            #expect(former.value == FormerView(name: "Given\(number) Family\(number)", phone: "\(number)", fax: nil))
            #expect(former.withheld == ["fax": .retired])
            let current = try await custodian.disclose(CurrentView.self, about: subject, for: .customerCare, to: bed.agent)
            #expect(
                current.value
                    == CurrentView(givenName: "Given\(number)", familyName: "Family\(number)", telephone: "\(number)"))
            #expect(current.withheld.isEmpty && current.absent.isEmpty)
        }
        var names: Set<String> = []
        for try await batch in try await custodian.discloseAll(
            FormerView.self, for: .customerCare, to: bed.agent, options: BulkOptions(batch: 3))
        { for disclosure in batch.disclosures { names.insert(disclosure.value.name) } }
        #expect(names.count == count)
    }

    @Test("A migration is adopted, carried out and on record, and a sweep takes the retired values", arguments: [Backing.files])
    func migrating(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await Self.adopted(bed)
        try await Self.check(custodian, bed)
        // Collection of what is retired stops at once.
        for record in [FormerClient(name: "Eve", phone: nil, fax: "1"), FormerClient(name: "Eve", phone: "1", fax: nil)] {
            _ = try await thrown(.unknownField) {
                try await custodian.collect(
                    record, about: "c-9", for: [.customerCare], from: .subject, by: bed.importer)
            }
        }
        let report = try await custodian.migrate("client", by: bed.who("steward-1"), batch: 3)
        #expect(report.rewritten == Self.count && report.scheduled == Self.count && report.isComplete)
        try await Self.check(custodian, bed)
        for record in try await custodian.records(.heldFor(.customerCare)) {
            #expect(record.schemaVersion == 2 && record.fields["fax"]?.expiresAt == bed.clock.now())
        }
        let sweep = try await custodian.sweepEverybody(by: bed.who("officer-1"))
        #expect(sweep.certificates.count == Self.count && sweep.removed.count == Self.count)
        #expect(sweep.removed.allSatisfy { $0.field == "fax" })
        try await Self.check(custodian, bed)
        for record in try await custodian.records(.heldFor(.customerCare)) {
            #expect(record.schemaVersion == 2 && Set(record.fields.keys) == ["givenName", "familyName", "telephone"])
        }
        let lines = try await custodian.log(LogFilter(actions: [.migrateSchema]), by: nil)
        #expect(lines.map(\.recordCount) == [0, 3, 1, 0])
        #expect(try await custodian.log(of: "c-1", by: nil).contains { $0.action == .migrateSchema })
        // Once more finds nothing to do.
        #expect(try await custodian.migrate("client", by: bed.who("steward-1")).rewritten == 0)
        #expect(try await custodian.verify().isIntact)
        try await custodian.close()
    }

    @Test("Who may not change the policy migrates nothing, and without an adopted migration there is none")
    func refused() async throws {
        let bed = Bed(.files)
        let custodian = try await Self.adopted(bed)
        _ = try await thrown(.denied) { try await custodian.migrate("client", by: bed.agent) }
        _ = try await thrown(.unknownRecord) { try await custodian.migrate("nothing", by: bed.who("steward-1")) }
        #expect(try await custodian.records(.sealed("client", before: 2)).count == Self.count)
        try await custodian.close()
        let other = Bed(.memory)
        let plain = try await other.open(try Self.governance(1))
        _ = try await thrown(.invalidInput) { try await plain.migrate("client", by: other.who("steward-1")) }
    }

    @Test(
        "Killed at every write and every sync a migration resumes, and readers of both editions are right before it does",
        arguments: [FileOperation.Kind.write, .sync])
    func killed(_ kind: FileOperation.Kind) async throws {
        var steps = 0
        while true {
            let bed = Bed(.files)
            let custodian = try await Self.adopted(bed)
            steps += 1
            bed.files.arm(FaultPlan([.init(kind, .from(steps), .error(5))]))
            var isKilled = false
            do { try await custodian.migrate("client", by: bed.who("steward-1"), batch: 1) } catch { isKilled = true }
            // A killed process closes nothing; what it could not write is not there.
            do { try await custodian.close() } catch {}
            bed.files.disarm()
            let again = try await Self.reopened(bed)
            try await Self.check(again, bed)
            let report = try await again.migrate("client", by: bed.who("steward-1"), batch: 1)
            #expect(report.isComplete)
            try await Self.check(again, bed)
            #expect(try await again.records(.sealed("client", before: 2)).isEmpty)
            #expect(try await again.verify().isIntact)
            try await again.close()
            guard isKilled else { break }
            try #require(steps < 200)
        }
        // One at least for the beginning, each record and the end.
        #expect(steps > Self.count + 2)
        print("killed at \(steps - 1) places of kind \(kind)")
    }

    @Test("Cut off after every commit in memory a migration resumes, and readers of both editions are right in between")
    func cutOff() async throws {
        for cut in 1...(Self.count + 2) {
            let bed = Bed(.memory)
            let faults = StoreFaults()
            let coordinator = FaultyCoordinator(faults: faults)
            let backends = try await Backends.inMemory(controller: "acme", coordinator: coordinator)
            let first = try await Custodian.open(backends, governance: try Self.governance(1), clock: bed.clock)
            try await Self.fill(first, bed)
            let custodian = try await Custodian.open(
                backends, governance: try Self.governance(2),
                adoption: .adopt(by: bed.who("steward-1"), reason: "names in two parts"), clock: bed.clock)
            faults.fail(.commit, .from(cut), with: CommitError(.notCommitted, "the disk is full"))
            _ = try await thrown(.notRecorded) {
                try await custodian.migrate("client", by: bed.who("steward-1"), batch: 1)
            }
            faults.recover()
            let moved = Self.count - (try await custodian.records(.sealed("client", before: 2)).count)
            #expect(moved == min(max(0, cut - 2), Self.count))
            try await Self.check(custodian, bed)
            #expect(try await custodian.migrate("client", by: bed.who("steward-1"), batch: 1).isComplete)
            try await Self.check(custodian, bed)
        }
    }

    @Test("A hold keeps retired values, which nobody sees, until it is released")
    func held() async throws {
        let bed = Bed(.files)
        let custodian = try await Self.adopted(bed)
        let (steward, officer) = (bed.who("steward-1"), bed.who("officer-1"))
        let hold = try await custodian.placeHold(
            on: "c-1", ground: .legalClaims, reference: "case 7", by: officer)
        #expect(try await custodian.migrate("client", by: steward).isComplete)
        var sweep = try await custodian.sweepEverybody(by: officer)
        #expect(sweep.removed.count == Self.count - 1 && sweep.kept.map(\.keptBy?.ground) == [.legalClaims])
        try await Self.check(custodian, bed)
        let kept = try await custodian.records(.heldFor(.customerCare)).filter { $0.fields["fax"] != nil }
        #expect(kept.count == 1)
        _ = try await custodian.releaseHold(hold.id, reason: "settled", by: officer)
        sweep = try await custodian.sweepEverybody(by: officer)
        #expect(sweep.removed.map(\.field) == ["fax"])
        #expect(try await custodian.records(.heldFor(.customerCare)).allSatisfy { $0.fields["fax"] == nil })
        try await custodian.close()
    }

    @Test("What is corrected during a migration is of the new edition, and what is erased is gone")
    func changedMeanwhile() async throws {
        let bed = Bed(.files)
        let custodian = try await Self.adopted(bed)
        try await custodian.correct(
            FieldValues(text: ["telephone": "99"]), of: "client", about: "c-2", by: bed.agent)
        let view = try await custodian.disclose(FormerView.self, about: "c-2", for: .customerCare, to: bed.agent)
        #expect(view.value == FormerView(name: "Given2 Family2", phone: "99", fax: nil))
        #expect(try await custodian.records(.sealed("client", before: 2)).count == Self.count - 1)
        #expect(try await custodian.migrate("client", by: bed.who("steward-1")).rewritten == Self.count - 1)
        try await custodian.close()
    }

    @Test("A second migration begins only when the first is through")
    func oneAfterAnother() async throws {
        let bed = Bed(.files)
        let custodian = try await Self.adopted(bed)
        try await custodian.close()
        var third = try Self.governance(2)
        var schema = Client.schema
        schema.version = 3
        third.records = [schema]
        third.migrations = [SchemaMigration(from: Client.schema, [])]
        let refused = try await thrown(.invalidInput) {
            _ = try await bed.open(third, adoption: .adopt(by: bed.who("steward-1"), reason: "another edition"))
        }
        #expect(refused.message.contains("finish their migration first"))
        let second = try await Self.reopened(bed)
        _ = try await second.migrate("client", by: bed.who("steward-1"))
        try await second.close()
        let last = try await bed.open(third, adoption: .adopt(by: bed.who("steward-1"), reason: "another edition"))
        #expect(try await last.migrate("client", by: bed.who("steward-1")).rewritten == Self.count)
        try await last.close()
    }
}
