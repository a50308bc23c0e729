import CustodyAccess
import CustodyModel
import CustodyTesting

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
    static let units: [UnitName] = ["eu", "eu.berlin", "eu.berlin.east", "us"]
    static let start = Instant(milliseconds: 1_767_225_600_000)

    func number(_ count: Int) -> Int { Int(random.number() % UInt64(count)) }
    func chance(_ percent: Int) -> Bool { number(100) < percent }
    func one<Element>(of list: some RandomAccessCollection<Element>) -> Element {
        list[list.index(list.startIndex, offsetBy: number(list.count))]
    }
    func some<Element>(of list: [Element], _ percent: Int) -> [Element] { list.filter { _ in chance(percent) } }
    func maybe(_ percent: Int = 50) -> Bool? { chance(percent) ? chance(50) : nil }

    func instant() -> Instant { Self.start.adding(milliseconds: Int64(number(14 * 24)) * 3_600_000) }

    func condition() -> Condition {
        switch number(16) {
        case 0, 13, 14: .training(one(of: ["basics", "health"]))
        case 1: .assurance(1 + number(3))
        case 2:
            .weekly(
                WeeklyWindow(
                    [one(of: WeeklyWindow.Day.allCases)] + some(of: [], 0), from: number(24) * 60, until: number(24) * 60 + 30,
                    utcOffset: (number(5) - 2) * 60))
        case 3: between()
        case 4: .consentGiven
        case 5: .minor
        case 6: .ownRecord
        case 7: .enteredByActor
        case 8: .sameUnit
        case 9: .legalHold
        case 10: .ticket
        case 11: .approved
        case 12: .recordsAtMost(1 + number(3))
        default: .fact(one(of: ["onShift", "atDesk"]))
        }
    }

    private func between() -> Condition {
        let from = chance(60) ? instant() : nil
        return .between(from: from, until: from == nil || chance(60) ? instant() : nil)
    }

    /// A rule of a crowded policy: rules about the same few things, so that what one gives another takes.
    func crowdedRule() -> Rule {
        let kind = number(100)
        let treatment: Rule.Treatment =
            kind < 30 ? .clear : kind < 45 ? .mask(keepLast: number(4)) : kind < 60 ? .pseudonymise : kind < 75 ? .drop : .clear
        let categories = kind < 80 || chance(80) ? [one(of: Self.categories[..<4])] + some(of: Self.categories, 5) : []
        return Rule(
            ["read"], categories: categories, purposes: chance(60) ? [] : [one(of: ["care", "trial"])], treatment: treatment,
            effect: kind < 75 ? .allow : .forbid, when: chance(15) ? [condition()] : [],
            isOverridable: kind >= 75 && chance(20))
    }

    func rule(conditions: Bool = true, restrictions: Bool = true) -> Rule {
        if conditions, restrictions, chance(40) { return crowdedRule() }
        let kind = number(100)
        let isForbidden = restrictions && kind < 12
        let treatment: Rule.Treatment =
            isForbidden
            ? .clear
            : kind < 35 ? .mask(keepLast: number(4)) : kind < 45 ? .pseudonymise : restrictions && kind < 50 ? .drop : .clear
        let readsOnly = treatment != .clear
        let isPermission = !isForbidden && treatment != .drop
        return Rule(
            readsOnly ? ["read"] : [one(of: Self.actions)] + some(of: Self.actions, 15),
            categories: chance(10) ? [] : [one(of: Self.categories)] + some(of: Self.categories, 10),
            purposes: chance(20) ? [] : [one(of: Self.purposes + [.rightsFulfilment])] + some(of: Self.purposes, 10),
            treatment: treatment, effect: isForbidden ? .forbid : .allow,
            except: isPermission && chance(10) ? [one(of: Self.purposes)] : [],
            when: conditions && chance(30) ? [condition()] + (chance(20) ? [condition()] : []) : [],
            unless: conditions && chance(12) ? [condition()] : [],
            obligations: conditions && chance(10) ? one(of: Obligations.all).obligation : [],
            isOverridable: isForbidden && chance(30))
    }

    func exclusions() -> [Exclusion] {
        guard chance(25) else { return [] }
        return [
            Exclusion(
                [one(of: Self.roles), one(of: Self.roles), one(of: Self.roles)], atMost: 1 + number(2),
                kind: chance(80) ? .dynamic : .static)
        ]
    }

    func grants() -> [RoleGrant] {
        guard chance(40) else { return [] }
        return (0..<1 + number(3)).map { index in
            RoleGrant(
                GrantID("g\(index)"), one(of: Self.roles), to: one(of: Self.principals + ["p3"]),
                scope: chance(40) ? one(of: Self.units) : nil, from: chance(30) ? instant() : nil,
                until: chance(40) ? instant() : nil,
                source: chance(25) ? .delegated(by: one(of: Self.principals + ["p3"])) : .direct, isSuspended: chance(10))
        }
    }

    /// Not always valid: it may reach special categories without a condition, and the tables must still be right.
    func policy(conditions: Bool = true, restrictions: Bool = true) -> RolePolicy {
        let declared = some(of: Self.purposes, 75).map { purpose -> PurposeDeclaration in
            let basis = one(of: LawfulBasis.gdpr + LawfulBasis.unitedKingdom)
            return PurposeDeclaration(
                purpose, basis: basis, note: "n",
                recognisedInterest: basis == .recognisedInterests ? one(of: RecognisedInterest.allCases) : nil,
                specialCondition: chance(35) ? one(of: [.explicitConsent, .healthCare]) : nil,
                criminalDataLaw: chance(35) ? "law" : nil,
                restrictionException: chance(20) ? one(of: RestrictionException.allCases) : nil)
        }
        let roles = Self.roles.enumerated().map { index, role in
            Role(
                role, inherits: some(of: Array(Self.roles[(index + 1)...]), 25),
                rules: (0..<number(4)).map { _ in rule(conditions: conditions, restrictions: restrictions) })
        }
        return RolePolicy(
            controller: "c", actions: ["ledger.export"], purposes: declared, roles: roles, exclusions: exclusions(),
            principals: Self.principals.map { Assignment($0, to: some(of: Self.roles, 35)) }, grants: grants(),
            facts: ["onShift", "atDesk"], trainings: ["basics", "health"])
    }

    struct Drawn {
        var asker: PolicyOracle.Asker
        var request: AccessRequest
        var categories: Set<DataCategory>
    }

    func facts(at: Instant) -> AccessFacts {
        AccessFacts(
            trainings: chance(70) ? [one(of: ["basics", "health"]): instant()] : [:],
            flags: Dictionary(uniqueKeysWithValues: some(of: ["onShift", "atDesk"], 50).map { ($0, chance(60)) }),
            unit: chance(60) ? one(of: Self.units) : nil,
            ticket: chance(30)
                ? AccessFacts.Ticket("t", ceiling: some(of: Self.categories + ["special", "nothing"], 30), until: instant())
                : nil,
            approval: chance(30) ? AccessFacts.Approval(records: 1 + number(4), until: instant()) : nil)
    }

    func asker() -> PolicyOracle.Asker {
        let at = instant()
        return PolicyOracle.Asker(
            principal: one(of: Self.principals + Self.principals + ["p3", "stranger"]),
            activating: chance(20) ? Set(some(of: Self.roles, 40)) : nil, facts: facts(at: at), level: number(4), at: at)
    }

    func subject() -> SubjectFacts {
        SubjectFacts(
            consent: chance(50) ? .given : one(of: SubjectFacts.ConsentFact.allCases), objected: chance(15),
            restricted: chance(15), isMinor: maybe())
    }

    func record() -> RecordFacts {
        RecordFacts(isOwn: maybe(), enteredByActor: maybe(), unit: chance(60) ? one(of: Self.units) : nil, legalHold: maybe())
    }

    func request(_ registry: CategoryRegistry, _ asker: PolicyOracle.Asker) throws -> Drawn {
        let wanted = chance(10) ? [] : [one(of: Self.categories)] + some(of: Self.categories, chance(30) ? 50 : 5)
        let purpose: Purpose? =
            chance(12) ? nil : one(of: Self.purposes + [.rightsFulfilment, .breachNotification, "undeclared", "care.none"])
        return Drawn(
            asker: asker,
            request: AccessRequest(
                one(of: Self.actions + ["read", "read", "no.action"]), for: purpose,
                categories: try registry.mask(of: wanted), subject: subject(), at: asker.at, record: record(),
                recordCount: 1 + number(4), supports: Obligations(rawValue: chance(60) ? 127 : UInt16(number(128)))),
            categories: Set(wanted))
    }

    func request(_ registry: CategoryRegistry) throws -> Drawn { try request(registry, asker()) }
}

extension CompiledPolicy {
    /// The session of whoever asks in a drawn request.
    func session(_ asker: PolicyOracle.Asker) -> CompiledSession {
        open(
            AccessIntent(
                principal: Principal(
                    asker.principal, Authentication(.password, at: asker.at, by: "test", level: asker.level)),
                action: .read, purpose: nil, at: asker.at, activating: asker.activating, facts: asker.facts))
    }
}
