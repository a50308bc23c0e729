import CustodyIncidents
import CustodyLaw
import CustodyModel
import CustodyTesting
import Foundation
import Testing

/// Random steps on a tracker beside a model that keeps only what is promised of the states.
@Suite struct IncidentModelTests {
    @Test("Random steps keep the states that the model predicts, and replay gives the same incidents")
    func random() async throws {
        let seed = ProcessInfo.processInfo.environment["CUSTODY_SEED"].flatMap(UInt64.init) ?? .random(in: 0 ... .max)
        print("CUSTODY_SEED=\(seed)")
        let random = SeededRandomSource(seed: seed)
        var closed = 0
        for round in 0..<400 {
            let coordinator = RecordingCoordinator()
            let tracker = InMemoryIncidentTracker(committingTo: coordinator)
            let id = IncidentID(.random(from: random))
            var model = Model()
            for _ in 0..<40 {
                model.now += Int64(random.below(30))
                let step = model.choose(random)
                let change = IncidentChange(
                    id, expecting: model.version, step, recordedAt: Model.hour(model.now),
                    actor: PrincipalToken(.zero))
                var unit = UnitOfWork()
                tracker.stage(change, in: &unit)
                let accepted: Bool
                do {
                    _ = try await unit.commit()
                    accepted = true
                } catch is IncidentError { accepted = false }
                #expect(accepted == model.take(step), "round \(round), \(step), CUSTODY_SEED=\(seed)")
                let incident = try await tracker.incident(id)
                #expect(incident.map(Model.State.init) == model.state, "round \(round), \(step), CUSTODY_SEED=\(seed)")
                #expect(UInt64(incident?.timeline.count ?? 0) == model.version)
            }
            if model.state?.investigation.isClosed == true { closed += 1 }
            let again = InMemoryIncidentTracker(committingTo: MemoryCoordinator())
            for (bytes, sequence) in coordinator.written { try again.replay(bytes, at: sequence) }
            #expect(try await again.incident(id) == tracker.incident(id))
        }
        #expect(closed > 0, "no incident was ever closed; the steps are too poor, CUSTODY_SEED=\(seed)")
    }
}

private struct Model {
    enum Duty: Hashable { case unknown, open, waived, met(at: Int64, late: Bool, explained: Bool) }

    struct State: Hashable {
        var investigation = Investigation.reported
        var determination = Determination.undetermined
        var breach = BreachAssessment.notAssessed
        var aware: Int64?
        var authority = Duty.unknown
        var people = Duty.unknown
        var register = Duty.unknown
        /// What more was submitted to the authority.
        var supplements: [Int64] = []
    }

    var state: State?
    var version: UInt64 = 0
    var now: Int64 = 0
    static let text = SealedValue(key: KeyID(.zero, .text), keyVersion: 1, box: [1])
    static func hour(_ hour: Int64) -> Instant { Instant(milliseconds: 1_700_000_000_000 + hour * 3_600_000) }

    func choose(_ random: SeededRandomSource) -> IncidentChange.Step {
        let past = now - Int64(random.below(100))
        let duty: DutyID = [.gdprAuthority, .gdprDataSubjects, .gdprRegister][random.below(3)]
        let reason = random.below(2) == 0 ? nil : Self.text
        switch random.below(state == nil ? 3 : 17) {
        case 0: return .open(title: Self.text, role: .controller, occurred: nil, detected: nil)
        case 1: return .note(Self.text, at: nil)
        case 2, 3: return .aware(at: Self.time(past), reason: Self.text, under: [.gdpr])
        case 4:
            let risks: [BreachAssessment] = [.noPersonalData] + BreachRisk.allCases.map { .personalData(risk: $0) }
            return .assess(risks[random.below(4)], reason: reason)
        case 5:
            let stages: [Investigation] = [.triaged, .active, .contained, .recovered, .closed, .reopened]
            return .advance(stages[random.below(6)], at: Self.time(past), note: nil)
        case 6, 7, 8: return .submit(duty, at: Self.time(past), lateReason: reason, duties: [])
        case 9, 10: return .notRequired(duty, reason: Self.text)
        case 11: return .explainLateness(duty, reason: Self.text)
        case 12: return .close(note: nil)
        case 13, 14:
            return .determine(Determination.allCases[random.below(5)], reason: Self.text)
        case 15: return .learn(.effects(Self.text), reason: nil)
        default: return random.below(4) == 0 ? .reopen(reason: Self.text) : .close(note: nil)
        }
    }

    static func time(_ hour: Int64) -> PartialInstant { PartialInstant(Self.hour(hour)) }

    /// Whether the step is taken; then the state is the one after it.
    mutating func take(_ step: IncidentChange.Step) -> Bool {
        guard var next = state else {
            guard case .open = step else { return false }
            (state, version) = (State(), 1)
            return true
        }
        guard Self.take(step, &next) else { return false }
        state = next
        version += 1
        return true
    }

