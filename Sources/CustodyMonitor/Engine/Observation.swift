import CustodyModel

/// An event with what the engine knows about its actor and its time: what a rule is asked about.
struct Observation {
    let event: MonitorEvent
    /// The actor's row.
    let place: Int
    /// The role's row, below ``RoleTable/capacity``.
    let role: Int
    /// How many records, at least one.
    let amount: UInt32
    /// Milliseconds since 1970.
    let time: Int64
    /// Since when the actor is known.
    let known: Int64
    /// Where the monitor is.
    let moment: Moment
    /// How many different people the actor touched in the last day.
    let subjects: Double
    /// The actor's last day, when it ended with this event.
    let closedDay: ClosedDay?

    /// Whether data left the store.
    var takes: Bool { event.kind.takes && !event.isDenied }

    /// How long the actor is known. Times may come a little out of order.
    var age: Int64 { max(0, time - known) }
}

/// A time in the place's own hours.
struct Moment: Equatable {
    /// Hours since 1970.
    let hour: Int64
    /// Days since 1970.
    let day: Int64
    /// The hour of the day, and 24 more on a weekend.
    let season: Int

    static let seasons = 48
    static let hourLength: Int64 = 3_600_000
    static let dayLength: Int64 = 24 * hourLength

    init(hour: Int64) {
        self.hour = hour
        day = hour / 24
        season = Int(hour % 24) + (Self.isWeekend(day) ? 24 : 0)
    }

    /// Whether another hour has begun since the one that was noted, which may be of a clock that was wrong.
    @inline(__always)
    func isPast(hour noted: Int64) -> Bool { noted < hour || LogClock.isStray(noted, at: hour, in: Self.hourLength) }

    /// The same of a day.
    @inline(__always)
    func isPast(day noted: Int64) -> Bool { noted < day || LogClock.isStray(noted, at: day, in: Self.dayLength) }

    /// 1970-01-01 was a Thursday.
    @inline(__always)
    static func isWeekend(_ day: Int64) -> Bool { (day + 3) % 7 >= 5 }

    /// 0 on a weekday, 1 on a weekend.
    @inline(__always)
    static func kind(_ day: Int64) -> Int { isWeekend(day) ? 1 : 0 }
}

/// What an actor did on a day on which they did something.
struct ClosedDay {
    var day: Int64
    /// How many records.
    var volume: UInt32
    /// Of how many different people.
    var subjects: Double
}
