import CustodyLaw
import CustodyModel

/// Opens the duties of many incidents under the same laws. What became known at the same time owes the same: other systems tell
/// whole hours or days, and the incidents then share one list.
struct DutyOpening {
    private struct Case: Hashable {
        var awareAt: Instant
        var role: Duty.Role
    }

    private let regimes: [Regime]
    private let place: LegalPlace?
    private let entities: Set<Duty.Entity>
    /// What others follow.
    private let followed: Set<DutyID>
    private var opened: [Case: [OpenedDuty]] = [:]

    /// How many lists are kept at most.
    private static let limit = 1024

    init(_ regimes: [Regime], at place: LegalPlace?, entities: Set<Duty.Entity>) {
        self.regimes = regimes
        self.place = place
        self.entities = entities
        followed = Set(regimes.flatMap(\.breachDuties).compactMap(\.follows))
    }

    /// What is owed by those who became aware then.
    mutating func duties(awareAt instant: Instant, as role: Duty.Role) -> [OpenedDuty] {
        let asked = Case(awareAt: instant, role: role)
        if let known = opened[asked] { return known }
        let duties = OpenedDuty.all(
            for: TriggerMoments(awareAt: instant), under: regimes, at: place, as: role, entities: entities)
        if opened.count >= Self.limit { opened.removeAll(keepingCapacity: true) }
        opened[asked] = duties
        return duties
    }

    /// What is owed once a duty was met, with the periods that start then; empty where nothing follows it.
    func duties(following duty: DutyID, metAt time: Instant, awareAt instant: Instant, as role: Duty.Role) -> [OpenedDuty] {
        guard followed.contains(duty) else { return [] }
        return OpenedDuty.all(
            for: TriggerMoments([.awareness: instant], met: [duty: time]), under: regimes, at: place, as: role,
            entities: entities)
    }
}
