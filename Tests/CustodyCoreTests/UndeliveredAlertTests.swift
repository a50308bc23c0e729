import CustodyAudit
import CustodyFaults
import CustodyFiles
import CustodyModel
import CustodyMonitor
import CustodyTesting
import Synchronization
import Testing

@testable import CustodyCore

@Suite("Alerts that were on their way to a channel when the process died") struct UndeliveredAlertTests {
    /// Keeps the newest bytes, and says each time what was kept.
    private final class Memory: MonitorMemory {
        private let kept = Mutex<[UInt8]?>(nil)
        let saves: AsyncStream<[UInt8]>
        private let saved: AsyncStream<[UInt8]>.Continuation

        init() { (saves, saved) = AsyncStream.makeStream() }

        func load() -> [UInt8]? { kept.withLock { $0 } }
        func save(_ bytes: [UInt8]) {
            kept.withLock { $0 = bytes }
            saved.yield(bytes)
        }

        /// What a monitor of the store would read.
        func snapshot(_ custodian: Custodian) throws -> MonitorSnapshot {
            try MonitorSnapshot.opened(try #require(load()), custodian)
        }

        /// The alerts that wait for channels, by what was found.
        func undelivered(_ custodian: Custodian) throws -> [String] {
            try snapshot(custodian).undelivered?.flatMap(\.notices).map { $0.alert.detail ?? $0.alert.rule.name } ?? []
        }
    }

    /// Takes every notice.
    private final class Taker: AlertChannel {
        let name: String
        private let taken = Mutex<[AlertNotice]>([])
        init(named name: String) { self.name = name }
        func deliver(_ notice: AlertNotice) { taken.withLock { $0.append(notice) } }
        var notices: [AlertNotice] { taken.withLock { $0 } }
        var details: [String] { notices.map { $0.alert.detail ?? $0.alert.rule.name } }
    }

    /// A rule that speaks on the third read of an hour.
    private static func settings(_ channels: [any AlertChannel], _ memory: Memory) throws -> MonitorSettings {
        var cap = RuleSettings.standard(.volumeCap)
        cap.correlations[0].condition.gte = 3
        return MonitorSettings(
            try MonitorConfiguration(actors: 50, subjects: 64, rules: [cap]), channels: channels, memory: memory)
    }

    /// What another system noticed: no reading of the log finds it again.
    private static func signal(_ number: Int, _ bed: Bed) -> MonitorSignal {
        MonitorSignal(.external(name: "ids-\(number)", severity: .high), at: bed.clock.now())
    }

    private func read(_ custodian: Custodian, _ bed: Bed) async throws {
        for _ in 0..<3 {
            _ = try await custodian.disclose(SupportView.self, about: "c-1042", for: .customerCare, to: bed.agent)
        }
    }

    @Test(
        "What a channel had not taken is told to it in order by the next monitor, by none after that, and to no other channel",
        .timeLimit(.minutes(30)))
    func nextLife() async throws {
        let (bed, memory, hung, log) = (Bed(.files), Memory(), HungChannel(named: "pager"), Taker(named: "log"))
        defer { hung.release() }
        var custodian = try await bed.withCustomer()
        let monitor = try await custodian.monitor(try Self.settings([hung, log], memory))
        try await read(custodian, bed)
        #expect(try await monitor.catchUp() == 1)
        await hung.wasCalled()
        for number in 0..<2 { try await monitor.ingest(signal: Self.signal(number, bed)) }
        await monitor.queues[1].delivered()
        try await monitor.catchUp()
        let found = ["volume-cap", "ids-0", "ids-1"]
        #expect(log.details == found)
        // It died before the pager took any.
        for told in [found, []] {
            try await custodian.close()
            custodian = try await bed.open()
            #expect(try memory.undelivered(custodian) == told)
            let (pager, other) = (Taker(named: "pager"), Taker(named: "log"))
            let next = try await custodian.monitor(try Self.settings([other, pager], memory))
            #expect(try await next.catchUp() == 0, "none is recorded a second time")
            await next.delivered()
            #expect(pager.details == told && other.details.isEmpty)
        }
        let recorded = try await custodian.backends.audit.entries(AuditQuery(actions: [.raiseAlert]))
        #expect(recorded.count == 3)
        try await custodian.close()
    }

    @Test("Whoever waits until channels took what was on its way has that kept", .timeLimit(.minutes(30)))
    func waitingIsKept() async throws {
        let (bed, memory, hung) = (Bed(.memory), Memory(), HungChannel(named: "pager"))
        let custodian = try await bed.open()
        let monitor = try await custodian.monitor(try Self.settings([hung], memory))
        try await monitor.ingest(signal: Self.signal(0, bed))
        await hung.wasCalled()
        #expect(try memory.undelivered(custodian) == ["ids-0"])
        hung.release()
        await monitor.delivered()
        #expect(try memory.snapshot(custodian).undelivered == nil)
    }

