import CustodyAccess
import CustodyModel
import Testing

@Suite("Ends of tickets, of periods and of numbers")
struct AccessEdgeTests {
    @Test("a ticket that is reviewed while it is open is over: nothing is done under it that nobody looks at")
    func reviewEndsTicket() throws {
        let policy = try AccessLedgerTests.policy()
        let ticket = BreakGlassTicket("t1", for: "bob", ceiling: [.contact], until: AccessLedgerTests.hours(2))
        var ledger = try AccessLedgerTests.ledger(AccessLedgerTests.change(.openTicket(ticket), by: "bob"))
        #expect(ledger.facts(of: "bob", at: AccessLedgerTests.hours(1)).ticket?.id == "t1")
        ledger.apply(AccessLedgerTests.change(.reviewTicket("t1"), by: "ann"), under: policy)
        #expect(ledger.facts(of: "bob", at: AccessLedgerTests.hours(1)).ticket == nil)
        // What the holder has is what was opened after the review.
        let next = BreakGlassTicket("t2", for: "bob", ceiling: [.financial], until: AccessLedgerTests.hours(2))
        let opening = AccessLedgerTests.change(.openTicket(next), by: "bob")
        try ledger.check(opening, under: policy)
        ledger.apply(opening, under: policy)
        #expect(ledger.facts(of: "bob", at: AccessLedgerTests.hours(1)).ticket?.ceiling == [.financial])
    }

