import CustodyAccess
import CustodyModel
import Testing

@Suite("The ledger of changes of access")
struct AccessLedgerTests {
    static let at = Instant(milliseconds: 1_767_225_600_000)
    static func hours(_ count: Int64) -> Instant { at.adding(milliseconds: count * 3_600_000) }

    static func policy() throws -> RolePolicy {
        try RolePolicy(controller: "c") {
            Declare("care", on: .contract)
            Role("agent") {
                Delegable()
                Allow(.read, [.contact], for: ["care"])
            }
            Role("head") {
                Inherits("agent")
                Allow(.read, [.financial], for: ["care"])
            }
            Role("auditor") { Allow(.readLog) }
            Role("boss") {
                MaxHolders(1)
                Requires("head")
                Allow(.changeAccess)
            }
            Role("reviewer") { Allow(.reviewAccess) }
            Exclusive("agent", "auditor")
            Assign("rev-1", to: "reviewer")
            Assign("rev-2", to: "reviewer")
            Assign("ann", to: "agent")
            Assign("bob")
            Assign("aud", to: "auditor")
        }
    }

    static func change(_ change: AccessChange, by: PrincipalID = "boss", at instant: Instant = at, reason: String = "why")
        -> RecordedAccessChange
    {
        RecordedAccessChange(change, by: by, at: instant, reason: reason)
    }

    static func grant(
        _ id: GrantID, _ role: RoleID, to principal: PrincipalID, from: Instant? = nil, until: Instant? = nil,
        source: RoleGrant.Source = .direct, by: PrincipalID = "boss", scope: UnitName? = nil
    ) -> AccessChange {
        .grant(
            RoleGrant(
                id, role, to: principal, scope: scope, from: from, until: until, source: source, by: by, reason: "why"))
    }

    static func ledger(_ changes: RecordedAccessChange...) throws -> AccessLedger {
        var ledger = AccessLedger()
        let policy = try policy()
        for change in changes {
            try ledger.check(change, under: policy)
            ledger.apply(change, under: policy)
        }
        return ledger
    }

    static let ticket = BreakGlassTicket("t1", for: "bob", ceiling: [.contact], until: hours(1))
    static let delegation = RoleGrant.Source.delegated(by: "bob")

