import CustodyAccess
import CustodyModel
import Testing

@Suite("Checking a policy")
struct RolePolicyValidationTests {
    static func policy(
        purposes: [PurposeDeclaration] = [PurposeDeclaration(.payment, basis: .contract)], roles: [Role] = [],
        exclusions: [Exclusion] = [], principals: [Assignment] = []
    ) -> RolePolicy {
        RolePolicy(controller: "c", purposes: purposes, roles: roles, exclusions: exclusions, principals: principals)
    }

    static let special: [DataCategory] = [.health]
    static let errors: [(RolePolicy, PolicyFinding.Code, String)] = [
        (RolePolicy(controller: ""), .malformedName, "controller"),
        (RolePolicy(version: 0, controller: "c"), .badVersion, "version"),
        (RolePolicy(controller: "c", actions: ["a b"]), .malformedName, "actions[0]"),
        (RolePolicy(controller: "c", actions: ["read"]), .duplicate, "actions[0]"),
        (policy(roles: [Role("a", inherits: ["b"])]), .unknownRole, "roles[0].inherits[0]"),
        (policy(principals: [Assignment("p", to: ["b"])]), .unknownRole, "principals[0].roles[0]"),
        (policy(roles: [Role("a")], exclusions: [Exclusion(["a", "b"])]), .unknownRole, "exclusive[0][1]"),
        (policy(roles: [Role("a")], exclusions: [Exclusion(["a", "a"])]), .emptyExclusion, "exclusive[0]"),
        (policy(roles: [Role("a"), Role("a")]), .duplicate, "roles[1].id"),
        (policy(principals: [Assignment("p", to: []), Assignment("p", to: [])]), .duplicate, "principals[1].id"),
        (
            policy(purposes: [PurposeDeclaration("p", basis: .contract), PurposeDeclaration("p", basis: .consent)]), .duplicate,
            "purposes[1].purpose"
        ),
        (policy(purposes: [PurposeDeclaration(.rightsFulfilment, basis: .contract)]), .builtInPurpose, "purposes[0].purpose"),
        (policy(purposes: [PurposeDeclaration("a..b", basis: .contract)]), .malformedName, "purposes[0].purpose"),
        (policy(purposes: [PurposeDeclaration("p", basis: "gdpr:6(1)(g)")]), .unknownLaw, "purposes[0].basis"),
        (
            policy(purposes: [PurposeDeclaration("p", basis: .contract, specialCondition: "gdpr:9(2)(z)")]), .unknownLaw,
            "purposes[0].specialCondition"
        ),
        (policy(purposes: [PurposeDeclaration("p", basis: .legitimateInterests)]), .missingBalancing, "purposes[0].note"),
        (
            policy(purposes: [PurposeDeclaration("p", basis: .legitimateInterests, note: " ")]), .missingBalancing,
            "purposes[0].note"
        ),
        (policy(purposes: [PurposeDeclaration("p", basis: "gdpr:6(1)(ea)")]), .unknownLaw, "purposes[0].basis"),
        (
            policy(purposes: [PurposeDeclaration("p", basis: .recognisedInterests, note: "weighed")]), .missingCondition,
            "purposes[0].recognisedInterest"
        ),
        (
            policy(purposes: [PurposeDeclaration("p", basis: .legitimateInterests, note: "n", recognisedInterest: .crime)]),
            .missingCondition, "purposes[0].recognisedInterest"
        ),
        (
            policy(purposes: [PurposeDeclaration("p", basis: .contract, criminalDataLaw: "")]), .unknownLaw,
            "purposes[0].criminalDataLaw"
        ),
        (policy(roles: [Role("a b")]), .malformedName, "roles[0].id"),
        (policy(principals: [Assignment("p\n", to: [])]), .malformedName, "principals[0].id"),
        (policy(roles: [Role("a", rules: [Rule([])])]), .emptyRule, "roles[0].rules[0].allow"),
        (policy(roles: [Role("a", rules: [Rule(["reed"])])]), .unknownAction, "roles[0].rules[0].allow[0]"),
        (
            policy(roles: [Role("a", rules: [Rule([.read], categories: ["a b"])])]), .malformedName,
            "roles[0].rules[0].categories[0]"
        ),
        (
            policy(roles: [Role("a", rules: [Rule([.read], categories: [.contact], purposes: ["p"])])]), .undeclaredPurpose,
            "roles[0].rules[0].purposes[0]"
        ),
        (
            policy(roles: [Role("a", rules: [Rule([.correct], categories: [.contact], treatment: .mask(keepLast: 1))])]),
            .maskWithoutRead, "roles[0].rules[0].mask[0]"
        ),
        (
            policy(roles: [Role("a", rules: [Rule([.read], categories: [.contact], treatment: .mask(keepLast: -1))])]),
            .badKeepLast, "roles[0].rules[0].keepLast"
        ),
        (
            policy(roles: [Role("a", rules: [Rule([.read], categories: [.contact], treatment: .mask(keepLast: 65_536))])]),
            .badKeepLast, "roles[0].rules[0].keepLast"
        ),
        (
            policy(roles: [
                Role("a", rules: (0...8).map { Rule([.read], categories: [.contact], treatment: .mask(keepLast: $0)) })
            ]), .tooManyMasks, "roles[0].rules[8].keepLast"
        ),
        (
            policy(roles: [Role("a", rules: [Rule([.read], treatment: .mask(keepLast: 1))])]), .emptyRule,
            "roles[0].rules[0].categories"
        ),
        (
            policy(roles: [Role("a", rules: [Rule([.read], categories: special)])]), .specialWithoutCondition,
            "roles[0].rules[0].categories[0]"
        ),
        (
            policy(roles: [Role("a", rules: [Rule([.read], categories: special, purposes: [.rightsFulfilment])])]),
            .specialWithoutCondition, "roles[0].rules[0].categories[0]"
        ),
        (
            policy(roles: [Role("a", rules: [Rule([.read], categories: [.criminal], purposes: [.payment])])]),
            .criminalWithoutLaw, "roles[0].rules[0].categories[0]"
        ),
        (
            policy(
                purposes: [
                    PurposeDeclaration("p", basis: .contract, specialCondition: .healthCare),
                    PurposeDeclaration("p.below", basis: .contract),
                ], roles: [Role("a", rules: [Rule([.read], categories: special, purposes: ["p"])])]), .specialWithoutCondition,
            "roles[0].rules[0].categories[0]"
        ),
        (
            policy(roles: [Role("a", rules: [Rule([.read], categories: (0...256).map { DataCategory("c\($0)") })])]),
            .tooManyCategories, "roles"
        ),
        (
            policy(
                roles: [Role("top", inherits: ["a", "b"]), Role("a"), Role("b")], exclusions: [Exclusion(["a", "b"])],
                principals: [Assignment("p", to: ["top"])]), .exclusionViolated, "principals[0].roles"
        ),
    ]

