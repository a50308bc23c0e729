import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyAccess

/// Draws policies and requests. The names are few, so that rules and requests meet.
struct PolicyGenerator {
    let random: SeededRandomSource
    static let categories: [DataCategory] = [
        "contact", "contact.email", "contact.email.work", "contacts", "financial", "financial.bankAccount", "special.health",
        "special.health.blood", "specials", "criminal", "criminal.record",
    ]
    static let purposes: [Purpose] = [
        "care", "care.phone", "care.phone.night", "cares", "directMarketing", "directMarketing.post", "trial",
    ]
    static let actions: [Action] = ["read", "collect", "correct", "erase.plan", "consent.record", "ledger.export"]
    static let roles: [RoleID] = ["r0", "r1", "r2", "r3", "r4"]
    static let principals: [PrincipalID] = ["p0", "p1", "p2"]

    func number(_ count: Int) -> Int { Int(random.number() % UInt64(count)) }
    func chance(_ percent: Int) -> Bool { number(100) < percent }
    func one<Element>(of list: [Element]) -> Element { list[number(list.count)] }
    func some<Element>(of list: [Element], _ percent: Int) -> [Element] { list.filter { _ in chance(percent) } }

    func rule() -> Rule {
        let masks = chance(30)
        return Rule(
            masks ? ["read"] : [one(of: Self.actions)] + some(of: Self.actions, 15),
            categories: chance(10) ? [] : [one(of: Self.categories)] + some(of: Self.categories, 10),
            purposes: chance(20) ? [] : [one(of: Self.purposes + [.rightsFulfilment])] + some(of: Self.purposes, 10),
            treatment: masks ? .mask(keepLast: number(4)) : .clear)
    }

    /// Not always valid: it may reach special categories without a condition, and the tables must still be right.
    func policy() -> RolePolicy {
        let declared = some(of: Self.purposes, 75).map { purpose in
            PurposeDeclaration(
                purpose, basis: one(of: LawfulBasis.gdpr), note: "n",
                specialCondition: chance(35) ? one(of: [.explicitConsent, .healthCare]) : nil,
                criminalDataLaw: chance(35) ? "law" : nil)
        }
        let roles = Self.roles.enumerated().map { index, role in
            Role(
                role, inherits: some(of: Array(Self.roles[(index + 1)...]), 25), rules: (0..<number(4)).map { _ in rule() })
        }
        return RolePolicy(
            controller: "c", actions: ["ledger.export"], purposes: declared, roles: roles,
            principals: Self.principals.map { Assignment($0, to: some(of: Self.roles, 35)) })
    }

    struct Drawn {
        var principal: PrincipalID
        var request: AccessRequest
        var categories: Set<DataCategory>
    }

    func request(_ registry: CategoryRegistry) throws -> Drawn {
        let wanted = chance(10) ? [] : [one(of: Self.categories)] + some(of: Self.categories, chance(30) ? 50 : 5)
        let subject = SubjectFacts(
            consent: chance(50) ? .given : one(of: SubjectFacts.ConsentFact.allCases), objected: chance(15),
            restricted: chance(15))
        let purpose: Purpose? =
            chance(12) ? nil : one(of: Self.purposes + [.rightsFulfilment, .breachNotification, "undeclared", "care.none"])
        return Drawn(
            principal: one(of: Self.principals + ["stranger"]),
            request: AccessRequest(
                one(of: Self.actions + ["read", "read", "no.action"]), for: purpose,
                categories: try registry.mask(of: wanted), subject: subject, at: Instant(milliseconds: 0)),
            categories: Set(wanted))
    }
}

@Suite("Laws of the compiled policy")
struct PolicyPropertyTests {
    static func registry() throws -> CategoryRegistry {
        var registry = CategoryRegistry()
        try registry.register(PolicyGenerator.categories)
        return registry
    }

    static func snapshot(_ policy: RolePolicy, _ registry: CategoryRegistry) -> AccessSnapshot {
        AccessSnapshot(policy, categories: registry, version: PolicyVersion(1))
    }

