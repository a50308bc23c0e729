import ArgumentParser
import Crypto
import CustodyAudit
import CustodyConsent
import CustodyCore
import CustodyData
import CustodyFiles
import CustodyJournal
import CustodyKeys
import CustodyModel

#if canImport(Glibc)
    import Glibc
#endif

/// What it takes to open a large store and to keep it open. Run it in an optimised build.
@main
struct OpenProbe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "openprobe", abstract: "Measure what it takes to open a large store.",
        subcommands: [Build.self, Open.self, Insert.self])

    struct Build: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Fill a store with records, each of a subject of its own with an identifier, two keys and an audit entry."
        )

        @Argument(help: "Where the store is made.")
        var directory: String
        @Argument(help: "How many records it holds.")
        var count: UInt32

        func run() async throws { try await OpenProbe.build(directory, count: Int(count)) }
    }

    struct Open: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Open a store; say how long it took, what is resident, and read.")

        @Argument(help: "Where the store is.")
        var directory: String

        func run() async throws { try await OpenProbe.open(directory) }
    }

    struct Insert: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Time every insert into the flat tables while they grow.")

        @Argument(help: "How many there are.")
        var count: UInt32

        func run() { InsertProbe.run(count: Int(count)) }
    }

    static let provider = LocalKeyProvider(SymmetricKey(data: [UInt8](repeating: 7, count: 32)))
    static let perCommit = 500

    static func token(_ number: Int, _ kind: UInt8) -> Handle {
        // SplitMix64, so that tokens are as evenly spread as real ones and a later run can name them.
        func mixed(_ value: UInt64) -> UInt64 {
            var mixed = value &+ 0x9E37_79B9_7F4A_7C15
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
        let seed = UInt64(number) &* 16 &+ UInt64(kind)
        var bytes: [UInt8] = []
        bytes.append(bigEndian: mixed(seed))
        bytes.append(bigEndian: mixed(~seed))
        return Handle(bytes) ?? .zero
    }

    private static func record(_ number: Int) -> StoredRecord {
        let subject = token(number, 1)
        let fields = Dictionary(
            uniqueKeysWithValues: ["name", "phone"].map { name in
                (
                    FieldName(rawValue: name),
                    StoredField(
                        value: SealedValue(
                            key: KeyID(subject, .firstRetention), keyVersion: 1, box: [UInt8](repeating: 1, count: 60)),
                        category: DataCategory(rawValue: "contact"),
                        expiresAt: Instant(milliseconds: Int64(2_000_000_000_000) + Int64(number)))
                )
            })
        return StoredRecord(
            id: RecordID(token(number, 2)), subject: SubjectToken(subject), name: "customer",
            purposes: [Purpose(rawValue: "customerCare")], fields: fields, collectedAt: Instant(milliseconds: 1_700_000_000_000)
        )
    }

    private static func build(_ directory: String, count: Int) async throws {
        let clock = ContinuousClock()
        let start = clock.now
        let backends = try await FileBackend.create(at: directory, controller: "probe", keys: provider)
        let actor = AuditPerson(
            handle: token(0, 9), key: SymmetricKey(data: [UInt8](repeating: 3, count: 32)), keyClass: .actor,
            payload: .map(["a": .text("support")]))
        for first in stride(from: 0, to: count, by: perCommit) {
            var unit = UnitOfWork(idempotency: Idempotency(key: token(first, 8), request: .zero))
            var keys: [NewKey] = []
            var writes: [RecordWrite] = []
            for number in first..<min(first + perCommit, count) {
                let subject = token(number, 1)
                var logKey: SymmetricKey?
                for keyClass in [KeyClass.log, .firstRetention] {
                    let made = try await NewKey.make(
                        KeyID(subject, keyClass), provider: provider, random: SystemRandomSource())
                    keys.append(made.new)
                    logKey = logKey ?? made.key
                }
                writes.append(.put(record(number), expecting: nil))
                _ = backends.data.stage(.bind(BlindIndex(token(number, 3)), to: subject), in: &unit)
                var event = AuditEvent(.change, .collect, .permit, at: Instant(milliseconds: 1_700_000_000_000))
                event.actor = actor
                if let logKey {
                    event.subjects = [
                        AuditPerson(handle: subject, key: logKey, keyClass: .subject, payload: .map(["f": .text("name")]))
                    ]
                }
                _ = try backends.audit.stage(event, in: &unit)
            }
            try backends.keys.stage(inserting: keys, in: &unit)
            _ = backends.data.stage(.write(writes), in: &unit)
            _ = try await unit.commit()
        }
        let filled = clock.now
        try await backends.close()
        print("filled with \(count) records in \(filled - start), closed in \(clock.now - filled)")
    }

    private static func open(_ directory: String) async throws {
        let clock = ContinuousClock()
        let before = residentMemory()
        let start = clock.now
        let backends = try await FileBackend.open(at: directory, keys: provider)
        let opened = clock.now
        let after = residentMemory()
        let counts = try await backends.data.counts()
        print("opened \(counts.records) records in \(opened - start)")
        print("process memory grew by \(after - before) bytes, \((after - before) / max(1, counts.records)) a record")
        for line in try FileBackend.residentBytes(of: backends) { print(line) }
        let read = clock.now
        var found = 0
        for number in stride(from: 0, to: counts.records, by: max(1, counts.records / 10_000)) {
            if try await backends.data.record(RecordID(token(number, 2))) == record(number).stored(number) {
                found += 1
            }
        }
        print("read \(found) records in \(clock.now - read)")
        try await backends.close()
    }

    /// Bytes of physical memory that the process has.
    private static func residentMemory() -> Int {
        #if canImport(Glibc)
            let files = PosixFileSystem()
            guard let file = try? files.open("/proc/self/statm", mode: .readOnly),
                let bytes = try? file.read(at: 0, count: 256)
            else { return 0 }
            let fields = String(decoding: bytes, as: UTF8.self).split(separator: " ")
            return fields.count > 1 ? (Int(fields[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) : 0
        #else
            return 0
        #endif
    }
}

extension StoredRecord {
    /// The record with the receipt that the store set: one commit holds ``OpenProbe/perCommit`` of them, after the first commit.
    fileprivate func stored(_ number: Int) -> StoredRecord {
        var stored = self
        stored.receipt = CommitSequence(rawValue: UInt64(number / OpenProbe.perCommit) + 2)
        return stored
    }
}
