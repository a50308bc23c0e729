import CustodyAccess
import CustodyModel
import Testing

@Suite("What a policy says that no store finds out")
struct StoreWarningTests {
    private static let records = [RecordSchema("r") { Field("email", .emailAddress, for: [.payment]) }]

    private static func findings(_ rule: Rule, _ grants: [RoleGrant] = []) -> PolicyFindings {
        RolePolicy(
            controller: "c", purposes: [PurposeDeclaration(.payment, basis: .contract)], roles: [Role("a", rules: [rule])],
            principals: [Assignment("p", to: ["a"])], grants: grants
        ).validate(against: records)
    }

    private static func rule(
        _ actions: [Action] = [.read], effect: Rule.Effect = .allow, when: [Condition] = [], unless: [Condition] = [],
        obligations: Obligations = []
    ) -> Rule {
        Rule(actions, categories: [.contact], effect: effect, when: when, unless: unless, obligations: obligations)
    }

    private static let odd: [(Rule, PolicyFinding.Code, String)] = [
        (rule([.read, .share], obligations: .postReview), .unmetInStore, "roles[0].rules[0].obligations"),
        (rule([.collect], effect: .forbid, obligations: [.audit, .incident]), .unmetInStore, "roles[0].rules[0].obligations"),
        (rule(when: [.ticket, .ownRecord]), .unknownInStore, "roles[0].rules[0].when[1]"),
        (rule(unless: [.minor]), .unknownInStore, "roles[0].rules[0].unless[0]"),
        (rule(effect: .forbid, when: [.enteredByActor]), .unknownInStore, "roles[0].rules[0].when[0]"),
    ]

    @Test("the author is warned of a rule that a store never follows as it is meant", arguments: odd)
    func warned(_ rule: Rule, _ code: PolicyFinding.Code, _ path: String) {
        let findings = Self.findings(rule)
        #expect(findings.isUsable)
        #expect(findings.warnings.map(\.code) == [code] && findings.warnings.map(\.path) == [path], "\(findings)")
    }

    @Test("and of a grant for a part of the organisation, and of nothing that a store knows")
    func others() {
        let scoped = Self.findings(Self.rule(), [RoleGrant("g", "a", to: "q", scope: "eu")])
        #expect(scoped.warnings.map(\.path) == ["grants[0].scope"])
        for rule in [
            Self.rule(obligations: .postReview), Self.rule([.share], obligations: .audit),
            Self.rule(when: [.assurance(2), .recordsAtMost(3), .approved], unless: [.consentGiven]),
        ] {
            #expect(Self.findings(rule).warnings.isEmpty, "\(Self.findings(rule))")
        }
    }
}
