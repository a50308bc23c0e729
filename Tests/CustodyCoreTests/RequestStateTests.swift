import CustodyLaw
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("The states of a request")
struct RequestStateTests {
    /// What a test believes of a request, from the steps that were taken alone.
    private struct Belief: Hashable {
        var isVerified = false
        var isUndoubted = false
        var isDoubted = false
        var isDuplicate = false
        var isGranted = false
        var isRefused = false
        var isTakenBack = false
        var isDone = false

        mutating func take(_ move: Move) {
            switch move {
            case .step(.verify): isVerified = true
            case .step(.failIdentity): (isVerified, isUndoubted, isDoubted) = (false, false, true)
            case .step(.askIdentity): (isVerified, isUndoubted, isDoubted) = (false, false, true)
            case .step(.noDoubt): isUndoubted = true
            case .step(.markDuplicate): isDuplicate = true
            case .step(.clearDuplicate): isDuplicate = false
            case .step(.grant): isGranted = true
            case .step(.refuse): isRefused = true
            case .step(.takeBack): isTakenBack = true
            case .end(true): isDone = true
            default: break
            }
        }
    }

    private enum Move: Hashable {
        case step(RequestStep)
        case evidence
        case begin
        case end(Bool)
    }

    /// A state without its times and its counts, so that there are finitely many.
    private struct Key: Hashable {
        var belief: Belief
        var identity: RightsRequest.Identity
        var decision: String
        var execution: RightsRequest.Execution
        var waits: [Bool]
        var flags: [Bool]

        init(_ request: RightsRequest, _ belief: Belief) {
            self.belief = belief
            identity = request.identity
            decision = "\(request.decision)"
            execution = request.execution
            waits = [true, false].map { about in request.waits.contains { $0.answered == nil && $0.isAboutIdentity == about } }
            flags = [
                request.isClosed, request.extended != nil, request.closedAt != nil, request.identified != nil,
                request.duplicateOf != nil,
            ]
        }
    }

    private static let now = Instant(milliseconds: 1_780_000_000_000)
    private static let other = RequestID(Handle(Array(repeating: 7, count: 16)) ?? .zero)
    private static let refusal = RequestRefusal(.unfounded, because: "r", complaintTo: "a", court: "c")
    private static let place = LegalPlace(zone: .utc)

    private static let moves: [Move] =
        [
            .askIdentity(because: "r"), .verify(by: "card"), .noDoubt(because: "logged in"), .failIdentity(because: "r"),
            .askClarification("r"), .clarified, .extend(because: "r"), .grant, .refuse(refusal),
            .refuse(RequestRefusal(.identityFailed, because: "r", complaintTo: "a", court: "c")), .takeBack,
            .markDuplicate(of: other), .clearDuplicate,
        ].map(Move.step) + [.evidence, .begin, .end(true), .end(false)]

    private static func request(_ rule: RequestRule) -> RightsRequest {
        RightsRequest(
            RequestID(.zero), rule.kind, under: rule.law, about: SubjectToken(.zero), claimant: BlindIndex(.zero), received: now
        )
    }

    private static func make(_ move: Move, _ request: inout RightsRequest, _ rule: RequestRule) -> RequestFault? {
        do {
            switch move {
            case .step(let step): try request.take(step, by: rule, at: now, place)
            case .evidence: try request.takeEvidence(by: rule, at: now)
            case .begin: try request.begin(by: rule)
            case .end(let isDone): try request.end(isDone: isDone, at: now)
            }
            return nil
        } catch { return error }
    }

    @Test(
        "no path carries out what is unverified where that is needed, a duplicate or a refused one; what only stops something is never held up",
        arguments: RequestRule.standard)
    func everyPath(_ rule: RequestRule) throws {
        var seen: Set<Key> = []
        var left = [(Self.request(rule), Belief())]
        var begun = 0
        while let (request, belief) = left.popLast() {
            guard seen.insert(Key(request, belief)).inserted else { continue }
            try check(request, belief, rule)
            for move in Self.moves {
                var next = request
                if let fault = Self.make(move, &next, rule) {
                    try #require(next == request, "\(move) threw \(fault) and changed the request")
                    continue
                }
                if move == .begin { begun += 1 }
                var believed = belief
                believed.take(move)
                left.append((next, believed))
            }
        }
        #expect(begun > 0, "no path carries it out")
        #expect(seen.count > 10)
    }

