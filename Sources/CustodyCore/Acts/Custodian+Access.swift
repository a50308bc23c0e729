public import CustodyAccess
public import CustodyAudit
import CustodyIncidents
import CustodyKeys
import CustodyLaw
public import CustodyModel
import Synchronization

extension Custodian {
    /// Who was allowed what at some time: the document, and the grants beside it.
    public struct PastAccess: Sendable {
        /// The number of the policy.
        public var version: PolicyVersion
        /// The policy and the records.
        public var governance: Governance
        /// What the changes up to then came to.
        public var ledger: AccessLedger
    }

    /// The grants, tickets, approvals and recertifications as they stand. As every answer about who may do what it is neither decided nor
    /// recorded: a host decides by it, and it is about principals, not about people whose data is held.
    public var accessLedger: AccessLedger { ledger.withLock { $0 } }

    /// Who holds what and who may do what now, according to the document and the grants.
    public var accessReview: AccessReview { AccessReview(of: governance.policy, under: accessLedger) }

    /// The policy in force with everybody who holds something, for instance to answer other tools by an `AuthZENPoint`; nil
    /// when a host's own engine decides. What it decides is not recorded.
    public var compiledPolicy: CompiledPolicy? { compiled?.policy }

    /// Changes who may do what: gives or ends a role, opens or reviews a break-glass ticket, runs a recertification.
    ///
    /// The change, its reason and who made it are recorded in the log with it; a ticket opens an incident in the same commit.
    /// - Throws: ``CustodianError`` with `denied`, `invalidInput` when the rules for changes refuse it, `notApproved` when a second
    ///   person's agreement to a ticket is not theirs, `notRecorded`.
    @discardableResult
    public func changeAccess(_ change: AccessChange, by principal: Principal, reason: String) async throws -> AuditReceipt? {
        if case .openTicket(let ticket) = change, ticket.principal != principal.id {
            throw CustodianError(.invalidInput, "a ticket is opened by whoever uses it")
        }
        if case .approveBulk = change {
            throw CustodianError(.invalidInput, "an approval of many records is signed; use approveBulk(_:by:reason:)")
        }
        return try await record(change, by: principal, reason: reason) { [self] in
            var given = Leave.Given()
            if let action = change.permission {
                given = try await Leave.Given(decide(action, by: principal, as: .changeAccess, at: clock.now()))
            }
            // Who may open none is not told who else may do what.
            if case .openTicket(let ticket) = change { try await requireAgreement(to: ticket) }
            return given
        }
    }

    /// Who was allowed what at an instant: "what was the policy on 3 May?"; nil before the first policy.
    public func access(at instant: Instant) async throws -> PastAccess? {
        try await facing {
            let history = try await backends.policies.history().filter { $0.adoptedAt <= instant }
            guard let stored = history.last else { return nil }
            let changes = try await backends.policies.changes().filter { $0.recordedAt <= instant }
            return PastAccess(
                version: stored.version, governance: try opened(stored), ledger: try fold(changes, under: history))
        }
    }

    // MARK: Keeping

    /// Records a change, and has it count.
    ///
    /// - Parameter decide: decides whether the principal may make it, or throws. It is asked again whenever something came in between: who
    ///   loses the right while the change is being made does not make it.
    func record(
        _ change: AccessChange, by principal: Principal, reason: String, deciding decide: () async throws -> Leave.Given
    ) async throws -> AuditReceipt? {
        try await retrying {
            try await self.takeInAuthority()
            let access = self.accessState
            let given = try await decide()
            // Also where the rules for changes say it all.
            try await self.requireNotHeldBack(principal)
            let now = self.clock.now()
            let recorded = RecordedAccessChange(change, by: principal.id, at: now, reason: reason)
            let changes = try await self.backends.policies.changes()
            var ledger = try await self.fold(changes, under: self.backends.policies.history())
            do throws(AccessError) { try ledger.check(recorded, under: self.governance.policy) } catch {
                throw CustodianError(.invalidInput, error.message, reasons: error.findings.map(\.description))
            }
            let number = UInt64(changes.count) + 1
            var unit = UnitOfWork()
            self.require(unchanged: access, in: &unit)
            self.require(before: given.end, in: &unit)
            let actor = try await self.actor(principal, in: &unit)
            let content = try self.sealer.seal(
                CBOR.encode(recorded), with: self.system.text, id: SystemKeys.textID, at: Self.place(ofChange: number))
            self.backends.policies.stage(
                .record(StoredAccessChange(number: number, content: content, recordedAt: now)), in: &unit)
            if case .openTicket(let ticket) = change { try self.openIncident(for: ticket, actor, reason, at: now, in: &unit) }
            let staged = try self.backends.audit.stage(
                AuditEvent(
                    class: .policy, action: .changeAccess, decision: .permit, time: now,
                    flags: change.isEmergency ? .breakGlass : [], role: given.role, actor: actor,
                    system: self.systemPerson(
                        .map([
                            "number": .unsigned(number), "kind": .text(change.kind), "reason": .text(reason),
                            "change": .bytes(try CBOR.encode(recorded)),
                        ]))), in: &unit)
            let receipt = try await self.commit(unit)[staged]
            ledger.apply(recorded, under: self.governance.policy)
            try self.use(ledger)
            return receipt
        }
    }

