import CustodyAccess
import CustodyAudit
import CustodyConsent
import CustodyData
import CustodyKeys
import CustodyLaw
public import CustodyModel

extension Custodian {
    /// Leave to carry a request out: it is granted, no duplicate, and it is known who asks as far as the law wants it.
    ///
    /// It is neither decided nor recorded: it does not tell whose request it is, and one that only stops something needs nobody's leave. What
    /// is done with it, ``execute(_:by:_:)`` and ``execute(_:for:by:)``, is both.
    ///
    /// - Throws: ``CustodianError`` with `refusedByLaw` and the name of the ``RequestFault`` when something stands in the way,
    ///   `unknownRecord`, `invalidInput` when no rule for such a request is known any more.
    public func verified(_ id: RequestID) async throws -> VerifiedRequest {
        let request = try await request(id)
        guard let rule = RequestRule.rule(for: request.kind, under: request.law) else { throw CustodianError.noRule(request) }
        do { return try VerifiedRequest(request, by: rule) } catch { throw CustodianError(error) }
    }

    /// Carries a request out: that it begins is recorded, then the work is done, and then that it is done or failed.
    ///
    /// - Parameters:
    ///   - principal: who does it; the policy must permit `Action.handleRequest`, unless the request only stops something.
    ///   - work: what the request asks for. What it throws is thrown, and the request can be begun again.
    /// - Returns: the request as it is then; without its subject where it only stops something, which needs nobody's leave.
    /// - Throws: ``CustodianError`` with `denied`, `unknownRecord`, `refusedByLaw` and the name of the ``RequestFault`` when somebody else
    ///   began or decided otherwise meanwhile, `notRecorded`; and what `work` throws.
    @discardableResult
    public func execute(
        _ request: consuming VerifiedRequest, by principal: Principal, _ work: () async throws -> Void
    ) async throws -> RightsRequest {
        let leave = try await self.leave(toExecute: request.kind, by: principal)
        return try await execute(request, by: principal, leave, work)
    }

    /// Asks for leave to carry a request out; nil for one that only stops something, which needs nobody's.
    private func leave(toExecute kind: RightKind, by principal: Principal) async throws -> Leave? {
        guard !kind.isAbsolute else { return nil }
        return try await self.leave(.handleRequest, by: principal, as: .requestExecuted)
    }

    private func execute(
        _ request: consuming VerifiedRequest, by principal: Principal, _ leave: Leave?, _ work: () async throws -> Void
    ) async throws -> RightsRequest {
        let (id, kind) = (request.id, request.kind)
        _ = try await change(
            id, as: .requestExecuted, ["step": .text("begin")], by: principal,
            in: { try await self.role(by: leave, in: &$0) }
        ) { kept, rule, _ in try kept.request.begin(by: rule) }
        // What came of it is recorded whoever lost the right meanwhile: the work is done.
        let role = leave?.role
        do { try await work() } catch {
            do { _ = try await end(id, isDone: false, by: principal, in: { _ in role }) } catch let second {
                throw CustodianError(
                    .notRecorded, "the request failed, and that could not be recorded; end it with abandon(_:reason:by:)",
                    reasons: ["\(CustodianError.facing(error))", "\(second)"])
            }
            throw error
        }
        let done = try await end(id, isDone: true, by: principal, in: { _ in role })
        // Who needed no leave is not told whether anybody is known.
        return kind.isAbsolute ? done.unnamed : done
    }

    /// Carries out what the library does by itself: withdrawals, objections, opt-outs, limits and restrictions. It holds from the call on.
    ///
    /// - Parameter subject: the person, by the identifier that the request was received for. Who may handle requests may name them by the
    ///   token too, and by an identifier where the request was received for the token.
    /// - Throws: as ``execute(_:by:_:)``; `invalidInput` for another kind, or for another person; `erased` for a person who was erased, and
    ///   `protectedButNotRecorded` when it holds in this process only: carry it out again.
    @discardableResult
    public func execute(
        _ request: consuming VerifiedRequest, for subject: SubjectID, by principal: Principal
    ) async throws -> RightsRequest {
        // Who may not carry it out is not told whose it is.
        let leave = try await self.leave(toExecute: request.kind, by: principal)
        let asked = try await self.request(request.id)
        guard try await isClaimant(subject, of: asked, by: principal) else {
            throw CustodianError(.invalidInput, "the request was received for another identifier; name that one")
        }
        guard asked.kind.isAbsolute || asked.kind == .objection || asked.kind == .restriction else {
            throw CustodianError(.invalidInput, "say what has to be done for a request of this kind")
        }
        return try await execute(request, by: principal, leave) {
            switch asked.kind {
            case .withdrawal:
                for purpose in asked.purposes { try await self.withdrawConsent(of: subject, for: purpose) }
            case .objection, .marketingObjection:
                for purpose in asked.purposes { try await self.object(on: subject, to: purpose) }
            case .restriction: try await self.restrictProcessing(of: subject)
            default: try await self.observe(.request, of: subject, for: asked.purposes)
            }
        }
    }

