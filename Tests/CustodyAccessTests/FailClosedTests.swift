import CustodyAccess
import CustodyModel
import CustodyTesting
import Testing

@Suite("What is not known is denied")
struct FailClosedTests {
    static let at = Instant("2026-05-04T10:00:00Z") ?? Instant(milliseconds: 0)
    static let hour: Int64 = 3_600_000

    static func policy() throws -> CompiledPolicy {
        let policy = try RolePolicy(controller: "c") {
            Declare("care", on: .contract, specialCondition: .healthCare)
            DeclareTrainings("basics")
            DeclareFacts("onShift")
            Role("trained") { Allow(.read, [.contact], for: ["care"]).when(.training("basics")) }
            Role("shift") { Allow(.read, [.contact], for: ["care"]).when(.fact("onShift")) }
            Role("strong") { Allow(.read, [.contact], for: ["care"]).when(.assurance(2)) }
            Role("office") {
                Allow(.read, [.contact], for: ["care"]).when(
                    .weekly(WeeklyWindow([.mon, .tue, .wed, .thu, .fri], from: 8 * 60, until: 18 * 60)))
            }
            Role("own") { Allow(.read, [.contact], for: ["care"]).when(.ownRecord) }
            Role("plain") { Allow(.read, [.contact, .financial], for: ["care"]) }
            Role("guarded") {
                Inherits("plain")
                Forbid(.read, [.financial]).unless(.fact("onShift")).overridable()
                Drop([.telephone])
            }
            Role("mixed") {
                Allow(.read, [.contact], for: ["care"])
                Forbid(.read, [.telephone])
                Drop([.emailAddress])
            }
            Role("blurred") {
                Mask(.bankAccount, keepLast: 4, for: ["care"])
                Pseudonymise([.emailAddress], for: ["care"])
            }
            Role("emergency") { Allow(.read, [.health], for: ["care"]).when(.ticket).obliging([.incident, .postReview]) }
            Role("bulk") {
                Allow(.read, [.contact], for: ["care"]).when(.recordsAtMost(10))
                Allow(.read, [.contact], for: ["care"]).when(.approved)
            }
            Role("entry") { Allow(.collect, [.contact], for: ["care"]) }
            Role("approval") {
                Allow(.correct, [.contact], for: ["care"])
                Forbid(.correct).when(.enteredByActor)
            }
            Exclusive(["entry", "approval"], kind: .dynamic)
            for name in [
                "trained", "shift", "strong", "office", "own", "plain", "guarded", "mixed", "blurred", "emergency", "bulk",
                "approval",
            ] {
                Assign(PrincipalID(name), to: RoleID(name))
            }
            Assign("both", to: "entry", "approval")
            RoleGrant("g1", "plain", to: "temp", from: at, until: at.adding(milliseconds: hour))
            RoleGrant("g2", "plain", to: "berlin", scope: "eu.berlin")
            RoleGrant("g3", "plain", to: "held", isSuspended: true)
        }
        var categories = try CategoryRegistry(schemas: [], policy: policy)
        try categories.register([.telephone, .emailAddress, .bankAccount])
        return try CompiledPolicy(policy, categories: categories)
    }

    struct Case: CustomTestStringConvertible, Sendable {
        var who: PrincipalID
        var reason: AccessReason
        var facts = AccessFacts.none
        var level = 1
        var at = FailClosedTests.at
        var asked = FailClosedTests.at
        var record = RecordFacts.unknown
        var count = 1
        var action: Action = .read
        var category: DataCategory = .emailAddress
        var activating: Set<RoleID>?
        var supports: Obligations = []
        var testDescription: String { "\(who): \(reason)" }
    }

    static let stale = AccessFacts(flags: ["onShift": true], asOf: at.adding(milliseconds: -2 * hour), maximumAge: hour)
    static let later = at.adding(milliseconds: 2 * hour)
    static let ticket = AccessFacts(ticket: .init("t1", ceiling: [.special], until: later))

