import Custody

/// A schedule as it was recorded.
struct RetentionScheduleAnswer: Answer {
    var schedule: RetentionSchedule
    var version: Int

    init(_ line: RegisterLine<RetentionSchedule>) { (schedule, version) = (line.entry, line.number) }

    var lines: [String] {
        let period =
            schedule.period.map { "\($0) after \(schedule.trigger), then \(schedule.treatment)" } ?? "while it is needed"
        return [
            "recorded \(schedule.key), version \(version): \(period)" + (schedule.appliesToHeld ? ", also what is held" : "")
        ]
    }
}
