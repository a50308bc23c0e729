public import CustodyModel

/// By when a law wants a person's request answered, as data.
public struct RequestDuty: Hashable, Sendable {
    /// What starts the period.
    public enum Start: String, Hashable, Sendable, CaseIterable {
        /// The request arrived where requests are taken, read or not (EDPB Guidelines 01/2022).
        case receipt
        /// The latest of the request, the evidence of who asks, and the fee (UK GDPR Art. 12A).
        case latestOfReceiptIdentityFee
        /// Data was obtained from somebody else (GDPR Art. 14(3)).
        case obtainingData
    }

    /// Whether waiting for the person stops the clock.
    public enum Pause: String, Hashable, Sendable, CaseIterable {
        /// It does not.
        case none
        /// The law says so, for needed clarification.
        case statutory
        /// Guidance says so and the text does not: both dates are computed, and the one without the pause counts.
        case guidance
    }

    /// Its name, such as `eu-gdpr`.
    public var id: RegimeID
    /// Where it holds.
    public var jurisdiction: String
    /// What starts the period.
    public var start: Start
    /// How long the law gives.
    public var period: LegalPeriod
    /// How much longer at most, where the law allows it; nil when it does not.
    public var longer: LegalPeriod?
    /// By when the arrival must be acknowledged.
    public var acknowledgement: LegalPeriod?
    /// By when an appeal must be answered.
    public var appeal: LegalPeriod?
    /// Whether waiting for the person stops the clock.
    public var pause: Pause
    /// How its period can be read; the earliest counts.
    public var readings: [Reading]
    /// What must not be got wrong, in our own words.
    public var remark: String
    /// Where it stands.
    public var source: LegalSource
    /// Where it was read.
    public var sources: [String]
    /// The first day on which it held as it stands here; nil when that is not known.
    public var validFrom: CivilDate?

    /// A duty from its parts.
    public init(
        _ id: RegimeID, in jurisdiction: String, by reference: String, verification: LegalSource.Verification,
        start: Start = .receipt, within period: LegalPeriod, longer: LegalPeriod? = nil, acknowledgement: LegalPeriod? = nil,
        appeal: LegalPeriod? = nil, pause: Pause = .none, readings: [Reading] = [.strict], remark: String = "",
        sources: [String] = [], validFrom: CivilDate? = nil
    ) {
        self.id = id
        self.jurisdiction = jurisdiction
        self.start = start
        self.period = period
        self.longer = longer
        self.acknowledgement = acknowledgement
        self.appeal = appeal
        self.pause = pause
        self.readings = readings
        self.remark = remark
        source = LegalSource(reference, text: sources.first ?? "", verification: verification)
        self.sources = sources
        self.validFrom = validFrom
    }
}

extension RequestDuty {
    /// The duties that ship with the library. One whose source, mark or first day is missing is there to be shown and checked.
    public static let standard = europeAndUnitedStates + otherCountries

    /// Why it opens no obligation by itself; empty when it may.
    public var shortfalls: [Regime.Shortfall] {
        Regime.Shortfall.of(sources: sources, verification: source.verification, validFrom: validFrom)
    }
}