    @Test("A monitor whose place another took keeps nothing over what that one kept", .timeLimit(.minutes(30)))
    func replaced() async throws {
        let (bed, memory, hung) = (Bed(.memory), Memory(), HungChannel(named: "pager"))
        let custodian = try await bed.open()
        let former = try await custodian.monitor(try Self.settings([hung], memory))
        try await former.ingest(signal: Self.signal(0, bed))
        await hung.wasCalled()
        // As another program does it, which has no pager.
        let monitor = try await custodian.monitor(try Self.settings([], memory))
        try await monitor.acknowledge(1, note: "seen", by: nil)
        let kept = memory.load()
        hung.release()
        await former.delivered()
        #expect(memory.load() == kept)
        #expect(try memory.undelivered(custodian) == ["ids-0"])
        // What waits for a channel that a monitor does not have is told by one that has it.
        let pager = Taker(named: "pager")
        let next = try await custodian.monitor(try Self.settings([pager], memory))
        await next.delivered()
        #expect(pager.details == ["ids-0"])
        #expect(try memory.snapshot(custodian).undelivered == nil)
    }

    @Test("A monitor that follows the log keeps what channels take also while nothing is committed", .timeLimit(.minutes(30)))
    func following() async throws {
        let (bed, memory, hung) = (Bed(.memory), Memory(), HungChannel(named: "pager"))
        defer { hung.release() }
        let custodian = try await bed.withCustomer()
        let settings = try Self.settings([hung], memory)
        let monitor = try await custodian.monitor(settings)
        try await read(custodian, bed)
        let running = Task { try await monitor.run() }
        var isAwaited = true
        for await bytes in memory.saves {
            let kept = try MonitorSnapshot.opened(bytes, custodian)
            if isAwaited {
                // Once it has passed the alert's own entry there is nothing left that could have it look again.
                let position = try kept.engine(settings.configuration)?.position
                guard kept.undelivered != nil, position == custodian.backends.coordinator.lastSequence else { continue }
                isAwaited = false
                hung.release()
            } else if kept.undelivered == nil {
                break
            }
        }
        #expect(hung.numbers == [1])
        running.cancel()
        _ = await running.result
    }

    @Test("Who is forgotten is forgotten in what waits for channels, those of another program too", .timeLimit(.minutes(30)))
    func forgetting() async throws {
        let (bed, memory, hung) = (Bed(.memory), Memory(), HungChannel(named: "pager"))
        defer { hung.release() }
        let custodian = try await bed.withCustomer()
        let monitor = try await custodian.monitor(try Self.settings([hung], memory))
        try await read(custodian, bed)
        #expect(try await monitor.catchUp() == 1)
        await hung.wasCalled()
        #expect(try memory.undelivered(custodian) == ["volume-cap"])
        try await monitor.forget("agent-1")
        #expect(try memory.snapshot(custodian).undelivered == nil)
        try await read(custodian, bed)
        #expect(try await monitor.catchUp() == 1)
        #expect(try memory.undelivered(custodian) == ["volume-cap"])
        let other = try await custodian.monitor(try Self.settings([], memory))
        try await other.forget("agent-1")
        #expect(try memory.snapshot(custodian).undelivered == nil)
    }

    @Test("A snapshot that does not say yet what waits for channels is read, and tells nothing", .timeLimit(.minutes(30)))
    func olderSnapshot() async throws {
        let (bed, memory, hung) = (Bed(.memory), Memory(), HungChannel(named: "pager"))
        defer { hung.release() }
        let custodian = try await bed.open()
        let monitor = try await custodian.monitor(try Self.settings([hung], memory))
        try await monitor.catchUp()
        guard case .map(let empty) = try CBOR(decoding: CBOR.encode(try memory.snapshot(custodian))) else {
            throw BrokenPromise("a snapshot is no map")
        }
        #expect(Set(empty.keys) == ["s", "b", "w", "c", "a"], "as it was kept before, while nothing waits")
        try await monitor.ingest(signal: Self.signal(0, bed))
        guard case .map(var parts) = try CBOR(decoding: CBOR.encode(try memory.snapshot(custodian))) else {
            throw BrokenPromise("a snapshot is no map")
        }
        let removed = parts.removeValue(forKey: "u")
        #expect(removed != nil)
        let older = try CBOR.decode(MonitorSnapshot.self, from: CBOR.map(parts).encoded())
        #expect(older.undelivered == nil)
        memory.save(try older.sealed(custodian))
        let pager = Taker(named: "pager")
        let next = try await custodian.monitor(try Self.settings([pager], memory))
        #expect(try await next.catchUp() == 0)
        await next.delivered()
        let book = await next.book
        #expect(pager.details.isEmpty && book.cases.map(\.number) == [1])
    }