    static let refused: [(String, [RecordedAccessChange], RecordedAccessChange)] = [
        ("no reason", [], change(grant("g", "agent", to: "bob"), reason: " ")),
        ("an unknown role", [], change(grant("g", "none", to: "bob"))),
        ("to oneself", [], change(grant("g", "agent", to: "boss"))),
        ("over already", [], change(grant("g", "agent", to: "bob", until: at))),
        ("the same again", [change(grant("g", "agent", to: "bob"))], change(grant("g", "head", to: "bob"))),
        ("an excluded role through inheritance", [], change(grant("g", "head", to: "aud"))),
        ("an excluded role that begins later", [], change(grant("g", "head", to: "aud", from: hours(9)))),
        ("without what it requires", [], change(grant("g", "boss", to: "bob"))),
        (
            "more holders than may",
            [
                change(grant("g1", "head", to: "bob")), change(grant("g2", "head", to: "ann")),
                change(grant("g3", "boss", to: "bob")),
            ], change(grant("g4", "boss", to: "ann"))
        ),
        ("no such grant", [], change(.revoke("g"))),
        ("a delegation of what one does not hold", [], change(delegated("bob", until: hours(1)), by: "bob")),
        (
            "a delegation without an end", [change(grant("g", "agent", to: "bob"))],
            change(delegated("bob", until: nil), by: "bob")
        ),
        (
            "a delegation by somebody else", [change(grant("g", "agent", to: "bob"))],
            change(delegated("bob", until: hours(1)), by: "ann")
        ),
        (
            "a delegation of a role that may not be", [change(grant("g", "head", to: "bob"))],
            change(grant("d", "head", to: "cy", until: hours(1), source: delegation, by: "bob"), by: "bob")
        ),
        (
            "a delegation that outlives its source", [change(grant("g", "agent", to: "bob", until: hours(2)))],
            change(delegated("bob", until: hours(3)), by: "bob")
        ),
        (
            "a delegation beyond its source's part", [change(grant("g", "agent", to: "bob", scope: "eu.berlin"))],
            change(
                grant("d", "agent", to: "cy", until: hours(1), source: delegation, by: "bob", scope: "eu"), by: "bob")
        ),
        (
            "passing on what was delegated",
            [change(grant("g", "agent", to: "bob")), change(delegated("bob", until: hours(2)), by: "bob")],
            change(
                grant("d2", "agent", to: "dan", until: hours(1), source: .delegated(by: "cy"), by: "cy"), by: "cy")
        ),
        (
            "a ticket for a day", [],
            change(.openTicket(BreakGlassTicket("t", for: "bob", ceiling: [.contact], until: hours(24))), by: "bob")
        ),
        (
            "a ticket without a name", [],
            change(.openTicket(BreakGlassTicket("", for: "bob", ceiling: [.contact], until: hours(1))), by: "bob")
        ),
        (
            "a ticket for what is no category", [],
            change(.openTicket(BreakGlassTicket("t", for: "bob", ceiling: ["a b"], until: hours(1))), by: "bob")
        ),
        (
            "an approval for nobody", [],
            change(
                .approveBulk(BulkApproval(for: "bbo", records: 9, until: hours(1), approver: "ann", approvedAt: at)), by: "ann")
        ),
        (
            "a ticket for nothing", [],
            change(.openTicket(BreakGlassTicket("t", for: "bob", ceiling: [], until: hours(1))), by: "bob")
        ),
        (
            "a second ticket before the first is reviewed", [change(.openTicket(ticket), by: "bob")],
            change(
                .openTicket(BreakGlassTicket("t2", for: "bob", ceiling: [.contact], until: hours(3))), by: "bob", at: hours(2))
        ),
        ("a review of one's own ticket", [change(.openTicket(ticket), by: "bob")], change(.reviewTicket("t1"), by: "bob")),
        (
            "an approval by whoever asks", [],
            change(
                .approveBulk(BulkApproval(for: "bob", records: 9, until: hours(1), approver: "bob", approvedAt: at)), by: "bob")
        ),
        (
            "a review of what one holds",
            [change(grant("g", "agent", to: "bob")), change(.openCampaign("q1", due: hours(9)))],
            change(.certify("q1", "g", keep: true), by: "bob")
        ),
        (
            "a review after the date",
            [change(grant("g", "agent", to: "bob")), change(.openCampaign("q1", due: hours(9)))],
            change(.certify("q1", "g", keep: true), by: "ann", at: hours(9))
        ),
        (
            "a review of what came later",
            [change(.openCampaign("q1", due: hours(9))), change(grant("g", "agent", to: "bob"))],
            change(.certify("q1", "g", keep: true), by: "ann")
        ),
        (
            "a review of an assignment of one's own", [change(.openCampaign("q1", due: hours(9)))],
            change(.certify("q1", "ann:agent", keep: true), by: "ann")
        ),
        (
            "a name of a grant that was ended", [change(grant("g", "agent", to: "bob")), change(.revoke("g"))],
            change(grant("g", "agent", to: "bob"))
        ),
        ("the name of a role of an assignment", [], change(grant("ann:agent", "agent", to: "bob"))),
        (
            "a second person who is the first", [],
            change(
                .openTicket(
                    BreakGlassTicket(
                        "t", for: "bob", ceiling: [.contact], until: hours(1),
                        agreement: SignedAgreement(by: "bob", publicKey: [], signature: []))), by: "bob")
        ),
        ("a campaign twice", [change(.openCampaign("q1", due: hours(9)))], change(.openCampaign("q1", due: hours(9)))),
        ("the end of no campaign", [], change(.closeCampaign("q1"))),
        (
            "the end of a campaign before it is due, with nothing decided", [change(.openCampaign("q1", due: hours(9)))],
            change(.closeCampaign("q1"), at: hours(8))
        ),
    ]

    static func delegated(_ holder: PrincipalID, until: Instant?) -> AccessChange {
        grant("d", "agent", to: "cy", until: until, source: .delegated(by: holder), by: holder)
    }

    @Test("refuses what the rules for changes do not allow", arguments: refused)
    func refuses(_ what: String, _ before: [RecordedAccessChange], _ change: RecordedAccessChange) throws {
        var ledger = AccessLedger()
        let policy = try Self.policy()
        for earlier in before {
            try ledger.check(earlier, under: policy)
            ledger.apply(earlier, under: policy)
        }
        let error = #expect(throws: AccessError.self, "\(what)") { try ledger.check(change, under: policy) }
        #expect(error?.code == .changeRefused, "\(what)")
    }

    @Test("remembers everybody whom a change named or who made one, also when it is over")
    func principals() throws {
        let ledger = try Self.ledger(
            Self.change(Self.grant("g", "agent", to: "cy")), Self.change(.openTicket(Self.ticket), by: "bob"),
            Self.change(.revoke("g"), by: "ann"))
        #expect(ledger.grants.isEmpty && ledger.principals == ["boss", "cy", "bob", "ann"])
    }

    @Test("a delegation ends with what it was delegated from")
    func delegation() throws {
        let given = try Self.ledger(
            Self.change(Self.grant("g", "agent", to: "bob")),
            Self.change(Self.delegated("bob", until: Self.hours(2)), by: "bob"))
        #expect(given.grants.map(\.id) == ["g", "d"])
        var ended = given
        ended.apply(Self.change(.revoke("g")), under: try Self.policy())
        #expect(ended.grants.isEmpty)
        #expect(ended.count == 3)
    }

