import CustodyAccess
import CustodyAudit
import CustodyCore
import CustodyModel
import CustodyTesting
import Testing

@Suite("Handing the log out") struct ExportingTests {
    /// A policy with somebody who may export, and one who may also name those who acted.
    private static func governance() throws -> Governance {
        let policy = try RolePolicy(controller: "acme") {
            Declare(.customerCare, on: .legitimateInterests, note: "Customers expect an answer when they ask.")
            Declare(.payment, on: .contract)
            Declare(.directMarketing, on: .consent)
            Role("import") {
                Allow(.collect, [.contact, .financial], for: [.customerCare, .payment])
            }
            Role("support") { Allow(.read, [.contact], for: [.customerCare]) }
            Role("auditor") { Allow([.readLog, .exportLog], []) }
            Role("chief") { Allow([.readLog, .exportLog, .revealActors], []) }
            Role("reader") { Allow(.readLog) }
            Role("clerk") { Allow(.linkSubjects, []) }
            Assign("importer-1", to: "import")
            Assign("agent-1", to: "support")
            Assign("auditor-1", to: "auditor")
            Assign("chief-1", to: "chief")
            Assign("reader-1", to: "reader")
            Assign("clerk-1", to: "clerk")
        }
        return Governance(policy: policy, records: [Customer.schema], logRetention: Bed.logRetention)
    }

    private final class Files {
        var files: [String: [UInt8]] = [:]
        func verify(_ trusted: [TrustedLog]) throws -> ExportReport {
            let files = files
            return try ExportBundle.verify(trusted, names: Array(files.keys)) { name, offset, limit in
                files[name].map { Array($0.dropFirst(Int(offset)).prefix(limit)) }
            }
        }
        func text(_ name: String) -> String { String(decoding: files[name] ?? [], as: UTF8.self) }
    }

    static func filled(_ bed: Bed) async throws -> Custodian {
        let custodian = try await bed.open(governance())
        for subject in ["c-1", "c-2"] as [SubjectID] {
            try await custodian.collect(
                Customer(email: "ada@example.org", phone: "+44 20 7946 0018"), about: subject, for: [.customerCare],
                from: .subject, by: bed.importer)
            _ = try await custodian.disclose(SupportView.self, about: subject, for: .customerCare, to: bed.agent)
        }
        return custodian
    }

    private static func trusted(_ custodian: Custodian) async throws -> [TrustedLog] {
        var logs: [TrustedLog] = []
        for log in AuditLog.allCases { logs.append(TrustedLog(try await custodian.status(of: log).verifier)) }
        return logs
    }

    @Test("an export verifies, names nobody, and stands in the log before its first byte", arguments: Backing.allCases)
    func whole(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await Self.filled(bed)
        for form in ExportForm.allCases {
            let files = Files()
            let before = try await custodian.status(of: .evidence).size
            var recorded: UInt64?
            let manifest = try await custodian.exportLog(as: form, for: "the yearly audit", by: bed.who("auditor-1")) {
                if recorded == nil { recorded = try await custodian.status(of: .evidence).size }
                files.files[$0, default: []] += $1
            }
            #expect(recorded ?? 0 > before, "nothing was recorded before the first byte")
            let report = try files.verify(await Self.trusted(custodian))
            #expect(report.faults == [])
            #expect(report.digest == manifest.digest)
            let all = files.files.values.map { String(decoding: $0, as: UTF8.self) }.joined()
            for secret in ["ada@example.org", "c-1", "agent-1", "auditor-1", "importer-1"] {
                #expect(!all.contains("\"\(secret)\""), "\(secret)")
            }
            #expect(all.contains("customerCare"))
            let last = try #require(files.text("evidence.ndjson").split(separator: "\n").last)
            #expect(last.contains("\"class\":\"export\"") && last.contains("\"role\":\"auditor\""), "\(last)")
        }
        try await custodian.close()
    }

