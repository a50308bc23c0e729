import CustodyConsent
import CustodyModel
import CustodyTesting
import Foundation
import Testing

/// Random histories against a reading of the rules that is as plain as can be.
@Suite struct ConsentOracleTests {
    @Test(
        "Status, objection, lifting and restriction agree with the model at random instants and horizons, and what was known stays"
    )
    func oracle() async throws {
        let seed = ProcessInfo.processInfo.environment["CUSTODY_SEED"].flatMap(UInt64.init) ?? .random(in: 0 ... .max)
        print("CUSTODY_SEED=\(seed)")
        let random = SeededRandomSource(seed: seed)
        var seen: Set<ConsentStatus.State> = []
        var round = 0
        // A seed may be long in coming by a rare state, and what was never drawn was not compared.
        while round < 200 || seen.count < ConsentStatus.State.allCases.count && round < 5_000 {
            defer { round += 1 }
            // In every other round the clock is set back now and then.
            var world = World(random, clockRunsForward: round.isMultiple(of: 2))
            var before: [ConsentEntry] = []
            for _ in 0..<(2 + random.below(12)) {
                try await world.step()
                let history = try await world.ledger.history(of: world.subject)
                #expect(Array(history.prefix(before.count)) == before, "round \(round), CUSTODY_SEED=\(seed)")
                #expect(history.count == world.model.count, "round \(round), CUSTODY_SEED=\(seed)")
                before = history
                for answer in try await world.ask() {
                    seen.insert(answer.state)
                    #expect(answer.state == answer.expected, "round \(round), \(answer), CUSTODY_SEED=\(seed)")
                }
                for answer in try await world.askAgain() {
                    #expect(answer.state == answer.expected, "round \(round), changed: \(answer), CUSTODY_SEED=\(seed)")
                }
            }
            let standing = try await world.ledger.standing(of: world.subject)
            let timeline = try await world.ledger.timeline(of: world.subject)
            for purpose in World.purposes {
                #expect(
                    World.isLiftingRefused(purpose, after: timeline) == world.model.forbidsLifting(purpose),
                    "round \(round), lifting \(purpose), CUSTODY_SEED=\(seed)")
                #expect(
                    standing.status(for: purpose).state == world.model.state(purpose, at: nil, .latest),
                    "round \(round), \(purpose) now, CUSTODY_SEED=\(seed)")
                #expect(
                    standing.hasObjection(to: purpose) == world.model.objects(purpose),
                    "round \(round), objection to \(purpose), CUSTODY_SEED=\(seed)")
            }
            #expect(standing.restricted == world.model.isRestricted, "round \(round), CUSTODY_SEED=\(seed)")
        }
        #expect(seen == Set(ConsentStatus.State.allCases), "some states never came up")
    }
}

/// A ledger with one person, what the model says, and what was asked about the past.
private struct World {
    struct Answer {
        var purpose: Purpose
        var instant: Int?
        var horizon: ConsentHorizon
        var state: ConsentStatus.State
        var expected: ConsentStatus.State
    }

    static let purposes: [Purpose] = ["a", "a.b", "a.b.c", "a.d", "ab"]
    let ledger = InMemoryConsentLedger(committingTo: MemoryCoordinator())
    let subject: SubjectToken
    var model = Model()
    private let random: SeededRandomSource
    private let clockRunsForward: Bool
    private var clock = 0
    private var commits: UInt64 = 0
    /// Questions about what was known at a time that is past, with what was answered first.
    private var asked: [Answer] = []

    init(_ random: SeededRandomSource, clockRunsForward: Bool) {
        self.random = random
        self.clockRunsForward = clockRunsForward
        subject = SubjectToken(.random(from: random))
    }

    private static func time(_ second: Int) -> Instant { Instant(milliseconds: Int64(second) * 1000) }

    private func edition(_ version: Int) -> Notice {
        Notice(
            hash: NoticeHash(of: [UInt8(version)]), version: "\(version)", language: "en",
            text: SealedValue(key: KeyID(.zero, .text), keyVersion: 1, box: []), purposes: Self.purposes,
            recordedAt: Self.time(clock), name: "n", change: version.isMultiple(of: 2) ? .minor : .material)
    }

    mutating func step() async throws {
        clock = clockRunsForward || random.below(3) > 0 ? clock + random.below(4) : random.below(clock + 1)
        let change = random.below(6) == 0 ? ConsentChange.record(edition(1 + random.below(6))) : .appendAll(events())
        var unit = UnitOfWork()
        ledger.stage(change, in: &unit)
        do { commits = try await unit.commit().sequence.rawValue } catch is ConsentError { return }
        switch change {
        case .record(let notice): model.record(notice, commits)
        case .appendAll(let events, _): for event in events { model.append(event, commits) }
        default: break
        }
    }

