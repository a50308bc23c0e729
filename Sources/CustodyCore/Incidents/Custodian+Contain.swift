import CustodyAccess
import CustodyAudit
public import CustodyIncidents
public import CustodyModel
import Synchronization

extension Custodian {
    /// What an incident holds back, with names opened.
    public struct ContainmentInForce: Hashable, Sendable {
        /// The incident.
        public var incident: IncidentID
        /// Its place in `Incident.containments`, by which it is released.
        public var place: Int
        /// What.
        public var act: ContainmentAct
    }

    /// Holds something back because of an incident. It works on the next decision in this process, also when it cannot be
    /// written.
    ///
    /// - Throws: ``CustodianError`` with `denied`, `unknownRecord`, `unknownPurpose`; `invalidInput` when the incident is closed, or when
    ///   the act could not be released by who asks for it, would hold nothing back or would keep people from being told;
    ///   `protectedButNotRecorded` when it holds in this process only: call again.
    @discardableResult
    public func contain(
        _ id: IncidentID, _ act: ContainmentAct, because reason: String, by principal: Principal
    ) async throws -> Incident {
        guard reason.isSaid else {
            throw CustodianError(.invalidInput, "say why it is held back")
        }
        // Who may not, or does so wrongly, holds nothing back, not even for a moment.
        let action: AuditAction = act == .replaceKeys ? .rotateKey : .updateIncident
        let leave = try await self.leave(.handleIncident, by: principal, as: action)
        guard try await held(id).investigation.isClosed == false else {
            throw CustodianError(.invalidInput, "the incident is closed; reopen it first")
        }
        try await requireReleasable(act, by: principal)
        if act == .replaceKeys {
            // First the deed: a record of keys that were never replaced would be a lie.
            _ = try await beginLogKey(by: principal, leave)
            return try await handle(id, .contain(act, because: reason), by: principal)
        }
        let call = containment.withLock { $0.begin(act) }
        do {
            let incident = try await handle(id, .contain(act, because: reason), by: principal)
            try learnContainment(of: incident)
            containment.withLock { $0.end(call) }
            return incident
        } catch let error as CustodianError where [.denied, .invalidInput, .unknownRecord].contains(error.code) {
            containment.withLock { $0.end(call) }
            throw error
        } catch {
            throw CustodianError(
                .protectedButNotRecorded,
                "it is held back from now on in this process, but that could not be written; call again",
                reasons: ["\(error)"])
        }
    }

    /// Lets go again what an incident holds back.
    ///
    /// - Throws: ``CustodianError`` with `denied`, `unknownRecord`, `invalidInput` when nothing is held back at that place, `notRecorded`.
    @discardableResult
    public func release(
        _ id: IncidentID, containment place: Int, because reason: String, by principal: Principal
    ) async throws -> Incident {
        let incident = try await handle(id, .release(place, because: reason), by: principal)
        try learnContainment(of: incident)
        return incident
    }

    /// Everything that open incidents hold back. That it was read is recorded first: it names who was suspended.
    ///
    /// - Parameter reader: who reads; nil when the operator of the store does, which the log says.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits the reader `Action.handleIncident`, `notRecorded`.
    public func containmentsInForce(by reader: Principal?) async throws -> [ContainmentInForce] {
        _ = try await recordReading(
            .access, .read, by: reader, about: nil, needing: .handleIncident, ["form": .text("containments")])
        var found: [ContainmentInForce] = []
        try await eachIncident(openOnly: true) { incident in
            found += try acts(of: incident).sorted { $0.key < $1.key }
                .map { ContainmentInForce(incident: incident.id, place: $0.key, act: $0.value) }
        }
        return found
    }

    // MARK: Deciding

    /// Takes in what open incidents hold back, when the store is opened and when another process changed it.
    func loadContainment() async throws {
        var left = containment.withLock { $0.known }
        try await eachIncident(openOnly: true) { incident in
            left[incident.id] = nil
            if !incident.containments.isEmpty { try learnContainment(of: incident) }
        }
        // An incident is closed only once everything is released that it held back.
        containment.withLock { for (id, version) in left { $0.forget(id, asOf: version) } }
    }