    static func rule(_ rule: Rule) -> RolePolicy { policy(roles: [Role("a", rules: [rule])]) }

    static let modelErrors: [(RolePolicy, PolicyFinding.Code, String)] = [
        (
            rule(Rule([.read], categories: [.contact], isOverridable: true)), .overridablePermission,
            "roles[0].rules[0].overridable"
        ),
        (
            rule(Rule([.read], categories: [.contact], treatment: .drop, isOverridable: true)), .overridablePermission,
            "roles[0].rules[0].overridable"
        ),
        (
            rule(Rule([.read], categories: [.contact], obligations: Obligations(rawValue: 1 << 15))), .unknownObligation,
            "roles[0].rules[0].obligations"
        ),
        (rule(Rule([.read], when: [.fact("f")])), .undeclaredFact, "roles[0].rules[0].when[0]"),
        (rule(Rule([.read], unless: [.training("t")])), .undeclaredFact, "roles[0].rules[0].unless[0]"),
        (rule(Rule([.read], when: [.assurance(0)])), .badCondition, "roles[0].rules[0].when[0]"),
        (rule(Rule([.read], when: [.recordsAtMost(0)])), .badCondition, "roles[0].rules[0].when[0]"),
        (rule(Rule([.read], when: [.between(from: nil, until: nil)])), .badCondition, "roles[0].rules[0].when[0]"),
        (
            rule(Rule([.read], when: [.between(from: Instant(milliseconds: 1), until: Instant(milliseconds: 1))])),
            .badCondition,
            "roles[0].rules[0].when[0]"
        ),
        (rule(Rule([.read], when: [.weekly(WeeklyWindow([], from: 0, until: 1))])), .badCondition, "roles[0].rules[0].when[0]"),
        (
            rule(Rule([.read], when: [.weekly(WeeklyWindow([.mon], from: 5, until: 5))])), .badCondition,
            "roles[0].rules[0].when[0]"
        ),
        (
            rule(Rule([.read], effect: .forbid, except: [.payment])), .exceptionOfProhibition,
            "roles[0].rules[0].prohibitedPurposes"
        ),
        (rule(Rule([.read], except: ["p"])), .undeclaredPurpose, "roles[0].rules[0].prohibitedPurposes[0]"),
        (
            rule(Rule([.collect], categories: [.contact], treatment: .pseudonymise)), .maskWithoutRead,
            "roles[0].rules[0].pseudonymise[0]"
        ),
        (rule(Rule([.read], treatment: .drop)), .emptyRule, "roles[0].rules[0].categories"),
        (policy(roles: [Role("a", prerequisites: ["b"])]), .unknownRole, "roles[0].prerequisites[0]"),
        (policy(roles: [Role("a", maxHolders: 0)]), .badLimit, "roles[0].maxHolders"),
        (policy(roles: [Role("a", reviewEveryDays: 0)]), .badLimit, "roles[0].reviewEveryDays"),
        (
            policy(roles: [Role("a"), Role("b")], exclusions: [Exclusion(["a", "b"], atMost: 2)]), .badLimit,
            "exclusive[0].atMost"
        ),
        (
            policy(roles: [Role("a", prerequisites: ["b"]), Role("b")], principals: [Assignment("p", to: ["a"])]),
            .prerequisiteMissing, "principals[0].roles"
        ),
        (
            policy(
                roles: [Role("top", inherits: ["a"]), Role("a", maxHolders: 1)],
                principals: [Assignment("p", to: ["a"]), Assignment("q", to: ["top"])]), .tooManyHolders, "roles[1].maxHolders"
        ),
        (granted(RoleGrant("g", "b", to: "p")), .unknownRole, "grants[0].role"),
        (granted(RoleGrant("g", "a", to: "p"), RoleGrant("g", "a", to: "q")), .duplicate, "grants[1].id"),
        (granted(RoleGrant("g", "a", to: "")), .malformedName, "grants[0].principal"),
        (granted(RoleGrant("g", "a", to: "p", scope: "a b")), .malformedName, "grants[0].scope"),
        (
            granted(RoleGrant("g", "a", to: "p", from: Instant(milliseconds: 5), until: Instant(milliseconds: 5))), .badGrant,
            "grants[0].until"
        ),
        (granted(RoleGrant("g", "a", to: "p", source: .delegated(by: "p"))), .badGrant, "grants[0].delegatedBy"),
        (
            RolePolicy(
                controller: "c", roles: [Role("a"), Role("b")], exclusions: [Exclusion(["a", "b"])],
                principals: [Assignment("p", to: ["a"])],
                grants: [RoleGrant("g", "b", to: "p", from: Instant(milliseconds: 5))]), .exclusionViolated,
            "principals[0].roles"
        ),
    ]

