import ArgumentParser
import Crypto
import CustodyAccess
import CustodyAudit
import CustodyCore
import CustodyFiles
import CustodyGovernance
import CustodyJournal
import CustodyKeys
import CustodyModel

/// What a long log takes, and how long it takes to ask it. Run it in an optimised build.
@main
struct LogProbe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logprobe", abstract: "Measure what a long log takes and how long questions take.",
        subcommands: [Fill.self, Sizes.self, Ask.self, Report.self])

    struct Fill: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add events to a store, which is made when there is none.")

        @Argument(help: "Where the store is.")
        var directory: String
        @Argument(help: "How many events are added.")
        var count: UInt32

        func run() async throws { try await LogProbe.fill(directory, count: UInt64(count)) }
    }

    struct Sizes: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Say what the events take on disk.")

        @Argument(help: "Where the store is.")
        var directory: String

        func run() throws { try LogProbe.sizes(directory) }
    }

    struct Ask: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Open the log and ask it, with nothing of its files in memory.")

        @Argument(help: "Where the store is.")
        var directory: String

        func run() async throws { try await LogProbe.ask(directory) }
    }

    struct Report: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Draw up the compliance report, and say how large it is.")

        @Argument(help: "Where the store is.")
        var directory: String

        func run() async throws { try await LogProbe.report(directory) }
    }

    private static let provider = LocalKeyProvider(SymmetricKey(data: [UInt8](repeating: 7, count: 32)))
    private static let clock = ContinuousClock()

    // MARK: Filling

    private static func fill(_ directory: String, count: UInt64) async throws {
        let start = clock.now
        let files = PosixFileSystem()
        let isNew = try files.status(directory) == .absent
        let backends =
            isNew
            ? try await FileBackend.create(at: directory, controller: "probe", keys: provider)
            : try await FileBackend.open(at: directory, keys: provider)
        let opened = clock.now
        if isNew {
            var unit = UnitOfWork()
            _ = try backends.audit.stage(
                registering: SampleLog.terms, system: SampleLog.system, at: SampleLog.time(of: 0), in: &unit)
            _ = try await unit.commit()
        }
        let first = try await backends.audit.status()[.access]?.size ?? 0
        let perCommit: UInt64 = 1000
        for start in stride(from: first, to: first + count, by: Int(perCommit)) {
            var unit = UnitOfWork()
            for number in start..<min(start + perCommit, first + count) {
                _ = try backends.audit.stage(SampleLog.event(number), in: &unit)
            }
            _ = try await unit.commit()
        }
        let filled = clock.now
        for log in AuditLog.allCases {
            _ = try await backends.audit.checkpoint(log, at: SampleLog.time(of: first + count), ifDue: false)
        }
        try await backends.close()
        print(
            "opened in \(opened - start), \(count) events in \(filled - opened), closed in \(clock.now - filled): \(first + count) events"
        )
    }

    // MARK: Sizes

    private static func sizes(_ directory: String) throws {
        let files = PosixFileSystem()
        let rows = directory + "/rows"
        var bytes: [UInt8: (rows: Int, bytes: Int)] = [:]
        var whole: [String: UInt64] = [:]
        for folder in ["rows", "wal", "audit", "keys"] {
            for name in try files.list(directory + "/" + folder) {
                guard case .file(let size) = try files.status("\(directory)/\(folder)/\(name)") else { continue }
                let kind = folder == "rows" ? String(name.prefix { $0 != "-" }) : folder
                whole[kind, default: 0] += size
            }
        }
        for name in try files.list(rows) where name.hasPrefix("rows-") {
            let file = try files.readAll(rows + "/" + name)
            // A row: length4 | table1 | key length1 | zero2 | key and value | crc4, behind a header of 64 bytes.
            var place = 64
            while place + 12 <= file.count {
                let size = 12 + file[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
                let known = bytes[file[place + 4]] ?? (0, 0)
                bytes[file[place + 4]] = (known.rows + 1, known.bytes + size)
                place += size
            }
        }
        for (kind, size) in whole.sorted(by: { $0.key < $1.key }) { print("\(kind): \(size) bytes") }
        for (tag, size) in bytes.sorted(by: { $0.key < $1.key }) {
            print("  table \(tag): \(size.rows) rows, \(size.bytes) bytes")
        }
    }

    // MARK: Asking

    private static func ask(_ directory: String) async throws {
        PageCache.drop(directory)
        let start = clock.now
        let backends = try await FileBackend.open(at: directory, keys: provider)
        let opened = clock.now
        let audit = backends.audit
        let size = try await audit.status()[.access]?.size ?? 0
        print("opened \(size) events in \(opened - start), cold")
        for line in try FileBackend.residentBytes(of: backends).suffix(1) { print(line) }
        let month = SampleLog.time(of: size / 2)
        let day = month..<month.adding(milliseconds: 86_400_000)
        let subject = try await audit.references(to: SampleLog.frequent)
        let actor = try await audit.references(to: SampleLog.actor(3))
        let questions: [(String, AuditQuery)] = [
            ("a subject with a thousand events", AuditQuery(log: .access, limit: 10_000, persons: [subject])),
            (
                "a subject with ten events",
                AuditQuery(
                    log: .access, limit: 10_000, persons: [try await audit.references(to: SampleLog.subject(4242))])
            ),
            ("a subject and a principal", AuditQuery(log: .access, limit: 10_000, persons: [subject, actor])),
            ("the first 1,000 of a principal", AuditQuery(log: .access, persons: [actor])),
            ("the first 1,000 denials", AuditQuery(log: .access, decisions: [.deny])),
            ("the first 1,000 of a purpose in a day", AuditQuery(log: .access, time: day, purposes: ["billing"])),
            ("the 100 rarest, all of them", AuditQuery(log: .access, limit: 10_000, actions: [.disclosureAborted])),
            ("an action that never occurred", AuditQuery(log: .access, actions: [.enrollPrincipal])),
        ]
        for (name, query) in questions {
            var cold: [Duration] = []
            var count = 0
            for _ in 0..<5 {
                PageCache.drop(directory)
                let start = clock.now
                count = try await audit.entries(query).count
                cold.append(clock.now - start)
            }
            let start = clock.now
            _ = try await audit.entries(query)
            let warm = clock.now - start
            print("\(name): \(count) entries, cold \(cold.sorted()[2]) (worst \(cold.max() ?? .zero)), warm \(warm)")
        }
        try await backends.close()
    }

    // MARK: Reporting

    private static func report(_ directory: String) async throws {
        PageCache.drop(directory)
        let start = clock.now
        let governance = Governance(
            policy: try RolePolicy(controller: "probe") { Declare(.customerCare, on: .contract) },
            records: [RecordSchema("customer") { Field("email", .emailAddress, for: [.customerCare]) }],
            logRetention: LogRetention(evidence: .years(10), access: .years(10)))
        let custodian = try await Custodian.open(
            try await FileBackend.open(at: directory, keys: provider), governance: governance)
        let opened = clock.now
        let report = try await custodian.complianceReport(by: nil)
        let drawn = clock.now
        let html = report.html()
        let (csv, json) = (report.csv(), try report.json())
        let written = clock.now
        print(
            "opened in \(opened - start), cold; \(report.access.events) events: drawn up in \(drawn - opened), written in "
                + "\(written - drawn), together \(written - start); page \(html.utf8.count) bytes, JSON \(json.utf8.count), CSV "
                + "\(csv.utf8.count)")
        try await custodian.close()
    }
}
