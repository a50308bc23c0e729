#if Service
    import Synchronization

    /// A clock that goes on only when a test says so, and then to where the first who waits is woken.
    final class SteppedClock: Clock {
        typealias Duration = Swift.Duration

        struct Instant: InstantProtocol {
            typealias Duration = Swift.Duration
            var offset = Duration.zero

            func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
            func duration(to other: Instant) -> Duration { other.offset - offset }
            static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
        }

        private struct Sleeper {
            var until: Instant
            var waker: AsyncStream<Void>.Continuation
        }

        private struct State {
            var now = Instant()
            var count = 0
            var sleepers: [Int: Sleeper] = [:]
        }

        private let state = Mutex(State())
        private let (arrivals, arrival) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))

        var now: Instant { state.withLock { $0.now } }
        var minimumResolution: Duration { .nanoseconds(1) }

        func sleep(until deadline: Instant, tolerance: Duration?) async throws {
            let (stream, waker) = AsyncStream<Void>.makeStream()
            let number = state.withLock { state -> Int? in
                guard state.now < deadline else { return nil }
                state.count += 1
                state.sleepers[state.count] = Sleeper(until: deadline, waker: waker)
                return state.count
            }
            if let number {
                arrival.yield()
                // It ends when the sleeper is woken, and when its task is cancelled.
                for await _ in stream {}
                state.withLock { $0.sleepers[number] = nil }
            }
            try Task.checkCancellation()
        }

        /// Waits until somebody sleeps: whatever was due by now is done then.
        func asleep() async {
            var iterator = arrivals.makeAsyncIterator()
            while state.withLock({ $0.sleepers.isEmpty }) { _ = await iterator.next() }
        }

        /// Waits until somebody sleeps, and goes on to the moment at which the first of them is woken.
        func step() async {
            await asleep()
            let woken = state.withLock { state -> [Sleeper] in
                state.now = state.sleepers.values.map(\.until).min() ?? state.now
                let woken = state.sleepers.filter { $0.value.until <= state.now }
                for number in woken.keys { state.sleepers[number] = nil }
                return Array(woken.values)
            }
            for sleeper in woken { sleeper.waker.finish() }
        }
    }
#endif
