import CustodyAccess
import CustodyAudit
import CustodyCore
import CustodyFaults
import CustodyFiles
import CustodyKeys
import CustodyModel
import CustodyTesting
import Testing

@Suite("A store that was put back to an older copy") struct RestorationTests {
    private static let place = "/store"
    private static let staff = Principal("staff", Authentication(.password, at: Instant(milliseconds: 0), by: "test", level: 1))

    /// A store whose logs were anchored, then copied, then went on and were anchored again.
    private final class Scene {
        let provider = LocalKeyProvider.ephemeral()
        let disk = InMemoryFileSystem()
        let other = InMemoryFileSystem()
        private(set) var backup = InMemoryFileSystem()
        private(set) var trusted: [AuditLog: TrustedLog] = [:]
        /// How many entries the copy has.
        private(set) var sizes: [AuditLog: UInt64] = [:]

        func anchor(_ name: String = "/anchor") -> FileAnchor { FileAnchor(at: name, files: other) }

        init() async throws {
            let governance = try Governance(
                policy: RolePolicy(controller: "acme") {
                    Declare(.customerCare, on: .contract)
                    Role("all") { Allow([.collect, .read], [.contact], for: [.customerCare]) }
                    Role("operations") { Allow([.repairLog, .rotateKeys], []) }
                    Assign("staff", to: "all", "operations")
                    Assign("clerk", to: "all")
                }, records: [RecordSchema("customer") { Field("name", .personName, for: [.customerCare]) }],
                logRetention: LogRetention(evidence: .years(10), access: .months(12)))
            let backends = try await FileBackend.create(
                at: place, controller: "acme", keys: provider, random: SystemRandomSource(), files: disk)
            let custodian = try await Custodian.open(backends, governance: governance, clock: ManualClock())
            for log in AuditLog.allCases { trusted[log] = TrustedLog(try await custodian.status(of: log).verifier) }
            try await work(custodian, "c-1")
            _ = try await custodian.anchor(in: anchor())
            try await read(custodian, "c-1")
            for log in AuditLog.allCases { sizes[log] = try await custodian.status(of: log).size }
            try await custodian.close()
            backup = disk.copy()
            let later = try await open(disk)
            for number in 2...4 { try await work(later, SubjectID("c-\(number)")) }
            _ = try await later.anchor(in: anchor())
            try await later.close()
        }

        func open(_ disk: InMemoryFileSystem) async throws -> Custodian {
            let backends = try await FileBackend.open(
                at: place, keys: provider, random: SystemRandomSource(), files: disk)
            return try await Custodian.open(backends, governance: nil, clock: ManualClock())
        }

        func work(_ custodian: Custodian, _ subject: SubjectID) async throws {
            try await custodian.collect(
                FieldValues(text: ["name": "Ada"]), as: "customer", about: subject, for: [.customerCare], from: .subject,
                by: staff)
            try await read(custodian, subject)
        }

        func read(_ custodian: Custodian, _ subject: SubjectID) async throws {
            _ = try await custodian.disclose(
                [FieldRequest("name")], of: "customer", about: subject, for: .customerCare, to: staff)
        }

