public import CustodyModel

/// One law and its duties, as data. Laws change, so that every duty says from when to when it holds.
public struct Regime: Hashable, Sendable {
    /// Why a law opens no obligation by itself.
    public enum Shortfall: String, Hashable, Sendable, CaseIterable {
        /// Nobody says where it was read.
        case noSource
        /// It was not checked well enough.
        case weaklyVerified
        /// It is not known since when it holds, or it does not hold yet.
        case noValidFrom

        /// What is missing of a source, a mark that is enough, and a first day.
        static func of(
            sources: [String], verification: LegalSource.Verification, validFrom: CivilDate?
        ) -> [Shortfall] {
            var shortfalls: [Shortfall] = []
            if sources.allSatisfy(\.isEmpty) { shortfalls.append(.noSource) }
            if !verification.isEnough { shortfalls.append(.weaklyVerified) }
            if validFrom == nil { shortfalls.append(.noValidFrom) }
            return shortfalls
        }
    }

    /// Its name.
    public var id: RegimeID
    /// How people call it.
    public var title: String
    /// Where it holds.
    public var jurisdiction: String
    /// Whom it binds; empty when it binds everybody there.
    public var scope: String
    /// Where it stands.
    public var reference: String
    /// How well it was checked.
    public var verification: LegalSource.Verification
    /// Where it was read.
    public var sources: [String]
    /// The first day on which it held as it stands here; nil when that is not known.
    public var validFrom: CivilDate?
    /// What is about to change or must not be got wrong, in our own words.
    public var remark: String
    /// The day on which its duties were last checked. Written with whatever is computed from them.
    public var asOf: CivilDate
    /// The duties after a breach, past ones included.
    public var breachDuties: [Duty]

    /// A law from its parts.
    public init(
        _ id: RegimeID, title: String, jurisdiction: String, scope: String = "", reference: String,
        verification: LegalSource.Verification, sources: [String], validFrom: CivilDate?, remark: String = "",
        asOf: CivilDate, breachDuties: [Duty]
    ) {
        self.id = id
        self.title = title
        self.jurisdiction = jurisdiction
        self.scope = scope
        self.reference = reference
        self.verification = verification
        self.sources = sources
        self.validFrom = validFrom
        self.remark = remark
        self.asOf = asOf
        self.breachDuties = breachDuties
    }

    /// Why it opens no obligation by itself; empty when it may.
    public var shortfalls: [Shortfall] {
        Shortfall.of(sources: sources, verification: verification, validFrom: validFrom)
    }

    /// Whether it may open obligations: it has a source, was checked well enough, and says since when it holds.
    public var isVerified: Bool { shortfalls.isEmpty }

    /// Whether it binds whatever we are to the data: a law on the security of networks, on the providers of a service, or on what a
    /// business reports about itself.
    public var bindsAnyRole: Bool { breachDuties.contains(where: \.bindsAnyRole) }

    /// The duties that are law on the day, whatever their marks.
    public func breachDuties(on day: CivilDate) -> [Duty] { breachDuties.filter { $0.isValid(on: day) } }

    /// The deadlines of the duties that open obligations: those that were law on the day when their periods started, or, where
    /// they have not started, on the day of the earliest moment. Without a place the days are those of UTC.
    ///
    /// - Parameters:
    ///   - role: what we are; a processor owes other duties than a controller, but for those that bind in any role.
    ///   - entities: what kinds of organisation we are, where the law tells them apart.
    public func breachDeadlines(
        for moments: TriggerMoments, at place: LegalPlace? = nil, as role: Duty.Role = .controller,
        entities: Set<Duty.Entity> = []
    ) -> [Deadline] {
        guard isVerified else { return [] }
        return everyBreachDeadline(for: moments, at: place, entities: entities).filter { deadline in
            deadline.duty.source.verification.isEnough && deadline.duty.validFrom != nil && deadline.duty.isOwed(as: role)
        }
    }

    /// The deadlines of every duty of the law that holds or whose first day is not known, as long as it was not over, also of those that
    /// open no obligation: to be shown with their marks.
    public func everyBreachDeadline(
        for moments: TriggerMoments, at place: LegalPlace? = nil, entities: Set<Duty.Entity> = []
    ) -> [Deadline] {
        let zone = place?.zone ?? .utc
        return breachDuties.compactMap { duty in
            let deadline = Deadline(duty, for: moments, at: place, as: entities)
            guard let start = deadline.trigger ?? moments.earliest else { return deadline }
            return duty.mayBeValid(on: zone.day(at: start)) ? deadline : nil
        }
    }

    /// The duties with their deadlines for a controller that became aware at the instant.
    public func breachDeadlines(awareAt instant: Instant, at place: LegalPlace? = nil) -> [Deadline] {
        breachDeadlines(for: TriggerMoments(awareAt: instant), at: place)
    }
}
