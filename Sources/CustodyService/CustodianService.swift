#if Service
    public import CustodyAudit
    public import CustodyCore
    public import Logging
    public import Metrics
    public import ServiceLifecycle

    /// A custodian in a group of swift-service-lifecycle: it does the house's chores, has the monitor look at the log, counts what stands there,
    /// and ends all of that in order.
    ///
    /// Open the custodian first, and do what the handbook's page on running a store asks before anything is served. Name this service before
    /// those that use the custodian: a group ends its services from the last to the first. Where several processes share an SQLite store,
    /// have one of them run it.
    ///
    /// Metrics, all with names of the library's or of the code's own:
    /// - `custody.log.entries` counts the entries of the log since the start, by `class`, `action` and `decision`. They are taken from the log
    ///   itself, since every decision leaves its proof there. It is read as the monitor reads it, which leaves no entry; purposes and roles are
    ///   no dimensions, since each would multiply the series.
    /// - `custody.failures` counts by `part` what failed: a chore by its name; `monitor`, `log`, which counts; `unrecorded`, `anchor`, `close`
    ///   at the end.
    /// - `custody.chore.duration` and `custody.chore.amount` are how long a `chore` took and what it answered the last time.
    ///
    /// Of an error the logger gets what kind it is, of a `CustodianError` its code and message too, which name nobody unless a backend of
    /// your own does in what it throws. There are no spans: a chore's would be the only one, and a package more to fetch.
    public struct CustodianService: Service {
        private let custodian: Custodian
        private let chores: [Chore]
        private let monitor: LogMonitor?
        private let anchor: (any AnchorSink)?
        private let logger: Logger
        private let meters: ServiceMeters?
        private let time: ServiceTime
        private let keepGap: @Sendable (AuditGap) async throws -> Void

        /// How long to wait before what failed is begun again: twice as long each time, up to a limit.
        private static let shortestPause = Duration.seconds(1)
        private static let longestPause = Duration.seconds(300)

        /// A service over an open custodian, which it closes at its end.
        ///
        /// - Parameters:
        ///   - chores: what is done regularly, in the order in which it is done at the start.
        ///   - monitor: looks at the log as it grows; nil for nobody.
        ///   - anchor: takes the last checkpoints; nil for nobody.
        ///   - logger: hears of what failed at level `error`, since nobody else does, and of chores that were done at level `debug`.
        ///   - metrics: makes the metrics; nil for none.
        ///   - clock: what intervals and pauses are reckoned by.
        ///   - keepGap: takes at the end what the log could not take and does not tell, if there is such a thing: give it to `recordGap(_:by:)` of
        ///     the custodian that comes after.
        public init(
            _ custodian: Custodian, chores: [Chore], monitor: LogMonitor? = nil, anchor: (any AnchorSink)? = nil,
            logger: Logger, metrics: (any MetricsFactory)? = MetricsSystem.factory,
            clock: any Clock<Duration> = ContinuousClock(),
            keepingGap keepGap: @escaping @Sendable (AuditGap) async throws -> Void
        ) {
            self.custodian = custodian
            self.chores = chores
            self.monitor = monitor
            self.anchor = anchor
            self.logger = logger
            self.keepGap = keepGap
            meters = metrics.map { ServiceMeters($0, chores: chores.map(\.name)) }
            time = ServiceTime(clock)
        }

        /// Runs until a graceful shutdown, or until the task is cancelled.
        ///
        /// At a graceful shutdown the chore at work ends, unless the group loses patience and cancels it. Then the monitor ends, its channels
        /// take what is on its way to them, the gap is handed over, the log anchored and counted to its end, and the custodian closed: each
        /// whatever became of those before.
        /// - Throws: what failed first at the end: `CustodianError`, what the anchor or `keepingGap` throws; `CancellationError` when the task
        ///   was cancelled. The custodian is closed all the same.
        public func run() async throws {
            let meter = meters.map { LogMeter(of: custodian, in: $0.factory) }
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await keepHouse() }
                if let monitor { group.addTask { await again("monitor") { try await monitor.run() } } }
                if let meter { group.addTask { await again("log") { try await meter.count(following: true) } } }
                // Whichever ends first ends the others: no chores are taken any more, or somebody else closed the custodian.
                _ = await group.next()
                group.cancelAll()
            }
            try await end(meter)
            try Task.checkCancellation()
        }

        // MARK: Working

        /// Does each chore when it is due, one after another, until none is to be taken any more.
        private func keepHouse() async {
            let start = time.now()
            var due = chores.map { _ in start }
            // The first of those that are due at the same time is the first that was given.
            while let next = due.indices.min(by: { due[$0] < due[$1] }) {
                guard await isDue(at: due[next]) else { return }
                due[next] = time.now() + chores[next].interval
                await perform(chores[next])
            }
            try? await gracefulShutdown()
        }

        /// Waits for a moment; false when nothing is to be begun any more.
        private func isDue(at moment: Duration) async -> Bool {
            if time.now() < moment {
                do { try await cancelWhenGracefulShutdown { try await time.sleep(until: moment) } } catch { return false }
            }
            return !Task.isCancelled && !Task.isShuttingDownGracefully
        }

        private func perform(_ chore: Chore) async {
            let start = time.now()
            do {
                let amount = try await chore.work(custodian)
                meters?.record(amount, of: chore.name)
                logger.debug("a chore is done", metadata: ["chore": "\(chore.name)", "amount": "\(amount)"])
            } catch { failed(chore.name, error) }
            meters?.record(time.now() - start, of: chore.name)
        }

        /// Does something until it ends by itself or the task is cancelled, and begins it again when it fails.
        private func again(_ part: String, _ work: () async throws -> Void) async {
            var pause = Self.shortestPause
            while !Task.isCancelled {
                let start = time.now()
                do { return try await work() } catch { failed(part, error) }
                // What went well for a while failed for the first time.
                if time.now() - start > Self.longestPause { pause = Self.shortestPause }
                do { try await time.sleep(until: time.now() + pause) } catch { return }
                pause = min(pause * 2, Self.longestPause)
            }
        }

        // MARK: Ending

        private func end(_ meter: LogMeter?) async throws {
            await monitor?.delivered()
            let steps: [(part: String, work: () async throws -> Void)] = [
                ("unrecorded", { if let gap = custodian.unrecorded { try await keepGap(gap) } }),
                ("anchor", { if let anchor { _ = try await custodian.anchor(in: anchor) } }),
                ("log", { try await meter?.count(following: false) }),
                // A task of its own, since in a cancelled one a database may refuse to end in order.
                ("close", { try await Task { try await custodian.close() }.value }),
            ]
            var first: (any Error)?
            for step in steps {
                do { try await step.work() } catch {
                    failed(step.part, error)
                    first = first ?? error
                }
            }
            if let first { throw first }
        }

        /// Tells of a failure. That the task was cancelled is none.
        private func failed(_ part: String, _ error: any Error) {
            if error is CancellationError, Task.isCancelled { return }
            meters?.failed(part)
            // Whom the text of another's error names nobody knows.
            var metadata: Logger.Metadata = ["part": "\(part)", "error": "\(type(of: error))"]
            if let error = error as? CustodianError {
                metadata["code"] = "\(error.code.rawValue)"
                metadata["message"] = "\(error.message)"
            }
            logger.error("a part of the house failed", metadata: metadata)
        }
    }

    extension CustodianService: CustomStringConvertible {
        /// Its name and nothing else: a group writes it into its log.
        public var description: String { "CustodianService" }
    }
#endif
