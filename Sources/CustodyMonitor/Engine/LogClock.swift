import CustodyModel

/// What time it is by the log: the time that memories go on to with an event.
///
/// A time that is more than ``bound`` away from the last one, forward or back, is taken only when an event of another commit bears it out;
/// until then its events count as of the last good time. One wrong clock, or one wrong event of a host, would otherwise carry every
/// memory to where nothing that follows is seen.
struct LogClock {
    /// How far a single commit moves the time. Longer than a log that is in use says nothing.
    static let bound: Int64 = 7 * 86_400_000
    /// How far a commit's time lies before that of an earlier one although no clock is wrong: it is told when an operation begins, and
    /// operations end in another order.
    static let disorder: Int64 = 60_000
    /// The last good time; 0 before the first event.
    private(set) var latest: Int64 = 0
    private var doubted: Int64 = 0
    private var commit: UInt64 = 0

    /// A time that nothing bore out.
    struct Refuted {
        var time: Int64
        var commit: CommitSequence
    }

    /// The time that an event counts as of, and the one before it that turns out to have been wrong.
    @inline(__always)
    mutating func take(_ time: Int64, of commit: CommitSequence) -> (time: Int64, refuted: Refuted?) {
        if doubted == 0, latest == 0 || abs(time - latest) <= Self.bound {
            latest = time
            return (time, nil)
        }
        return weigh(time, commit)
    }

    /// Whether a time is within so long after another one, or as good as at once with it. One that lies further before it is of a clock that
    /// was set back: nothing is held against that for long.
    @inline(__always)
    static func isWithin(_ span: Int64, after earlier: Int64, _ time: Int64) -> Bool {
        span > 0 && time - earlier < span && earlier - time <= disorder
    }

    /// Whether a time, or the number of a span of that length, lies so far ahead that a clock was wrong when it was noted: what is remembered
    /// of it would count as of now for as long. The next span alone is never that.
    @inline(__always)
    static func isStray(_ noted: Int64, at now: Int64, in unit: Int64 = 1) -> Bool {
        let ahead = noted - now
        return ahead > 1 && ahead - 1 > bound / unit
    }

    /// Whether a time was noted no longer ago than that. What was noted of a clock that was wrong is of no time.
    @inline(__always)
    static func isRecent(_ noted: Int64, in span: Int64, at now: Int64) -> Bool {
        now - noted <= span && !isStray(noted, at: now)
    }

    private mutating func weigh(_ time: Int64, _ commit: CommitSequence) -> (time: Int64, refuted: Refuted?) {
        var refuted: Refuted?
        // Entries of one commit have one clock: they bear out nothing of each other. A host may count no commits.
        if doubted != 0, commit == .zero || commit.rawValue != self.commit {
            let isBorneOut = doubted > latest ? time >= doubted - Self.bound : time <= doubted + Self.bound
            if isBorneOut {
                latest = doubted
            } else {
                refuted = Refuted(time: doubted, commit: CommitSequence(rawValue: self.commit))
            }
            doubted = 0
        }
        guard abs(time - latest) > Self.bound else {
            latest = time
            return (time, refuted)
        }
        if doubted == 0 { (doubted, self.commit) = (max(1, time), commit.rawValue) }
        return (latest, refuted)
    }
}

extension LogClock: MonitorState {
    mutating func code(_ coder: inout StateCoder) throws(MonitorError) {
        // Before version 2 every time was taken.
        guard coder.version >= 2 else { return }
        try coder.code(&latest)
        try coder.code(&doubted)
        try coder.code(&commit)
        try coder.expect(latest <= MonitorEngine.latestTime && doubted <= MonitorEngine.latestTime)
    }
}