    /// An event of any kind, or an answer with that the notice was shown. The ledger may refuse it.
    private func events() -> [ConsentEvent] {
        let consents = model.consents
        // Taken back is only what was given, so that this kind needs a chance of its own.
        let takesBack = !consents.isEmpty && random.below(6) == 0
        let kind = takesBack ? .invalidated : ConsentEvent.Kind.all[random.below(ConsentEvent.Kind.all.count)]
        let purpose = Self.purposes[random.below(Self.purposes.count)]
        // Claims lie in the past mostly.
        let claimed = random.below(2) == 0 ? clock : random.below(clock + 4)
        let occurredAt = kind.protectsPerson ? claimed : min(claimed, clock)
        var details: ConsentDetails?
        if kind.givesConsent, random.below(3) == 0 {
            details = ConsentDetails()
            details?.validUntil = Self.time(occurredAt + 1 + random.below(8))
        } else if kind == .invalidated {
            details = ConsentDetails()
            details?.invalidates = takesBack ? consents[random.below(consents.count)] : random.below(max(1, model.count))
        } else if kind == .objected, random.below(2) == 0 {
            details = ConsentDetails()
            details?.basis = .directMarketing
        }
        // One that is recorded, mostly.
        let known = model.recorded
        let some = NoticeHash(of: [UInt8(1 + random.below(6))])
        let shown = known.isEmpty || random.below(5) == 0 ? some : known[random.below(known.count)]
        let notice = kind.needsNotice ? shown : nil
        func event(_ kind: ConsentEvent.Kind, _ purpose: Purpose, _ details: ConsentDetails?) -> ConsentEvent {
            ConsentEvent(
                kind, by: subject, for: kind.concernsPurpose ? purpose : nil, notice: notice,
                occurredAt: Self.time(occurredAt), recordedAt: Self.time(clock), details: details)
        }
        guard kind.isAnswer else {
            // Aimed at the consent's own purpose, an invalidation has a chance.
            let target = details?.invalidates.flatMap { model.purpose(of: $0) }
            return [event(kind, target ?? purpose, details)]
        }
        return [event(.requested, purpose, nil), event(kind, purpose, details)]
    }

    mutating func ask() async throws -> [Answer] {
        var answers: [Answer] = []
        for purpose in Self.purposes {
            let instant = random.below(4) == 0 ? nil : random.below(clock + 6) - 1
            let horizon: ConsentHorizon =
                switch random.below(3) {
                case 0: .latest
                case 1: .commit(CommitSequence(rawValue: random.number() % (commits + 2)))
                default: .instant(Self.time(random.below(clock + 3)))
                }
            let status = try await ledger.status(
                of: subject, purpose: purpose, at: instant.map(Self.time), knownAt: horizon)
            let answer = Answer(
                purpose: purpose, instant: instant, horizon: horizon, state: status.state,
                expected: model.state(purpose, at: instant.map(Self.time), horizon))
            answers.append(answer)
            if random.below(3) == 0, isPast(horizon) { asked.append(answer) }
        }
        return answers
    }

    /// Whether nothing that comes can be recorded by then.
    private func isPast(_ horizon: ConsentHorizon) -> Bool {
        switch horizon {
        case .latest: false
        case .commit(let sequence): sequence.rawValue <= commits
        case .instant(let instant): clockRunsForward && instant < Self.time(clock)
        }
    }

    /// Whether the controller may not lift an objection.
    static func isLiftingRefused(_ purpose: Purpose, after timeline: ConsentTimeline) -> Bool {
        let lifting = ConsentEvent(
            .objectionLifted, by: timeline.subject, for: purpose, recordedAt: time(1000), actor: PrincipalToken(.zero))
        do {
            try ConsentRules.check(lifting, after: timeline, attached: [], recorded: { _ in nil })
            return false
        } catch { return error.code == .objectionAbsolute }
    }

    func askAgain() async throws -> [Answer] {
        var answers: [Answer] = []
        for question in asked {
            let status = try await ledger.status(
                of: subject, purpose: question.purpose, at: question.instant.map(Self.time), knownAt: question.horizon)
            var answer = question
            answer.expected = question.state
            answer.state = status.state
            answers.append(answer)
        }
        return answers
    }
}

/// The rules, read as plainly as can be.
private struct Model {
    private var events: [(event: ConsentEvent, sequence: UInt64, recorded: Int64, effective: Int64)] = []
    private var editions: [(notice: Notice, sequence: UInt64, recorded: Int64)] = []

    var count: Int { events.count }

    var recorded: [NoticeHash] { editions.map(\.notice.hash) }

    var consents: [Int] { events.indices.filter { events[$0].event.kind.givesConsent } }

    func purpose(of number: Int) -> Purpose? { events.indices.contains(number) ? events[number].event.purpose : nil }

    mutating func record(_ notice: Notice, _ sequence: UInt64) {
        guard !editions.contains(where: { $0.notice.hash == notice.hash }) else { return }
        editions.append((notice, sequence, max(notice.recordedAt.milliseconds, editions.map(\.recorded).max() ?? .min)))
    }

