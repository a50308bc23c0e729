import CustodyModel
import CustodyMonitor
import Synchronization

/// The alerts on their way to one channel, handed over one after another in the order in which they were found.
///
/// Nobody waits for a channel: one that never answers holds one task and ``limit`` alerts, and nothing else. What comes when so many wait
/// takes the place of the oldest, which is counted, and the next alert tells how many were left out before it. The task ends when
/// nothing waits.
final class ChannelQueue: Sendable {
    /// How many alerts wait at most.
    static let limit = 1000

    private struct State {
        /// What the channel was given and has not taken: one at most.
        var given: [AlertNotice] = []
        var waiting: [AlertNotice] = []
        var missed = 0
        var failures: [String: Int] = [:]
        var task: Task<Void, Never>?
        /// Who waits until nothing does.
        var watching: [UInt64: AsyncStream<Void>.Continuation] = [:]
        var watched: UInt64 = 0

        func isOnItsWay(_ alert: MonitorAlert) -> Bool {
            given.contains { $0.alert.isSame(as: alert) } || waiting.contains { $0.alert.isSame(as: alert) }
        }
    }

    /// What makes the channel the same in the next life of the process.
    let id: ChannelBacklog.Channel
    private let channel: any AlertChannel
    private let state: Mutex<State>

    /// A queue with what waits from before; ``begin()`` has that handed over.
    ///
    /// - Parameter place: which of several channels of that name it is.
    init(_ channel: any AlertChannel, place: Int = 0, with backlog: ChannelBacklog? = nil) {
        self.channel = channel
        id = ChannelBacklog.Channel(name: channel.name, place: place)
        var state = State()
        // One more than wait: it was given to the channel.
        state.waiting = Array((backlog?.notices ?? []).suffix(Self.limit + 1))
        state.missed = backlog?.missed ?? 0
        self.state = Mutex(state)
    }

    /// A queue for each channel, with what waits for it from before.
    static func all(for channels: [any AlertChannel], with backlogs: [ChannelBacklog]) -> [ChannelQueue] {
        var counts: [String: Int] = [:]
        return channels.map { channel in
            let id = ChannelBacklog.Channel(name: channel.name, place: counts[channel.name] ?? 0)
            counts[id.name] = id.place + 1
            return ChannelQueue(channel, place: id.place, with: backlogs.first { $0.channel == id })
        }
    }

    /// Why alerts were not taken, by kind, with how often it was.
    var failures: [String: Int] { state.withLock { $0.failures } }

    /// What the channel has not taken yet, to be told after a crash; nil when it took everything.
    var backlog: ChannelBacklog? {
        let backlog = state.withLock { ChannelBacklog(channel: id, notices: $0.given + $0.waiting, missed: $0.missed) }
        return backlog.isEmpty ? nil : backlog
    }

    /// Has what waits from before handed over.
    func begin() { state.withLock { start(&$0) } }

    /// Puts an alert behind those that wait, and has it handed over. One that is on its way already is not told twice.
    func put(_ notice: AlertNotice) {
        state.withLock { state in
            guard !state.isOnItsWay(notice.alert) else { return }
            let excess = state.waiting.count - Self.limit + 1
            if excess > 0 {
                leaveOut(Array(state.waiting.prefix(excess)), &state)
                state.waiting.removeFirst(excess)
            }
            state.waiting.append(notice)
            start(&state)
        }
    }

    /// Waits until nothing is on its way any more, or whoever waits is cancelled.
    func delivered() async {
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        let number = state.withLock { state -> UInt64? in
            guard state.task != nil else { return nil }
            state.watched += 1
            state.watching[state.watched] = continuation
            return state.watched
        }
        guard let number else { return }
        for await _ in stream {}
        state.withLock { $0.watching[number] = nil }
    }

    /// Drops what waits about an actor, and whose data it was. What the channel was given is with the channel, and kept no longer.
    func forget(_ handle: Handle) {
        state.withLock { state in
            state.given.forget(handle)
            state.waiting.forget(handle)
        }
    }

    /// Lets go of what waits and has the channel stop: another monitor took the place of this one.
    func drop() {
        state.withLock { state in
            leaveOut(state.waiting, &state)
            state.waiting = []
            state.task?.cancel()
        }
    }

    private func start(_ state: inout State) {
        guard state.task == nil, !state.waiting.isEmpty else { return }
        state.task = Task { await self.handOver() }
    }

    private func leaveOut(_ notices: [AlertNotice], _ state: inout State) {
        guard !notices.isEmpty else { return }
        // One from before may tell of others itself.
        state.missed += notices.reduce(notices.count) { $0 + ($1.missed ?? 0) }
        state.failures["\(channel.name): left out", default: 0] += notices.count
    }

    private func handOver() async {
        while let notice = next() {
            do { try await channel.deliver(notice) } catch {
                let failure = "\(channel.name): \(type(of: error))"
                state.withLock { $0.failures[failure, default: 0] += 1 }
            }
            state.withLock { $0.given = [] }
        }
    }

    private func next() -> AlertNotice? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.task = nil
                for continuation in state.watching.values { continuation.finish() }
                return nil
            }
            // What came after the task was cancelled is not told by one that channels may take for cancelled.
            guard !Task.isCancelled else {
                state.task = Task { await self.handOver() }
                return nil
            }
            var notice = state.waiting.removeFirst()
            if state.missed > 0 {
                notice.missed = state.missed + (notice.missed ?? 0)
                state.missed = 0
            }
            state.given = [notice]
            return notice
        }
    }
}

extension MonitorAlert {
    /// Whether it is the same alert found again. The time is looked at first: keys are made of text.
    fileprivate func isSame(as other: MonitorAlert) -> Bool { at == other.at && key == other.key }
}