    /// The roles that are left to a principal; nil when none of them is held back.
    func rolesLeft(to principal: PrincipalID, _ contained: ContainmentState, at now: Instant) -> Set<RoleID>? {
        guard !contained.suspendedRoles.isEmpty else { return nil }
        // A role that inherits a suspended one would give what was to be held back.
        var held = contained.suspendedRoles
        var count = 0
        while count != held.count {
            count = held.count
            for role in governance.policy.roles where !held.isDisjoint(with: role.inherits) { held.insert(role.id) }
        }
        let roles = accessReview.authorisedRoles(of: principal, at: now)
        return roles.isDisjoint(with: held) ? nil : roles.subtracting(held)
    }

    /// A measure that its author could not release would stay for good, and people must be told of a breach.
    private func requireReleasable(_ act: ContainmentAct, by principal: Principal) async throws {
        switch act {
        case .suspendPrincipal(let other) where other == principal.id:
            throw CustodianError(.invalidInput, "nobody suspends themselves; ask somebody else")
        case .freezePurpose(let purpose):
            if Purpose.builtIn.contains(where: { $0.purpose.isWithin(purpose) || purpose.isWithin($0.purpose) }) {
                throw CustodianError(.invalidInput, "the law itself sets the purpose '\(purpose)'; it cannot be frozen")
            }
            guard governance.purposes.contains(where: { $0.purpose.isWithin(purpose) || purpose.isWithin($0.purpose) }) else {
                _ = try declaration(of: purpose)
                return
            }
        case .freezeCategory(let category):
            guard governance.records.flatMap(\.fields).contains(where: { $0.category.isWithin(category) }) else {
                throw CustodianError(
                    .invalidInput, "no field is of the category '\(category)'; freezing it would hold nothing back")
            }
        case .suspendRole(let role):
            guard governance.policy.roles.contains(where: { $0.id == role }) else {
                throw CustodianError(.invalidInput, "the policy has no role '\(role)'")
            }
            var after = containment.withLock { $0 }
            _ = after.begin(act)
            let decision = try await decide(
                .handleIncident, nil, [], principal, SubjectFacts(consent: .notAsked), at: clock.now(), under: after)
            guard decision.isPermitted else {
                throw CustodianError(
                    .invalidInput, "whoever suspends the role '\(role)' could not handle incidents any more; ask somebody else")
            }
        case .suspendPrincipal, .stopExports, .replaceKeys: break
        }
    }

    // MARK: Names

    private func learnContainment(of incident: Incident) throws {
        let acts = try acts(of: incident)
        containment.withLock { $0.learn(acts, of: incident.id, version: incident.version) }
    }

    private func acts(of incident: Incident) throws -> [Int: ContainmentAct] {
        var acts: [Int: ContainmentAct] = [:]
        for (place, containment) in incident.containments.enumerated() where containment.isInForce {
            acts[place] =
                switch containment.measure {
                case .suspendPrincipal(let name):
                    .suspendPrincipal(PrincipalID(rawValue: try text(name, of: incident.id).exposed))
                case .suspendRole(let role): .suspendRole(role)
                case .freezePurpose(let purpose): .freezePurpose(purpose)
                case .freezeCategory(let category): .freezeCategory(category)
                case .stopExports: .stopExports
                case .replaceKeys: .replaceKeys
                }
        }
        return acts
    }
}

extension IncidentAct {
    static func contain(_ act: ContainmentAct, because reason: String) -> IncidentAct {
        IncidentAct(.contained) { context in
            let measure: Containment.Measure =
                switch act {
                case .suspendPrincipal(let name): .suspendPrincipal(try context.seal(name.rawValue))
                case .suspendRole(let role): .suspendRole(role)
                case .freezePurpose(let purpose): .freezePurpose(purpose)
                case .freezeCategory(let category): .freezeCategory(category)
                case .stopExports: .stopExports
                case .replaceKeys: .replaceKeys
                }
            return .contain(measure, reason: try context.seal(reason))
        }
    }

    static func release(_ place: Int, because reason: String) -> IncidentAct {
        IncidentAct(.released) { .release(measure: place, reason: try $0.seal(reason)) }
    }
}