    @Test("a role that a review suspended is not passed on, whether the document assigned it or granted it")
    func suspendedDelegation() throws {
        var policy = try AccessLedgerTests.policy()
        policy.grants = [RoleGrant("doc", "agent", to: "bob")]
        var ledger = AccessLedger()
        ledger.apply(
            AccessLedgerTests.change(.openCampaign("q1", due: AccessLedgerTests.hours(9))), under: policy)
        for holder in ["ann", "bob"] as [PrincipalID] {
            let delegation = AccessLedgerTests.delegated(holder, until: AccessLedgerTests.hours(20))
            try ledger.check(
                AccessLedgerTests.change(delegation, by: holder, at: AccessLedgerTests.hours(8)), under: policy)
            let error = #expect(throws: AccessError.self, "\(holder)") {
                try ledger.check(
                    AccessLedgerTests.change(delegation, by: holder, at: AccessLedgerTests.hours(9)), under: policy)
            }
            #expect(error?.code == .changeRefused)
        }
    }

    @Test("a role that is to be reviewed after more days than there are is never overdue, and nothing traps")
    func endlessReview() throws {
        var policy = try AccessLedgerTests.policy()
        let grant = AccessLedgerTests.grant("g", "agent", to: "bob")
        let ledger = try AccessLedgerTests.ledger(AccessLedgerTests.change(grant))
        for days in [Int.max, Int.max / 86_400_000 + 1, 1 << 40] {
            for index in policy.roles.indices { policy.roles[index].reviewEveryDays = days }
            #expect(policy.validate().isUsable)
            let overdue = ledger.overdue(under: policy, at: Instant(milliseconds: .max - 1))
            #expect(!overdue.contains { $0.grant.id == "g" }, "\(days)")
        }
    }

    @Test("fewer records than none are nobody knows how many: no limit and no approval covers them", arguments: [-1, Int.min])
    func negativeCount(_ count: Int) throws {
        let policy = try FailClosedTests.policy()
        let approval = AccessFacts.Approval(records: 500, until: FailClosedTests.at.adding(milliseconds: 1000))
        let session = policy.session(for: "bulk", facts: AccessFacts(approval: approval), at: FailClosedTests.at)
        var request = AccessRequest(
            .read, for: "care", categories: try policy.categories.mask(of: [.emailAddress]), subject: .nobody,
            at: FailClosedTests.at)
        #expect(session.decide(request).isPermitted)
        request.recordCount = count
        let decision = session.decide(request)
        #expect(!decision.isPermitted && decision.reasons.contains(AccessReason.conditionUnknown))
    }

    @Test("what is wrong with a policy is said without the names of principals, which are in its path's place")
    func namelessFindings() throws {
        let exclusion = [Exclusion(["a", "b"])]
        let policy = RolePolicy(
            controller: "c", roles: [Role("a"), Role("b"), Role("n", prerequisites: ["b"])], exclusions: exclusion,
            principals: [Assignment("ann-lee", to: ["a", "b"]), Assignment("ann-lee", to: ["n"])],
            grants: [RoleGrant("g", "n", to: "ann-lee"), RoleGrant("ann-lee:a", "a", to: "bob-ray")])
        let findings = policy.validate()
        #expect(Set(findings.errors.map(\.code)) == [.exclusionViolated, .duplicate, .prerequisiteMissing])
        #expect(!findings.description.contains("ann-lee") && !findings.description.contains("bob-ray"), "\(findings)")
    }

    @Test("the author is warned of a prohibition that a permission for a wider purpose passes by")
    func widerPurpose() {
        func warned(_ permitted: Purpose, _ forbidden: [Purpose], _ action: Action = .read) -> [String] {
            RolePolicy(
                controller: "c",
                purposes: (["ads", "ads.mail", "adsense"] as [Purpose]).map { PurposeDeclaration($0, basis: .contract) },
                roles: [
                    Role("a", inherits: ["b"], rules: [Rule([action], purposes: forbidden, effect: .forbid)]),
                    Role("b", rules: [Rule([.read], categories: [.contact], purposes: [permitted])]),
                ], principals: [Assignment("p", to: ["a"])]
            ).validate().warnings.filter { $0.code == .widerPurposePasses }.map(\.path)
        }
        #expect(warned("ads", ["ads.mail"]) == ["roles[0].rules[0].purposes"])
        #expect(warned("ads", ["ads.mail", "ads"]).isEmpty && warned("ads", []).isEmpty)
        #expect(warned("ads.mail", ["ads.mail"]).isEmpty && warned("adsense", ["ads.mail"]).isEmpty)
        #expect(warned("ads", ["ads.mail"], .collect).isEmpty)
    }

    @Test("the author is not warned of a wider purpose for which another prohibition says it, nor of other categories")
    func widerPurposeThatIsSaidApart() {
        let other = Rule([.read], categories: [.financial], purposes: ["ads.mail"], effect: .forbid)
        func warned(_ rules: [Rule]) -> [String] {
            RolePolicy(
                controller: "c", purposes: (["ads", "ads.mail"] as [Purpose]).map { PurposeDeclaration($0, basis: .contract) },
                roles: [Role("a", rules: rules + [Rule([.read], categories: [.contact], purposes: ["ads"])])],
                principals: [Assignment("p", to: ["a"])]
            ).validate().warnings.filter { $0.code == .widerPurposePasses }.map(\.path)
        }
        let mail = Rule([.read], categories: [.emailAddress], purposes: ["ads.mail"], effect: .forbid)
        #expect(warned([other]).isEmpty && warned([mail]) == ["roles[0].rules[0].purposes"])
        #expect(warned([mail, Rule([.read], categories: [.contact], purposes: ["ads"], effect: .forbid)]).isEmpty)
        #expect(warned([mail, Rule([.read], purposes: ["ads"], effect: .forbid)]).isEmpty)
        let sometimes = Rule([.read], purposes: ["ads"], effect: .forbid, when: [.assurance(2)])
        #expect(warned([mail, sometimes]) == ["roles[0].rules[0].purposes"])
        var atTimes = mail
        atTimes.when = sometimes.when
        #expect(warned([atTimes, sometimes]).isEmpty)
    }

    @Test("a weekly window of numbers that mean nothing has no hours, and nothing traps")
    func meaninglessWindow() {
        for number in [Int.min, -1, 1441, .max] {
            for window in [
                WeeklyWindow(WeeklyWindow.Day.allCases, from: number, until: 600),
                WeeklyWindow(WeeklyWindow.Day.allCases, from: 600, until: number),
                WeeklyWindow(WeeklyWindow.Day.allCases, from: 600, until: 0, utcOffset: number == -1 ? -841 : number),
            ] {
                #expect(!window.contains(AccessLedgerTests.at), "\(number)")
            }
        }
    }
}
