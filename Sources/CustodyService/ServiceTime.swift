#if Service
    /// A clock of which nobody needs to know which it is: a moment is how long it has run since this was made.
    struct ServiceTime: Sendable {
        /// The moment it is.
        let now: @Sendable () -> Duration
        private let wait: @Sendable (Duration) async throws -> Void

        init(_ clock: some Clock<Duration>) {
            let start = clock.now
            now = { start.duration(to: clock.now) }
            wait = { try await clock.sleep(until: start.advanced(by: $0), tolerance: nil) }
        }

        /// Waits for a moment.
        ///
        /// - Throws: `CancellationError`.
        func sleep(until moment: Duration) async throws { try await wait(moment) }
    }
#endif
