import CustodyAudit
import CustodyModel
import CustodyMonitor
import CustodyTesting
import Synchronization
import Testing

@testable import CustodyCore

@Suite("What another system noticed, sent again") struct ToldSignalTests {
    /// Keeps the newest bytes, when it is not broken.
    private final class Memory: MonitorMemory {
        struct Broken: Error {}
        private let kept = Mutex<[UInt8]?>(nil)
        private let isBroken = Mutex(false)

        func load() -> [UInt8]? { kept.withLock { $0 } }
        func save(_ bytes: [UInt8]) throws {
            guard !isBroken.withLock({ $0 }) else { throw Broken() }
            kept.withLock { $0 = bytes }
        }

        /// Holds again what it held before: the process died before it kept what came behind.
        func lose(backTo bytes: [UInt8]?) { kept.withLock { $0 = bytes } }
        func set(broken: Bool) { isBroken.withLock { $0 = broken } }

        /// What a monitor of the store would read.
        func snapshot(_ custodian: Custodian) throws -> MonitorSnapshot {
            try MonitorSnapshot.opened(try #require(load()), custodian)
        }
    }

    /// Takes every notice.
    private final class Taker: AlertChannel {
        private let taken = Mutex<[AlertNotice]>([])
        func deliver(_ notice: AlertNotice) { taken.withLock { $0.append(notice) } }
        var alerts: [MonitorAlert] { taken.withLock { $0.map(\.alert) } }
    }

    /// What another system sends: nothing but a name, with what shows it, or what a check of the log found.
    enum Sent: CaseIterable {
        case bare, shown, check

        func signal(at time: Instant) -> MonitorSignal {
            switch self {
            case .bare: MonitorSignal(.external(name: "ids", severity: .low), at: time)
            case .shown:
                MonitorSignal(.external(name: "ids", severity: .low), at: time, evidence: [CommitSequence(rawValue: 1)])
            case .check: MonitorSignal(.logDamaged, at: time)
            }
        }
    }

    private static func settings(_ channels: [any AlertChannel], _ memory: Memory) throws -> MonitorSettings {
        MonitorSettings(try MonitorConfiguration(actors: 50, subjects: 64), channels: channels, memory: memory)
    }

    private static func handle(_ number: UInt64) -> Handle { Handle(words: (7, number)) }

    private func recorded(_ custodian: Custodian) async throws -> Int {
        try await custodian.backends.audit.entries(AuditQuery(actions: [.raiseAlert])).count
    }

    @Test(
        "A signal that was recorded just before a crash is told when it is sent again, and once", arguments: Sent.allCases,
        [true, false])
    func afterACrash(_ sent: Sent, hasMemory: Bool) async throws {
        let (bed, memory) = (Bed(.files), Memory())
        var custodian = try await bed.withCustomer()
        if hasMemory { try await custodian.monitor(try Self.settings([], memory)).catchUp() }
        let kept = memory.load()
        let signal = sent.signal(at: bed.clock.now())
        try await custodian.monitor(try Self.settings([], memory)).ingest(signal: signal)
        // It died before that was kept.
        memory.lose(backTo: kept)
        for told in [1, 0] {
            try await custodian.close()
            custodian = try await bed.open()
            let channel = Taker()
            let monitor = try await custodian.monitor(try Self.settings([channel], memory))
            for _ in 0..<2 {
                try await monitor.ingest(signal: signal)
                await monitor.delivered()
                #expect(channel.alerts.count == told)
            }
            let book = await monitor.book
            #expect(book.cases.map(\.alerts.count) == [1])
        }
        #expect(try await recorded(custodian) == 1)
        try await custodian.close()
    }

