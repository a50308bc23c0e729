import CustodyAccess
import CustodyCore
import CustodyData
import CustodyFiles
import CustodyKeys
import CustodyModel
import Foundation

/// Discloses everybody of a large store, and tells how many a second and what that takes in memory.
struct BulkProbe {
    var directory: String
    var people: Int

    private static let perCommit = 4000
    private let provider = LocalKeyProvider.ephemeral()
    private let random = SystemRandomSource()
    private let clerk = Principal("clerk", Authentication(.password, at: Instant(milliseconds: 0), by: "probe", level: 1))

    struct Customer: PersonalRecord {
        static let schema = RecordSchema("customer") {
            Field("number", .identifier, for: [.payment])
            Field("name", .personName, for: [.payment])
            Field("iban", .bankAccount, for: [.payment], retain: .years(10, after: .collection))
        }
        var number: String
        var name: String
        var iban: String?
    }

    struct InvoiceView: PersonalView {
        typealias Record = Customer
        let number: String
        let name: String
    }

    init(directory: String, people: Int) {
        self.directory = directory
        self.people = people
    }

    func run() async throws {
        let backends = try await FileBackend.create(at: directory, controller: "probe", keys: provider)
        let custodian = try await Custodian.open(
            backends,
            governance: Governance(
                policy: try RolePolicy(controller: "probe") {
                    Declare(.payment, on: .contract)
                    Role("clerk") { Allow([.collect, .read], ["identity", .financial, .contact], for: [.payment]) }
                    Assign("clerk", to: "clerk")
                },
                records: [Customer.schema], logRetention: LogRetention(evidence: .years(10), access: .months(12))))
        let clock = ContinuousClock()
        let start = clock.now
        try await fill(backends)
        print("filled with \(people) people in \(clock.now - start), resident \(Self.residentMegabytes()) MB")
        for batch in [4096, 4096] { try await measure(custodian, batch) }
        try await custodian.close()
    }

    private func measure(_ custodian: Custodian, _ batch: Int) async throws {
        let clock = ContinuousClock()
        let before = Self.residentMegabytes()
        let (start, processor) = (clock.now, Self.processorSeconds())
        var (count, failures, most, first) = (0, 0, before, Duration.zero)
        let stream = try await custodian.discloseAll(
            InvoiceView.self, for: .payment, to: clerk, options: BulkOptions(batch: batch))
        for try await batch in stream {
            if count == 0 { first = clock.now - start }
            for part in batch.parts {
                guard case .success(let disclosure) = part.result, !disclosure.value.name.isEmpty else {
                    failures += 1
                    continue
                }
                count += 1
            }
            most = max(most, Self.residentMegabytes())
        }
        let taken = clock.now - start
        let seconds = Double(taken.components.seconds) + Double(taken.components.attoseconds) / 1e18
        print(
            "\(count) people in \(taken), batches of \(batch): \(Int(Double(count) / seconds)) a second; the first batch after \(first); "
                + "\(Self.microseconds(Self.processorSeconds() - processor, each: count)) µs of processor each; "
                + "\(failures) failed; resident \(before) MB before, at most \(most) MB")
    }

    /// Everybody: a record of three sealed fields, two keys and an identifier each.
    private func fill(_ backends: Backends) async throws {
        let sealer = Sealer(store: backends.store, life: backends.life, random: random)
        let names = RecordNames(from: random)
        for first in stride(from: 0, to: people, by: Self.perCommit) {
            var unit = UnitOfWork()
            var keys: [NewKey] = []
            var writes: [RecordWrite] = []
            for number in first..<min(first + Self.perCommit, people) {
                let subject = Handle.random(from: random)
                keys.append(try await NewKey.make(KeyID(subject, .log), provider: provider, random: random).new)
                let id = KeyID(subject, .firstRetention)
                let made = try await NewKey.make(id, provider: provider, random: random)
                keys.append(made.new)
                let (record, key) = (names.next(), sealer.key(id, made.key))
                func field(_ name: FieldName, _ category: DataCategory, _ text: String) throws -> StoredField {
                    StoredField(
                        value: try sealer.seal(
                            CBOR.text(text).encoded(), with: key, at: .field(record, name, schemaVersion: 1)),
                        category: category)
                }
                let stored = StoredRecord(
                    id: record, subject: SubjectToken(subject), name: "customer", purposes: [.payment],
                    fields: [
                        "number": try field("number", .identifier, "c-\(number)"),
                        "name": try field("name", .personName, "A person of number \(number)"),
                        "iban": try field("iban", .bankAccount, "DE89370400440532013000"),
                    ], collectedAt: SystemClock().now())
                writes.append(.put(stored, expecting: nil))
                backends.data.stage(.bind(BlindIndex(Handle.random(from: random)), to: subject), in: &unit)
            }
            try backends.keys.stage(inserting: keys, in: &unit)
            backends.data.stage(.write(writes), in: &unit)
            _ = try await unit.commit()
        }
    }

    private static func microseconds(_ seconds: Double, each count: Int) -> String {
        String(format: "%.1f", seconds * 1e6 / Double(max(1, count)))
    }

    /// What the process has taken of all processors, for itself and in the system.
    private static func processorSeconds() -> Double {
        var time = timespec()
        guard clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return 0 }
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// What the process has in memory now, as the system says.
    private static func residentMegabytes() -> Int {
        guard let status = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8),
            let pages = status.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else { return 0 }
        return pages * 4096 / 1_048_576
    }
}
