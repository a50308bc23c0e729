import CustodyConsent
import CustodyModel
import CustodyTesting
import Foundation
import Testing

/// Random histories against a reading of the rules that is as plain as can be.
@Suite struct ConsentOracleTests {
    @Test("Status, objection and restriction agree with the oracle at every past instant and horizon")
    func oracle() async throws {
        let seed = ProcessInfo.processInfo.environment["CUSTODY_SEED"].flatMap(UInt64.init) ?? .random(in: 0 ... .max)
        print("CUSTODY_SEED=\(seed)")
        let random = SeededRandomSource(seed: seed)
        for round in 0..<1500 {
            let ledger = InMemoryConsentLedger(committingTo: MemoryCoordinator())
            let subject = SubjectToken(.random(from: random))
            var oracle = Oracle()
            for _ in 0..<(1 + random.below(9)) { try await step(random, subject, ledger, &oracle) }
            let standing = try await ledger.standing(of: subject)
            for purpose in Self.purposes {
                #expect(standing.status(for: purpose).state == oracle.state(purpose, at: nil, .latest))
                #expect(standing.hasObjection(to: purpose) == oracle.objects(purpose))
                for second in -1...12 {
                    let horizon: ConsentHorizon =
                        switch random.below(3) {
                        case 0: .latest
                        case 1: .commit(CommitSequence(rawValue: random.number() % 10))
                        default: .instant(Self.time(random.below(14)))
                        }
                    let status = try await ledger.status(of: subject, purpose: purpose, at: Self.time(second), knownAt: horizon)
                    let expected = oracle.state(purpose, at: Self.time(second), horizon)
                    #expect(
                        status.state == expected,
                        "round \(round), \(purpose) at \(second) known at \(horizon), CUSTODY_SEED=\(seed)")
                }
            }
            #expect(standing.restricted == oracle.isRestricted, "round \(round), CUSTODY_SEED=\(seed)")
        }
    }

    private static let purposes: [Purpose] = ["a", "a.b", "a.b.c", "a.d", "ab"]
    private static func time(_ second: Int) -> Instant { Instant(milliseconds: Int64(second) * 1000) }

    private func step(
        _ random: SeededRandomSource, _ subject: SubjectToken, _ ledger: InMemoryConsentLedger, _ oracle: inout Oracle
    ) async throws {
        let kind = ConsentEvent.Kind.all[random.below(ConsentEvent.Kind.all.count)]
        // Clocks run forward mostly, and are set back sometimes; claims lie in the past mostly.
        let recordedAt = Self.time(random.below(12))
        var occurredAt = random.below(2) == 0 ? recordedAt : Self.time(random.below(12))
        if !kind.protectsPerson { occurredAt = min(occurredAt, recordedAt) }
        let purpose = kind.concernsPurpose ? Self.purposes[random.below(Self.purposes.count)] : nil
        let notice = Notice(
            hash: NoticeHash(of: [1]), version: "1", language: "en",
            text: SealedValue(key: KeyID(.zero, .text), keyVersion: 1, box: []), purposes: Self.purposes,
            recordedAt: recordedAt)
        let event = ConsentEvent(
            kind, by: subject, for: purpose, notice: kind.needsNotice ? notice.hash : nil, occurredAt: occurredAt,
            recordedAt: recordedAt)
        var unit = UnitOfWork()
        ledger.stage(.append(event, notice: kind.needsNotice ? notice : nil), in: &unit)
        oracle.append(event, try await unit.commit().sequence)
    }
}

private struct Oracle {
    private var events: [(event: ConsentEvent, sequence: UInt64, recorded: Int64, effective: Int64)] = []

    mutating func append(_ event: ConsentEvent, _ sequence: CommitSequence) {
        var recorded = event.recordedAt.milliseconds
        for earlier in events where earlier.recorded > recorded { recorded = earlier.recorded }
        let claimed = event.occurredAt.milliseconds
        events.append(
            (event, sequence.rawValue, recorded, claimed < event.recordedAt.milliseconds ? claimed : recorded))
    }

    private func last(
        _ kinds: [ConsentEvent.Kind], _ purpose: Purpose?, at instant: Instant?, _ horizon: ConsentHorizon
    ) -> ConsentEvent.Kind? {
        let known = events.filter {
            switch horizon {
            case .latest: true
            case .commit(let sequence): $0.sequence <= sequence.rawValue
            case .instant(let instant): $0.recorded <= instant.milliseconds
            }
        }
        let concerned = known.filter { entry in
            guard kinds.contains(entry.event.kind), entry.effective <= instant?.milliseconds ?? .max else { return false }
            guard let purpose else { return true }
            guard let named = entry.event.purpose else { return false }
            return named == purpose || purpose.rawValue.hasPrefix(named.rawValue + ".")
        }
        return concerned.sorted { ($0.effective, $0.sequence) < ($1.effective, $1.sequence) }.last?.event.kind
    }

    func state(_ purpose: Purpose, at instant: Instant?, _ horizon: ConsentHorizon) -> ConsentStatus.State {
        switch last([.given, .refused, .withdrawn], purpose, at: instant, horizon) {
        case .given: .given
        case .refused: .refused
        case .withdrawn: .withdrawn
        default: .notAsked
        }
    }

    func objects(_ purpose: Purpose) -> Bool {
        last([.objected, .objectionLifted], purpose, at: nil, .latest) == .objected
    }

    var isRestricted: Bool { last([.restricted, .restrictionLifted], nil, at: nil, .latest) == .restricted }
}

extension SeededRandomSource {
    fileprivate func below(_ limit: Int) -> Int { Int(number() % UInt64(limit)) }
}