    private func check(_ request: RightsRequest, _ belief: Belief, _ rule: RequestRule) throws {
        var next = request
        let fault = Self.make(.begin, &next, rule)
        let isKnown =
            switch rule.identity {
            case .forbidden: true
            case .required: belief.isVerified
            case .onReasonableDoubt: belief.isVerified || belief.isUndoubted && !belief.isDoubted
            }
        let stops = rule.kind.isAbsolute
        let mayBegin =
            isKnown && !belief.isDuplicate && !belief.isRefused && !belief.isTakenBack && !belief.isDone
            && request.execution != .begun && (belief.isGranted || stops)
        try #require(
            (fault == nil) == mayBegin, "\(request.identity) \(request.decision) \(belief): \(String(describing: fault))")
        // The type that leads to carrying out is made by the same rule.
        let isReady = (try? VerifiedRequest(request, by: rule)) != nil
        try #require(isReady == mayBegin)
        if stops {
            try #require(request.identity == .unchecked && !belief.isRefused, "something held it up")
            try #require(request.waits.allSatisfy { !$0.isAboutIdentity })
        }
    }

    @Test("an empty reason, and a refusal without complaint and court, are no steps")
    func empty() throws {
        let rule = try #require(RequestRule.rule(for: .access, under: "eu-gdpr"))
        var request = Self.request(rule)
        for step: RequestStep in [
            .askIdentity(because: " "), .verify(by: ""), .noDoubt(because: "\n"), .extend(because: ""),
            .refuse(RequestRefusal(.unfounded, because: "", complaintTo: "a", court: "c")),
            .refuse(RequestRefusal(.unfounded, because: "r", complaintTo: " ", court: "c")),
            .refuse(RequestRefusal(.unfounded, because: "r", complaintTo: "a", court: "")),
        ] { #expect(Self.make(.step(step), &request, rule) == .textMissing, "\(step)") }
        let ground = RequestRefusal("weAreBusy", because: "r", complaintTo: "a", court: "c")
        #expect(Self.make(.step(.refuse(ground)), &request, rule) == .noGround)
        let accurate = RequestRefusal(.accurate, because: "r", complaintTo: "a", court: "c")
        #expect(Self.make(.step(.refuse(accurate)), &request, rule) == .noGround)
        #expect(Self.make(.step(.markDuplicate(of: request.id)), &request, rule) == .ownDuplicate)
        #expect(request == Self.request(rule))
    }

    @Test("more time is taken once, told within the first period, and counted from receipt")
    func extending() throws {
        let rule = try #require(RequestRule.rule(for: .access, under: "eu-gdpr"))
        let received = try #require(Instant("2026-01-31T10:00:00Z"))
        var request = RightsRequest(
            RequestID(.zero), .access, under: "eu-gdpr", about: nil, claimant: BlindIndex(.zero), received: received)
        // 31 January and one month is 28 February, a Saturday: the next working day.
        let first = try #require(Instant("2026-03-02T23:59:59.999Z"))
        #expect(request.clock(by: rule, at: Self.place, now: received).due == first)
        #expect(!request.clock(by: rule, at: Self.place, now: first).isOverdue)
        #expect(request.clock(by: rule, at: Self.place, now: first.adding(milliseconds: 1)).isOverdue)
        var late = request
        #expect(throws: RequestFault.toldTooLate) {
            try late.take(.extend(because: "many"), by: rule, at: first.adding(milliseconds: 1), Self.place)
        }
        try request.take(.extend(because: "many requests"), by: rule, at: first, Self.place)
        #expect(throws: RequestFault.extendedAlready) {
            try request.take(.extend(because: "more"), by: rule, at: first, Self.place)
        }
        let clock = request.clock(by: rule, at: Self.place, now: first)
        #expect(clock.due == Instant("2026-04-30T23:59:59.999Z") && clock.extendBy == nil)
        // A law that allows no more time allows none.
        let quebec = try #require(RequestRule.rule(for: .access, under: "ca-qc"))
        var other = RightsRequest(
            RequestID(.zero), .access, under: "ca-qc", about: nil, claimant: BlindIndex(.zero), received: received)
        #expect(throws: RequestFault.noMoreTime) {
            try other.take(.extend(because: "many"), by: quebec, at: received, Self.place)
        }
    }

    @Test("waiting stops the clock where the law says so; where guidance says so both dates are told and the earlier counts")
    func waiting() throws {
        let received = try #require(Instant("2026-06-01T10:00:00Z"))
        func request(_ law: RegimeID) throws -> (RightsRequest, RequestRule) {
            let rule = try #require(RequestRule.rule(for: .access, under: law))
            var request = RightsRequest(
                RequestID(.zero), .access, under: law, about: nil, claimant: BlindIndex(.zero), received: received)
            try request.take(
                .askIdentity(because: "another address"), by: rule, at: received.adding(milliseconds: 86_400_000), Self.place)
            try request.takeEvidence(by: rule, at: received.adding(milliseconds: 5 * 86_400_000))
            try request.take(.verify(by: "card"), by: rule, at: received.adding(milliseconds: 5 * 86_400_000), Self.place)
            return (request, rule)
        }
        let (union, unionRule) = try request("eu-gdpr")
        let clock = union.clock(by: unionRule, at: Self.place, now: received)
        #expect(clock.due == Instant("2026-07-01T23:59:59.999Z"))
        #expect(clock.deadline?.endWithPause == .day(try #require(CivilDate(year: 2026, month: 7, day: 6))))
        // In the United Kingdom the month starts with the evidence of who asks.
        let (kingdom, kingdomRule) = try request("uk-gdpr")
        #expect(kingdom.clock(by: kingdomRule, at: Self.place, now: received).due == Instant("2026-07-06T23:59:59.999Z"))
        // In California it does not matter.
        let (california, californiaRule) = try request("us-ca")
        let calendar = california.clock(by: californiaRule, at: Self.place, now: received)
        #expect(calendar.due == Instant("2026-07-15T23:59:59.999Z"))
        #expect(calendar.acknowledgeBy == Instant("2026-06-15T23:59:59.999Z"))
        let late = try #require(Instant("2026-06-16T00:00:00Z"))
        #expect(california.clock(by: californiaRule, at: Self.place, now: late).isAcknowledgementOverdue)
    }

    @Test("what the house does by itself moves no deadline; in the United Kingdom evidence does that was asked for")
    func ownSteps() throws {
        let received = try #require(Instant("2026-06-01T10:00:00Z"))
        let rule = try #require(RequestRule.rule(for: .access, under: "uk-gdpr"))
        func day(_ count: Int64) -> Instant { received.adding(milliseconds: count * 86_400_000) }
        /// When it is due after steps, each on its day; nil stands for evidence that arrives.
        func due(_ steps: [(day: Int64, step: RequestStep?)]) throws -> Instant? {
            var request = RightsRequest(
                RequestID(.zero), .access, under: "uk-gdpr", about: nil, claimant: BlindIndex(.zero), received: received)
            for (count, step) in steps {
                if let step {
                    try request.take(step, by: rule, at: day(count), Self.place)
                } else {
                    try request.takeEvidence(by: rule, at: day(count))
                }
            }
            return request.clock(by: rule, at: Self.place, now: received).due
        }
        let (ask, verify) = (RequestStep.askIdentity(because: "another address"), RequestStep.verify(by: "card"))
        let fail = RequestStep.failIdentity(because: "of somebody else")
        let (first, later) = (Instant("2026-07-01T23:59:59.999Z"), Instant("2026-07-06T23:59:59.999Z"))
        // Nobody was asked.
        #expect(try due([]) == first)
        #expect(try due([(35, .noDoubt(because: "logged in"))]) == first)
        #expect(try due([(35, verify)]) == first)
        // Who was asked and answered: from the answer, whenever somebody looks at it.
        #expect(try due([(1, ask)]) == first)
        #expect(try due([(1, ask), (5, nil)]) == later)
        #expect(try due([(1, ask), (5, nil), (35, verify)]) == later)
        // Without an answer nothing begins anew, and an answer that came with the verification counts.
        #expect(try due([(1, ask), (20, fail)]) == first)
        #expect(try due([(1, ask), (5, verify)]) == later)
        #expect(try due([(1, ask), (5, nil), (20, fail), (35, verify)]) == later)
    }
}
