import CustodyModel

/// How the catalogue says a duty: what differs from duty to duty. Law, mark, source and first day come from the regime unless the
/// clause says otherwise; a duty that is over has the first day that its clause says, or none. The facts are transcribed from the
/// project's fact sheet, which a test compares; the words are our own.
struct Clause {
    var name: String
    var recipient: Duty.Recipient
    var title: String
    var trigger: Duty.Trigger
    var follows: String?
    var period: LegalPeriod
    var periods: [Duty.Entity: LegalPeriod]
    var cap: Duty.Cap?
    var guidance: [LegalPeriod]
    var isWhereFeasible: Bool
    var threshold: Threshold
    var exceptions: [String]
    var latenessNeedsReason: Bool
    var isPhased: Bool
    var reference: String?
    var verification: LegalSource.Verification?
    var validFrom: CivilDate?
    var validTo: CivilDate?

    init(
        _ name: String, to recipient: Duty.Recipient, title: String = "", after trigger: Duty.Trigger,
        following follows: String? = nil, within period: LegalPeriod, periods: [Duty.Entity: LegalPeriod] = [:],
        cap: Duty.Cap? = nil, guidance: [LegalPeriod] = [], isWhereFeasible: Bool = false, if threshold: Threshold = .always,
        exceptions: [String] = [], latenessNeedsReason: Bool = false, isPhased: Bool = false, reference: String? = nil,
        verification: LegalSource.Verification? = nil, from validFrom: CivilDate? = nil, until validTo: CivilDate? = nil
    ) {
        self.name = name
        self.recipient = recipient
        self.title = title
        self.trigger = trigger
        self.follows = follows
        self.period = period
        self.periods = periods
        self.cap = cap
        self.guidance = guidance
        self.isWhereFeasible = isWhereFeasible
        self.threshold = threshold
        self.exceptions = exceptions
        self.latenessNeedsReason = latenessNeedsReason
        self.isPhased = isPhased
        self.reference = reference
        self.verification = verification
        self.validFrom = validFrom
        self.validTo = validTo
    }
}

/// How a law's periods are counted.
enum Counting {
    /// As the words stand; a last day that is a day off stands.
    case plain
    /// An act of the Union: Regulation 1182/71. Hours elapse; what else is held about hours is computed beside it.
    case union
    /// A directive, which national law carries out: whether a last day moves is that law's, so that both are computed.
    case unionDirective
    /// DORA has a rule of its own for days off, which not everybody may use, so that both are computed.
    case dora
    /// The day of the event may be the first day, and a last day off may move; from memory.
    case japan

    func readings(of period: LegalPeriod) -> [Reading] {
        switch (self, period) {
        case (_, .none), (.plain, _): [.strict]
        case (.union, .elapsedHours(let hours)), (.unionDirective, .elapsedHours(let hours)):
            hours >= 48 ? [.strict, .fullHours, .twoWorkingDays] : [.strict, .fullHours]
        case (.union, _): [.regulation1182]
        case (.unionDirective, _): [.strict, .regulation1182]
        case (.dora, _): [.strict, .noonOfNextWorkingDay]
        case (.japan, _): [.eventDayCounts, .strict]
        }
    }
}

extension Regime {
    /// A law of the catalogue.
    ///
    /// - Parameter bindsAnyRole: the law knows no controllers and processors: it binds whom it names for what they run or report.
    init(
        _ id: RegimeID, _ title: String, in jurisdiction: String, binding scope: String = "", by reference: String,
        _ verification: LegalSource.Verification, since validFrom: CivilDate?, counting: Counting = .plain,
        bindsAnyRole: Bool = false, sources: [String], remark: String = "", clauses: [Clause]
    ) {
        let duties = clauses.map { clause in
            Duty(
                DutyID("\(id).\(clause.name)"), regime: id, to: clause.recipient, title: clause.title, after: clause.trigger,
                following: clause.follows.map { DutyID("\(id).\($0)") }, within: clause.period, periods: clause.periods,
                cap: clause.cap, guidance: clause.guidance, isWhereFeasible: clause.isWhereFeasible,
                readings: counting.readings(of: clause.period), if: clause.threshold, exceptions: clause.exceptions,
                latenessNeedsReason: clause.latenessNeedsReason, isPhased: clause.isPhased,
                bindsAnyRole: bindsAnyRole,
                source: LegalSource(
                    clause.reference ?? reference, text: sources.first ?? "",
                    verification: clause.verification ?? verification),
                // The regime's day is that since when it holds as it stands now, which a duty that is over did before.
                validFrom: clause.validFrom ?? (clause.validTo == nil ? validFrom : nil), validTo: clause.validTo)
        }
        self.init(
            id, title: title, jurisdiction: jurisdiction, scope: scope, reference: reference, verification: verification,
            sources: sources, validFrom: validFrom, remark: remark, asOf: Self.checked, breachDuties: duties)
    }

    /// The day on which the facts were last checked, 2026-11-23.
    static let checked = CivilDate(daysSince1970: 20_780)
}

extension DutyID {
    /// Tell the supervisory authority. Source: GDPR Art. 33(1).
    public static let gdprAuthority: DutyID = "eu-gdpr.33(1)"
    /// Tell the controller, as its processor. Source: GDPR Art. 33(2).
    public static let gdprController: DutyID = "eu-gdpr.33(2)"
    /// Document every breach. Source: GDPR Art. 33(5).
    public static let gdprRegister: DutyID = "eu-gdpr.33(5)"
    /// Tell the people. Source: GDPR Art. 34(1).
    public static let gdprDataSubjects: DutyID = "eu-gdpr.34(1)"
}