    static let cases: [Case] = [
        Case(who: "stranger", reason: .unknownPrincipal),
        Case(who: "trained", reason: .conditionUnknown),
        Case(who: "trained", reason: .trainingNotCurrent, facts: AccessFacts(trainings: ["basics": at])),
        Case(who: "trained", reason: .permitted, facts: AccessFacts(trainings: ["basics": later])),
        Case(who: "trained", reason: .sessionStale, facts: AccessFacts(trainings: ["basics": later]), asked: later),
        Case(who: "shift", reason: .conditionUnknown),
        Case(who: "shift", reason: .conditionNotMet, facts: AccessFacts(flags: ["onShift": false])),
        Case(who: "shift", reason: .conditionUnknown, facts: stale),
        Case(who: "shift", reason: .permitted, facts: AccessFacts(flags: ["onShift": true])),
        Case(who: "strong", reason: .weakAuthentication),
        Case(who: "strong", reason: .permitted, level: 2),
        Case(who: "office", reason: .permitted),
        Case(
            who: "office", reason: .outsideHours, at: at.adding(milliseconds: 10 * hour),
            asked: at.adding(milliseconds: 10 * hour)),
        Case(who: "office", reason: .sessionStale, asked: at.adding(milliseconds: 8 * hour)),
        Case(who: "office", reason: .conditionUnknown, at: Instant(milliseconds: .max), asked: Instant(milliseconds: .max)),
        Case(who: "office", reason: .conditionUnknown, at: .init(milliseconds: .min), asked: .init(milliseconds: .min)),
        Case(who: "own", reason: .conditionUnknown),
        Case(who: "own", reason: .conditionNotMet, record: RecordFacts(isOwn: false)),
        Case(who: "own", reason: .permitted, record: RecordFacts(isOwn: true)),
        Case(who: "plain", reason: .permitted),
        Case(who: "plain", reason: .sessionStale, asked: at.adding(milliseconds: -1)),
        Case(who: "guarded", reason: .forbidden, category: .financial),
        Case(who: "guarded", reason: .permitted, facts: AccessFacts(flags: ["onShift": true]), category: .financial),
        Case(
            who: "guarded", reason: .permitted,
            facts: AccessFacts(ticket: .init("t", ceiling: [.financial], until: later)), category: .financial),
        Case(who: "guarded", reason: .forbidden, facts: ticket, category: .financial),
        Case(who: "guarded", reason: .droppedByRule, category: .telephone),
        // One role that gives the whole and takes a part of it.
        Case(who: "mixed", reason: .permitted, category: .contact),
        Case(who: "mixed", reason: .forbidden, category: .telephone),
        Case(who: "mixed", reason: .droppedByRule, category: .emailAddress),
        Case(who: "emergency", reason: .ticketMissing, category: .health, supports: [.incident, .postReview]),
        Case(who: "emergency", reason: .obligationUnsupported, facts: ticket, category: .health, supports: .incident),
        Case(who: "emergency", reason: .permitted, facts: ticket, category: .health, supports: [.incident, .postReview]),
        Case(who: "bulk", reason: .permitted, count: 10),
        Case(who: "bulk", reason: .approvalMissing, count: 11),
        Case(who: "bulk", reason: .permitted, facts: AccessFacts(approval: .init(records: 500, until: later)), count: 500),
        Case(
            who: "bulk", reason: .approvalMissing, facts: AccessFacts(approval: .init(records: 500, until: later)), count: 501),
        Case(who: "both", reason: .separationOfDuty),
        Case(who: "both", reason: .permitted, action: .collect, activating: ["entry"]),
        Case(who: "both", reason: .roleInactive, activating: ["plain"]),
        Case(who: "approval", reason: .forbidden, action: .correct),
        Case(who: "approval", reason: .permitted, record: RecordFacts(enteredByActor: false), action: .correct),
        Case(who: "temp", reason: .permitted),
        Case(who: "temp", reason: .sessionStale, asked: at.adding(milliseconds: hour)),
        Case(who: "temp", reason: .grantExpired, at: later, asked: later),
        Case(who: "temp", reason: .grantNotStarted, at: at.adding(milliseconds: -1), asked: at.adding(milliseconds: -1)),
        Case(who: "berlin", reason: .outsideScope),
        Case(who: "berlin", reason: .outsideScope, record: RecordFacts(unit: "eu")),
        Case(who: "berlin", reason: .permitted, record: RecordFacts(unit: "eu.berlin.east")),
        Case(who: "held", reason: .suspended),
    ]

