import Crypto
import CustodyAccess
import CustodyAudit
import CustodyFaults
import CustodyFiles
import CustodyGovernance
import CustodyIncidents
import CustodyModel
import CustodyMonitor
import CustodyTesting
import Synchronization
import Testing

@testable import CustodyCore

@Suite("Monitoring the log") struct MonitoringTests {
    /// Keeps the newest bytes, and counts how often.
    private final class Memory: MonitorMemory {
        let kept = Mutex<[UInt8]?>(nil)
        func load() -> [UInt8]? { kept.withLock { $0 } }
        func save(_ bytes: [UInt8]) { kept.withLock { $0 = bytes } }
    }

    /// Takes every notice, or none.
    private final class Channel: AlertChannel {
        struct Broken: Error {}
        let notices = Mutex<[AlertNotice]>([])
        let isBroken: Bool
        init(isBroken: Bool = false) { self.isBroken = isBroken }
        func deliver(_ notice: AlertNotice) throws {
            guard !isBroken else { throw Broken() }
            notices.withLock { $0.append(notice) }
        }
    }

    /// A rule that speaks on the third read of an hour.
    private static func settings(_ channels: [any AlertChannel] = [], memory: Memory? = nil) throws -> MonitorSettings {
        var cap = RuleSettings.standard(.volumeCap)
        cap.correlations[0].condition.gte = 3
        return MonitorSettings(
            try MonitorConfiguration(actors: 50, subjects: 64, rules: [cap]), channels: channels, memory: memory)
    }

    private func read(_ custodian: Custodian, _ bed: Bed, times: Int) async throws {
        for _ in 0..<times {
            _ = try await custodian.disclose(SupportView.self, about: "c-1042", for: .customerCare, to: bed.agent)
        }
    }

    private func leaves(_ action: AuditAction, _ custodian: Custodian) async throws -> [AuditEntry] {
        try await custodian.backends.audit.entries(AuditQuery(actions: [action]))
    }

    @Test("An alert is a leaf, goes to the channels, and feeds no rule", arguments: Backing.allCases)
    func alerts(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.withCustomer()
        let (channel, broken) = (Channel(), Channel(isBroken: true))
        let monitor = try await custodian.monitor(try Self.settings([broken, channel]))
        try await read(custodian, bed, times: 2)
        #expect(try await monitor.catchUp() == 0)
        try await read(custodian, bed, times: 2)
        #expect(try await monitor.catchUp() == 1)
        await monitor.delivered()
        let notice = try #require(channel.notices.withLock { $0.first })
        #expect(notice.alert.rule == .volumeCap && notice.alert.observed == 3 && notice.caseNumber == 1)
        #expect(await monitor.channelFailures.values.reduce(0, +) == 1)
        let leaf = try #require(try await leaves(.raiseAlert, custodian).first)
        guard case .map(let said) = try leaf.open(as: custodian.systemIdentity) else {
            Issue.record("no map")
            return
        }
        #expect(said["rule"] == .text("volume-cap") && said["case"] == .unsigned(1) && said["suppressed"] == .bool(false))
        #expect(leaf.log == .evidence)
        // The alert's own leaf is passed over, and nothing is found twice.
        #expect(try await monitor.catchUp() == 0)
        #expect(await monitor.position == custodian.backends.coordinator.lastSequence)
        #expect(try await custodian.verify().isIntact)
    }

    @Test("A replay of the log makes the same alerts and the same state, and records none", arguments: Backing.allCases)
    func replay(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.withCustomer()
        try await read(custodian, bed, times: 4)
        _ = try await thrown(.unknownSubject) {
            _ = try await custodian.disclose(SupportView.self, about: "nobody", for: .customerCare, to: bed.agent)
        }
        let monitor = try await custodian.monitor(try Self.settings())
        try await monitor.catchUp()
        let first = try await custodian.replayMonitor(try Self.settings(), by: nil)
        let second = try await custodian.replayMonitor(try Self.settings(), by: nil)
        let book = await monitor.book
        #expect(first.alerts == second.alerts && first.alerts == book.cases.flatMap(\.alerts))
        #expect(first.events == second.events - 1, "only that the log was read came in between")
        #expect(try await leaves(.raiseAlert, custodian).count == 1)
    }

    @Test("A restart goes on where it was, and without its memory records nothing a second time", arguments: [true, false])
    func restart(remembers: Bool) async throws {
        let bed = Bed(.files)
        var custodian = try await bed.withCustomer()
        let memory = Memory()
        try await read(custodian, bed, times: 2)
        try await custodian.monitor(try Self.settings(memory: memory)).catchUp()
        try await custodian.close()
        custodian = try await bed.open()
        let settings = try Self.settings(memory: remembers ? memory : Memory())
        let monitor = try await custodian.monitor(settings)
        let hasPosition = await monitor.position > .zero
        #expect(hasPosition == remembers)
        try await read(custodian, bed, times: 1)
        #expect(try await monitor.catchUp() == 1)
        #expect(try await custodian.monitor(try Self.settings()).catchUp() == 0)
        #expect(try await leaves(.raiseAlert, custodian).count == 1)
        try await custodian.close()
    }

