public import CustodyModel
public import CustodyMonitor

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Made-up accesses of an organisation: actors in roles and shifts, with days off, slow and busy weeks, and counts that scatter more than
/// by chance (negative binomial, k = 3). Everything follows from the seed.
public struct Traffic: Sendable {
    static let hour: Int64 = 3_600_000
    /// 2026-01-05, a Monday.
    public static let start: Int64 = 1_767_571_200_000
    static let subjectCount = 50_000
    static let specialCategory: UInt64 = 1 << 20

    /// How many days.
    public let days: Int
    /// What is done wrong, by whom, and from when on.
    public private(set) var cases: [Case] = []
    let actors: [TrafficActor]
    private var extra: [MonitorEvent] = []
    private var dice: Dice
    private var commit: UInt64 = 0

    /// One misuse.
    public struct Case: Sendable {
        /// What.
        public var misuse: Misuse
        /// By whom; the first of several.
        public var actor: Handle
        /// Whose data, where it is about one person.
        public var subject: Handle
        /// From when on.
        public var from: Instant
        /// Until when an alert is about it.
        public var to: Instant
        var place: Int
        /// On which days more is done.
        var days: Set<Int> = []
    }

    /// Traffic of so many actors and days.
    ///
    /// - Parameter misuses: how often each is done, by different actors, in the last third of the time.
    public init(seed: UInt64, actors count: Int = 150, days: Int = 84, misuses: [Misuse: Int] = [:]) {
        self.days = days
        var dice = Dice(seed: seed)
        actors = (0..<count).map { TrafficActor($0, days: days, &dice) }
        self.dice = dice
        var innocent = Array(actors.indices).shuffled(using: &dice)
        for misuse in Misuse.allCases {
            for _ in 0..<(misuses[misuse] ?? 0) {
                guard let place = innocent.popLast() else { break }
                commitMisuse(misuse, place, &dice)
            }
        }
        extra.sort { ($0.time, $0.actor) < ($1.time, $1.actor) }
        self.dice = dice
    }

    /// How many actor-days there are.
    public var actorDays: Int { actors.count * days }

    /// Gives every event in the order of time, each with its commit.
    public mutating func run(_ body: (MonitorEvent) -> Void) {
        var waiting = extra[...]
        for hour in 0..<days * 24 {
            var events: [MonitorEvent] = []
            for place in actors.indices { work(place, hour, &events) }
            let end = Instant(milliseconds: Self.start + Int64(hour + 1) * Self.hour)
            while let first = waiting.first, first.time < end {
                events.append(first)
                waiting.removeFirst()
            }
            events.sort { ($0.time, $0.actor) < ($1.time, $1.actor) }
            for var event in events {
                commit += 1
                event.commit = CommitSequence(rawValue: commit)
                body(event)
            }
        }
    }

    /// Stands for a person of the organisation's customers.
    static func subject(_ number: Int) -> Handle { Handle(words: (0x5b, UInt64(number) &* 0x9e37_79b9_7f4a_7c15)) }

    private mutating func work(_ place: Int, _ hour: Int, _ events: inout [MonitorEvent]) {
        let actor = actors[place]
        var mean = actor.mean(day: hour / 24, hour: hour % 24, of: days)
        guard mean > 0 else { return }
        for drift in cases where drift.misuse == .slowDrift && drift.place == place {
            if drift.days.contains(hour / 24) { mean *= 1.5 }
        }
        let now = Self.start + Int64(hour) * Self.hour
        for _ in 0..<dice.overdispersed(mean) {
            events.append(actor.access(at: now + Int64(dice.fraction() * Double(Self.hour)), &dice))
        }
    }

    // MARK: Misuse

    private mutating func commitMisuse(_ misuse: Misuse, _ place: Int, _ dice: inout Dice) {
        let actor = actors[place]
        let first = days * 2 / 3
        let span = misuse == .slowDrift ? max(1, days - first - 17) : days - first - 2
        var day = first + dice.below(span)
        // Most misuse is done at work.
        var tries = 0
        while !actor.works(on: day, of: days), tries < 50 {
            day = first + dice.below(span)
            tries += 1
        }
        let start = Self.start + Int64(day * 24) * Self.hour
        let from = misuse == .slowDrift ? start : start + Int64(misuse == .offHours ? 3 : actor.usualHour(day: day)) * Self.hour
        let subject = Self.subject(dice.below(Self.subjectCount))
        var done = Case(
            misuse: misuse, actor: actor.handle, subject: subject, from: Instant(milliseconds: from),
            to: Instant(milliseconds: from + 24 * Self.hour), place: place)
        if misuse == .slowDrift {
            let worked = (day..<days).filter { actor.works(on: $0, of: days) }
            done.days = Set(worked.prefix(10))
            // What a day came to is known when the next day of work begins.
            let end = worked.count > 10 ? worked[10] + 1 : days
            done.to = Instant(milliseconds: Self.start + Int64(end * 24) * Self.hour)
        }
        cases.append(done)
        func add(
            _ count: Int, over span: Int64, by actor: TrafficActor, _ change: (inout MonitorEvent, Int) -> Void = { _, _ in }
        ) {
            for number in 0..<count {
                var event = actor.access(at: from + Int64(number) * span / Int64(count), &dice)
                event.isDenied = false
                event.kind = .read
                event.marks = []
                event.subjects = [Self.subject(dice.below(Self.subjectCount))]
                change(&event, number)
                extra.append(event)
            }
        }
        switch misuse {
        case .bulk500: add(500, over: Self.hour * 9 / 10, by: actor)
        case .bulk100: add(100, over: Self.hour * 9 / 10, by: actor)
        case .manySubjects: add(300, over: Self.hour * 15 / 2, by: actor)
        case .slowDrift: break
        case .offHours: add(60, over: Self.hour * 9 / 10, by: actor)
        case .deniedThenPermitted:
            add(13, over: Self.hour / 3, by: actor) { event, number in
                event.isDenied = number < 12
                event.subjects = [subject]
            }
        case .probedSubject:
            for number in 0..<12 {
                let other = actors[(place + number * 7) % actors.count]
                var event = other.access(at: from + Int64(number) * Self.hour, &dice)
                (event.kind, event.isDenied, event.subjects) = (.read, false, [subject])
                extra.append(event)
            }
        case .specialSweep:
            add(40, over: Self.hour * 2 / 3, by: actor) { event, _ in
                event.marks = .special
                event.categories = Self.specialCategory
            }
        case .massChange: add(60, over: 8 * 60_000, by: actor) { event, _ in event.kind = .change }
        }
    }
}
