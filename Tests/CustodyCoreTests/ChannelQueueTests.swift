import Crypto
import CustodyAccess
import CustodyModel
import CustodyTesting
import Synchronization
import Testing

@testable import CustodyCore
@testable import CustodyMonitor

@Suite("Alerts on their way to channels") struct ChannelQueueTests {
    private static func handle(_ number: UInt64) -> Handle { Handle(words: (7, number)) }

    private static func notice(_ number: UInt64, by actor: UInt64 = 1, about subject: UInt64 = 2) -> AlertNotice {
        let at = Instant(milliseconds: 1_767_571_200_000 + Int64(number))
        let alert = MonitorAlert(
            rule: .related, detail: nil, level: .high, isShadow: false, actor: handle(actor), subject: handle(subject),
            from: at, at: at, observed: 1, expected: 0, score: 1, evidence: [])
        return AlertNotice(alert: alert, caseNumber: number, caseScore: 6, incident: nil)
    }

    @Test("A channel that never answers holds up no erasure, and gets its alert when it answers", .timeLimit(.minutes(30)))
    func aChannelThatNeverAnswersHoldsUpNoErasure() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.open()
        try await custodian.collect(
            Customer(email: "ada@example.org"), about: "c-1042", for: [.customerCare], from: .subject, by: bed.importer)
        let key = Curve25519.Signing.PrivateKey()
        try await custodian.enroll(publicKey: Bytes([UInt8](key.publicKey.rawRepresentation)), of: "lead-1", by: nil)
        var cap = RuleSettings.standard(.volumeCap)
        cap.correlations[0].condition.gte = 3
        let channel = HungChannel()
        let settings = MonitorSettings(try MonitorConfiguration(actors: 50, subjects: 64, rules: [cap]), channels: [channel])
        let monitor = try await custodian.monitor(settings)
        for _ in 0..<3 {
            _ = try await custodian.disclose(SupportView.self, about: "c-1042", for: .customerCare, to: bed.agent)
        }
        #expect(try await monitor.catchUp() == 1)
        await channel.wasCalled()
        let plan = try await custodian.planErasure(of: "c-1042", ground: .noLongerNecessary, by: bed.who("officer-1"))
        let approval = try await custodian.approve(plan, by: bed.who("lead-1"), signingWith: key)
        _ = try await custodian.execute(plan, approval: approval, by: bed.who("officer-1"))
        #expect(channel.numbers.isEmpty)
        // Nor does it hold up what else is asked of the monitor.
        try await monitor.catchUp()
        try await monitor.acknowledge(1, note: "a migration", by: bed.who("officer-1"))
        try await custodian.close()
        channel.release()
        await monitor.delivered()
        #expect(channel.numbers == [1])
    }

    @Test("A channel that does not keep up gets the newest, in order, and is told how many it missed", .timeLimit(.minutes(30)))
    func aChannelThatDoesNotKeepUpIsToldWhatItMissed() async {
        let channel = HungChannel()
        let queue = ChannelQueue(channel)
        queue.put(Self.notice(0))
        await channel.wasCalled()
        let last = UInt64(ChannelQueue.limit) + 3
        for number in 1...last { queue.put(Self.notice(number)) }
        channel.release()
        await queue.delivered()
        #expect(channel.numbers == [0] + Array(4...last))
        let missed = channel.notices.withLock { $0.map(\.missed) }
        #expect(missed[0] == nil && missed[1] == 3 && missed[2] == nil)
        #expect(queue.failures.values.reduce(0, +) == 3)
        // A task that ended begins again.
        queue.put(Self.notice(last + 1))
        await queue.delivered()
        #expect(channel.numbers.last == last + 1)
    }

    @Test("What waits for a channel is forgotten with whom it is about", .timeLimit(.minutes(30)))
    func whatWaitsIsForgotten() async {
        let channel = HungChannel()
        let queue = ChannelQueue(channel)
        queue.put(Self.notice(0))
        await channel.wasCalled()
        queue.put(Self.notice(1, by: 8))
        queue.put(Self.notice(2, about: 9))
        queue.forget(Self.handle(8))
        queue.forget(Self.handle(9))
        channel.release()
        await queue.delivered()
        #expect(channel.numbers == [0, 2])
        let subjects = channel.notices.withLock { $0.map(\.alert.subject) }
        #expect(subjects == [Self.handle(2), .zero])
    }

    @Test("Another monitor cancels what a channel hangs on, and lets go of what waited", .timeLimit(.minutes(30)))
    func whatAHungChannelHoldsIsLetGo() async {
        let channel = HungChannel()
        let queue = ChannelQueue(channel)
        for number in 0..<3 as Range<UInt64> { queue.put(Self.notice(number)) }
        await channel.wasCalled()
        queue.drop()
        // The one on its way ends with its task.
        await queue.delivered()
        #expect(channel.numbers == [0])
        channel.release()
        queue.put(Self.notice(3))
        await queue.delivered()
        #expect(channel.numbers == [0, 3])
        let missed = channel.notices.withLock { $0.map(\.missed) }
        #expect(missed == [nil, 2])
    }

    @Test("What is on its way already is put there once", .timeLimit(.minutes(30)))
    func whatIsOnItsWayIsPutThereOnce() async {
        let channel = HungChannel()
        let queue = ChannelQueue(channel)
        queue.put(Self.notice(0))
        await channel.wasCalled()
        for number in [0, 1, 1] as [UInt64] { queue.put(Self.notice(number)) }
        channel.release()
        await queue.delivered()
        #expect(channel.numbers == [0, 1])
        // What the channel took is found again by a monitor that cannot know.
        queue.put(Self.notice(0))
        await queue.delivered()
        #expect(channel.numbers == [0, 1, 0])
    }

    @Test("What a full queue holds is told by the next one, and what is left out is counted on", .timeLimit(.minutes(30)))
    func whatAFullQueueHoldsIsToldByTheNext() async throws {
        let (hung, channel) = (HungChannel(), HungChannel())
        let queue = ChannelQueue(hung)
        #expect(queue.backlog == nil)
        queue.put(Self.notice(0))
        await hung.wasCalled()
        let last = UInt64(ChannelQueue.limit) + 3
        for number in 1...last { queue.put(Self.notice(number)) }
        let backlog = try #require(queue.backlog)
        #expect(backlog.notices.map(\.caseNumber) == [0] + Array(4...last) && backlog.missed == 3)
        let next = ChannelQueue(channel, with: try CBOR.decode(ChannelBacklog.self, from: CBOR.encode(backlog)))
        #expect(next.backlog == backlog)
        // One more than wait was on its way: that one and the first of those that waited make room.
        next.put(Self.notice(last + 1))
        channel.release()
        await next.delivered()
        #expect(channel.numbers == Array(5...last + 1))
        #expect(channel.notices.withLock { $0.first?.missed } == 5)
        #expect(next.failures == ["HungChannel: left out": 2] && next.backlog == nil)
        hung.release()
        await queue.delivered()
        #expect(queue.backlog == nil)
    }

    @Test("What a notice of before tells of others is told on when it is left out itself", .timeLimit(.minutes(30)))
    func whatANoticeTellsOfOthersIsToldOn() async {
        let channel = HungChannel()
        var first = Self.notice(0)
        first.missed = 4
        let waiting = [first] + (1...UInt64(ChannelQueue.limit)).map { Self.notice($0) }
        let id = ChannelQueue(channel).id
        let queue = ChannelQueue(channel, with: ChannelBacklog(channel: id, notices: waiting, missed: 0))
        queue.put(Self.notice(UInt64(ChannelQueue.limit) + 1))
        channel.release()
        await queue.delivered()
        // The one that told of four, itself, and the one behind it.
        #expect(channel.notices.withLock { $0.first?.missed } == 6)
    }

    @Test("Channels of one name are told apart by their order")
    func channelsOfOneNameAreToldApart() {
        let channels = [HungChannel(), HungChannel(named: "pager"), HungChannel()]
        let id = ChannelBacklog.Channel(name: "HungChannel", place: 1)
        let backlog = ChannelBacklog(channel: id, notices: [Self.notice(7)], missed: 0)
        let queues = ChannelQueue.all(for: channels, with: [backlog])
        #expect(queues.map(\.id.name) == ["HungChannel", "pager", "HungChannel"])
        #expect(queues.map(\.id.place) == [0, 0, 1])
        #expect(queues.map(\.backlog) == [nil, nil, backlog])
        #expect(LineChannel({ _ in }).name == "LineChannel")
    }

    @Test("What a channel was given is kept no longer once it is forgotten whom it is about", .timeLimit(.minutes(30)))
    func whatWasGivenIsForgotten() async throws {
        let channel = HungChannel()
        let queue = ChannelQueue(channel)
        queue.put(Self.notice(0, by: 8, about: 9))
        await channel.wasCalled()
        queue.forget(Self.handle(9))
        #expect(queue.backlog?.notices.map(\.alert.subject) == [Handle.zero])
        queue.forget(Self.handle(8))
        #expect(queue.backlog == nil)
        channel.release()
        await queue.delivered()
        #expect(channel.numbers == [0])
    }

    @Test("Who waits for a channel may stop waiting", .timeLimit(.minutes(30)))
    func waitingEnds() async {
        let channel = HungChannel()
        let queue = ChannelQueue(channel)
        queue.put(Self.notice(0))
        await channel.wasCalled()
        let waiting = Task { await queue.delivered() }
        waiting.cancel()
        await waiting.value
        #expect(channel.numbers.isEmpty)
        channel.release()
        await queue.delivered()
        #expect(channel.numbers == [0])
    }

    @Test("What waits for a channel is forgotten also when nobody holds its monitor any more", .timeLimit(.minutes(30)))
    func whatOutlivesItsMonitorIsForgotten() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.open()
        try await custodian.collect(
            Customer(email: "ada@example.org"), about: "c-1042", for: [.customerCare], from: .subject, by: bed.importer)
        let channel = HungChannel()
        _ = try await custodian.monitor(MonitorSettings(channels: [channel]))
        #expect(custodian.logMonitor.withLock { $0.monitor == nil })
        let queue = try #require(custodian.logMonitor.withLock { $0.queues.first })
        queue.put(Self.notice(0))
        await channel.wasCalled()
        let token = try await custodian.known("c-1042")
        var notice = Self.notice(1)
        notice.alert.subject = token.handle
        queue.put(notice)
        await custodian.forgetInMonitor(try await custodian.monitored(token))
        channel.release()
        await queue.delivered()
        #expect(channel.notices.withLock { $0.map(\.alert.subject) } == [Self.handle(2), .zero])
    }
}