    @Test("What the memory holds is sealed, and another store's is refused")
    func sealed() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.withCustomer()
        let memory = Memory()
        try await read(custodian, bed, times: 4)
        let monitor = try await custodian.monitor(try Self.settings(memory: memory))
        try await monitor.catchUp()
        let bytes = try #require(memory.load())
        let actor = try #require((await monitor.book).cases.first).actor.bytes
        #expect(!bytes.indices.dropLast(15).contains { bytes[$0..<$0 + 16].elementsEqual(actor) })
        let other = try await Bed(.memory).open()
        _ = try await thrown(.integrity) { _ = try await other.monitor(try Self.settings(memory: memory)) }
        memory.save(Array(bytes.dropLast()))
        _ = try await thrown(.integrity) { _ = try await custodian.monitor(try Self.settings(memory: memory)) }
    }

    @Test("A grave case is proposed as an incident once, which decides nothing; undecided after a day it is a finding")
    func candidate() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.withCustomer()
        let monitor = try await custodian.monitor(try Self.settings())
        let signal = MonitorSignal(.external(name: "ids-7", severity: .critical), at: bed.clock.now())
        try await monitor.ingest(signal: signal)
        try await monitor.ingest(signal: signal)
        let report = try #require(try await custodian.incidents(by: nil).first)
        #expect(try await custodian.incidents(by: nil).count == 1)
        #expect(report.incident.detected?.earliest == bed.clock.now() && report.incident.awareness == nil)
        #expect(report.incident.obligations.isEmpty && report.incident.alert != nil)
        let book = await monitor.book
        #expect(book.cases.first?.incident == report.incident.id)
        #expect(try await custodian.incidentFindings().isEmpty)
        bed.clock.advance(milliseconds: 25 * 3_600_000)
        let finding = try #require(try await custodian.incidentFindings().first)
        guard case .awarenessUndecided? = finding.findings.first else {
            Issue.record("\(finding)")
            return
        }
        try await custodian.recordAwareness(
            of: report.incident.id, at: bed.clock.now(), reason: "it is so", by: bed.who("officer-1"))
        #expect(try await custodian.incident(report.incident.id, by: nil).incident.awareness != nil)
    }

    @Test("Acknowledging, suppressing and changing a rule need a permission, and are leaves")
    func acts() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.withCustomer()
        let monitor = try await custodian.monitor(try Self.settings())
        try await read(custodian, bed, times: 4)
        try await monitor.catchUp()
        let officer = bed.who("officer-1")
        // Also of a case that is not there, for who may not is not told which there are.
        for number: UInt64 in [1, 9] {
            _ = try await thrown(.denied) { try await monitor.acknowledge(number, note: "mine", by: bed.agent) }
        }
        _ = try await thrown(.unknownRecord) { try await monitor.acknowledge(9, note: "x", by: officer) }
        _ = try await thrown(.invalidInput) { try await monitor.acknowledge(1, note: " ", by: officer) }
        try await monitor.acknowledge(1, note: "a migration", by: officer)
        var book = await monitor.book
        #expect(book[1]?.acknowledgement?.note == "a migration")

        let end = bed.clock.now().adding(milliseconds: 3_600_000)
        _ = try await thrown(.denied) { try await monitor.suppress(.volumeCap, because: "x", until: end, by: bed.agent) }
        _ = try await thrown(.invalidInput) { try await monitor.suppress(.volumeCap, because: "", until: end, by: officer) }
        try await monitor.suppress(.volumeCap, about: "agent-1", because: "a migration", until: end, by: officer)

        var cap = await monitor.configuration[.volumeCap]
        cap.correlations[0].condition.gte = 4
        cap.refractory = .seconds(0)
        _ = try await thrown(.denied) { try await monitor.set(cap, because: "too loud", by: bed.agent) }
        _ = try await thrown(.invalidInput) { try await monitor.set(cap, because: "", by: officer) }
        try await monitor.set(cap, because: "too loud", by: officer)
        // Suppressed, and recorded all the same.
        try await read(custodian, bed, times: 1)
        #expect(try await monitor.catchUp() == 1)
        book = await monitor.book
        #expect(book.suppressed == 1 && book.cases.count == 1)
        for (action, count) in [
            // The rules were not the standard's when it was opened.
            (AuditAction.acknowledgeAlert, 1), (.suppressAlerts, 1), (.changeMonitoring, 2), (.raiseAlert, 2),
        ] {
            let recorded = try await leaves(action, custodian).filter { try $0.leaf().decision != .deny }
            #expect(recorded.count == count, "\(action)")
        }
    }

    @Test("A rule in shadow counts and tells nobody")
    func shadow() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.withCustomer()
        var settings = try Self.settings()
        var cap = settings.configuration[.volumeCap]
        cap.mode = .shadow
        settings.configuration = try settings.configuration.setting(cap)
        let monitor = try await custodian.monitor(settings)
        try await read(custodian, bed, times: 4)
        #expect(try await monitor.catchUp() == 0)
        let book = await monitor.book
        let counted = await monitor.count(of: .volumeCap)
        #expect(counted == 1 && book.shadowed == 1)
        #expect(try await leaves(.raiseAlert, custodian).isEmpty)
    }

    @Test("What changed between two openings is recorded")
    func reopenedOtherwise() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.withCustomer()
        let memory = Memory()
        try await custodian.monitor(try Self.settings(memory: memory)).catchUp()
        _ = try await custodian.monitor(MonitorSettings(try MonitorConfiguration(actors: 50, subjects: 64), memory: memory))
        let leaf = try #require(try await leaves(.changeMonitoring, custodian).first)
        guard case .map(let said) = try leaf.open(as: custodian.systemIdentity), case .array(let rules)? = said["rules"] else {
            Issue.record("no map")
            return
        }
        #expect(rules.count == 1)
    }

    @Test("When the log takes nothing, what was found waits and is recorded later, once")
    func outage() async throws {
        let bed = Bed(.memory)
        let faulty = FaultyCoordinator()
        let custodian = try await Custodian.open(
            try await Backends.inMemory(controller: "acme", coordinator: faulty), governance: try Bed.governance(),
            clock: bed.clock)
        try await custodian.collect(
            Customer(email: "ada@example.org"), about: "c-1042", for: [.customerCare], from: .subject, by: bed.importer)
        let monitor = try await custodian.monitor(try Self.settings())
        try await read(custodian, bed, times: 3)
        faulty.fail()
        _ = try await thrown(.notRecorded) { try await monitor.catchUp() }
        faulty.recover()
        #expect(try await leaves(.raiseAlert, custodian).isEmpty)
        // The log tells that it missed something, and that is an alert too.
        #expect(try await monitor.catchUp() == 2)
        let book = await monitor.book
        let raised = try await leaves(.raiseAlert, custodian).count
        #expect(raised == 2 && book.cases.flatMap(\.alerts).map(\.rule) == [.volumeCap, .logHealth])
        #expect(try await monitor.catchUp() == 0)
    }

    @Test("It follows the log until the store is closed")
    func following() async throws {
        let bed = Bed(.files)
        let custodian = try await bed.withCustomer()
        let stream = StreamChannel()
        let monitor = try await custodian.monitor(try Self.settings([stream]))
        let running = Task { try await monitor.run() }
        try await read(custodian, bed, times: 3)
        var notices = stream.makeAsyncIterator()
        #expect(await notices.next()?.alert.rule == .volumeCap)
        try await custodian.close()
        // What it does when the store goes away under it is to end, with or without a word.
        _ = await running.result
    }

    @Test("Somebody who knows the person is found, and the refusals of an unknown identifier count as such")
    func feed() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.withCustomer()
        var settings = try Self.settings()
        settings.links = ["agent-1": ["c-1042"]]
        try await read(custodian, bed, times: 1)
        let monitor = try await custodian.monitor(settings)
        try await monitor.catchUp()
        var book = await monitor.book
        #expect(book.cases.flatMap(\.alerts).map(\.rule) == [.related])
        for number in 0..<30 {
            _ = try await thrown(.unknownSubject) {
                _ = try await custodian.disclose(
                    SupportView.self, about: SubjectID("x-\(number)"), for: .customerCare, to: bed.agent)
            }
        }
        try await monitor.catchUp()
        book = await monitor.book
        #expect(Set(book.cases.flatMap(\.alerts).map(\.rule)).isSuperset(of: [.enumeration, .deniedBurst]))
    }

    @Test("What goes to a recipient outside the house is handed out")
    func sharing() async throws {
        let scene = try await LifeBed()
        try await scene.collect(["phone": "+44 20 7946 0018"], as: "customer", for: [.customerCare])
        _ = try await scene.custodian.share(
            [FieldRequest("phone")], of: "customer", about: "c-1", for: .customerCare,
            with: DataRecipient("carrier", named: "Carrier", as: .controller, in: "DE"), by: scene.officer)
        var feed = MonitorFeed(scene.custodian, try Self.settings())
        try await feed.refresh()
        let entry = try #require(try await leaves(.share, scene.custodian).first)
        let event = try #require(try await feed.event(of: entry))
        #expect(event.kind == .export && !event.isDenied && event.recordCount == 1)
    }

    @Test("An emergency of the facade is found once, with its reason, and stays explained the day after")
    func emergency() async throws {
        let bed = Bed(.memory)
        let custodian = try await AccessTests.custodian(bed)
        let monitor = try await custodian.monitor(MonitorSettings())
        let doctor = bed.who("doctor-1")
        try await custodian.changeAccess(
            .openTicket(
                BreakGlassTicket(
                    "t1", for: doctor.id, ceiling: [.financial], until: bed.clock.now().adding(milliseconds: 3_600_000))),
            by: doctor, reason: "the person lies unconscious")
        try await monitor.catchUp()
        bed.clock.advance(hours: 25)
        _ = try await thrown(.denied) {
            _ = try await custodian.disclose(PaymentView.self, about: "c-1042", for: .payment, to: doctor)
        }
        try await monitor.catchUp()
        let emergencies = (await monitor.book).cases.flatMap(\.alerts).filter { $0.rule == .breakGlass }
        #expect(emergencies.count == 1 && emergencies.first?.detail == nil && emergencies.first?.level == .high)
    }

    @Test("An erased person is forgotten by the monitor, and a principal when somebody says so")
    func forgetting() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.open()
        try await custodian.collect(
            Customer(email: "ada@example.org"), about: "c-1042", for: [.customerCare], from: .subject, by: bed.importer)
        let key = Curve25519.Signing.PrivateKey()
        try await custodian.enroll(publicKey: Bytes([UInt8](key.publicKey.rawRepresentation)), of: "lead-1", by: nil)
        var settings = try Self.settings()
        settings.links = ["agent-1": ["c-1042"]]
        let monitor = try await custodian.monitor(settings)
        try await read(custodian, bed, times: 4)
        try await monitor.catchUp()
        let alerts = (await monitor.book).cases.flatMap(\.alerts)
        #expect(alerts.contains { $0.subject != .zero })
        let plan = try await custodian.planErasure(of: "c-1042", ground: .noLongerNecessary, by: bed.who("officer-1"))
        let approval = try await custodian.approve(plan, by: bed.who("lead-1"), signingWith: key)
        _ = try await custodian.execute(plan, approval: approval, by: bed.who("officer-1"))
        var book = await monitor.book
        #expect(book.cases.flatMap(\.alerts).allSatisfy { $0.subject == .zero })
        try await monitor.forget("agent-1")
        book = await monitor.book
        #expect(book.cases.isEmpty)
    }

    @Test("An alert that was recorded before what came behind it failed is told all the same, and once")
    func toldAfterAFailure() async throws {
        let bed = Bed(.memory)
        let faults = StoreFaults()
        let backends = try await Backends.inMemory(controller: "acme").faulty(faults)
        let custodian = try await Custodian.open(backends, governance: try Bed.governance(), clock: bed.clock)
        let channel = Channel()
        let monitor = try await custodian.monitor(try Self.settings([channel]))
        faults.fail(StoreCall.Incidents.incident)
        let signal = MonitorSignal(.external(name: "ids-7", severity: .critical), at: bed.clock.now())
        _ = try await thrown(.notRecorded) { try await monitor.ingest(signal: signal) }
        #expect(try await leaves(.raiseAlert, custodian).count == 1, "it is on record")
        faults.recover()
        #expect(try await monitor.catchUp() == 1)
        #expect(try await monitor.catchUp() == 0)
        await monitor.delivered()
        #expect(channel.notices.withLock { $0.map(\.caseNumber) } == [1])
        #expect(try await leaves(.raiseAlert, custodian).count == 1)
    }

    @Test("An alert that was recorded just before a crash is told by the next monitor with the memory, and by no other")
    func toldAfterACrash() async throws {
        let (bed, memory) = (Bed(.files), Memory())
        var custodian = try await bed.withCustomer()
        try await read(custodian, bed, times: 2)
        try await custodian.monitor(try Self.settings(memory: memory)).catchUp()
        let kept = memory.load()
        try await read(custodian, bed, times: 1)
        #expect(try await custodian.monitor(try Self.settings(memory: memory)).catchUp() == 1)
        // It died before that was kept, and before a channel took it.
        memory.kept.withLock { $0 = kept }
        for (remembering, told) in [(Memory(), 0), (memory, 1), (memory, 0)] {
            try await custodian.close()
            custodian = try await bed.open()
            let channel = Channel()
            let monitor = try await custodian.monitor(try Self.settings([channel], memory: remembering))
            #expect(try await monitor.catchUp() == told)
            await monitor.delivered()
            #expect(channel.notices.withLock { $0.map(\.alert.rule) } == Array(repeating: .volumeCap, count: told))
        }
        #expect(try await leaves(.raiseAlert, custodian).count == 1)
    }
}
