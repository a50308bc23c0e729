import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyAccess

/// Core and hierarchical RBAC with both separations of duty as ANSI INCITS 359-2012 defines them: sets and relations, with
/// nothing shared with the library.
private struct StandardModel {
    struct Constraint: Equatable {
        var roles: Set<String>
        /// So many of them are too many.
        var cardinality: Int
    }

    struct Permission: Hashable {
        var operation: String
        var object: String
    }

    var assigned: [String: Set<String>]
    var inherits: [String: Set<String>]
    var permissions: [String: Set<Permission>]
    var ssd: [Constraint] = []
    var dsd: [Constraint] = []

    func closure(_ roles: Set<String>) -> Set<String> {
        var all = roles
        while true {
            let next = all.union(all.flatMap { inherits[$0] ?? [] })
            if next == all { return all }
            all = next
        }
    }

    func authorised(_ user: String) -> Set<String> { closure(assigned[user] ?? []) }

    var hasCycle: Bool { inherits.contains { role, parents in closure(parents).contains(role) } }

    var keepsSSD: Bool {
        assigned.keys.allSatisfy { user in ssd.allSatisfy { $0.roles.intersection(authorised(user)).count < $0.cardinality } }
    }

    func session(_ user: String, _ active: Set<String>) -> Set<String>? {
        guard !active.isEmpty, active.isSubset(of: authorised(user)) else { return nil }
        let used = closure(active)
        return dsd.allSatisfy { $0.roles.intersection(used).count < $0.cardinality } ? used : nil
    }

    func permissions(of roles: Set<String>) -> Set<Permission> { Set(roles.flatMap { permissions[$0] ?? [] }) }
}

@Suite("The functions of ANSI INCITS 359")
struct StandardFunctionTests {
    static let users = ["u0", "u1", "u2", "u3"]
    static let roles = ["a", "b", "c", "d", "e", "f"]
    static let operations = ["read", "collect"]
    static let objects = ["contact", "financial", "identity", "employment"]
    static let at = Instant(milliseconds: 0)

    private static func document(_ model: StandardModel) -> RolePolicy {
        RolePolicy(
            controller: "c", purposes: [PurposeDeclaration("care", basis: .contract)],
            roles: roles.map { role in
                Role(
                    RoleID(role), inherits: (model.inherits[role] ?? []).sorted().map { RoleID($0) },
                    rules: (model.permissions[role] ?? []).map {
                        Rule([Action($0.operation)], categories: [DataCategory($0.object)], purposes: ["care"])
                    })
            },
            exclusions: model.ssd.map { exclusion($0, .static) } + model.dsd.map { exclusion($0, .dynamic) },
            principals: users.map { user in
                Assignment(PrincipalID(user), to: (model.assigned[user] ?? []).sorted().map { RoleID($0) })
            })
    }

    private static func exclusion(_ constraint: StandardModel.Constraint, _ kind: Exclusion.Kind) -> Exclusion {
        Exclusion(constraint.roles.sorted().map { RoleID($0) }, atMost: constraint.cardinality - 1, kind: kind)
    }

    /// One administrative command: AssignUser, DeassignUser, AddInheritance, DeleteInheritance, GrantPermission,
    /// RevokePermission, CreateSsdSet, DeleteSsdSet, CreateDsdSet, DeleteDsdSet.
    private static func change(_ model: inout StandardModel, _ draw: PolicyGenerator) {
        let (user, role, other) = (draw.one(of: users), draw.one(of: roles), draw.one(of: roles))
        let permission = StandardModel.Permission(operation: draw.one(of: operations), object: draw.one(of: objects))
        func constraint() -> StandardModel.Constraint? {
            let chosen = Set(draw.some(of: roles, 40))
            return chosen.count < 2
                ? nil : StandardModel.Constraint(roles: chosen, cardinality: 2 + draw.number(chosen.count - 1))
        }
        switch draw.number(14) {
        case 0, 1, 2: model.assigned[user, default: []].insert(role)
        case 3: model.assigned[user]?.remove(role)
        case 4, 5: if role != other { model.inherits[role, default: []].insert(other) }
        case 6: model.inherits[role]?.remove(other)
        case 7, 8: model.permissions[role, default: []].insert(permission)
        case 9: model.permissions[role]?.remove(permission)
        case 10: constraint().map { model.ssd.append($0) }
        case 11: if !model.ssd.isEmpty { model.ssd.remove(at: draw.number(model.ssd.count)) }
        case 12: constraint().map { model.dsd.append($0) }
        default: if !model.dsd.isEmpty { model.dsd.remove(at: draw.number(model.dsd.count)) }
        }
    }