    /// The store as it stands on another disk.
    private static func open(_ disk: InMemoryFileSystem, _ bed: Bed) async throws -> Custodian {
        let backends = try await FileBackend.open(
            at: Bed.directory, keys: bed.provider, random: bed.random, files: disk)
        return try await Custodian.open(backends, governance: nil, clock: bed.clock)
    }

    @Test("What waited for a channel is told also when the store was put back to an older copy", .timeLimit(.minutes(30)))
    func putBack() async throws {
        let (bed, memory, hung) = (Bed(.files), Memory(), HungChannel(named: "pager"))
        defer { hung.release() }
        try await bed.withCustomer().close()
        let older = bed.disk.copy()
        var custodian = try await bed.open()
        let monitor = try await custodian.monitor(try Self.settings([hung], memory))
        try await read(custodian, bed)
        #expect(try await monitor.catchUp() == 1)
        await hung.wasCalled()
        try await monitor.catchUp()
        try await custodian.close()
        custodian = try await Self.open(older, bed)
        let pager = Taker(named: "pager")
        let next = try await custodian.monitor(try Self.settings([pager], memory))
        let position = await next.position
        #expect(position == .zero, "the log is read again")
        #expect(try await next.catchUp() == 0)
        await next.delivered()
        #expect(pager.details == ["volume-cap"])
        try await custodian.close()
    }

    @Test(
        "A notice of before the store was put back names no case and no incident, also for a channel that comes later",
        .timeLimit(.minutes(30)))
    func putBackCases() async throws {
        let (bed, memory, hung) = (Bed(.files), Memory(), HungChannel(named: "pager"))
        defer { hung.release() }
        try await bed.withCustomer().close()
        let older = bed.disk.copy()
        var custodian = try await bed.open()
        let monitor = try await custodian.monitor(try Self.settings([hung], memory))
        let grave = MonitorSignal(.external(name: "ids", severity: .critical), at: bed.clock.now())
        try await monitor.ingest(signal: grave)
        await hung.wasCalled()
        try await monitor.catchUp()
        // In the same store they are what they were.
        try await custodian.close()
        custodian = try await bed.open()
        _ = try await custodian.monitor(try Self.settings([], memory)).catchUp()
        let kept = try #require(try memory.snapshot(custodian).undelivered?.first?.notices.first)
        #expect(kept.caseNumber == 1 && kept.incident != nil)
        try await custodian.close()
        custodian = try await Self.open(older, bed)
        let absent = try await custodian.monitor(try Self.settings([], memory))
        #expect(await absent.position == .zero, "the log is read again")
        try await absent.ingest(signal: Self.signal(1, bed))
        try await absent.catchUp()
        let book = await absent.book
        #expect(book.cases.map(\.number) == [1] && book.cases.first?.incident == nil, "the number is another's now")
        let pager = Taker(named: "pager")
        let next = try await custodian.monitor(try Self.settings([pager], memory))
        try await next.ingest(signal: Self.signal(2, bed))
        await next.delivered()
        #expect(pager.details == ["ids", "ids-2"])
        #expect(pager.notices.map(\.caseNumber) == [0, 1])
        let first = try #require(pager.notices.first)
        #expect(first.incident == nil && first.caseScore == kept.caseScore && first.alert == kept.alert)
        try await custodian.close()
    }

    @Test("No more channels than that are remembered beside a monitor's own, the oldest go first")
    func absentChannels() async throws {
        let (bed, memory) = (Bed(.memory), Memory())
        let custodian = try await bed.open()
        let monitor = try await custodian.monitor(try Self.settings([], memory))
        try await monitor.catchUp()
        var snapshot = try memory.snapshot(custodian)
        snapshot.undelivered = (0..<ChannelBacklog.absentLimit + 2).map { number in
            ChannelBacklog(channel: .init(name: "\(number)", place: 0), notices: [], missed: 1)
        }
        memory.save(try snapshot.sealed(custodian))
        let next = try await custodian.monitor(try Self.settings([Taker(named: "0")], memory))
        try await next.catchUp()
        let names = try memory.snapshot(custodian).undelivered?.map(\.channel.name)
        #expect(names == (2..<ChannelBacklog.absentLimit + 2).map { "\($0)" } + ["0"])
    }
}