    private static func take(_ step: IncidentChange.Step, _ state: inout State) -> Bool {
        if case .note = step { return true }
        if case .reopen = step {
            guard state.investigation.isClosed else { return false }
            state.investigation = .reopened
            return true
        }
        guard !state.investigation.isClosed else { return false }
        switch step {
        case .aware(let time, _, _):
            let hour = Self.hour(of: time)
            if let earlier = state.aware {
                guard hour < earlier else { return false }
                // What was met may turn out to have been late.
                if case .met(let at, _, let explained) = state.authority {
                    state.authority = .met(at: at, late: at > hour + 72, explained: explained)
                }
            } else {
                state.authority = .open
                if state.owes(.gdprRegister) == true { state.register = .open }
                if state.owes(.gdprDataSubjects) == true { state.people = .open }
            }
            state.aware = hour
        case .assess(let breach, _):
            let before = state
            state.breach = breach
            state.review(since: before)
        case .determine(let determination, _):
            guard determination != .undetermined else { return false }
            let before = state
            state.determination = determination
            state.review(since: before)
        // What it did to people alters no duty.
        case .learn: break
        case .advance(let stage, _, _):
            let isWork = [.triaged, .active, .contained, .recovered].contains(stage)
            guard isWork, stage != state.investigation else { return false }
            state.investigation = stage
        case .submit(let duty, let time, let reason, _):
            guard let aware = state.aware else { return false }
            // The authority takes more in phases.
            if case .met = state[duty] {
                guard duty == .gdprAuthority else { return false }
                state.supplements.append(Self.hour(of: time))
                return true
            }
            let at = Self.hour(of: time)
            let late = duty == .gdprAuthority && at > aware + 72
            guard !late || reason != nil else { return false }
            state[duty] = .met(at: at, late: late, explained: reason != nil)
        case .notRequired(let duty, _):
            guard state.aware != nil, let owed = state.owes(duty) else { return false }
            if case .met = state[duty] { return false }
            // The people may be left untold by exception even when that is owed.
            guard !owed || duty == .gdprDataSubjects else { return false }
            state[duty] = .waived
        case .explainLateness(let duty, _):
            guard case .met(let at, let late, _) = state[duty], late || state.hasLateSupplement(to: duty) else { return false }
            state[duty] = .met(at: at, late: late, explained: true)
        case .close:
            guard [.notAnIncident, .nearMiss, .confirmed].contains(state.determination) else { return false }
            guard state.breach.isDecided || state.determination != .confirmed else { return false }
            guard state.breach.risk == nil || state.aware != nil else { return false }
            let duties = state.aware == nil ? [] : [state.authority, state.people, state.register]
            guard !duties.contains(.unknown), !duties.contains(.open) else { return false }
            // More that was submitted in time tells that the first was in time.
            for case .met(_, true, false) in duties where !state.hasTimelySupplement { return false }
            state.investigation = state.determination == .notAnIncident ? .rejected : .closed
        default: return false
        }
        return true
    }

    static func hour(of time: PartialInstant) -> Int64 { (time.earliest.milliseconds - 1_700_000_000_000) / 3_600_000 }
}

extension Model.State {
    func owes(_ duty: DutyID) -> Bool? {
        if determination == .notAnIncident || determination == .nearMiss || breach == .noPersonalData { return false }
        if duty == .gdprRegister { return true }
        guard let risk = breach.risk else { return nil }
        return duty == .gdprAuthority ? risk != .unlikely : risk == .high
    }

    /// What was waived is owed again only where it was not owed before.
    fileprivate mutating func review(since before: Self) {
        guard aware != nil else { return }
        for duty in [DutyID.gdprAuthority, .gdprDataSubjects, .gdprRegister] where owes(duty) == true {
            if self[duty] == .unknown || (self[duty] == .waived && before.owes(duty) != true) { self[duty] = .open }
        }
    }

    func hasLateSupplement(to duty: DutyID) -> Bool { duty == .gdprAuthority && supplements.contains(where: isLate) }
    var hasTimelySupplement: Bool { supplements.contains { !isLate($0) } }

    private func isLate(_ hour: Int64) -> Bool { aware.map { hour > $0 + 72 } ?? false }
}

extension Model.State {
    init(_ incident: Incident) {
        investigation = incident.investigation
        determination = incident.determination
        breach = incident.breach
        if let awareness = incident.awareness { aware = Model.hour(of: awareness.at) }
        for duty in [DutyID.gdprAuthority, .gdprDataSubjects, .gdprRegister] { self[duty] = Model.Duty(incident[duty]) }
        supplements = (incident[.gdprAuthority]?.supplements ?? []).map { Model.hour(of: $0) }
    }

    fileprivate subscript(duty: DutyID) -> Model.Duty {
        get { duty == .gdprAuthority ? authority : duty == .gdprRegister ? register : people }
        set {
            switch duty {
            case .gdprAuthority: authority = newValue
            case .gdprRegister: register = newValue
            default: people = newValue
            }
        }
    }
}

extension Model.Duty {
    init(_ obligation: Obligation?) {
        switch obligation?.state {
        case nil, .notAssessed, .waiting: self = .unknown
        case .due, .undated: self = .open
        case .notRequired: self = .waived
        case .submitted(let at, let late, let reason):
            self = .met(at: Model.hour(of: at), late: late, explained: reason != nil)
        }
    }
}

extension SeededRandomSource {
    fileprivate func below(_ limit: Int) -> Int { Int(number() % UInt64(limit)) }
}