    @Test(
        "What was told and kept is not told after a restart, though its case is full or somebody looked at it",
        arguments: [true, false])
    func afterARestart(isLookedAt: Bool) async throws {
        let (bed, memory, channel) = (Bed(.files), Memory(), Taker())
        var custodian = try await bed.withCustomer()
        let monitor = try await custodian.monitor(try Self.settings([channel], memory))
        let signals = (0..<MonitorCase.alertLimit + 6).map { number in
            MonitorSignal(.external(name: "ids-\(number)", severity: .low), at: bed.clock.now())
        }
        for signal in signals { try await monitor.ingest(signal: signal) }
        if isLookedAt { try await monitor.acknowledge(1, note: "a drill", by: nil) }
        await monitor.delivered()
        #expect(channel.alerts.count == signals.count)
        let book = await monitor.book
        #expect(book.cases.map(\.omitted) == [6])
        try await custodian.close()
        custodian = try await bed.open()
        let other = Taker()
        let next = try await custodian.monitor(try Self.settings([other], memory))
        for signal in signals { try await next.ingest(signal: signal) }
        await next.delivered()
        #expect(other.alerts.isEmpty)
        #expect(await next.book == book, "sending it again alters nothing")
        try await next.ingest(signal: Sent.bare.signal(at: bed.clock.now()))
        await next.delivered()
        #expect(other.alerts.map(\.detail) == ["ids"])
        #expect(try await recorded(custodian) == signals.count + 1)
        try await custodian.close()
    }

    @Test("Of several signals each is told that was not kept, in whatever order they are sent again")
    func differing() async throws {
        let (bed, memory, channel) = (Bed(.files), Memory(), Taker())
        var custodian = try await bed.withCustomer()
        let now = bed.clock.now()
        var (named, late, acted) = (Sent.bare.signal(at: now), Sent.bare.signal(at: now), Sent.bare.signal(at: now))
        named.kind = .external(name: "ids-2", severity: .low)
        late.time = now.adding(milliseconds: 1)
        acted.actor = Self.handle(1)
        let kept = Sent.bare.signal(at: now)
        let lost = [named, late, acted, Sent.shown.signal(at: now)]
        let monitor = try await custodian.monitor(try Self.settings([], memory))
        try await monitor.ingest(signal: kept)
        let bytes = memory.load()
        for signal in lost { try await monitor.ingest(signal: signal) }
        memory.lose(backTo: bytes)
        try await custodian.close()
        custodian = try await bed.open()
        let next = try await custodian.monitor(try Self.settings([channel], memory))
        for signal in Array(lost.reversed()) + [kept] + lost { try await next.ingest(signal: signal) }
        await next.delivered()
        let alerts = channel.alerts
        #expect(alerts.map(\.detail) == ["ids", "ids", "ids", "ids-2"])
        #expect(alerts.map(\.at) == [now, now, late.time, now])
        #expect(alerts.map(\.actor) == [.zero, acted.actor, .zero, .zero])
        #expect(alerts.map(\.evidence.isEmpty) == [false, true, true, true])
        #expect(try await recorded(custodian) == 5)
        try await custodian.close()
    }

    @Test("What was sent several times while the log took nothing is recorded and told once")
    func outage() async throws {
        let (bed, faulty, channel) = (Bed(.memory), FaultyCoordinator(), Taker())
        let custodian = try await Custodian.open(
            try await Backends.inMemory(controller: "acme", coordinator: faulty), governance: try Bed.governance(),
            clock: bed.clock)
        let monitor = try await custodian.monitor(try Self.settings([channel], Memory()))
        let signal = Sent.shown.signal(at: bed.clock.now())
        faulty.fail()
        for _ in 0..<2 { _ = try await thrown(.notRecorded) { try await monitor.ingest(signal: signal) } }
        faulty.recover()
        try await monitor.ingest(signal: signal)
        await monitor.delivered()
        #expect(channel.alerts.count == 1)
        #expect(await monitor.waiting.isEmpty)
        #expect(try await recorded(custodian) == 1)
    }

    @Test("What was told and could not be kept is not told twice by the monitor that told it")
    func unkept() async throws {
        let (bed, memory, channel) = (Bed(.memory), Memory(), Taker())
        let custodian = try await bed.open()
        let monitor = try await custodian.monitor(try Self.settings([channel], memory))
        let signal = Sent.shown.signal(at: bed.clock.now())
        memory.set(broken: true)
        await #expect(throws: (any Error).self) { try await monitor.ingest(signal: signal) }
        memory.set(broken: false)
        try await monitor.ingest(signal: signal)
        await monitor.delivered()
        #expect(channel.alerts.count == 1)
        #expect(try memory.snapshot(custodian).signals != nil)
    }