    /// Says that carrying a request out was cut off, so that it can be begun again.
    ///
    /// - Throws: ``CustodianError`` with `denied`, `unknownRecord`, `refusedByLaw` when it is not being carried out, `invalidInput` without a
    ///   reason, `notRecorded`.
    @discardableResult
    public func abandon(_ id: RequestID, reason: String, by principal: Principal) async throws -> RightsRequest {
        guard reason.isSaid else { throw CustodianError(.invalidInput, "say why it was cut off") }
        let leave = try await self.leave(.handleRequest, by: principal, as: .requestExecuted)
        return try await end(
            id, isDone: false, by: principal, in: { try await self.role(by: leave, in: &$0) }, ["text": .text(reason)])
    }

    private func end(
        _ id: RequestID, isDone: Bool, by principal: Principal, in role: (inout UnitOfWork) async throws -> RoleID?,
        _ said: [String: CBOR] = [:]
    ) async throws -> RightsRequest {
        try await change(
            id, as: .requestExecuted, said.merging(["step": .text(isDone ? "done" : "failed")]) { $1 }, by: principal, in: role
        ) { kept, _, now in try kept.request.end(isDone: isDone, at: now) }
    }

    /// Lets requests shrink to keyed references that were closed so long ago that nothing can be claimed from them any more.
    ///
    /// - Parameter period: how long they are kept whole after they were closed.
    /// - Returns: how many shrank.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits `Action.handleRequest`, `invalidInput` for a period of nothing,
    ///   `notRecorded`. What shrank before a failure has shrunk.
    @discardableResult
    public func shrinkRequests(after period: RetentionClass.Period, by principal: Principal) async throws -> Int {
        guard period.isLong else { throw CustodianError(.invalidInput, "give a period of at least one of its units") }
        let leave = try await self.leave(.handleRequest, by: principal, as: .requestShrunk)
        let today = CivilDate(utc: clock.now())
        var count = 0
        for kept in try await facing({ try await self.keptRequests(KeptRequest.everything) }) {
            guard let closed = ClosedRequest(kept.request),
                CivilDate(utc: closed.closedOn).adding(period) <= today
            else { continue }
            let doomed = try await retrying { () async throws -> ([KeyID], CommitSequence) in
                let (kept, former) = try await self.kept(kept.request.id)
                let doomed = try await self.live(kept.ownValues.map(\.key))
                var unit = UnitOfWork()
                let role = try await self.role(by: leave, in: &unit)
                self.backends.data.stage(.write(try closed.writes(over: former, self.sealer, self.system)), in: &unit)
                try await self.record(
                    .requestShrunk, kept.request, [:], by: principal, role, at: self.clock.now(), in: &unit)
                if !doomed.isEmpty { try self.backends.keys.stage(intendingToDestroy: doomed, in: &unit) }
                return (doomed, try await self.commit(unit).sequence)
            }
            if !doomed.0.isEmpty { _ = try await destroy(doomed.0, since: doomed.1) }
            count += 1
        }
        return count
    }

    // MARK: Keeping

