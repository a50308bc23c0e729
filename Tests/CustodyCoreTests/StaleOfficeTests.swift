import Crypto
import CustodyAccess
import CustodyAudit
import CustodyConsent
import CustodyIncidents
import CustodyKeys
import CustodyModel
import CustodyMonitor
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("Who loses the right to an act of the house while it is done")
struct StaleOfficeTests {
    private static func governance() throws -> Governance {
        var governance = try AccessTests.governance()
        let actions: [Action] = [
            .changePolicy, .keepRegister, .repairLog, .recordConsent, .handleIncident, .rotateKeys, .backUp, .exportLog,
            .readLog, .drawReport, .reviewAccess, .handleRequest, .pruneLog,
        ]
        governance.policy.roles += [
            Role("office", rules: [Rule(actions)]), Role("editor", rules: [Rule([.changePolicy])]),
            Role("scribe", rules: [Rule([.recordConsent])]),
        ]
        governance.policy.principals += [
            Assignment("keeper-1", to: ["office"]), Assignment("scribe-1", to: ["scribe"]),
        ]
        return governance
    }

    private static func opened(_ bed: Bed, _ hook: Hook) async throws -> Custodian {
        let backends = try await Backends.inMemory(controller: "acme", coordinator: SlowCoordinator(hook: hook))
        return try await Custodian.open(backends, governance: try governance(), clock: bed.clock)
    }

    private static func give(
        _ role: RoleID, to principal: PrincipalID = "new-1", until end: Instant? = nil, _ custodian: Custodian, _ bed: Bed
    ) async throws {
        let grant = RoleGrant("g1", role, to: principal, until: end, by: "admin-1", reason: "joins the team")
        try await custodian.changeAccess(.grant(grant), by: bed.who("admin-1"), reason: "joins the team")
    }

    private static func take(_ custodian: Custodian, _ bed: Bed) async {
        do { try await custodian.changeAccess(.revoke("g1"), by: bed.who("admin-1"), reason: "leaves again") } catch {
            Issue.record("the grant was not ended: \(error)")
        }
    }

    /// Has something happen before a commit that comes after so many others.
    private static func arm(_ hook: Hook, after count: Int, _ body: @escaping Hook.Body) {
        guard count > 0 else { return hook.arm(body) }
        hook.arm { Self.arm(hook, after: count - 1, body) }
    }

    private static func collect(_ subject: SubjectID, _ custodian: Custodian, _ bed: Bed) async throws {
        try await custodian.collect(
            Customer(email: "ada@example.org"), about: subject, for: [.customerCare], from: .subject, by: bed.importer)
    }

    /// How much of what the new one did stands in the log.
    private static func permitted(_ custodian: Custodian) async throws -> Int {
        try await custodian.log(LogFilter(principal: "new-1", decisions: [.permit]), by: nil).count
    }

    /// What is decided by the role of who does it alone.
    enum Act: CaseIterable {
        case recordNotice, declare, record, recordGap, importConsents, importIncidents
        case containKeys, replaceLogKey, rotateKeys, retireKeys, rotateIndex, backUp, suppress
        case readLog, exportForPruning, drawReport, readWords, noteContact

        /// How many commits come before the one that it is about.
        var before: Int { self == .retireKeys ? 1 : 0 }

