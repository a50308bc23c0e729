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
        var waiting: [AlertNotice] = []
        var missed = 0
        var failures: [String: Int] = [:]
        var task: Task<Void, Never>?
        /// Who waits until nothing does.
        var watching: [UInt64: AsyncStream<Void>.Continuation] = [:]
        var watched: UInt64 = 0
    }

    private let channel: any AlertChannel
    private let state = Mutex(State())

    init(_ channel: any AlertChannel) { self.channel = channel }

    /// Why alerts were not taken, by kind, with how often it was.
    var failures: [String: Int] { state.withLock { $0.failures } }

    /// Puts an alert behind those that wait, and has it handed over.
    func put(_ notice: AlertNotice) {
        state.withLock { state in
            if state.waiting.count >= Self.limit {
                state.waiting.removeFirst()
                leaveOut(1, &state)
            }
            state.waiting.append(notice)
            if state.task == nil { state.task = Task { await self.handOver() } }
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

    /// Drops what waits about an actor, and whose data it was.
    func forget(_ handle: Handle) {
        state.withLock { state in
            state.waiting.removeAll { $0.alert.actor == handle }
            for place in state.waiting.indices where state.waiting[place].alert.subject == handle {
                state.waiting[place].alert.subject = .zero
            }
        }
    }

    /// Lets go of what waits and has the channel stop: another monitor took the place of this one.
    func drop() {
        state.withLock { state in
            leaveOut(state.waiting.count, &state)
            state.waiting = []
            state.task?.cancel()
        }
    }

    private func leaveOut(_ count: Int, _ state: inout State) {
        guard count > 0 else { return }
        state.missed += count
        state.failures["\(type(of: channel)): left out", default: 0] += count
    }

    private func handOver() async {
        while let notice = next() {
            do { try await channel.deliver(notice) } catch {
                let failure = "\(type(of: channel)): \(type(of: error))"
                state.withLock { $0.failures[failure, default: 0] += 1 }
            }
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
                notice.missed = state.missed
                state.missed = 0
            }
            return notice
        }
    }
}