    @Test("a reviewed ticket lets its holder have another, and the facts name the one that is open")
    func tickets() throws {
        let policy = try Self.policy()
        var ledger = try Self.ledger(Self.change(.openTicket(Self.ticket), by: "bob"))
        #expect(ledger.facts(of: "bob", at: Self.at).ticket?.id == "t1")
        #expect(ledger.facts(of: "ann", at: Self.at).ticket == nil)
        #expect(ledger.facts(of: "bob", at: Self.hours(1)).ticket == nil)
        ledger.apply(Self.change(.reviewTicket("t1"), by: "ann"), under: policy)
        let next = BreakGlassTicket("t2", for: "bob", ceiling: [.contact], until: Self.hours(3))
        try ledger.check(Self.change(.openTicket(next), by: "bob", at: Self.hours(2)), under: policy)
    }

    @Test("a recertification freezes what is held, orphans too; what nobody decides about is suspended")
    func campaign() throws {
        let policy = try Self.policy()
        var ledger = try Self.ledger(
            Self.change(Self.grant("keep", "head", to: "bob")), Self.change(Self.grant("end", "agent", to: "cy")),
            Self.change(Self.grant("forgotten", "agent", to: "dan", until: Self.hours(1))),
            Self.change(.openCampaign("q1", due: Self.hours(9)), at: Self.hours(2)),
            Self.change(Self.grant("later", "agent", to: "eve"), at: Self.hours(3)),
            Self.change(.certify("q1", "keep", keep: true), by: "ann", at: Self.hours(4)),
            Self.change(.certify("q1", "end", keep: false), by: "ann", at: Self.hours(4)))
        let population = try #require(ledger.campaigns.first).population
        #expect(
            population.map(\.grant.id) == [
                "rev-1:reviewer", "rev-2:reviewer", "ann:agent", "aud:auditor", "keep", "end", "forgotten",
            ])
        let given = population.filter { !$0.isFromDocument }
        #expect(given.map(\.effective) == [["head", "agent"], ["agent"], ["agent"]])
        #expect(given.map(\.isOrphan) == [false, true, true])
        #expect(
            ledger.campaigns[0].permissions(of: given[0]).map(\.path) == [["head"], ["head", "agent"]], "with the way to each")
        try ledger.check(Self.change(.closeCampaign("q1"), at: Self.hours(9)), under: policy)
        ledger.apply(Self.change(.closeCampaign("q1"), at: Self.hours(9)), under: policy)
        #expect(ledger.grants.map(\.id) == ["keep", "forgotten", "later"])
        #expect(ledger.grants.map { $0.isSuspended(at: Self.hours(9)) } == [false, true, false])
        #expect(ledger.grants.first?.certifiedAt == Self.hours(4))
    }

    private static func session(_ ledger: AccessLedger, _ who: PrincipalID, at instant: Instant) throws -> AccessDecision {
        let policy = try policy()
        let compiled = try CompiledPolicy(policy, categories: CategoryRegistry(schemas: [], policy: policy)).with(ledger)
        return compiled.session(for: who, at: instant).decide(
            AccessRequest(
                .read, for: "care", categories: try compiled.categories.mask(of: [.contact]), subject: .nobody, at: instant))
    }

    @Test("at the due date what nobody decided about gives nothing, also when nobody closes the recertification")
    func dueDate() throws {
        let policy = try Self.policy()
        var ledger = try Self.ledger(
            Self.change(Self.grant("g", "agent", to: "bob")), Self.change(.openCampaign("q1", due: Self.hours(9))))
        for who: PrincipalID in ["ann", "bob"] {
            let open = try Self.session(ledger, who, at: Self.hours(8))
            #expect(open.isPermitted && open.validUntil == Self.hours(9), "\(who)")
            #expect(try Self.session(ledger, who, at: Self.hours(9)).reason == .suspended, "\(who)")
        }
        ledger.apply(Self.change(.certify("q1", "ann:agent", keep: true), by: "rev-1", at: Self.hours(1)), under: policy)
        ledger.apply(Self.change(.certify("q1", "g", keep: true), by: "rev-1", at: Self.hours(1)), under: policy)
        for who: PrincipalID in ["ann", "bob"] {
            #expect(try Self.session(ledger, who, at: Self.hours(9)).isPermitted, "\(who)")
        }
        ledger.apply(Self.change(.certify("q1", "ann:agent", keep: false), by: "rev-2", at: Self.hours(2)), under: policy)
        #expect(try Self.session(ledger, "ann", at: Self.hours(2)).reason == .suspended)
        #expect(AccessReview(of: policy, under: ledger).authorisedRoles(of: "ann", at: Self.hours(2)).isEmpty)
        #expect(AccessReview(of: policy, under: ledger).authorisedRoles(of: "ann", at: Self.hours(1)) == ["agent"])
    }

    @Test("a recertification is closed before it is due only when everything is decided, and what was recorded counts anyway")
    func closingEarly() throws {
        let policy = try Self.policy()
        var ledger = try Self.ledger(
            Self.change(Self.grant("g", "agent", to: "bob")),
            Self.change(Self.grant("gone", "agent", to: "cy")),
            Self.change(Self.grant("over", "agent", to: "dan", until: Self.hours(1))),
            Self.change(.openCampaign("q1", due: Self.hours(9))), Self.change(.revoke("gone")))
        let close = Self.change(.closeCampaign("q1"), at: Self.hours(2))
        let error = #expect(throws: AccessError.self) { try ledger.check(close, under: policy) }
        #expect(error?.code == .changeRefused)
        // Two reviewers, two other assignments and one grant: what was revoked or is over needs no decision.
        #expect(error?.message.contains("'q1': 5;") == true && error?.message.contains("\(Self.hours(9))") == true)
        try ledger.check(Self.change(.closeCampaign("q1"), at: Self.hours(9)), under: policy)
        // A log of before the rule has such a change, which is taken in as it is.
        var replayed = ledger
        replayed.apply(close, under: policy)
        #expect(replayed.campaigns[0].isClosed && replayed.grants.first?.isSuspended(at: Self.hours(2)) == true)

        for (grant, reviewer) in [
            ("rev-1:reviewer", "rev-2"), ("rev-2:reviewer", "rev-1"), ("ann:agent", "rev-1"), ("aud:auditor", "rev-1"),
            ("g", "rev-1"),
        ] as [(GrantID, PrincipalID)] {
            #expect(throws: AccessError.self) { try ledger.check(close, under: policy) }
            let decision = Self.change(.certify("q1", grant, keep: true), by: reviewer, at: Self.hours(1))
            try ledger.check(decision, under: policy)
            ledger.apply(decision, under: policy)
        }
        try ledger.check(close, under: policy)
        ledger.apply(close, under: policy)
        #expect(ledger.campaigns[0].isClosed && ledger.suspensions.isEmpty)
    }

    @Test("a recertification needs two people who may review, since nobody reviews what they hold")
    func oneReviewer() throws {
        var policy = try Self.policy()
        policy.principals.removeAll { $0.principal == "rev-2" }
        let error = #expect(throws: AccessError.self) {
            try AccessLedger().check(Self.change(.openCampaign("q1", due: Self.hours(9))), under: policy)
        }
        #expect(error?.message.contains("two people") == true)
    }

    @Test("a role that is to be reviewed every so many days is overdue after them, and at once when nobody knows since when")
    func overdue() throws {
        var policy = try Self.policy()
        policy.roles[0].reviewEveryDays = 1
        var ledger = AccessLedger()
        ledger.apply(Self.change(Self.grant("g", "head", to: "bob")), under: policy)
        #expect(ledger.overdue(under: policy, at: Self.hours(23)).map(\.grant.id) == ["ann:agent"])
        #expect(ledger.overdue(under: policy, at: Self.hours(24)).map(\.grant.id) == ["ann:agent", "g"])
        ledger.apply(Self.change(.openCampaign("q1", due: Self.hours(30)), at: Self.hours(24)), under: policy)
        ledger.apply(Self.change(.certify("q1", "g", keep: true), by: "rev-1", at: Self.hours(25)), under: policy)
        #expect(ledger.overdue(under: policy, at: Self.hours(26)).map(\.grant.id) == ["ann:agent"])
    }

    @Test("what was delegated gives nothing once the holder's own is gone, whichever way it went")
    func delegationWithoutSource() throws {
        let policy = try Self.policy()
        var ledger = AccessLedger()
        ledger.apply(Self.change(Self.delegated("ann", until: Self.hours(20)), by: "ann"), under: policy)
        #expect(try Self.session(ledger, "cy", at: Self.at).isPermitted)
        ledger.apply(Self.change(.openCampaign("q1", due: Self.hours(9))), under: policy)
        ledger.apply(Self.change(.certify("q1", "d", keep: true), by: "rev-1"), under: policy)
        #expect(try Self.session(ledger, "cy", at: Self.hours(8)).validUntil == Self.hours(9))
        #expect(try Self.session(ledger, "cy", at: Self.hours(9)).reason == .grantExpired)
        #expect(AccessReview(of: policy, under: ledger).authorisedRoles(of: "cy", at: Self.hours(9)).isEmpty)
    }
}