        /// Does what has to be there first, and answers the act.
        func prepared(
            _ custodian: Custodian, _ name: String, by principal: Principal, _ bed: Bed
        ) async throws -> () async throws -> Void {
            let (subject, keeper) = (SubjectID(name), bed.who("keeper-1"))
            let notice = ShownNotice(text: Array("notice \(name)".utf8), version: "1", language: "en")
            try await StaleOfficeTests.collect(subject, custodian, bed)
            switch self {
            case .recordNotice:
                return { _ = try await custodian.recordNotice(notice, explaining: [.directMarketing], by: principal) }
            case .declare:
                let hash = try await custodian.recordNotice(notice, explaining: [.directMarketing], by: keeper)
                let content = NoticeContent(
                    of: hash, for: .fromPerson, items: [], purposes: [.directMarketing], categories: [])
                return { _ = try await custodian.declare(content, by: principal) }
            case .record:
                let entry = RegisterTests.Review(system: name, findings: [])
                return { _ = try await custodian.record(entry, by: principal, reason: "yearly") }
            case .recordGap:
                let gap = AuditGap(dropped: 1, from: bed.clock.now(), to: bed.clock.now())
                return { _ = try await custodian.recordGap(gap, by: principal) }
            case .importConsents:
                let line =
                    #"{"type":"event","subject":"\#(name)","kind":"withdrawn","purpose":"\#(Purpose.directMarketing)","#
                    + #""occurredAt":"2025-06-01T00:00:00Z"}"#
                return {
                    let report = try await custodian.importConsents([Array(line.utf8)], by: principal)
                    #expect(report.added == 1 && report.faults == [])
                }
            case .importIncidents:
                let told = ForeignIncident(reference: "case \(name)", title: name)
                return {
                    let report = try await custodian.importIncidents([told], by: principal)
                    #expect(report.added == 1 && report.faults == [])
                }
            case .containKeys:
                let id = try await custodian.openIncident(title: name, detectedAt: nil, by: keeper)
                return { _ = try await custodian.contain(id, .replaceKeys, because: "stolen", by: principal) }
            case .replaceLogKey: return { _ = try await custodian.replaceLogKey(by: principal) }
            case .rotateKeys, .retireKeys: return { _ = try await custodian.rotateKeys(by: principal) }
            case .rotateIndex: return { _ = try await custodian.rotateIndex(by: principal) }
            case .backUp: return { try await custodian.recordBackup(of: "keys", by: principal) }
            case .suppress:
                let (monitor, end) = (try await custodian.monitor(), bed.clock.now().adding(milliseconds: 3_600_000))
                return { try await monitor.suppress(.volumeCap, because: "a drill", until: end, by: principal) }
            case .readLog: return { _ = try await custodian.log(by: principal) }
            case .exportForPruning:
                return { _ = try await custodian.exportForPruning(.access, by: principal) { _, _ in } }
            case .drawReport: return { _ = try await custodian.complianceReport(by: principal, naming: true) }
            case .readWords:
                let words = Sensitive("please correct it")
                let id = try await custodian.receiveRequest(.rectification, about: subject, words: words, by: nil).id
                return { _ = try await custodian.words(of: id, by: principal) }
            case .noteContact: return { _ = try await custodian.noteContact(with: subject, by: principal) }
            }
        }
    }

    @Test("Who loses the role by which they do something of the house while they do it does nothing", arguments: Act.allCases)
    func revoked(_ act: Act) async throws {
        let (bed, hook) = (Bed(.memory), Hook())
        let custodian = try await Self.opened(bed, hook)
        try await Self.give("office", custodian, bed)
        let new = bed.who("new-1")
        let first = try await act.prepared(custodian, "first", by: new, bed)
        let second = try await act.prepared(custodian, "second", by: new, bed)
        try await first()
        let before = try await Self.permitted(custodian)
        Self.arm(hook, after: act.before) { await Self.take(custodian, bed) }
        let error = try await thrown(.denied) { try await second() }
        #expect(error.receipt != nil)
        #expect(try await Self.permitted(custodian) == before + act.before)
    }

    @Test("A role that ends in time while its holder acts gives nothing", arguments: [Act.recordNotice, .record, .readLog])
    func ended(_ act: Act) async throws {
        let (bed, hook) = (Bed(.memory), Hook())
        let custodian = try await Self.opened(bed, hook)
        try await Self.give("office", until: bed.clock.now().adding(milliseconds: 3_600_000), custodian, bed)
        let new = bed.who("new-1")
        let first = try await act.prepared(custodian, "first", by: new, bed)
        let second = try await act.prepared(custodian, "second", by: new, bed)
        try await first()
        let before = try await Self.permitted(custodian)
        hook.arm { bed.clock.advance(hours: 1) }
        let error = try await thrown(.denied) { try await second() }
        #expect(error.decision?.reason == .grantExpired && error.receipt != nil)
        #expect(try await Self.permitted(custodian) == before)
    }

