import CustodyModel
import CustodyMonitor

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Somebody who works with personal data: how much, when, and with what.
struct TrafficActor: Sendable {
    let handle: Handle
    private let role: Int
    /// Reads in an hour of work, on the average.
    private let rate: Double
    /// Works in shifts that change every week, weekends too.
    private let isOnShifts: Bool
    private let firstHour: Int
    private let phase: Double
    private let daysOff: Set<Int>
    private let dayFactors: [Double]
    private let caseload: Int
    private let sources: [UInt32]

    private struct Role {
        var share: Double
        var purposes: [Double]
        var categories: Int
        var special: Double
    }

    private static let roles = [
        Role(share: 0.55, purposes: [0.6, 0.25, 0.15], categories: 0, special: 0),
        Role(share: 0.25, purposes: [0.7, 0.3], categories: 4, special: 0),
        Role(share: 0.20, purposes: [0.5, 0.3, 0.1, 0.1], categories: 8, special: 0.06),
    ]

    init(_ number: Int, days: Int, _ dice: inout Dice) {
        handle = Handle(words: (0xac, UInt64(number + 1) &* 0xd134_2543_de82_ef95))
        let drawn = dice.fraction()
        role = drawn < Self.roles[0].share ? 0 : drawn < Self.roles[0].share + Self.roles[1].share ? 1 : 2
        rate = 7 * exp(0.6 * dice.normal())
        isOnShifts = dice.happens(0.15)
        firstHour = 7 + dice.below(3)
        phase = dice.fraction()
        let start = dice.below(days)
        // Seven to fourteen days of holiday, and now and then a day of illness.
        var daysOff = Set(start..<start + 7 + dice.below(8))
        for day in 0..<days where dice.happens(0.02) { daysOff.insert(day) }
        self.daysOff = daysOff
        // A day is up to a quarter slower or busier.
        dayFactors = (0..<days).map { _ in 0.75 + 0.5 * dice.fraction() }
        caseload = dice.below(Traffic.subjectCount)
        sources = dice.happens(0.4) ? [UInt32(1 + dice.below(3)), UInt32(1000 + number)] : [UInt32(1 + dice.below(3))]
    }

    /// An hour of that day at which the actor works, if they do.
    func usualHour(day: Int) -> Int { isOnShifts ? (shift(day) + 2) % 24 : firstHour + 2 }

    /// Whether the actor works on that day.
    func works(on day: Int, of days: Int) -> Bool { mean(day: day, hour: usualHour(day: day), of: days) > 0 }

    /// How many reads are to be expected in an hour.
    func mean(day: Int, hour: Int, of days: Int) -> Double {
        guard !daysOff.contains(day) else { return 0 }
        let isWeekend = day % 7 >= 5
        let shape: Double
        if isOnShifts {
            // Two days off, which wander through the week.
            guard (day + Int(phase * 7)) % 7 < 5 else { return 0 }
            shape = (hour + 24 - shift(day)) % 24 < 8 ? 1 : 0
        } else {
            guard !isWeekend || phase < 0.1 else { return 0 }
            let worked = hour - firstHour
            shape = (0..<9).contains(worked) ? (worked == 4 ? 0.4 : 1) * (isWeekend ? 0.3 : 1) : worked == 9 ? 0.15 : 0
        }
        // A slow wave, busier Mondays.
        let season = 1 + 0.1 * sin(2 * .pi * (Double(day) / Double(max(1, days)) + phase))
        return rate * shape * season * dayFactors[day] * (day % 7 == 0 ? 1.15 : 1)
    }

    /// Early, late or night, another every week.
    private func shift(_ day: Int) -> Int { [6, 14, 22][(day / 7 + Int(phase * 3)) % 3] }

    /// An access as the actor usually makes it.
    func access(at time: Int64, _ dice: inout Dice) -> MonitorEvent {
        let role = Self.roles[role]
        let kind: MonitorEvent.Kind = dice.happens(0.08) ? .change : dice.happens(0.004) ? .export : .read
        var event = MonitorEvent(kind, at: Instant(milliseconds: time), commit: .zero)
        event.actor = handle
        event.role = UInt32(self.role + 1)
        event.action = kind == .read ? 2 : kind == .change ? 3 : 50
        let isOwn = dice.happens(0.6)
        let subject = isOwn ? (caseload + dice.below(200)) % Traffic.subjectCount : dice.below(Traffic.subjectCount)
        event.subjects = [Traffic.subject(subject)]
        event.ordinal = UInt64(subject)
        var drawn = dice.fraction()
        for (number, share) in role.purposes.enumerated() {
            event.purpose = UInt32(1 + self.role * 4 + number)
            drawn -= share
            if drawn < 0 { break }
        }
        for _ in 0..<1 + dice.below(3) { event.categories |= 1 << UInt64(role.categories + dice.below(4)) }
        if dice.happens(role.special) {
            event.categories |= Traffic.specialCategory
            event.marks = .special
        }
        event.source = sources[dice.happens(0.9) ? 0 : sources.count - 1]
        if dice.happens(0.015) {
            event.isDenied = true
        } else if dice.happens(0.015) {
            event.marks.insert(.notFound)
            event.isDenied = true
            event.subjects = []
        }
        return event
    }
}