        func held(_ name: String = "/anchor") async throws -> [AnchoredLog] {
            var held: [AnchoredLog] = []
            for log in AuditLog.allCases {
                held.append(try await AnchoredLog(log, trusted: #require(trusted[log]), in: anchor(name)))
            }
            return held
        }

        func findings(_ disk: InMemoryFileSystem, _ name: String = "/anchor") async throws -> [AuditFinding] {
            let inspection = try await StoreInspection.inspect(
                at: place, keys: provider, against: held(name), files: disk)
            return try #require(inspection.audit).findings
        }
    }

    private func refused(_ code: CustodianError.Code, _ body: () async throws -> Void) async throws {
        do {
            try await body()
            throw BrokenPromise("\(code.rawValue) was expected, and nothing was refused")
        } catch let error as CustodianError { try expect(error.code, is: code, "why it was refused") }
    }

    @Test("is noticed against the anchored checkpoint, and accepting it leaves a leaf in each log")
    func accepted() async throws {
        let scene = try await Scene()
        #expect(try await scene.findings(scene.backup).map(\.code) == [.olderState, .olderState])
        let custodian = try await scene.open(scene.backup)
        // Whoever anchors next notices too.
        try await refused(.integrity) { _ = try await custodian.anchor(in: scene.anchor()) }
        try await refused(.invalidInput) {
            _ = try await custodian.acceptRestoration(against: scene.held(), by: Self.staff, reason: " ")
        }
        let receipts = try await custodian.acceptRestoration(against: scene.held(), by: Self.staff, reason: "the disk broke")
        #expect(Set(receipts.map(\.log)) == Set(AuditLog.allCases))
        for receipt in receipts {
            let leaf = try await custodian.backends.audit.entry(of: receipt).leaf()
            #expect(leaf.action == .restoreStore)
            #expect(leaf.control == .restoration(AuditRestoration(size: try #require(scene.sizes[receipt.log]))))
            #expect(receipt.index == scene.sizes[receipt.log], "it is the first entry after what was put back")
        }
        try await refused(.invalidInput) {
            _ = try await custodian.acceptRestoration(against: scene.held("/none"), by: nil, reason: "again")
        }
        // What was anchored and is gone stays named, with what explains it, however far the log goes on.
        for round in 0..<2 {
            let report = try await custodian.verify(against: scene.held()).audit
            #expect(report.findings.map(\.code) == [.restored, .restored])
            #expect(Set(report.findings.map(\.place)) == Set(receipts.map(\.place)))
            for receipt in receipts {
                #expect(report.logs[receipt.log]?.restorations.map(\.entry) == [receipt.index])
            }
            try await refused(.integrity) { _ = try await custodian.anchor(in: scene.anchor()) }
            if round == 0 { for number in 10..<20 { try await scene.work(custodian, SubjectID("c-\(number)")) } }
        }
        // A new anchor vouches for what comes from now on.
        _ = try await custodian.anchor(in: scene.anchor("/next"))
        try await custodian.close()
        #expect(try await scene.findings(scene.backup, "/next") == [])
    }

    @Test("who may not repair the log neither accepts it nor has it tell of a gap, and who may not rotate keys replaces none")
    func outsiders() async throws {
        let scene = try await Scene()
        let custodian = try await scene.open(scene.backup)
        let clerk = Principal("clerk", Authentication(.password, at: Instant(milliseconds: 0), by: "test", level: 1))
        let before = try await custodian.status(of: .evidence).size
        try await refused(.denied) {
            _ = try await custodian.acceptRestoration(against: scene.held(), by: clerk, reason: "the disk broke")
        }
        let now = ManualClock().now()
        try await refused(.denied) { _ = try await custodian.recordGap(AuditGap(dropped: 1, from: now, to: now), by: clerk) }
        try await refused(.denied) { _ = try await custodian.replaceLogKey(by: clerk) }
        let refusals = try await custodian.log(LogFilter(decisions: [.deny]), by: nil).map(\.action)
        #expect(Set(refusals) == [.restoreStore, .loseEvents, .rotateKey])
        #expect(try await custodian.status(of: .evidence).size == before, "nothing of it is in the log of what was done")
        #expect(try await custodian.keyChanges(of: .evidence).isEmpty)
        // Who may is named with the role.
        let receipt = try await custodian.recordGap(AuditGap(dropped: 1, from: now, to: now), by: Self.staff)
        let entry = try await custodian.log(LogFilter(log: receipt.log, actions: [.loseEvents]), by: nil).last
        #expect(entry?.role == "operations" && entry?.decision == .permit)
        _ = try await custodian.replaceLogKey(by: Self.staff)
        #expect(try await custodian.keyChanges(of: .evidence).count == 1)
        try await custodian.close()
    }

    @Test("is not accepted when it is something else: a store that lost nothing, and one that went on as if nothing had been")
    func notAccepted() async throws {
        let scene = try await Scene()
        let whole = try await scene.open(scene.disk)
        try await refused(.invalidInput) {
            _ = try await whole.acceptRestoration(against: scene.held(), by: nil, reason: "no need")
        }
        try await whole.close()
        let forked = try await scene.open(scene.backup)
        for number in 10..<20 { try await scene.work(forked, SubjectID("c-\(number)")) }
        try await refused(.integrity) {
            _ = try await forked.acceptRestoration(against: scene.held(), by: nil, reason: "too late")
        }
        try await forked.close()
        #expect(try await scene.findings(scene.backup).map(\.code) == [.forked, .forked])
    }
}
