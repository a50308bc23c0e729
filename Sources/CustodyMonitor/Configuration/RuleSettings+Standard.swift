extension RuleSettings {
    /// What a rule is set to when nothing else is said. How the thresholds were found, and what they come to, is in the handbook.
    public static func standard(_ rule: RuleID) -> RuleSettings {
        switch rule {
        case .volumeSpike:
            RuleSettings(
                rule, "Far more than the actor usually takes in such an hour", level: .high,
                [
                    Correlation(.eventCount, in: .hours(1), .init("z", gte: 6.5), floor: 50),
                    Correlation(.eventCount, in: .days(30), .init("timesUsualOfRole", gte: 10)),
                ], refractory: .hours(24))
        case .volumeCap:
            RuleSettings(
                rule, "More than anybody takes in an hour or a day", level: .high,
                [
                    Correlation(.eventCount, in: .hours(1), .init("count", gte: 500)),
                    Correlation(.eventCount, in: .hours(24), .init("count", gte: 2000)),
                ], refractory: .hours(24))
        case .manySubjects:
            RuleSettings(
                rule, "More people's data than the actor usually touches in a day", level: .high,
                [
                    Correlation(.valueCount, in: .hours(24), .init("z", gte: 5), floor: 100),
                    Correlation(.valueCount, in: .hours(24), .init("timesUsual", gte: 2.5)),
                ], refractory: .hours(24))
        case .slowDrift:
            RuleSettings(
                rule, "A little more day after day", level: .medium,
                [
                    Correlation(.eventCount, in: .days(1), .init("cusumOfRecords", gte: 4.3), floor: 0.75),
                    Correlation(.valueCount, in: .days(1), .init("cusumOfSubjects", gte: 8), floor: 0.75),
                ], refractory: .days(7))
        case .offHours:
            RuleSettings(
                rule, "At an hour at which the actor never works", level: .medium,
                [
                    Correlation(.eventCount, in: .hours(1), .init("probability", lte: 0.002), floor: 5),
                    Correlation(.eventCount, in: .hours(1), .init("special", gte: 1)),
                ], refractory: .hours(24), warmUp: .days(42))
        case .firstSeen:
            RuleSettings(
                rule, "Kinds of data, actions or places that are new for the actor and rare in the role", level: .medium,
                [
                    Correlation(.valueCount, in: .hours(24), .init("count", gte: 2)),
                    Correlation(.valueCount, in: .days(30), .init("shareOfRole", lte: 0.05)),
                ], refractory: .hours(24), warmUp: .days(14))
        case .deniedBurst:
            RuleSettings(
                rule, "One refusal after another", level: .high,
                [
                    Correlation(.eventCount, in: .seconds(120), .init("count", gte: 8)),
                    Correlation(.eventCount, in: .minutes(10), .init("count", gte: 20)),
                    Correlation(.eventCount, in: .hours(1), .init("ratio", gte: 0.5), floor: 10),
                ])
        case .deniedThenPermitted:
            RuleSettings(
                rule, "Refused several times, then let in", level: .high,
                [Correlation(.temporalOrdered, in: .hours(1), .init("count", gte: 5))])
        case .probedSubject:
            RuleSettings(
                rule, "One person's data looked at by many", level: .high,
                [
                    Correlation(.valueCount, by: "subject", in: .hours(24), .init("actors", gte: 5)),
                    Correlation(.valueCount, by: "subject", in: .hours(24), .init("roles", gte: 3)),
                ], refractory: .hours(24))
        case .purposeDrift:
            RuleSettings(
                rule, "Purposes other than the actor's usual ones, or not the role's", level: .medium,
                [Correlation(.valueCount, in: .hours(24), .init("distance", gte: 0.35), floor: 32)],
                refractory: .hours(24), warmUp: .days(14))
        default: standardOfActs(rule)
        }
    }

    private static func standardOfActs(_ rule: RuleID) -> RuleSettings {
        switch rule {
        case .withoutConsent:
            RuleSettings(
                rule, "For a purpose whose consent was not there", level: .critical,
                [Correlation(.eventCount, in: .hours(1), .init("count", gte: 1))], refractory: .seconds(0))
        case .breakGlass:
            RuleSettings(
                rule, "In an emergency, against the policy", level: .high,
                [
                    Correlation(.eventCount, in: .days(7), .init("count", gte: 4)),
                    Correlation(.temporalOrdered, in: .hours(24), .init("unjustified", gte: 1)),
                ], refractory: .seconds(0))
        case .dormantActor:
            RuleSettings(
                rule, "A long silence, then much at once", level: .medium,
                [
                    Correlation(.temporalOrdered, in: .days(45), .init("silence", gte: 1)),
                    Correlation(.eventCount, in: .hours(1), .init("count", gte: 10)),
                ], refractory: .hours(24))
        case .exportAfterBulk:
            RuleSettings(
                rule, "Handed out after much was taken", level: .critical,
                [Correlation(.temporalOrdered, in: .hours(2), .init("count", gte: 1))], refractory: .hours(2))
        case .specialSweep:
            RuleSettings(
                rule, "Data of special categories of many people", level: .critical,
                [
                    Correlation(.valueCount, in: .hours(1), .init("subjects", gte: 20)),
                    Correlation(.valueCount, in: .hours(1), .init("wideSubjects", gte: 10), floor: 5),
                ], refractory: .hours(24))
        case .enumeration:
            RuleSettings(
                rule, "One identifier after another is tried", level: .high,
                [
                    Correlation(.eventCount, in: .minutes(10), .init("ratio", gte: 0.6), floor: 30),
                    Correlation(.temporalOrdered, in: .hours(1), .init("run", gte: 20)),
                ])
        case .severalSources:
            RuleSettings(
                rule, "From several places at once", level: .medium,
                [
                    Correlation(.valueCount, in: .minutes(10), .init("sources", gte: 3)),
                    Correlation(.temporal, in: .hours(1), .init("newSourceAndSpike", gte: 1)),
                ], refractory: .hours(24))
        case .massChange:
            RuleSettings(
                rule, "Much altered or destroyed at once, or the policy changed and then used", level: .critical,
                [
                    Correlation(.eventCount, in: .minutes(10), .init("count", gte: 20)),
                    Correlation(.temporalOrdered, in: .hours(1), .init("useAfterPolicy", gte: 1)),
                ], refractory: .hours(24))
        case .related:
            RuleSettings(
                rule, "The data of oneself or of somebody one knows", level: .high,
                [Correlation(.eventCount, in: .hours(24), .init("count", gte: 1))], refractory: .hours(24))
        default:
            RuleSettings(
                rule, "The log is not as it should be", level: .critical,
                [
                    Correlation(.temporalOrdered, by: "log", in: .seconds(5), .init("clockStep", gte: 1)),
                    Correlation(.temporalOrdered, by: "log", in: .hours(12), .init("timesUsualSilence", gte: 4)),
                ])
        }
    }
}