    /// Changes a request in one commit with its record in the log. Evidence of who asks goes as soon as the request is decided.
    ///
    /// - Parameter role: in which role it is done; has the unit commit only while that is had, or throws.
    func change(
        _ id: RequestID, as action: AuditAction, _ said: [String: CBOR], by principal: Principal?,
        in role: (inout UnitOfWork) async throws -> RoleID?, inserting keys: [NewKey] = [],
        _ body: (inout KeptRequest, RequestRule, Instant) throws -> Void
    ) async throws -> RightsRequest {
        let (request, doomed, sequence) = try await retrying { () async throws -> (RightsRequest, [KeyID], CommitSequence) in
            var (kept, former) = try await self.kept(id)
            let before = kept
            guard let rule = RequestRule.rule(for: kept.request.kind, under: kept.request.law) else {
                throw CustodianError.noRule(kept.request)
            }
            let now = self.clock.now()
            do { try body(&kept, rule, now) } catch let fault as RequestFault { throw CustodianError(fault) }
            if kept.request.isClosed || kept.request.decidedAt != nil { kept.evidence = nil }
            let doomed = before.evidence == kept.evidence ? [] : try await self.evidenceKeys(in: [before])
            var unit = UnitOfWork()
            self.backends.data.stage(.write([try kept.write(over: former, self.sealer, self.system)]), in: &unit)
            if !keys.isEmpty { try self.backends.keys.stage(inserting: keys, in: &unit) }
            if !doomed.isEmpty { try self.backends.keys.stage(intendingToDestroy: doomed, in: &unit) }
            if before.request.isClosed != kept.request.isClosed { self.noteHoldChange(in: &unit) }
            let acting = try await role(&unit)
            try await self.record(action, kept.request, said, by: principal, acting, at: now, in: &unit)
            return (kept.request, doomed, try await self.commit(unit).sequence)
        }
        if !doomed.isEmpty { _ = try await destroy(doomed, since: sequence) }
        return request
    }

    /// Records something about a request, sealed for the person; for the store itself when it knows nobody of that identifier.
    func record(
        _ action: AuditAction, _ request: RightsRequest, _ said: [String: CBOR], by principal: Principal?, _ role: RoleID?,
        as auditClass: AuditClass = .request, at now: Instant, in unit: inout UnitOfWork
    ) async throws {
        let actor: AuditPerson? = if let principal { try await self.actor(principal, in: &unit) } else { nil }
        let payload = said.merging([
            "request": .bytes(request.id.bytes), "kind": .text(request.kind.rawValue), "law": .text(request.law.rawValue),
        ]) { $1 }
        let people: [AuditPerson] = if let token = request.subject { try await subjects(token, payload) } else { [] }
        _ = try backends.audit.stage(
            AuditEvent(
                class: auditClass, action: action, decision: .permit, time: now, purpose: .rightsFulfilment, role: role,
                actor: actor, subjects: people, system: people.isEmpty ? systemPerson(.map(payload)) : nil), in: &unit)
    }

    /// What open requests and restrictions keep from an erasure.
    func requestMatters(about subject: SubjectToken) async throws -> [OpenMatter] {
        let requests = try await keptRequests(KeptRequest.about(subject)).map(\.request)
        guard !requests.isEmpty else { return [] }
        let isRestricted = try await backends.consent.standing(of: subject).restricted
        return requests.compactMap { request in
            let kind: OpenMatter.Kind
            switch request.kind {
            case .access where !request.isClosed: kind = .access
            case .portability where !request.isClosed: kind = .portability
            case .restriction where !request.isClosed || request.execution == .done && isRestricted:
                kind = request.restriction?.matter ?? .restriction
            default: return nil
            }
            return OpenMatter(kind, reference: "request \(request.id)", records: request.records)
        }
    }

    /// The keys of what was handed in to show who asks, and was not decided about yet.
    func evidenceKeys(of subject: SubjectToken) async throws -> [KeyID] {
        try await evidenceKeys(in: keptRequests(KeptRequest.about(subject)))
    }

    private func evidenceKeys(in requests: [KeptRequest]) async throws -> [KeyID] {
        try await live(requests.compactMap { $0.evidence?.key })
    }

    /// Those of the keys that are there: those of a person who was erased meanwhile are not.
    private func live(_ keys: [KeyID]) async throws -> [KeyID] {
        var live: [KeyID] = []
        for key in keys where try await backends.keys.live(of: key.owner)[key.keyClass] != nil { live.append(key) }
        return live
    }
}

extension PrivacySignal {
    /// What a person said by a request, not by software.
    static let request: PrivacySignal = "request"
}

extension CustodianError {
    init(_ fault: RequestFault) { self.init(.refusedByLaw, fault.description, reasons: [fault.rawValue]) }

    static func noRule(_ request: RightsRequest) -> CustodianError {
        CustodianError(.invalidInput, "no rule for a request of this kind under '\(request.law)' is known any more")
    }
}
