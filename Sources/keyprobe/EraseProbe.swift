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

    private static let rounds = 9
    private static let perCommit = 5000
    private static let events = 300
    private let files = CountingFileSystem()
    private let provider = LocalKeyProvider.ephemeral()
    private let random = SystemRandomSource()
    private let names = RecordNames(from: SystemRandomSource())
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
            var costs: [Int: [Cost]] = [:]
            for round in 0..<Self.rounds {
                // In turn, so that what else the machine does strikes both.
                for count in round % 2 == 0 ? [1, records] : [records, 1] {
                    let subject = SubjectID("\(title) \(count) \(round)")
                    try await collect(subject, count, fields, custodian)
                    if let cost = try await erase(subject, custodian) { costs[count, default: []].append(cost) }
                }
            }
            for count in [1, records] {
                let all = costs[count] ?? []
                print(
                    "\(title), \(count) records: destroyed durably after \(KeyProbe.median(all.map(\.toDestruction))) and at most "
                        + "\(all.map(\.syncs).max() ?? 0) syncs, certified with the records dropped after "
                        + "\(KeyProbe.median(all.map(\.whole))) and at most \(all.map(\.allSyncs).max() ?? 0)")
            }
            let ratios = zip(costs[records] ?? [], costs[1] ?? []).map { $0.toDestruction / $1.toDestruction }.sorted()
            if !ratios.isEmpty {
                print("\(title): many to few \(ratios[ratios.count / 2]) in the middle of \(ratios.count) rounds")
            }
        }
        try await measureLog(custodian)
        try await custodian.close()
    }

    /// From `execute` until the keys' file is durable, and until it returns.
    private struct Cost {
        var toDestruction: Duration
        var syncs: Int
        var whole: Duration
        var allSyncs: Int
    }

    private func erase(_ subject: SubjectID, _ custodian: Custodian) async throws -> Cost? {
        let plan = try await custodian.planErasure(of: subject, ground: .noLongerNecessary, by: staff)
        let approval = try await custodian.approve(plan, by: lead, signingWith: key)
        try await settle()
        let (before, began) = (files.syncs, ContinuousClock.now)
        _ = try await custodian.execute(plan, approval: approval, by: staff)
        guard let destroyed = files.keys, destroyed.time > began else { return nil }
        return Cost(
            toDestruction: destroyed.time - began, syncs: destroyed.syncs - before, whole: ContinuousClock.now - began,
            allSyncs: files.syncs - before)
    }

    /// Waits until the checkpoint is over that many new records bring about in the background: it would take the disk from what is timed.
    private func settle() async throws {
        var seen = -1
        while seen != files.syncs {
            seen = files.syncs
            try await Task.sleep(for: .milliseconds(400))
        }
    }

    /// What an erasure costs of which the log has few entries or many to account for.
    private func measureLog(_ custodian: Custodian) async throws {
        for count in [1, Self.events] {
            var durations: [Duration] = []
            for round in 0..<Self.rounds {
                let subject = SubjectID("log \(count) \(round)")
                for _ in 0..<count {
                    try await custodian.collect(
                        FieldValues(text: ["name": "a name"]), as: "customer", about: subject, for: [.customerCare],
                        from: .subject, by: staff, options: CollectOptions(allowsSeveral: true))
                }
                if let cost = try await erase(subject, custodian) { durations.append(cost.toDestruction) }
            }
            print("\(count + 2) entries of the log about the person: destroyed durably after \(KeyProbe.median(durations))")
        }
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
            id: names.next(), subject: subject, name: "customer", purposes: [.customerCare],
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
                copy.id = names.next()
                writes.append(.put(copy, expecting: nil))
            }
            custodian.backends.data.stage(.write(writes), in: &unit)
            _ = try await unit.commit()
        }
    }
}