    @Test("it decides like somebody who reads the document", arguments: [1, 2, 3, UInt64.random(in: 4 ... .max)])
    func likeTheOracle(_ seed: UInt64) throws {
        let generator = PolicyGenerator(random: SeededRandomSource(seed: seed))
        let registry = try Self.registry()
        var outcomes: [AccessDecision.Outcome: Int] = [:]
        var reasons: AccessReasons = []
        for _ in 0..<200 {
            let policy = generator.policy()
            let snapshot = Self.snapshot(policy, registry)
            let oracle = PolicyOracle(policy: policy)
            for _ in 0..<25 {
                let drawn = try generator.request(registry)
                let request = drawn.request
                let decision = snapshot.decide(request, by: snapshot.holder(drawn.principal))
                let expected = oracle.decide(
                    drawn.principal, request.action, request.purpose, drawn.categories, request.subject)
                let masked = registry.categories(in: decision.masked).map { category in
                    (category, registry.place(of: category).flatMap(decision.keepLast(of:)) ?? -1)
                }
                let actual = PolicyOracle.Answer(
                    outcome: decision.outcome, reasons: Set(decision.reasons.all),
                    allowed: Set(registry.categories(in: decision.allowed)),
                    masked: Dictionary(uniqueKeysWithValues: masked), role: decision.role)
                outcomes[decision.outcome, default: 0] += 1
                reasons.formUnion(decision.reasons)
                guard actual == expected, decision.fault(answering: request) == nil else {
                    Issue.record("seed \(seed): \(drawn)\nexpected \(expected)\nactual \(actual)\n\(policy)")
                    return
                }
            }
        }
        // A generator that only draws denials would prove nothing.
        for outcome in AccessDecision.Outcome.allCases { #expect(outcomes[outcome, default: 0] > 50, "seed \(seed)") }
        let reachable = Set(AccessReason.allCases).subtracting(
            [.separationOfDuty, .engineFailed, .sessionStale, .weakAuthentication])
        #expect(Set(reasons.all) == reachable, "seed \(seed)")
    }

    @Test("another rule or another role never takes a permission away", arguments: [11, UInt64.random(in: 12 ... .max)])
    func monotone(_ seed: UInt64) throws {
        let generator = PolicyGenerator(random: SeededRandomSource(seed: seed))
        let registry = try Self.registry()
        for _ in 0..<300 {
            let policy = generator.policy()
            var richer = policy
            if generator.chance(50) {
                richer.roles[generator.number(richer.roles.count)].rules.append(generator.rule())
            } else {
                richer.principals[generator.number(richer.principals.count)].roles.append(
                    generator.one(of: PolicyGenerator.roles))
            }
            let (less, more) = (Self.snapshot(policy, registry), Self.snapshot(richer, registry))
            for _ in 0..<15 {
                let drawn = try generator.request(registry)
                let before = less.decide(drawn.request, by: less.holder(drawn.principal))
                let after = more.decide(drawn.request, by: more.holder(drawn.principal))
                #expect(after.allowed.isSuperset(of: before.allowed), "seed \(seed)")
                #expect(after.allowed.union(after.masked).isSuperset(of: before.masked), "seed \(seed)")
                #expect(after.isPermitted || !before.isPermitted, "seed \(seed)")
                for place in 0..<registry.names.count where after.masked.contains(place) {
                    let (kept, keeps) = (before.keepLast(of: place) ?? 0, after.keepLast(of: place) ?? -1)
                    #expect(keeps >= kept, "seed \(seed)")
                }
            }
        }
    }

    @Test(
        "holding a role is holding all that it inherits, over any number of steps",
        arguments: [21, UInt64.random(in: 22 ... .max)])
    func transitive(_ seed: UInt64) throws {
        let generator = PolicyGenerator(random: SeededRandomSource(seed: seed))
        let registry = try Self.registry()
        for _ in 0..<200 {
            let policy = generator.policy()
            var flat = policy
            flat.principals = policy.principals.map {
                Assignment($0.principal, to: policy.effectiveRoles(of: $0.principal))
            }
            for index in flat.roles.indices { flat.roles[index].inherits = [] }
            let (nested, spread) = (Self.snapshot(policy, registry), Self.snapshot(flat, registry))
            for _ in 0..<15 {
                let drawn = try generator.request(registry)
                #expect(
                    nested.decide(drawn.request, by: nested.holder(drawn.principal))
                        == spread.decide(drawn.request, by: spread.holder(drawn.principal)), "seed \(seed)")
            }
        }
    }
}