    @Test("a part about one person opens what is said of that person, and of nobody else")
    func subject() async throws {
        let bed = Bed(.memory)
        let custodian = try await Self.filled(bed)
        let files = Files()
        _ = try await custodian.exportLog(
            LogFilter(subject: "c-1"), as: .ndjson, for: "what c-1 may have", by: bed.who("auditor-1")
        ) { files.files[$0, default: []] += $1 }
        #expect(try files.verify(await Self.trusted(custodian)).faults == [])
        let text = files.text("access.ndjson") + files.text("evidence.ndjson")
        #expect(text.contains("\"fields\":[\"email\",\"phone\"]"))
        #expect(!text.contains("agent-1") && !text.contains("\"capacity\":\"actor\""))
        #expect(text.split(separator: "\n").allSatisfy { $0.contains("\"capacity\":\"subject\"") })
        #expect(try ExportManifest(decoding: files.files["manifest.json"] ?? []).filter == ["subject": ["one person"]])
    }

    @Test("a part about people who were merged opens what is said of them under every identifier")
    func merged() async throws {
        let bed = Bed(.memory)
        let custodian = try await Self.filled(bed)
        func opened() async throws -> Int {
            let files = Files()
            _ = try await custodian.exportLog(
                LogFilter(subject: "c-1"), as: .ndjson, for: "what the person may have", by: bed.who("auditor-1")
            ) { files.files[$0, default: []] += $1 }
            #expect(try files.verify(await Self.trusted(custodian)).faults == [])
            return files.text("access.ndjson").split(separator: "\n").count { $0.contains("\"fields\":[\"email\",\"phone\"]") }
        }
        #expect(try await opened() == 1)
        _ = try await custodian.merge("c-1", with: "c-2", reason: "one person", by: bed.who("clerk-1"))
        #expect(try await opened() == 2)
    }

    @Test("those who acted are named only for a recorded reason and with the permission", arguments: ExportForm.allCases)
    func naming(_ form: ExportForm) async throws {
        let bed = Bed(.memory)
        let custodian = try await Self.filled(bed)
        let files = Files()
        _ = try await custodian.exportLog(
            LogFilter(log: .access), as: form, for: "a court", by: bed.who("chief-1"),
            naming: ActorDisclosure(decidedBy: bed.who("chief-1"), reason: "a court order, weighed by counsel")
        ) { files.files[$0, default: []] += $1 }
        #expect(try files.verify(await Self.trusted(custodian)).faults == [])
        #expect(files.text("access.ndjson").contains("\"id\":\"agent-1\""))
        if form == .ocsf { #expect(files.text("access.ndjson").contains("\"name\":\"agent-1\"")) }
        let error = try await thrown(.denied) {
            _ = try await custodian.exportLog(
                as: form, for: "a court", by: bed.who("auditor-1"),
                naming: ActorDisclosure(decidedBy: bed.who("auditor-1"), reason: "curiosity")
            ) { _, _ in Issue.record("a byte was given") }
        }
        #expect(error.receipt != nil)
    }

    @Test("nobody exports without the permission, without a purpose, or about somebody unknown; no byte is given")
    func refused() async throws {
        let bed = Bed(.memory)
        let custodian = try await Self.filled(bed)
        func export(_ filter: LogFilter = LogFilter(), _ purpose: String = "an audit", by name: PrincipalID) async throws {
            _ = try await custodian.exportLog(filter, as: .ndjson, for: purpose, by: bed.who(name)) { _, _ in
                Issue.record("a byte was given")
            }
        }
        for name in ["reader-1", "agent-1", "nobody"] as [PrincipalID] {
            let error = try await thrown(.denied) { try await export(by: name) }
            #expect(error.receipt != nil, "the refusal stands in the log")
        }
        _ = try await thrown(.invalidInput) { try await export(LogFilter(), " \n", by: "auditor-1") }
        _ = try await thrown(.unknownSubject) { try await export(LogFilter(subject: "c-99"), by: "auditor-1") }
        _ = try await thrown(.denied) {
            _ = try await custodian.exportTiles(of: .access, by: bed.who("agent-1")) { _, _ in
                Issue.record("a tile was given")
            }
        }
    }

    @Test("what the reader's own place throws stays what it is")
    func place() async throws {
        struct Full: Error {}
        let bed = Bed(.memory)
        let custodian = try await Self.filled(bed)
        await #expect(throws: Full.self) {
            _ = try await custodian.exportLog(as: .ndjson, for: "an audit", by: nil) { _, _ in throw Full() }
        }
    }
}