    static func granted(_ grants: RoleGrant...) -> RolePolicy {
        RolePolicy(controller: "c", roles: [Role("a")], grants: grants)
    }

    @Test("names the error of rules, limits and grants", arguments: modelErrors)
    func findsModelError(_ policy: RolePolicy, _ code: PolicyFinding.Code, _ path: String) {
        findsError(policy, code, path)
    }

    @Test("warns of rules that say nothing and of roles that nobody can be given")
    func idleRules() {
        let findings = RolePolicy(
            controller: "c", purposes: [PurposeDeclaration(.payment, basis: .contract)],
            roles: [
                Role(
                    "a", inherits: ["base"],
                    rules: [
                        Rule([.read], categories: [.emailAddress], purposes: [.payment], treatment: .mask(keepLast: 2)),
                        Rule([.read], categories: [.bankAccount], purposes: [.payment]),
                        Rule([.read], categories: [.financial], purposes: [.payment], effect: .forbid),
                        Rule([.read], categories: [.birthDate], purposes: [.payment], except: [.payment]),
                        Rule([.read], categories: [.birthDate], when: [.ticket], unless: [.ticket]),
                        Rule([.collect], categories: [.birthDate]), Rule([.collect], categories: [.birthDate]),
                    ]),
                Role("base", inherits: ["root"], rules: [Rule([.collect], categories: [.telephone])]),
                Role("root", rules: [Rule([.read], categories: [.contact])]),
                Role("x", prerequisites: ["y"]), Role("y", prerequisites: ["x"]),
            ], principals: [Assignment("p", to: ["a"])]
        ).validate()
        #expect(findings.isUsable, "\(findings)")
        #expect(
            findings.warnings.filter { $0.code == .shadowedPermit }.map(\.path) == ["roles[0].rules[0]", "roles[0].rules[6]"])
        #expect(
            findings.warnings.filter { $0.code == .unreachableRule }.map(\.path)
                == ["roles[0].rules[1]", "roles[0].rules[3]", "roles[0].rules[4]"])
        #expect(
            findings.warnings.filter { $0.code == .roleNobodyMayHold }.map(\.path)
                == ["roles[3].prerequisites", "roles[4].prerequisites"])
    }

    @Test("names the error and its place", arguments: errors)
    func findsError(_ policy: RolePolicy, _ code: PolicyFinding.Code, _ path: String) {
        let findings = policy.validate()
        #expect(findings.errors.contains { $0.code == code && $0.path == path }, "\(findings)")
        #expect(throws: AccessError.self) { try CompiledPolicy(policy, categories: CategoryRegistry()) }
    }

    @Test("names the cycle, also one that a role only leads into")
    func cycles() {
        let policy = Self.policy(roles: [
            Role("outside", inherits: ["a"]), Role("a", inherits: ["free", "b"]), Role("b", inherits: ["c"]),
            Role("c", inherits: ["a"]), Role("free"), Role("self", inherits: ["self"]), Role("heir", inherits: ["free"]),
        ])
        let messages = policy.validate().errors.map(\.message)
        #expect(
            messages == [
                "roles inherit from each other in a circle: a → b → c → a",
                "roles inherit from each other in a circle: self → self",
            ])
    }

    @Test("warns of roles that nobody holds, that permit nothing and that nobody may hold")
    func warnings() {
        let findings = Self.policy(
            roles: [Role("a"), Role("b"), Role("top", inherits: ["a", "b"])], exclusions: [Exclusion(["a", "b"])],
            principals: [Assignment("p", to: ["a"])]
        ).validate()
        #expect(findings.isUsable)
        #expect(findings.warnings.filter { $0.code == .unusedRole }.map(\.path) == ["roles[1].id", "roles[2].id"])
        #expect(findings.warnings.filter { $0.code == .emptyRole }.map(\.path) == ["roles[0].rules", "roles[1].rules"])
        #expect(findings.warnings.contains { $0.code == .roleNobodyMayHold && $0.path == "roles[2].inherits" })
    }

    @Test("warns of categories that no field has, since a prohibition of one prohibits nothing")
    func misspeltCategories() {
        let policy = Self.policy(roles: [
            Role(
                "a",
                rules: [
                    Rule([.read], categories: [.contact]), Rule([.read], categories: ["contcat"], effect: .forbid),
                    Rule([.read], categories: ["contact.email.work"], effect: .forbid),
                ])
        ])
        let records = [RecordSchema("r") { Field("email", .emailAddress, for: [.payment]) }]
        let findings = policy.validate(against: records)
        #expect(findings.isUsable)
        #expect(
            findings.warnings.filter { $0.code == .unknownCategory }.map(\.path)
                == ["roles[0].rules[1].categories[0]", "roles[0].rules[2].categories[0]"])
    }

    @Test("lets special categories be governed without a condition: erasing them needs none")
    func governingSpecial() {
        let policy = Self.policy(roles: [Role("a", rules: [Rule([.planErasure], categories: [.health])])])
        #expect(policy.validate().isUsable)
    }

    @Test("lets a rule for every purpose reach special categories when every declared purpose has a condition")
    func specialForEveryPurpose() throws {
        let policy = Self.policy(
            purposes: [PurposeDeclaration("care", basis: .contract, specialCondition: .healthCare)],
            roles: [Role("a", rules: [Rule([.read], categories: [.health])])], principals: [Assignment("p", to: ["a"])])
        #expect(policy.validate().isUsable)
        let categories = try CategoryRegistry(schemas: [], policy: policy)
        let session = try CompiledPolicy(policy, categories: categories).session(for: "p")
        func outcome(_ purpose: Purpose) throws -> AccessDecision.Outcome {
            session.decide(
                AccessRequest(
                    .read, for: purpose, categories: try categories.mask(of: [.health]), subject: .nobody,
                    at: Instant(milliseconds: 0))
            ).outcome
        }
        #expect(try outcome("care") == .permitted)
        #expect(try outcome(.rightsFulfilment) == .denied)
    }

    @Test("stands a chain of a hundred thousand roles")
    func deepInheritance() {
        var roles = (0..<100_000).map { Role(RoleID("r\($0)"), inherits: [RoleID("r\($0 + 1)")]) }
        roles.append(Role("r100000"))
        let policy = Self.policy(
            roles: roles, exclusions: [Exclusion(["r50000", "r100000"])], principals: [Assignment("p", to: ["r99999"])])
        let findings = policy.validate()
        #expect(findings.isUsable)
        #expect(findings.warnings.filter { $0.code == .roleNobodyMayHold }.count == 50_001)
        var deep = policy
        deep.principals = [Assignment("p", to: ["r0"])]
        #expect(deep.effectiveRoles(of: "p").count == 100_001)
    }

    @Test("throws all errors together when a policy is built in Swift")
    func builderThrows() {
        let error = #expect(throws: AccessError.self) {
            try RolePolicy(controller: "c") {
                Role("a") { Allow("reed", [.contact], for: ["p"]) }
            }
        }
        #expect(error?.code == .invalidPolicy)
        #expect(error?.findings.map(\.code) == [.unknownAction, .undeclaredPurpose])
    }
}