    mutating func append(_ event: ConsentEvent, _ sequence: UInt64) {
        let recorded = max(event.recordedAt.milliseconds, events.map(\.recorded).max() ?? .min)
        let claimed = event.occurredAt.milliseconds
        events.append(
            (event, sequence, recorded, claimed < event.recordedAt.milliseconds ? claimed : recorded))
    }

    private static func knows(_ horizon: ConsentHorizon, _ sequence: UInt64, _ recorded: Int64) -> Bool {
        switch horizon {
        case .latest: true
        case .commit(let last): sequence <= last.rawValue
        case .instant(let instant): recorded <= instant.milliseconds
        }
    }

    private func isTakenBack(_ number: Int, _ horizon: ConsentHorizon) -> Bool {
        events.contains {
            $0.event.kind == .invalidated && $0.event.details?.invalidates == number
                && Self.knows(horizon, $0.sequence, $0.recorded)
        }
    }

    private func concerns(_ number: Int, _ purpose: Purpose) -> Bool {
        guard let named = events[number].event.purpose else { return false }
        return named == purpose || purpose.rawValue.hasPrefix(named.rawValue + ".")
    }

    /// The number of the newest known event of these kinds that concerns the purpose.
    private func last(
        _ kinds: [ConsentEvent.Kind], _ purpose: Purpose?, at instant: Instant?, _ horizon: ConsentHorizon,
        passingOverWhatIsTakenBack: Bool = false
    ) -> Int? {
        let concerned = events.indices.filter { number in
            let entry = events[number]
            if passingOverWhatIsTakenBack, isTakenBack(number, horizon) { return false }
            guard kinds.contains(entry.event.kind), entry.effective <= instant?.milliseconds ?? .max,
                Self.knows(horizon, entry.sequence, entry.recorded)
            else { return false }
            return purpose.map { concerns(number, $0) } ?? true
        }
        return concerned.max { (events[$0].effective, $0) < (events[$1].effective, $1) }
    }

    func state(_ purpose: Purpose, at instant: Instant?, _ horizon: ConsentHorizon) -> ConsentStatus.State {
        let deciding: [ConsentEvent.Kind] = [.given, .renewed, .refused, .withdrawn, .revoked, .expired, .optedOut]
        guard let number = last(deciding, purpose, at: instant, horizon) else {
            return last([.requested], purpose, at: instant, horizon) == nil ? .notAsked : .requested
        }
        let event = events[number].event
        switch event.kind {
        case .refused: return .refused
        case .withdrawn: return .withdrawn
        case .revoked: return .revoked
        case .expired: return .expired
        case .optedOut: return .optedOut
        default: break
        }
        if isTakenBack(number, horizon) { return .invalidated }
        if let instant, let end = event.details?.validUntil, end <= instant { return .expired }
        let own = editions.firstIndex { $0.notice.hash == event.notice } ?? 0
        let isStale = editions.indices.contains { place in
            place > own && editions[place].notice.change == .material
                && editions[place].notice.recordedAt <= instant ?? Instant(milliseconds: .max)
                && Self.knows(horizon, editions[place].sequence, editions[place].recorded)
        }
        return isStale ? .stale : .given
    }

    func objects(_ purpose: Purpose) -> Bool {
        let objection = last([.objected, .objectionLifted], purpose, at: nil, .latest)
        if let objection, events[objection].event.kind == .objected { return true }
        let signal = last(
            [.optedOut, .objectionLifted, .given, .renewed], purpose, at: nil, .latest, passingOverWhatIsTakenBack: true)
        return signal.map { events[$0].event.kind == .optedOut } ?? false
    }

    /// Whether an objection stands anywhere within the purpose that only the person can take back.
    func forbidsLifting(_ purpose: Purpose) -> Bool {
        World.purposes.filter { $0 == purpose || $0.rawValue.hasPrefix(purpose.rawValue + ".") }.contains { part in
            events.indices.contains { number in
                let event = events[number].event
                let isSignal = event.kind == .optedOut
                guard isSignal || event.kind == .objected && event.details?.basis == .directMarketing, concerns(number, part)
                else { return false }
                return !events.indices.contains { later in
                    let ends = events[later].event.kind == .objectionLifted
                    let consents = events[later].event.kind.givesConsent && !isTakenBack(later, .latest)
                    return (ends || isSignal && consents) && concerns(later, part)
                        && (events[number].effective, number) < (events[later].effective, later)
                }
            }
        }
    }

    var isRestricted: Bool {
        last([.restricted, .restrictionLifted], nil, at: nil, .latest).map { events[$0].event.kind == .restricted } ?? false
    }
}

extension SeededRandomSource {
    func below(_ limit: Int) -> Int { Int(number() % UInt64(limit)) }
}
