public import CustodyModel

/// What happened when, as far as it is recorded: the moments that start the periods of a law.
public struct TriggerMoments: Hashable, Sendable {
    /// When what happened.
    public var moments: [Duty.Trigger: Instant]
    /// When which duty was met; a duty that follows another waits for it.
    public var met: [DutyID: Instant]

    /// Moments from their parts.
    public init(_ moments: [Duty.Trigger: Instant], met: [DutyID: Instant] = [:]) {
        self.moments = moments
        self.met = met
    }

    /// Only the awareness is recorded.
    public init(awareAt instant: Instant) { self.init([.awareness: instant]) }

    /// When the duty's period started; nil when that has not happened or is not recorded.
    ///
    /// Words like "discovery" come to the awareness where their own moment is not recorded; a decision and an earlier notice never
    /// do. Words that join two things come to the earlier of those that are recorded. The year's end is that of the year of the
    /// discovery, which diligence would have made as well, or else of the awareness, at the place.
    public func start(of duty: Duty, at place: LegalPlace?) -> Instant? {
        if let follows = duty.follows { return met[follows] ?? moments[duty.trigger] }
        switch duty.trigger.family {
        case .awareness: return moment(duty.trigger)
        case .decision, .chained, .other: return moments[duty.trigger]
        case .yearEnd:
            let discoveries = [moments[.discovery], moments[.discoveryOrConstructive]].compactMap(\.self)
            guard let discovery = discoveries.min() ?? moments[.awareness], let place else { return nil }
            let year = place.zone.day(at: discovery).year
            return CivilDate(year: year, month: 12, day: 31).map { place.zone.end(of: $0) }
        }
    }

    /// When it happened; by an awareness where its own moment is not recorded and it is one. What starts it as well counts where it came
    /// before that.
    func moment(_ trigger: Duty.Trigger) -> Instant? {
        guard trigger.family == .awareness else { return moments[trigger] }
        let first = moments[trigger] ?? moments[.awareness]
        return ([first] + trigger.alternatives.map { moments[$0] }).compactMap(\.self).min()
    }

    /// The earliest of all.
    var earliest: Instant? { (Array(moments.values) + met.values).min() }
}
