/// The rules about actors and subjects. One after another and each by its own type, so that nothing is looked up for an event.
struct RuleSet {
    var volumeSpike: VolumeSpikeRule
    var volumeCap: VolumeCapRule
    var manySubjects: ManySubjectsRule
    var slowDrift: SlowDriftRule
    var offHours: OffHoursRule
    var firstSeen: FirstSeenRule
    var deniedBurst: DeniedBurstRule
    var deniedThenPermitted: DeniedThenPermittedRule
    var probedSubject: ProbedSubjectRule
    var purposeDrift: PurposeDriftRule
    var withoutConsent: WithoutConsentRule
    var breakGlass: BreakGlassRule
    var dormantActor: DormantActorRule
    var exportAfterBulk: ExportAfterBulkRule
    var specialSweep: SpecialSweepRule
    var enumeration: EnumerationRule
    var severalSources: SeveralSourcesRule
    var massChange: MassChangeRule
    var related: RelatedRule
    /// Which rules look at anything.
    private let active: UInt32

    init(_ configuration: MonitorConfiguration) {
        volumeSpike = VolumeSpikeRule(configuration[.volumeSpike])
        volumeCap = VolumeCapRule(configuration[.volumeCap])
        manySubjects = ManySubjectsRule(configuration[.manySubjects])
        slowDrift = SlowDriftRule(configuration[.slowDrift])
        offHours = OffHoursRule(configuration[.offHours])
        firstSeen = FirstSeenRule(configuration[.firstSeen])
        deniedBurst = DeniedBurstRule(configuration[.deniedBurst])
        deniedThenPermitted = DeniedThenPermittedRule(configuration[.deniedThenPermitted])
        probedSubject = ProbedSubjectRule(configuration[.probedSubject], subjects: configuration.subjects)
        purposeDrift = PurposeDriftRule(configuration[.purposeDrift])
        withoutConsent = WithoutConsentRule(configuration[.withoutConsent])
        breakGlass = BreakGlassRule(configuration[.breakGlass])
        dormantActor = DormantActorRule(configuration[.dormantActor])
        exportAfterBulk = ExportAfterBulkRule(configuration[.exportAfterBulk])
        specialSweep = SpecialSweepRule(configuration[.specialSweep])
        enumeration = EnumerationRule(configuration[.enumeration])
        severalSources = SeveralSourcesRule(configuration[.severalSources])
        massChange = MassChangeRule(configuration[.massChange])
        related = RelatedRule(configuration[.related])
        active = configuration.rules.reduce(0) { $1.mode == .off ? $0 : $0 | 1 << UInt32($1.name.rawValue) }
    }

    private func isActive(_ rule: RuleID) -> Bool { active & 1 << UInt32(rule.rawValue) != 0 }

    /// Asks every rule. Those that build upon what others found come behind them.
    mutating func observe(_ observation: Observation, _ desk: inout AlertDesk) {
        if isActive(.volumeSpike) { volumeSpike.observe(observation, &desk) }
        if isActive(.volumeCap) { volumeCap.observe(observation, &desk) }
        if isActive(.manySubjects) { manySubjects.observe(observation, &desk) }
        if isActive(.slowDrift) { slowDrift.observe(observation, &desk) }
        if isActive(.offHours) { offHours.observe(observation, &desk) }
        if isActive(.firstSeen) { firstSeen.observe(observation, &desk) }
        if isActive(.deniedBurst) { deniedBurst.observe(observation, &desk) }
        if isActive(.deniedThenPermitted) { deniedThenPermitted.observe(observation, &desk) }
        if isActive(.probedSubject) { probedSubject.observe(observation, &desk) }
        if isActive(.purposeDrift) { purposeDrift.observe(observation, &desk) }
        if isActive(.withoutConsent) { withoutConsent.observe(observation, &desk) }
        if isActive(.breakGlass) { breakGlass.observe(observation, &desk) }
        if isActive(.dormantActor) { dormantActor.observe(observation, &desk) }
        if isActive(.exportAfterBulk) { exportAfterBulk.observe(observation, &desk) }
        if isActive(.specialSweep) { specialSweep.observe(observation, &desk) }
        if isActive(.enumeration) { enumeration.observe(observation, &desk) }
        if isActive(.severalSources) { severalSources.observe(observation, &desk) }
        if isActive(.massChange) { massChange.observe(observation, &desk) }
        if isActive(.related) { related.observe(observation, &desk) }
    }

    /// Takes the thresholds of a role into a rule.
    mutating func set(_ thresholds: [Double], of rule: RuleID, for row: Int) {
        switch rule {
        case .volumeSpike: volumeSpike.thresholds.set(thresholds, for: row)
        case .volumeCap: volumeCap.thresholds.set(thresholds, for: row)
        case .manySubjects: manySubjects.thresholds.set(thresholds, for: row)
        case .slowDrift: slowDrift.thresholds.set(thresholds, for: row)
        case .offHours: offHours.thresholds.set(thresholds, for: row)
        case .firstSeen: firstSeen.thresholds.set(thresholds, for: row)
        case .deniedBurst: deniedBurst.thresholds.set(thresholds, for: row)
        case .deniedThenPermitted: deniedThenPermitted.thresholds.set(thresholds, for: row)
        case .probedSubject: probedSubject.thresholds.set(thresholds, for: row)
        case .purposeDrift: purposeDrift.thresholds.set(thresholds, for: row)
        case .withoutConsent: withoutConsent.thresholds.set(thresholds, for: row)
        case .breakGlass: breakGlass.thresholds.set(thresholds, for: row)
        case .dormantActor: dormantActor.thresholds.set(thresholds, for: row)
        case .exportAfterBulk: exportAfterBulk.thresholds.set(thresholds, for: row)
        case .specialSweep: specialSweep.thresholds.set(thresholds, for: row)
        case .enumeration: enumeration.thresholds.set(thresholds, for: row)
        case .severalSources: severalSources.thresholds.set(thresholds, for: row)
        case .massChange: massChange.thresholds.set(thresholds, for: row)
        case .related: related.thresholds.set(thresholds, for: row)
        // The log has no role.
        case .logHealth: break
        }
    }

    mutating func visit<Visitor: MemoryVisitor>(_ visitor: inout Visitor) throws(Visitor.Failure) {
        try volumeSpike.visit(&visitor)
        try volumeCap.visit(&visitor)
        try manySubjects.visit(&visitor)
        try slowDrift.visit(&visitor)
        try offHours.visit(&visitor)
        try firstSeen.visit(&visitor)
        try deniedBurst.visit(&visitor)
        try deniedThenPermitted.visit(&visitor)
        try probedSubject.visit(&visitor)
        try purposeDrift.visit(&visitor)
        try withoutConsent.visit(&visitor)
        try breakGlass.visit(&visitor)
        try dormantActor.visit(&visitor)
        try exportAfterBulk.visit(&visitor)
        try specialSweep.visit(&visitor)
        try enumeration.visit(&visitor)
        try severalSources.visit(&visitor)
        try massChange.visit(&visitor)
        try related.visit(&visitor)
    }
}