    @Test("commands are accepted exactly when the standard accepts them", arguments: Draws.seeds(31))
    func administration(_ seed: UInt64) throws {
        let draw = PolicyGenerator(random: SeededRandomSource(seed: seed))
        var (accepted, refused) = (0, 0)
        for _ in 0..<12 {
            var model = StandardModel(assigned: [:], inherits: [:], permissions: [:])
            for _ in 0..<60 {
                var next = model
                Self.change(&next, draw)
                let isStandard = !next.hasCycle && next.keepsSSD
                #expect(Self.document(next).validate().isUsable == isStandard, "seed \(seed): \(next)")
                if isStandard {
                    model = next
                    accepted += 1
                } else {
                    refused += 1
                }
            }
            try Self.review(model, seed)
            try Self.sessions(model, draw, seed)
            Self.assignment(model, seed)
        }
        #expect(accepted > 100 && refused > 20, "seed \(seed)")
    }

    /// AssignedUsers, AssignedRoles, AuthorizedUsers, AuthorizedRoles, RolePermissions, UserPermissions,
    /// RoleOperationsOnObject, UserOperationsOnObject.
    private static func review(_ model: StandardModel, _ seed: UInt64) throws {
        let review = AccessReview(of: document(model))
        func names(_ permissions: [EffectivePermission]) -> Set<StandardModel.Permission> {
            Set(
                permissions.flatMap { permission in
                    permission.rule.actions.flatMap { action in
                        permission.rule.categories.map { .init(operation: action.rawValue, object: $0.rawValue) }
                    }
                })
        }
        for role in roles {
            let assigned = users.filter { model.assigned[$0]?.contains(role) ?? false }
            #expect(review.assignedPrincipals(of: RoleID(role)).map(\.rawValue) == assigned, "seed \(seed)")
            let authorised = users.filter { model.authorised($0).contains(role) }
            #expect(review.authorisedPrincipals(of: RoleID(role)).map(\.rawValue) == authorised, "seed \(seed)")
            #expect(
                names(review.permissions(of: RoleID(role))) == model.permissions(of: model.closure([role])), "seed \(seed)")
        }
        for user in users {
            let name = PrincipalID(user)
            #expect(Set(review.assignedRoles(of: name).map(\.rawValue)) == model.assigned[user] ?? [], "seed \(seed)")
            #expect(Set(review.authorisedRoles(of: name).map(\.rawValue)) == model.authorised(user), "seed \(seed)")
            #expect(names(review.permissions(of: name)) == model.permissions(of: model.authorised(user)), "seed \(seed)")
        }
        // SsdRoleSets, SsdRoleSetRoles, SsdRoleSetCardinality, and the same of the dynamic ones.
        let policy = document(model)
        for (kind, constraints) in [(Exclusion.Kind.static, model.ssd), (.dynamic, model.dsd)] {
            let sets = policy.exclusions.filter { $0.kind == kind }
            #expect(
                sets.map { StandardModel.Constraint(roles: Set($0.roles.map(\.rawValue)), cardinality: $0.atMost + 1) }
                    == constraints, "seed \(seed)")
        }
        for object in objects {
            for role in roles {
                let operations = names(review.permissions(of: RoleID(role))).filter { $0.object == object }.map(\.operation)
                let standard = model.permissions(of: model.closure([role])).filter { $0.object == object }.map(\.operation)
                #expect(Set(operations) == Set(standard), "seed \(seed)")
            }
            for user in users {
                let able = review.abilities(of: PrincipalID(user))
                let standard = model.permissions(of: model.authorised(user)).filter { $0.object == object }.map(\.operation)
                #expect(Set(names(able).filter { $0.object == object }.map(\.operation)) == Set(standard), "seed \(seed)")
            }
        }
        for operation in operations {
            for object in objects {
                let wanted = StandardModel.Permission(operation: operation, object: object)
                let can = users.filter { model.permissions(of: model.authorised($0)).contains(wanted) }
                let actors = review.actors(who: Action(operation), on: DataCategory(object), for: "care")
                #expect(actors.map(\.principal.rawValue) == can, "seed \(seed)")
                #expect(actors.allSatisfy { !$0.isConditional && !$0.via.isEmpty }, "seed \(seed)")
            }
        }
    }

    /// AssignUser and DeassignUser without a change of the document: accepted exactly where the standard accepts them, and the
    /// authorised roles are those of the standard.
    private static func assignment(_ model: StandardModel, _ seed: UInt64) {
        let policy = document(model)
        let now = Instant(milliseconds: 0)
        for user in users {
            for role in roles where !(model.assigned[user]?.contains(role) ?? false) {
                let grant = RoleGrant("g", RoleID(role), to: PrincipalID(user), by: "boss", reason: "why")
                let change = RecordedAccessChange(.grant(grant), by: "boss", at: now, reason: "why")
                var next = model
                next.assigned[user, default: []].insert(role)
                var ledger = AccessLedger()
                let isAccepted = (try? ledger.check(change, under: policy)) != nil
                #expect(isAccepted == next.keepsSSD, "seed \(seed): \(role) to \(user), \(model)")
                ledger.apply(change, under: policy)
                let authorised = AccessReview(of: policy, under: ledger).authorisedRoles(of: PrincipalID(user), at: now)
                #expect(Set(authorised.map(\.rawValue)) == next.authorised(user), "seed \(seed)")
                ledger.apply(RecordedAccessChange(.revoke("g"), by: "boss", at: now, reason: "why"), under: policy)
                let before = AccessReview(of: policy, under: ledger).authorisedRoles(of: PrincipalID(user), at: now)
                #expect(Set(before.map(\.rawValue)) == model.authorised(user), "seed \(seed)")
            }
        }
    }

    /// CreateSession, AddActiveRole, DropActiveRole, SessionRoles, SessionPermissions, CheckAccess.
    private static func sessions(_ model: StandardModel, _ draw: PolicyGenerator, _ seed: UInt64) throws {
        var registry = CategoryRegistry()
        try registry.register(objects.map { DataCategory($0) })
        let policy = try CompiledPolicy(document(model), categories: registry)
        for user in users {
            for _ in 0..<10 {
                let active = Set(draw.some(of: roles, 40))
                let session = policy.session(for: PrincipalID(user), activating: Set(active.map { RoleID($0) }), at: at)
                let expected = model.session(user, active)
                #expect(Set(session.roles.map(\.rawValue)) == expected ?? [], "seed \(seed): \(user) \(active) \(model)")
                // Activating one more role, or one less, is a session of its own; the one that is open stays as it is.
                for role in roles where !active.contains(role) {
                    let wider = model.session(user, active.union([role]))
                    let opened = policy.session(
                        for: PrincipalID(user), activating: Set(active.union([role]).map { RoleID($0) }), at: at)
                    #expect(Set(opened.roles.map(\.rawValue)) == wider ?? [], "seed \(seed)")
                }
                for operation in operations {
                    for object in objects {
                        let decision = session.decide(
                            AccessRequest(
                                Action(operation), for: "care", categories: try registry.mask(of: [DataCategory(object)]),
                                subject: .nobody, at: at))
                        let wanted = StandardModel.Permission(operation: operation, object: object)
                        #expect(
                            decision.isPermitted == (expected.map { model.permissions(of: $0).contains(wanted) } ?? false),
                            "seed \(seed)")
                    }
                }
            }
        }
    }
}
