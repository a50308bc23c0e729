import Crypto
import CustodyAccess
import CustodyCore
import CustodyData
import CustodyFiles
import CustodyKeys
import CustodyModel

/// Erases people of few and of many records out of a large store.
struct EraseProbe {
    var directory: String
    var people: Int
    var records: Int

    private static let rounds = 3
    private static let perCommit = 1000
    private let files = CountingFileSystem()
    private let provider = LocalKeyProvider.ephemeral()
    private let random = SystemRandomSource()
    private let key = Curve25519.Signing.PrivateKey()
    private let staff = Principal("staff", Authentication(.password, at: Instant(milliseconds: 0), by: "probe", level: 1))
    private let lead = Principal("lead", Authentication(.password, at: Instant(milliseconds: 0), by: "probe", level: 1))

    init(directory: String, people: Int, records: Int) {
        self.directory = directory
        self.people = people
        self.records = records
    }

    func run() async throws {
        let clock = ContinuousClock()
        let backends = try await FileBackend.create(
            at: directory, controller: "probe", keys: provider, random: random, files: files)
        let governance = Governance(
            policy: try RolePolicy(controller: "probe") {
                Declare(.customerCare, on: .contract)
                Role("staff") {
                    Allow([.collect, .read], [.contact, .financial], for: [.customerCare])
                    Allow([.planErasure, .executeErasure, .placeHold], [])
                }
                Role("lead") { Allow(.approveErasure, []) }
                Assign("staff", to: "staff")
                Assign("lead", to: "lead")
            },
            records: [
                RecordSchema("customer") {
                    Field("name", .personName, for: [.customerCare])
                    Field("iban", .bankAccount, for: [.customerCare], retain: .years(10, after: .collection))
                }
            ],
            logRetention: LogRetention(evidence: .years(10), access: .months(12)))
        let custodian = try await Custodian.open(backends, governance: governance)
        try await custodian.enroll(publicKey: Bytes([UInt8](key.publicKey.rawRepresentation)), of: lead.id, by: nil)
        let start = clock.now
        try await fill(backends)
        print("filled with \(people) people in \(clock.now - start)")
        for (title, fields) in [("everything goes", ["name"]), ("one class stays by statute", ["name", "iban"])] {
            var medians: [Duration] = []
            for count in [1, records] {
                var durations: [Duration] = []
                var syncs = 0
                for round in 0..<Self.rounds {
                    let subject = SubjectID("\(title) \(count) \(round)")
                    try await collect(subject, count, fields, custodian)
                    let plan = try await custodian.planErasure(of: subject, ground: .noLongerNecessary, by: staff)
                    let approval = try await custodian.approve(plan, by: lead, signingWith: key)
                    let (before, began) = (files.syncs, clock.now)
                    _ = try await custodian.execute(plan, approval: approval, by: staff)
                    durations.append(clock.now - began)
                    syncs = max(syncs, files.syncs - before)
                }
                medians.append(KeyProbe.median(durations))
                print("\(title), \(count) records: \(KeyProbe.median(durations)), at most \(syncs) syncs")
            }
            if let few = medians.first, let many = medians.last { print("\(title): many to few \(many / few)") }
        }
        try await custodian.close()
    }

    /// Everybody else: a record, two keys and an identifier each.
    private func fill(_ backends: Backends) async throws {
        for first in stride(from: 0, to: people, by: Self.perCommit) {
            var unit = UnitOfWork()
            var keys: [NewKey] = []
            var writes: [RecordWrite] = []
            for _ in first..<min(first + Self.perCommit, people) {
                let subject = Handle.random(from: random)
                for keyClass in [KeyClass.log, .firstRetention] {
                    keys.append(try await NewKey.make(KeyID(subject, keyClass), provider: provider, random: random).new)
                }
                let value = SealedValue(
                    key: KeyID(subject, .firstRetention), keyVersion: 2, box: [UInt8](repeating: 1, count: 60))
                writes.append(.put(record(SubjectToken(subject), ["name": value]), expecting: nil))
                backends.data.stage(.bind(BlindIndex(Handle.random(from: random)), to: subject), in: &unit)
            }
            try backends.keys.stage(inserting: keys, in: &unit)
            backends.data.stage(.write(writes), in: &unit)
            _ = try await unit.commit()
        }
    }

    private func record(_ subject: SubjectToken, _ values: [FieldName: SealedValue]) -> StoredRecord {
        StoredRecord(
            id: RecordID(Handle.random(from: random)), subject: subject, name: "customer", purposes: [.customerCare],
            fields: values.mapValues { StoredField(value: $0, category: .personName) }, collectedAt: SystemClock().now())
    }

    /// A person with so many records: the first as the facade takes it in, the others of the same values.
    private func collect(_ subject: SubjectID, _ count: Int, _ fields: [String], _ custodian: Custodian) async throws {
        var values: [FieldName: String] = [:]
        for field in fields { values[FieldName(field)] = "a value of \(field)" }
        let receipt = try await custodian.collect(
            FieldValues(text: values), as: "customer", about: subject, for: [.customerCare], from: .subject, by: staff)
        guard count > 1, let id = receipt.record, let made = try await custodian.backends.data.record(id) else { return }
        for first in stride(from: 1, to: count, by: Self.perCommit) {
            var unit = UnitOfWork()
            var writes: [RecordWrite] = []
            for _ in first..<min(first + Self.perCommit, count) {
                var copy = made
                copy.id = RecordID(Handle.random(from: random))
                writes.append(.put(copy, expecting: nil))
            }
            custodian.backends.data.stage(.write(writes), in: &unit)
            _ = try await unit.commit()
        }
    }
}
