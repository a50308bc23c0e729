import CustodyFaults
import Dispatch
import Synchronization

/// Holds every sync of a file system until some task has yielded so many times: a slow disk, measured in yields. It is open
/// until it is shut.
final class YieldGate: Sendable {
    private struct State {
        var yields = 0
        var isOpen = true
        var waiting: [(until: Int, signal: DispatchSemaphore)] = []
        var held = 0
    }

    private let state = Mutex(State())
    private let yields: Int

    init(yields: Int) { self.yields = yields }

    /// How many syncs were held.
    var held: Int { state.withLock { $0.held } }
    /// Whether syncs are no longer held.
    var isOpen: Bool { state.withLock { $0.isOpen } }

    /// For the file system: waits when the call is a sync.
    func pass(_ operation: FileOperation) {
        guard operation.kind == .sync else { return }
        let signal = state.withLock { state -> DispatchSemaphore? in
            guard !state.isOpen else { return nil }
            let signal = DispatchSemaphore(value: 0)
            state.waiting.append((state.yields + yields, signal))
            state.held += 1
            return signal
        }
        signal?.wait()
    }

    /// Yields once, and lets those through that have waited for it.
    func yield() async {
        await Task.yield()
        release { state in
            state.yields += 1
            let yields = state.yields
            return { $0 <= yields }
        }
    }

    /// Holds every sync from now on.
    func shut() { state.withLock { $0.isOpen = false } }

    /// Lets everything through from now on.
    func open() {
        release { state in
            state.isOpen = true
            return { _ in true }
        }
    }

    private func release(_ due: (inout State) -> (Int) -> Bool) {
        let signals = state.withLock { state in
            let isDue = due(&state)
            let signals = state.waiting.filter { isDue($0.until) }.map(\.signal)
            state.waiting.removeAll { isDue($0.until) }
            return signals
        }
        for signal in signals { signal.signal() }
    }
}