    @Test("and the reason is named", arguments: cases)
    func denied(_ one: Case) throws {
        let policy = try Self.policy()
        let session = policy.open(
            AccessIntent(
                principal: Principal(one.who, Authentication(.password, at: one.at, by: "test", level: one.level)),
                action: one.action, purpose: "care", at: one.at, activating: one.activating, facts: one.facts))
        let request = AccessRequest(
            one.action, for: "care", categories: try policy.categories.mask(of: [one.category]), subject: .nobody,
            at: one.asked, record: one.record, recordCount: one.count, supports: one.supports)
        let decision = session.decide(request)
        #expect(decision.isPermitted == (one.reason == .permitted), "\(decision.reasons)")
        #expect(decision.reasons.contains(one.reason), "\(decision.reasons)")
        #expect(decision.fault(answering: request) == nil)
    }

    @Test("a session without an instant permits nothing that depends on time")
    func timeless() throws {
        let policy = try Self.policy()
        let request = AccessRequest(
            .read, for: "care", categories: try policy.categories.mask(of: [.emailAddress]), subject: .nobody, at: Self.at)
        #expect(policy.session(for: "temp").decide(request).reason == .grantNotStarted)
        #expect(policy.session(for: "office").decide(request).reason == .conditionUnknown)
        #expect(policy.session(for: "strong").decide(request).reason == .conditionUnknown)
        #expect(policy.session(for: "plain").decide(request).reason == .permitted)
    }

    @Test("a window of the week has hours on every day of the calendar, and none beyond it")
    func calendar() throws {
        let window = WeeklyWindow(WeeklyWindow.Day.allCases, from: 8 * 60, until: 18 * 60, utcOffset: 840)
        for day in ["0001-01-01", "9999-12-31"] {
            let instant = try #require(Instant(day))
            #expect(window.contains(instant), "\(day)")
        }
        let first = try #require(Instant("0001-01-01"))
        let last = try #require(Instant("9999-12-31T23:59:59.999Z"))
        for beyond in [.min, first.milliseconds - 1, last.milliseconds + 1, .max] as [Int64] {
            #expect(!window.contains(Instant(milliseconds: beyond)), "\(beyond)")
        }
    }

    @Test("a question that was prepared for another policy is denied")
    func foreignQuestion() throws {
        let (one, two) = (try Self.policy(), try Self.policy())
        let question = try #require(two.question(.read, for: "care"))
        let decision = one.session(for: "plain").decide(
            question, categories: try one.categories.mask(of: [.emailAddress]), subject: .nobody, at: Self.at)
        #expect(decision.reason == .sessionStale)
        #expect(one.question("reed", for: "care") == nil && one.question(.read, for: "cure") == nil)
    }

    @Test("a batch ends where its semantics say")
    func batch() throws {
        let policy = try Self.policy()
        let session = policy.session(for: "plain", at: Self.at)
        func ask(_ category: DataCategory) throws -> AccessRequest {
            AccessRequest(
                .read, for: "care", categories: try policy.categories.mask(of: [category]), subject: .nobody, at: Self.at)
        }
        let requests = [try ask(.emailAddress), try ask(.health), try ask(.telephone)]
        #expect(session.decide(requests).map(\.isPermitted) == [true, false, true])
        #expect(session.decide(requests, stopping: .denyOnFirstDeny).map(\.isPermitted) == [true, false])
        #expect(session.decide(requests, stopping: .permitOnFirstPermit).map(\.isPermitted) == [true])
    }

    @Test("an explanation names the near misses and the remedy")
    func explanation() throws {
        let policy = try Self.policy()
        func explain(_ who: PrincipalID, _ category: DataCategory) throws -> AccessExplanation {
            policy.session(for: who, at: Self.at).explain(
                AccessRequest(
                    .read, for: "care", categories: try policy.categories.mask(of: [category]), subject: .nobody, at: Self.at))
        }
        let trained = try explain("trained", .emailAddress)
        #expect(trained.nearMisses.map(\.remedies) == [[.renewTraining("basics")]])
        #expect(trained.remedies.contains(.obtainRole("plain")))
        #expect(try explain("guarded", .financial).taking.map(\.place) == ["roles[6].rules[0]"])
        #expect(try explain("guarded", .emailAddress).giving.map(\.path) == [["guarded", "plain"]])
        let other = try explain("both", .emailAddress)
        #expect(other.remedies.contains(.activateFewer))
        #expect(trained.description.contains("renew training 'basics'"))
    }
}
