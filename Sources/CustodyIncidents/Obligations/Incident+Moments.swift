public import CustodyLaw
import CustodyModel

extension Incident {
    /// What is on record that starts periods of the law: the awareness, other decisions, and what was submitted when.
    public var moments: TriggerMoments {
        var moments = decisions.mapValues(\.earliest)
        moments[.awareness] = awareAt
        var met: [DutyID: Instant] = [:]
        for obligation in obligations {
            if case .submitted(let time, _, _) = obligation.state { met[obligation.duty] = time.earliest }
        }
        return TriggerMoments(moments, met: met)
    }

    /// What the laws ask once `trigger` happens at `time`, for the step that records it.
    public func duties(
        under laws: LawBook, after trigger: Duty.Trigger, at time: PartialInstant, place: LegalPlace? = nil,
        entities: Set<Duty.Entity> = []
    ) -> [OpenedDuty] {
        var moments = moments
        moments.moments[trigger] = time.earliest
        return duties(under: laws, for: moments, place: place, entities: entities)
    }

    /// What the laws ask once a duty is met at `time`, for the step that records it: other duties may follow it.
    public func duties(
        under laws: LawBook, following duty: DutyID, metAt time: PartialInstant, place: LegalPlace? = nil,
        entities: Set<Duty.Entity> = []
    ) -> [OpenedDuty] {
        var moments = moments
        moments.met[duty] = time.earliest
        return duties(under: laws, for: moments, place: place, entities: entities)
    }

    /// What the laws ask otherwise once a line of the timeline has another time, for the step that corrects it: what follows the
    /// duty that was submitted there starts then. Empty when nothing does, and for lines that met no duty.
    ///
    /// An end comes only earlier by it: what follows is owed from the earliest time that anybody claimed.
    public func duties(
        under laws: LawBook, correcting line: UInt64, to time: PartialInstant, place: LegalPlace? = nil,
        entities: Set<Duty.Entity> = []
    ) -> [OpenedDuty] {
        guard let duty = timeline.dutyMet(in: line) else { return [] }
        let asked = Set(duties(under: laws, for: moments, place: place, entities: entities))
        return duties(under: laws, following: duty, metAt: time, place: place, entities: entities)
            .filter { !asked.contains($0) }
    }

    private func duties(
        under laws: LawBook, for moments: TriggerMoments, place: LegalPlace?, entities: Set<Duty.Entity>
    ) -> [OpenedDuty] {
        OpenedDuty.all(for: moments, under: laws.active, at: place, as: role, entities: entities)
    }
}