    @Test("Who loses the right to later editions of notices while one is imported brings none")
    func edition() async throws {
        let (bed, hook) = (Bed(.memory), Hook())
        let custodian = try await Self.opened(bed, hook)
        try await Self.give("editor", to: "scribe-1", custodian, bed)
        func line(_ version: Int) -> [UInt8] {
            let text = Array("edition \(version)".utf8)
            return Array(
                (#"{"type":"notice","hash":"\#(NoticeHash(of: text))","name":"newsletter","version":"\#(version)","#
                    + #""language":"en","purposes":["\#(Purpose.directMarketing)"],"recordedAt":"2025-05-01T00:00:00Z","#
                    + #""text":"\#(text.hex)"}"#).utf8)
        }
        let scribe = bed.who("scribe-1")
        #expect(try await custodian.importConsents([line(1), line(2)], by: scribe).notices == 2)
        hook.arm { await Self.take(custodian, bed) }
        let error = try await thrown(.denied) { _ = try await custodian.importConsents([line(3)], by: scribe) }
        #expect(error.receipt != nil)
        #expect(try await custodian.notices().editions(of: "newsletter").map(\.version) == ["1", "2"])
    }

    @Test("A change of access that is none of theirs only has a batch of an import committed anew")
    func importGoesOn() async throws {
        let (bed, hook) = (Bed(.memory), Hook())
        let custodian = try await Self.opened(bed, hook)
        let keeper = bed.who("keeper-1")
        for act in [Act.importConsents, .importIncidents] {
            try await act.prepared(custodian, "first \(act)", by: keeper, bed)()
            let second = try await act.prepared(custodian, "second \(act)", by: keeper, bed)
            hook.arm {
                let grant = RoleGrant(
                    GrantID(rawValue: "\(act)"), "support", to: "other-1", by: "admin-1", reason: "joins the team")
                do {
                    try await custodian.changeAccess(.grant(grant), by: bed.who("admin-1"), reason: "joins the team")
                } catch { Issue.record("the role was not given: \(error)") }
            }
            try await second()
        }
    }

    /// Gives somebody a role before each commit that comes.
    private static func keepChanging(_ hook: Hook, _ custodian: Custodian, _ bed: Bed, _ name: String, _ number: Int = 0) {
        hook.arm {
            let grant = RoleGrant(
                GrantID(rawValue: "\(name)-\(number)"), "support", to: PrincipalID(rawValue: "\(name)-\(number)"),
                by: "admin-1",
                reason: "joins the team")
            do {
                try await custodian.changeAccess(.grant(grant), by: bed.who("admin-1"), reason: "joins the team")
            } catch { Issue.record("the role was not given: \(error)") }
            Self.keepChanging(hook, custodian, bed, name, number + 1)
        }
    }

    @Test(
        "An import while access changes before each commit gives up as busy and takes nothing, which the next one does",
        arguments: [Act.importConsents, .importIncidents])
    func importGivesUp(_ act: Act) async throws {
        let (bed, hook) = (Bed(.memory), Hook())
        let custodian = try await Self.opened(bed, hook)
        let take = try await act.prepared(custodian, "once", by: bed.who("keeper-1"), bed)
        Self.keepChanging(hook, custodian, bed, "other")
        _ = try await thrown(.busy) { try await take() }
        hook.arm {}
        try await take()
    }

    @Test("Who loses the right to a rotation of keys once they are wrapped anew destroys none, and somebody else finishes it")
    func finishedByAnother() async throws {
        let (bed, hook) = (Bed(.memory), Hook())
        let provider = WatchedProvider(base: .ephemeral(), hook: hook)
        let backends = try await Backends.inMemory(controller: "acme", provider: provider)
        let custodian = try await Custodian.open(backends, governance: try Self.governance(), clock: bed.clock)
        try await Self.give("office", custodian, bed)
        // It is asked twice which stores there are: before anything is done, and before the former version goes.
        Self.arm(hook, after: 1) { await Self.take(custodian, bed) }
        let begin: @Sendable () async throws -> Void = { try provider.base.add(SymmetricKey(size: .bits256)) }
        let error = try await thrown(.denied) {
            _ = try await custodian.rotateKeys(by: bed.who("new-1"), beginning: begin)
        }
        #expect(error.receipt != nil && provider.base.known == [1, 2])
        #expect(try await custodian.keyStatus().isRotationDue == false, "they are wrapped anew")
        #expect(try await custodian.rotateKeys(by: bed.who("keeper-1")).retired == [1])
    }

    @Test("Who loses the right to a migration while it goes on rewrites no further batch", arguments: [0, 1])
    func migration(_ commits: Int) async throws {
        let (bed, hook) = (Bed(.memory), Hook())
        let former = RecordSchema("client") { Field("phone", .telephone, for: [.customerCare]) }
        let current = RecordSchema("client", version: 2) { Field("telephone", .telephone, for: [.customerCare]) }
        let backends = try await Backends.inMemory(controller: "acme", coordinator: SlowCoordinator(hook: hook))
        var governance = try Self.governance()
        governance.records = [Customer.schema, Patient.schema, former]
        let first = try await Custodian.open(backends, governance: governance, clock: bed.clock)
        try await first.collect(
            FieldValues(text: ["phone": "1"]), as: "client", about: "c-1", for: [.customerCare], from: .subject,
            by: bed.importer)
        let keeper = bed.who("keeper-1")
        governance.records = [Customer.schema, Patient.schema, current]
        governance.migrations = [SchemaMigration(from: former, [.rename("phone", to: "telephone")])]
        let custodian = try await Custodian.open(
            backends, governance: governance, adoption: .adopt(by: keeper, reason: "another name"), clock: bed.clock)
        try await Self.give("office", custodian, bed)
        let new = bed.who("new-1")
        #expect(try await custodian.log(by: new).isEmpty == false)
        Self.arm(hook, after: commits) { await Self.take(custodian, bed) }
        let error = try await thrown(.denied) { _ = try await custodian.migrate("client", by: new) }
        #expect(error.receipt != nil)
        // What was begun is on record, and gone on with by somebody else.
        #expect(try await Self.permitted(custodian) == 1 + commits)
        #expect(try await custodian.migrate("client", by: keeper).rewritten == 1)
    }

    @Test(
        "Who loses the right to prune while the log is anchored prunes nothing, and carries out no prune of somebody else",
        arguments: [false, true])
    func pruning(_ finishes: Bool) async throws {
        let bed = Bed(.memory)
        let custodian = try await Self.opened(bed, Hook())
        try await Self.give("office", custodian, bed)
        try await Self.collect("c-1", custodian, bed)
        for _ in 0..<300 {
            _ = try await custodian.disclose(SupportView.self, about: "c-1", for: .customerCare, to: bed.agent)
        }
        bed.clock.advance(hours: 24 * 366)
        let (shelf, plan) = (ExportShelf(), try await custodian.planPrune(of: .access))
        #expect(!plan.isEmpty)
        _ = try await custodian.exportForPruning(.access, by: nil) { shelf.write($0, $1) }
        let export = try await custodian.verifyExport(of: .access) { shelf.read($0) }
        if finishes {
            let fickle = FickleAnchor()
            fickle.limit.withLock { $0 = 1 }
            await #expect(throws: FickleAnchor.OutOfReach.self) {
                _ = try await custodian.prune(plan, exported: export, anchoring: fickle, by: bed.who("keeper-1"))
            }
        }
        let (new, anchor) = (bed.who("new-1"), BusyAnchor { await Self.take(custodian, bed) })
        let error = try await thrown(.denied) {
            if finishes {
                try await custodian.finishPrune(of: .access, anchoring: anchor, by: new)
            } else {
                _ = try await custodian.prune(plan, exported: export, anchoring: anchor, by: new)
            }
        }
        #expect(error.receipt != nil)
        #expect(try await custodian.status(of: .access).first == 0)
        let recorded = try await custodian.log(LogFilter(actions: [.pruneLog], decisions: [.permit]), by: nil)
        #expect(recorded.count == (finishes ? 1 : 0))
    }

    @Test("What the operator of the store exports is held back by an incident until it is on record")
    func operatorExports() async throws {
        let (bed, hook) = (Bed(.memory), Hook())
        let custodian = try await Self.opened(bed, hook)
        let keeper = bed.who("keeper-1")
        let id = try await custodian.openIncident(title: "a leak", detectedAt: nil, by: keeper)
        _ = try await custodian.exportForPruning(.access, by: nil) { _, _ in }
        hook.arm {
            do { try await custodian.contain(id, .stopExports, because: "a leak", by: keeper) } catch {
                Issue.record("exports were not held back: \(error)")
            }
        }
        _ = try await thrown(.denied) {
            _ = try await custodian.exportForPruning(.access, by: nil) { _, _ in Issue.record("it was handed out") }
        }
    }

    @Test("The entries of a replaced key of the log tell who permitted it in which role", arguments: Backing.allCases)
    func roleOfKeyChange(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.open(try Self.governance())
        _ = try await custodian.replaceLogKey(by: bed.who("keeper-1"))
        _ = try await custodian.replaceLogKey(by: nil)
        let lines = try await custodian.log(LogFilter(actions: [.rotateKey]), by: nil)
        #expect(lines.map(\.role) == ["office", "office", nil, nil])
        #expect(lines.map(\.decision) == [.permit, .permit, .none, .none])
        #expect(try await custodian.verify().isIntact)
        try await custodian.close()
    }

    @Test("The entries of rotations tell that somebody was permitted them, and that the operator needs no permit")
    func permittedRotations() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.open(try Self.governance())
        for principal in [bed.who("keeper-1"), nil] as [Principal?] {
            _ = try await custodian.rotateKeys(by: principal)
            _ = try await custodian.rotateIndex(by: principal)
        }
        let lines = try await custodian.log(LogFilter(actions: [.rewrapKeys, .rotateIndex]), by: nil)
        #expect(lines.count == 8)
        #expect(lines.prefix(4).allSatisfy { $0.decision == .permit && $0.role == "office" })
        #expect(lines.dropFirst(4).allSatisfy { $0.decision == .none && $0.role == nil })
    }
}

/// Says which stores it opens after something happened meanwhile.
private struct WatchedProvider: KeyProvider {
    let base: LocalKeyProvider
    let hook: Hook

    func currentVersion() async throws -> UInt16 { try await base.currentVersion() }

    func wrap(_ key: SymmetricKey, context: [UInt8]) async throws -> WrappedKey { try await base.wrap(key, context: context) }

    func unwrap(_ wrapped: WrappedKey, context: [UInt8]) async throws -> SymmetricKey {
        try await base.unwrap(wrapped, context: context)
    }

    func retire(allBut versions: Set<UInt16>) async throws -> [UInt16] { try await base.retire(allBut: versions) }

    func notedStores() async throws -> Set<Handle> {
        await hook.run()
        return []
    }
}
