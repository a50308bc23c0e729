import CustodyModel

/// Who looked at whom lately, for a fixed number of people: sets of eight places, found by the person's hash.
struct SubjectTable {
    private static let ways = 8
    /// How many actors are told apart; more count as this many.
    static let actorLimit = 16
    private let sets: Int
    private let window: Int64
    private var swept: Int64 = 0
    private var subjects: [Handle]
    private var latest: [Int64]
    private var spoken: [Int64]
    private var counts: [UInt8]
    // What is known of each actor who looked, so many of each person.
    private var actors: [UInt32]
    private var times: [Int64]
    private var roles: [UInt8]
    private var commits: [UInt64]

    init(capacity: Int, window: Int64) {
        self.window = window
        sets = max(1, capacity / Self.ways)
        let count = sets * Self.ways
        subjects = Array(repeating: .zero, count: count)
        latest = Array(repeating: 0, count: count)
        spoken = latest
        counts = Array(repeating: 0, count: count)
        actors = Array(repeating: 0, count: count * Self.actorLimit)
        times = Array(repeating: 0, count: count * Self.actorLimit)
        roles = Array(repeating: 0, count: count * Self.actorLimit)
        commits = Array(repeating: 0, count: count * Self.actorLimit)
    }

    /// Notes that an actor looked at a person, and answers the person's place and how many actors did in the window.
    mutating func note(
        _ subject: Handle, _ actor: UInt32, _ role: Int, _ commit: CommitSequence, at time: Int64,
        _ histogram: inout SubjectHistogram
    ) -> (place: Int, actors: Int) {
        if time - swept >= window || LogClock.isStray(swept, at: time) { sweep(at: time, &histogram) }
        let place = find(subject, at: time, &histogram)
        latest[place] = max(latest[place], time)
        forget(before: time - window, place)
        let base = place * Self.actorLimit
        let count = Int(counts[place])
        for row in base..<base + count where actors[row] == actor {
            times[row] = time
            return (place, count)
        }
        guard count < Self.actorLimit else { return (place, count) }
        actors[base + count] = actor
        times[base + count] = time
        roles[base + count] = UInt8(truncatingIfNeeded: role)
        commits[base + count] = commit.rawValue
        counts[place] += 1
        return (place, count + 1)
    }

    /// In how many roles those who looked acted.
    func roleCount(_ place: Int) -> Int {
        let base = place * Self.actorLimit
        var mask: UInt64 = 0
        for row in base..<base + Int(counts[place]) { mask |= 1 << UInt64(roles[row] & 63) }
        return mask.nonzeroBitCount
    }

    /// Whether something may be said of the person again.
    mutating func speak(_ place: Int, at time: Int64, after refractory: Int64) -> Bool {
        guard spoken[place] == 0 || !LogClock.isWithin(refractory, after: spoken[place], time) else { return false }
        spoken[place] = time
        return true
    }

    /// The first commit of each actor who looked.
    func evidence(_ place: Int) -> [CommitSequence] {
        let base = place * Self.actorLimit
        return commits[base..<base + Int(counts[place])].map { CommitSequence(rawValue: $0) }
    }

    /// Forgets a person.
    mutating func remove(_ subject: Handle) {
        let first = set(of: subject)
        for place in first..<first + Self.ways where subjects[place] == subject { empty(place) }
    }

    /// Lets everybody go whom nobody looked at in a window, once in a window: nobody is remembered for longer than two.
    private mutating func sweep(at time: Int64, _ histogram: inout SubjectHistogram) {
        swept = time
        // Those too who were looked at when the clock was wrong.
        for place in subjects.indices
        where counts[place] > 0 && (time - latest[place] >= window || LogClock.isStray(latest[place], at: time)) {
            histogram.add(Int(counts[place]))
            empty(place)
        }
    }

    private func set(of subject: Handle) -> Int { Int(Mixing.hash(subject) % UInt64(sets)) * Self.ways }

    private mutating func find(_ subject: Handle, at time: Int64, _ histogram: inout SubjectHistogram) -> Int {
        let first = set(of: subject)
        var weakest = first
        for place in first..<first + Self.ways {
            if subjects[place] == subject, counts[place] > 0 { return place }
            if strength(place, at: time) < strength(weakest, at: time) { weakest = place }
        }
        if counts[weakest] > 0 { histogram.add(Int(counts[weakest])) }
        empty(weakest)
        subjects[weakest] = subject
        return weakest
    }

    /// How little a place may be given away: by how many looked, then by when. One whose window is over, first of all.
    private func strength(_ place: Int, at time: Int64) -> (UInt8, Int64) {
        (time - latest[place] >= window ? 0 : counts[place], latest[place])
    }

    private mutating func forget(before time: Int64, _ place: Int) {
        let base = place * Self.actorLimit
        var kept = base
        for row in base..<base + Int(counts[place]) where times[row] > time {
            if kept < row {
                (actors[kept], times[kept], roles[kept], commits[kept]) = (actors[row], times[row], roles[row], commits[row])
            }
            kept += 1
        }
        counts[place] = UInt8(kept - base)
    }

    private mutating func empty(_ place: Int) {
        subjects[place] = .zero
        latest[place] = 0
        spoken[place] = 0
        counts[place] = 0
        actors.clearRow(place, Self.actorLimit)
        times.clearRow(place, Self.actorLimit)
        roles.clearRow(place, Self.actorLimit)
        commits.clearRow(place, Self.actorLimit)
    }
}

extension SubjectTable: MonitorState {
    mutating func code(_ coder: inout StateCoder) throws(MonitorError) {
        let count = subjects.count
        try coder.code(list: &subjects, empty: .zero) { coder, subject throws(MonitorError) in try coder.code(&subject) }
        try coder.code(&swept)
        try coder.code(&latest)
        try coder.code(&spoken)
        try coder.code(&counts)
        try coder.code(&actors)
        try coder.code(&times)
        try coder.code(&roles)
        try coder.code(&commits)
        try coder.expect([subjects.count, latest.count, spoken.count, counts.count].allSatisfy { $0 == count })
        try coder.expect(
            [actors.count, times.count, roles.count, commits.count].allSatisfy { $0 == count * Self.actorLimit }
                && counts.allSatisfy { $0 <= Self.actorLimit })
    }
}
