import CustodyAudit
import CustodyKeys
public import CustodyModel
public import CustodyMonitor

/// Looks at the audit log as it grows, raises alerts and proposes incidents. It comes after what was committed and never holds anything
/// up: what it has not looked at yet waits in the log, and it reads a page of that at a time.
///
/// Every alert is recorded once, however often the log is read again. One that was recorded just before the process died, or was
/// still on its way to a channel, is told by the next monitor that has the memory of the one that found it, perhaps for a second
/// time. What another system noticed and was not kept yet is told when that system sends it again, see ``ingest(signal:)``.
///
/// A case that is grave enough is proposed as an incident; that the controller is aware of a breach is still somebody's decision, see
/// ``Custodian/recordAwareness(of:at:reason:by:)``.
public actor LogMonitor {
    let custodian: Custodian
    let settings: MonitorSettings
    private var feed: MonitorFeed
    var engine: MonitorEngine
    /// The alerts in cases, and what is suppressed.
    public internal(set) var book: AlertBook
    /// Found and not recorded yet, because the log could not take them.
    var waiting: [FoundAlert]
    /// The key of the alert that was recorded, or perhaps was, before something behind that failed: nobody was told of it yet.
    private var untold: String?
    /// Which of the alerts of other systems somebody was told of.
    var signals: ToldSignals
    /// Up to which commit a monitor before this one may have recorded alerts and told nobody; zero where nothing tells how far that had come.
    private let foundBefore: CommitSequence
    /// What is on its way to the channels, in their order.
    let queues: [ChannelQueue]
    /// What waits for channels that this monitor does not have: it is kept for one that does.
    var absent: [ChannelBacklog]
    /// Whether what was kept last says that something is on its way to a channel of this monitor.
    private var hasKeptUndelivered: Bool
    private let gate = SerialGate()

    /// - Parameter undelivered: what a monitor before this one kept as on its way to channels.
    init(
        _ custodian: Custodian, _ settings: MonitorSettings, _ snapshot: MonitorSnapshot?, undelivered: [ChannelBacklog]
    ) throws {
        self.custodian = custodian
        self.settings = settings
        let queues = ChannelQueue.all(for: settings.channels, with: undelivered)
        self.queues = queues
        let absent = undelivered.filter { backlog in !queues.contains { $0.id == backlog.channel } }
        self.absent = Array(absent.suffix(ChannelBacklog.absentLimit))
        hasKeptUndelivered = absent.count < undelivered.count
        feed = MonitorFeed(custodian, settings)
        let kept = try snapshot?.engine(settings.configuration)
        engine = kept ?? MonitorEngine(settings.configuration)
        foundBefore = kept == nil ? .zero : custodian.backends.coordinator.lastSequence
        book = snapshot?.book ?? AlertBook()
        waiting = (snapshot?.waiting ?? []).map { FoundAlert(alert: $0, isFromLog: false) }
        signals = snapshot?.signals ?? ToldSignals()
    }

    /// The newest commit that was looked at.
    public var position: CommitSequence { engine.position }
    /// Tells states apart when two monitors are compared.
    public var stateHash: UInt64 { engine.stateHash }
    /// What is looked for.
    public var configuration: MonitorConfiguration { engine.configuration }
    /// Why channels did not take alerts, with how often it was: what they threw, and what was left out because they did not keep up.
    public var channelFailures: [String: Int] {
        queues.reduce(into: [:]) { $0.merge($1.failures, uniquingKeysWith: +) }
    }
    /// How often a rule has found something, in shadow too.
    public func count(of rule: RuleID) -> UInt64 { engine.count(of: rule) }

    /// Looks at everything that is durable by now, and keeps what it remembers.
    ///
    /// - Returns: how many alerts were recorded, or had been when nobody may have been told. Channels are told behind that, see ``delivered()``;
    ///   what a monitor before this one kept for them is told from the opening on, and not counted.
    /// - Throws: ``CustodianError``. What was found and not recorded is recorded the next time.
    @discardableResult
    public func catchUp() async throws -> Int { try await alone { try await $0.takeIn() } }

    /// Looks at the log as it grows, until the custodian is closed or the task is cancelled.
    ///
    /// - Throws: ``CustodianError``, `CancellationError`; begin again then.
    public func run() async throws {
        repeat { try await catchUp() } while try await committedMore()
    }

    /// Waits until every channel took what is on its way to it, and keeps that it did, or until the task is cancelled: before a process ends.
    /// Nothing else waits for a channel, and one that never answers holds nothing up but this.
    public nonisolated func delivered() async {
        for queue in queues { await queue.delivered() }
        await keepDelivered()
    }

    private func committedMore() async throws -> Bool {
        try await withThrowingTaskGroup(of: Void.self, returning: Bool.self) { group in
            // What channels take while nothing is committed must not be told again after a crash.
            group.addTask { await self.delivered() }
            defer { group.cancelAll() }
            do { return try await custodian.backends.coordinator.committed(after: position) } catch {
                throw CustodianError.facing(error)
            }
        }
    }

    private func keepDelivered() async {
        // Another monitor that took the place of this one keeps its own memory in the same place.
        guard hasKeptUndelivered, !Task.isCancelled, custodian.isWatched(by: self) else { return }
        do { try await alone { try await $0.keep() } } catch {
            // What cannot be kept is told twice, no more, and who keeps something the next time is told why not.
        }
    }

    /// Takes in what another system noticed: it is an alert at once, by the same door as what the rules find.
    ///
    /// Send it again, the same to the millisecond, when this throws or the process dies before it returns: nothing else brings it
    /// back. It is recorded once, and channels are told as if it were new, unless the monitor remembers that they were: this one,
    /// or one before it that kept so in the same memory. It remembers the newest 1,000 that were told.
    ///
    /// - Throws: ``CustodianError``.
    public func ingest(signal: MonitorSignal) async throws {
        try await alone { monitor in
            monitor.take(signal)
            _ = try await monitor.publish()
            try await monitor.keep()
        }
    }

    /// One thing after another: an actor lets others in while it waits.
    func alone<Result: Sendable>(_ body: @escaping @Sendable (isolated LogMonitor) async throws -> Result) async throws
        -> Result
    {
        do { return try await gate.enter { try await body(self) } } catch { throw CustodianError.facing(error) }
    }

    private func take(_ signal: MonitorSignal) {
        waiting += engine.ingest(signal: signal).map { FoundAlert(alert: $0, isFromLog: false) }
    }

    private func takeIn() async throws -> Int {
        try await refresh()
        engine.names = feed.roles
        var events: [MonitorEvent] = []
        var count = try await publish()
        for try await entry in custodian.backends.audit.entries(since: engine.position.next) {
            let commit = try AuditLeaf.commit(of: entry.leafBytes.array)
            if commit > (events.last?.commit ?? commit) {
                // A commit is taken in wholly or not at all.
                count += try await take(events)
                events = []
            }
            if let event = try await self.event(of: entry) {
                events.append(event)
            } else if events.isEmpty {
                engine.pass(commit)
            }
        }
        count += try await take(events)
        try await keep()
        return count
    }

    // A copy goes in and comes back: what waits in between must not hold the actor's own.
    private func refresh() async throws {
        var feed = feed
        try await feed.refresh()
        self.feed = feed
    }

    private func event(of entry: AuditEntry) async throws -> MonitorEvent? {
        var feed = feed
        let event = try await feed.event(of: entry)
        self.feed = feed
        return event
    }

    private func take(_ events: [MonitorEvent]) async throws -> Int {
        for event in events { waiting += engine.ingest(event).map { FoundAlert(alert: $0, isFromLog: true) } }
        return waiting.isEmpty ? 0 : try await publish()
    }

    /// Records what waits, in order, proposes what is grave enough, and tells the channels of what was not recorded before, or may not have
    /// been told. What fails is tried again from the alert on that it failed at: recording and proposing a second time alter nothing.
    private func publish() async throws -> Int {
        var count = 0
        while let found = waiting.first {
            let alert = found.alert
            var next = book
            let outcome = next.add(alert)
            if outcome != .shadowed {
                do {
                    if try await custodian.record(alert, outcome) {
                        untold = alert.key
                    } else if signals.contains(custodian.idempotency(of: alert).key) {
                        // Its case may be full by now, or somebody looked at it: it joins none again, and opens none.
                        untold = nil
                        waiting.removeFirst()
                        continue
                    } else if mayBeUntold(found, outcome) {
                        untold = alert.key
                    }
                } catch let error as CustodianError where error.code == .inDoubt {
                    untold = alert.key
                    throw error
                }
            }
            if let number = outcome.caseNumber, next.isCandidate(number, from: settings.configuration.candidateScore) {
                try await propose(number, by: alert, in: &next)
            }
            book = next
            waiting.removeFirst()
            guard untold == alert.key else { continue }
            untold = nil
            count += 1
            guard let number = outcome.caseNumber else { continue }
            tell(alert, number)
            if !found.isFromLog { signals.insert(custodian.idempotency(of: alert).key, by: alert.actor) }
        }
        return count
    }

    /// Whether an alert that is on record may have been told to nobody, for nothing that is remembered tells of it. Of those in
    /// the log, which is read from its beginning where there is no memory: only what a monitor before may have found, not kept.
    private func mayBeUntold(_ found: FoundAlert, _ outcome: AlertBook.Outcome) -> Bool {
        // A case takes an alert together with its telling.
        if case .repeated = outcome { return false }
        return !found.isFromLog || found.alert.evidence.last.map { $0 <= foundBefore } ?? false
    }

    private func propose(_ number: UInt64, by alert: MonitorAlert, in book: inout AlertBook) async throws {
        guard let found = book[number] else { return }
        let question = ScopeQuestion(
            principal: feed.names[found.actor], from: found.alerts.map(\.from).min(), to: alert.at.adding(milliseconds: 1))
        let what = alert.detail.map { " (\($0))" } ?? ""
        let title = "\(alert.rule)\(what): \(engine.configuration[alert.rule].title)"
        let incident = try await custodian.openIncident(from: Alert(title, at: found.openedAt, about: question), key: found.key)
        try book.propose(number, as: incident)
    }

    // Nothing waits for a channel: who hangs outside must not hold up the monitor, nor the erasure that it has to follow.
    private func tell(_ alert: MonitorAlert, _ number: UInt64) {
        guard let found = book[number] else { return }
        let notice = AlertNotice(alert: alert, caseNumber: number, caseScore: found.score, incident: found.incident)
        for queue in queues { queue.put(notice) }
    }

    /// Keeps what is remembered, where there is a place for it.
    func keep() async throws {
        guard let memory = settings.memory else { return }
        let undelivered = queues.compactMap(\.backlog)
        let snapshot = MonitorSnapshot(
            engine: engine, book: book, waiting: waiting.map(\.alert), signals: signals, auditors: settings.auditors,
            undelivered: absent + undelivered)
        try await memory.save(try snapshot.sealed(custodian))
        hasKeptUndelivered = !undelivered.isEmpty
    }
}