    @Test("What waited with a monitor, on record already, is told by the next one without being sent again")
    func waiting() async throws {
        let (bed, memory, faults, channel) = (Bed(.memory), Memory(), StoreFaults(), Taker())
        let backends = try await Backends.inMemory(controller: "acme").faulty(faults)
        let custodian = try await Custodian.open(backends, governance: try Bed.governance(), clock: bed.clock)
        let monitor = try await custodian.monitor(try Self.settings([], memory))
        // The log takes it, and the case cannot be proposed.
        faults.fail(StoreCall.Incidents.incident)
        let signal = MonitorSignal(.external(name: "ids", severity: .critical), at: bed.clock.now())
        _ = try await thrown(.notRecorded) { try await monitor.ingest(signal: signal) }
        faults.recover()
        let end = bed.clock.now().adding(milliseconds: 3_600_000)
        try await monitor.suppress(.volumeCap, because: "a migration", until: end, by: nil)
        #expect(try memory.snapshot(custodian).waiting.count == 1)
        #expect(try await recorded(custodian) == 1)
        let next = try await custodian.monitor(try Self.settings([channel], memory))
        #expect(try await next.catchUp() == 1)
        try await next.ingest(signal: signal)
        await next.delivered()
        #expect(channel.alerts.map(\.detail) == ["ids"])
        #expect(try await recorded(custodian) == 1)
    }

    @Test("Who is forgotten is forgotten in what was told, and what is sent again of them is new")
    func forgetting() async throws {
        let (bed, memory, channel) = (Bed(.memory), Memory(), Taker())
        let custodian = try await bed.withCustomer()
        _ = try await custodian.disclose(SupportView.self, about: "c-1042", for: .customerCare, to: bed.agent)
        let actor = try #require(try await custodian.identity(of: "agent-1")).handle
        let monitor = try await custodian.monitor(try Self.settings([channel], memory))
        var signal = Sent.bare.signal(at: bed.clock.now())
        signal.actor = actor
        for _ in 0..<2 { try await monitor.ingest(signal: signal) }
        await monitor.delivered()
        #expect(channel.alerts.count == 1)
        try await monitor.forget("agent-1")
        #expect(try memory.snapshot(custodian).signals == nil)
        try await monitor.ingest(signal: signal)
        await monitor.delivered()
        #expect(channel.alerts.count == 2)
    }

    @Test("A memory of before does not say what was told, and its cases do")
    func olderMemory() async throws {
        let (bed, memory, channel) = (Bed(.memory), Memory(), Taker())
        let custodian = try await bed.open()
        let signal = Sent.shown.signal(at: bed.clock.now())
        try await custodian.monitor(try Self.settings([], memory)).ingest(signal: signal)
        guard case .map(var parts) = try CBOR(decoding: CBOR.encode(try memory.snapshot(custodian))) else {
            throw BrokenPromise("a snapshot is no map")
        }
        let removed = parts.removeValue(forKey: "t")
        #expect(removed != nil)
        let older = try CBOR.decode(MonitorSnapshot.self, from: CBOR.map(parts).encoded())
        #expect(older.signals == nil)
        memory.lose(backTo: try older.sealed(custodian))
        let next = try await custodian.monitor(try Self.settings([channel], memory))
        try await next.ingest(signal: signal)
        await next.delivered()
        #expect(channel.alerts.isEmpty)
    }

    @Test("No more are remembered than that, each once, and the oldest go first")
    func bounds() throws {
        var told = ToldSignals()
        let last = UInt64(ToldSignals.limit) + 2
        for number in 1...last { told.insert(Self.handle(number), by: Self.handle(number % 2)) }
        #expect(!told.contains(Self.handle(2)) && told.contains(Self.handle(3)) && told.contains(Self.handle(last)))
        told.insert(Self.handle(last), by: .zero)
        #expect(told.contains(Self.handle(3)), "nothing gave way to what was there")
        #expect(try CBOR.decode(ToldSignals.self, from: CBOR.encode(told)) == told)
        told.forget(Self.handle(0))
        #expect(told.contains(Self.handle(3)) && !told.contains(Self.handle(last)))
        told.forget(Self.handle(1))
        #expect(told.isEmpty)
    }
}
