import CustodyModel

@testable import CustodyMonitor

/// Events by hand: a clock that goes on, and the same few actors and people.
struct Scene {
    var engine: MonitorEngine
    var time: Int64
    private(set) var commit: UInt64 = 0
    private(set) var alerts: [MonitorAlert] = []

    static let minute: Int64 = 60_000
    static let hour: Int64 = 3_600_000
    static let day: Int64 = 86_400_000

    /// Monday, 2026-01-05, nine o'clock.
    init(_ configuration: MonitorConfiguration = .standard, roles: [RoleID: UInt32] = [:]) {
        engine = MonitorEngine(configuration, roles: roles)
        time = 1_767_571_200_000 + 9 * Self.hour
    }

    static func actor(_ number: UInt64) -> Handle { Handle(words: (0xac, number)) }
    static func subject(_ number: UInt64) -> Handle { Handle(words: (0x5b, number)) }

    /// One event, and what the rules say to it.
    @discardableResult
    mutating func act(
        _ kind: MonitorEvent.Kind = .read, by actor: UInt64 = 1, on subject: UInt64? = nil, denied: Bool = false,
        _ change: (inout MonitorEvent) -> Void = { _ in }
    ) -> [MonitorAlert] {
        commit += 1
        var event = MonitorEvent(kind, at: Instant(milliseconds: time), commit: CommitSequence(rawValue: commit))
        event.actor = actor == 0 ? .zero : Self.actor(actor)
        event.isDenied = denied
        if let subject { event.subjects = [Self.subject(subject)] }
        change(&event)
        let found = engine.ingest(event)
        alerts += found
        return found
    }

    /// Ordinary work: so many reads in each hour from nine to five, on so many days, those of the week only.
    mutating func work(days: Int, hourly: Int = 6, by actor: UInt64 = 1, _ change: (inout MonitorEvent) -> Void = { _ in }) {
        let start = time
        for day in 0..<days {
            guard (day + Int((start - 1_767_571_200_000) / Self.day)) % 7 < 5 else { continue }
            for hour in 0..<8 {
                for number in 0..<hourly {
                    time = start + Int64(day) * Self.day + Int64(hour) * Self.hour + Int64(number) * Self.hour / Int64(hourly)
                    act(by: actor, on: UInt64((day * 7 + hour * 3 + number) % 60), change)
                }
            }
        }
        time = start + Int64(days) * Self.day
    }

    /// Days on which the log goes on and no actor does anything.
    mutating func rest(days: Int) {
        for _ in 0..<days {
            time += Self.day
            act(.other, by: 0)
        }
    }

    /// Which rules have spoken.
    var spoken: Set<RuleID> { Set(alerts.map(\.rule)) }

    /// What a rule said.
    func alerts(of rule: RuleID) -> [MonitorAlert] { alerts.filter { $0.rule == rule } }

    /// Forgets what was said.
    mutating func clear() { alerts = [] }
}
