/// What an actor does that they should not: what the rules are measured with.
public enum Misuse: String, Sendable, CaseIterable {
    /// 500 reads more in one hour of work.
    case bulk500
    /// 100 reads more in one hour of work.
    case bulk100
    /// 300 more people in a day of work, at about 40 an hour.
    case manySubjects
    /// Half as much again on each of ten days of work.
    case slowDrift
    /// 60 reads at three in the morning.
    case offHours
    /// Twelve refusals about one person in 20 minutes, and then a permit.
    case deniedThenPermitted
    /// Twelve actors look at one person within twelve hours.
    case probedSubject
    /// Health data of 40 people in 40 minutes.
    case specialSweep
    /// 60 records altered in eight minutes.
    case massChange
}