    /// Whether an incident holds back whatever a principal would change.
    private func isHeldBack(_ principal: PrincipalID) -> Bool {
        containment.withLock { $0.forbids(.changeAccess, nil, by: principal, recordCount: 1) }
    }

    /// Refuses a change by a principal whom an incident holds back.
    private func requireNotHeldBack(_ principal: Principal) async throws {
        guard isHeldBack(principal.id) else { return }
        let action = Action.changeAccess
        let decision = AccessDecision(
            denying: AccessRequest(action, for: nil, subject: .nobody, at: clock.now()), because: AccessReasons(.contained),
            policyVersion: policy.version)
        throw try await refusal(
            CustodianError.denied(decision, "'\(action)'", [], categories), .changeAccess, principal: principal)
    }

    private func openIncident(
        for ticket: BreakGlassTicket, _ actor: AuditPerson, _ reason: String, at now: Instant, in unit: inout UnitOfWork
    ) throws {
        let id = IncidentID(Handle.random(from: random))
        let title = try seal("break-glass \(ticket.id): \(reason)", of: id)
        try backends.incidents.stage(
            IncidentChange(
                id, expecting: 0, .open(title: title, role: .controller, occurred: nil, detected: PartialInstant(now)),
                recordedAt: now,
                actor: PrincipalToken(actor.handle)), in: &unit)
    }

    /// Lets later sessions see what the ledger says, unless they see more already.
    func use(_ newer: AccessLedger) throws {
        try ledger.withLock { current in
            guard newer.count > current.count else { return }
            current = newer
            guard let compiled else { return }
            try compiled.adopt(compiled.policy.with(newer))
        }
    }

    /// Reads the changes of the store, when it is opened and when another process made some.
    func loadAccess() async throws {
        let changes = try await backends.policies.changes()
        // What another process changed is mostly something else, and to open every change again would take ever longer.
        guard UInt64(changes.count) > self.ledger.withLock({ $0.count }) else { return }
        let ledger = try fold(changes, under: await backends.policies.history())
        let faults = ledger.findings(under: governance.policy, at: clock.now())
        guard faults.isEmpty else {
            throw CustodianError(
                .invalidInput, "the policy does not fit the roles that were granted; mend it, or end the grants first",
                reasons: faults.map(\.description))
        }
        try use(ledger)
    }

    private static func place(ofChange number: UInt64) -> Sealer.Place { .text("access/\(number)") }

    func opened(_ stored: StoredPolicy) throws -> Governance {
        try CBOR.decode(
            Governance.self, from: sealer.open(stored.document, with: system.text, at: Self.place(of: stored.version)))
    }

    /// What the changes come to, each under the policy that was in force when it was made.
    private func fold(_ changes: [StoredAccessChange], under history: [StoredPolicy]) throws -> AccessLedger {
        var ledger = AccessLedger()
        var place = 0
        var policy = changes.isEmpty ? nil : try history.first.map(opened)?.policy
        for stored in changes {
            while place + 1 < history.count, history[place + 1].adoptedAt <= stored.recordedAt {
                place += 1
                policy = try opened(history[place]).policy
            }
            let bytes = try sealer.open(stored.content, with: system.text, at: Self.place(ofChange: stored.number))
            ledger.apply(try CBOR.decode(RecordedAccessChange.self, from: bytes), under: policy ?? governance.policy)
        }
        return ledger
    }
}

extension AccessChange {
    fileprivate var isEmergency: Bool { if case .openTicket = self { true } else { false } }

    /// What the policy must permit to whoever makes the change; nil where the rules for changes say it all.
    fileprivate var permission: Action? {
        switch self {
        case .grant(let grant): grant.source == .direct ? .changeAccess : nil
        case .revoke: .changeAccess
        case .openTicket: .breakGlass
        case .approveBulk: .approveBulk
        case .reviewTicket, .openCampaign, .certify, .closeCampaign: .reviewAccess
        }
    }
}
