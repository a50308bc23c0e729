import CustodyModel

/// R20: the log tells of lost events; its clock steps back by more than five seconds, or a time is so far off that nothing bears it out
/// (``LogClock``); nothing comes for four times as long as it ever lately did, and at least for twelve hours; somebody reads it who is not
/// there to audit it; or a check found that it is not what was written, which comes as a ``MonitorSignal``.
struct LogHealthRule {
    private let thresholds: [Double]
    private let step: Int64
    private let silence: Int64
    private let refractory: Int64
    private var latest: Int64 = 0
    private var since: Int64 = 0
    /// The longest time between two events, which fades: nights and weekends without anything are nothing to speak of.
    private var longest: Float = 0
    private var spoken = [Int64](repeating: 0, count: Kind.allCases.count)

    private static let day: Int64 = 86_400_000

    private enum Kind: Int, CaseIterable { case gap, clock, silence, reader, damaged, unanchored, payload }

    init(_ settings: RuleSettings) {
        thresholds = settings.correlations.map(\.condition.threshold)
        step = settings.span(0)
        silence = settings.span(1)
        refractory = settings.refractory.milliseconds
    }

    /// Looks at an event of the log, whoever acted.
    @inline(__always)
    mutating func observe(_ event: MonitorEvent, at time: Int64, _ desk: inout AlertDesk) {
        if event.kind == .gap {
            raise(.gap, event, at: time, Double(event.recordCount), over: 0, &desk)
        }
        if event.marks.contains(.clockSuspect) || latest - time >= step {
            raise(.clock, event, at: max(time, latest), Double(latest - time) / 1000, over: step, &desk)
        }
        if event.marks.contains(.foreignReader) { raise(.reader, event, at: time, 1, over: 0, &desk) }
        // A clock that was ahead and was set right is gone on with: what comes then is not late for long.
        since = min(since, time)
        defer { latest = time }
        guard time > latest else { return }
        if latest > 0 { learn(time - latest, event, at: time, &desk) } else { since = time }
    }

    /// Tells of a time that nothing bore out.
    mutating func tell(of refuted: LogClock.Refuted, at time: Int64, _ desk: inout AlertDesk) {
        let event = MonitorEvent(.other, at: Instant(milliseconds: time), commit: refuted.commit)
        raise(.clock, event, at: max(time, latest), Double(abs(refuted.time - time)) / 1000, over: step, &desk)
    }

    private mutating func learn(_ gap: Int64, _ event: MonitorEvent, at time: Int64, _ desk: inout AlertDesk) {
        // Two weeks show what nights and weekends are like.
        if gap >= silence, time - since >= 14 * Self.day, Double(gap) >= thresholds[1] * Double(longest) {
            return raise(.silence, event, at: time, Double(gap) / 3_600_000, over: gap, &desk)
        }
        longest = max(Float(gap), longest * (1 - Float(gap) / Float(60 * Self.day)))
    }

    /// Takes what a check of the log found.
    mutating func take(_ signal: MonitorSignal, _ desk: inout AlertDesk) {
        var event = MonitorEvent(.other, at: signal.time, commit: signal.evidence.last ?? .zero)
        event.actor = signal.actor
        let time = min(max(0, signal.time.milliseconds), MonitorEngine.latestTime)
        switch signal.kind {
        case .logDamaged: raise(.damaged, event, at: time, 1, over: 0, &desk)
        case .logUnanchored: raise(.unanchored, event, at: time, 1, over: 0, &desk)
        case .payloadMissing: raise(.payload, event, at: time, 1, over: 0, &desk)
        case .external(let name, let severity):
            desk.raise(
                .logHealth, signal.actor, .zero, at: time, observed: 1, expected: 0, score: 1, over: 0, level: severity,
                evidence: signal.evidence.suffix(32), detail: name)
        }
    }

    private mutating func raise(
        _ kind: Kind, _ event: MonitorEvent, at time: Int64, _ observed: Double, over window: Int64, _ desk: inout AlertDesk
    ) {
        let last = spoken[kind.rawValue]
        guard last == 0 || !LogClock.isWithin(refractory, after: last, time) else { return }
        spoken[kind.rawValue] = max(1, time)
        desk.raise(
            .logHealth, event.actor, .zero, at: time, observed: observed, expected: 0, score: 1, over: window,
            level: kind == .silence || kind == .reader ? .high : nil, evidence: [event.commit], detail: "\(kind)")
    }
}

extension LogHealthRule: MonitorState {
    mutating func code(_ coder: inout StateCoder) throws(MonitorError) {
        try coder.code(&latest)
        try coder.code(&since)
        try coder.code(&longest)
        try coder.code(&spoken)
        try coder.expect(spoken.count == Kind.allCases.count)
    }
}
