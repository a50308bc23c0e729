import Crypto
import CustodyAccess
public import CustodyAudit
public import CustodyConsent
import CustodyData
import CustodyKeys
public import CustodyModel

extension Custodian {
    /// Records what a person answered to a notice (GDPR Art. 7(1): the controller must be able to show it).
    ///
    /// - Parameters:
    ///   - occurredAt: when the person answered; now when nil.
    ///   - startsNewRelationship: begins a new relationship with a person who was erased.
    /// - Throws: ``CustodianError`` with `denied`, `unknownPurpose`, `erased`, `invalidInput`, `notRecorded`.
    @discardableResult
    public func recordConsent(
        _ answer: ConsentAnswer, of subject: SubjectID, for purpose: Purpose, notice: ShownNotice, occurredAt: Instant? = nil,
        startsNewRelationship: Bool = false, by principal: Principal
    ) async throws -> AuditReceipt? {
        let declaration = try declaration(of: purpose)
        guard declaration.needsConsent else {
            throw CustodianError(
                .invalidInput,
                "purpose '\(purpose)' rests on \(declaration.basis), not on consent; there is nothing to consent to")
        }
        guard !notice.text.isEmpty else { throw CustodianError(.invalidInput, "the notice is empty") }
        return try await retrying {
            let now = self.clock.now()
            let decision = try await self.decide(
                .recordConsent, purpose, [], principal, SubjectFacts(consent: .given, objected: false, restricted: false),
                at: now)
            let (kind, action): (ConsentEvent.Kind, AuditAction) =
                if case .given = answer { (.given, .consentGiven) } else { (.refused, .consentRefused) }
            guard decision.outcome == .permitted else {
                throw try await self.refusal(
                    CustodianError.denied(decision, "recording consent for '\(purpose)'", [], self.categories), .access, action,
                    purpose: purpose, principal: principal)
            }
            var unit = UnitOfWork()
            let (token, person) = try await self.established(subject, again: startsNewRelationship, in: &unit)
            let hash = NoticeHash(of: notice.text)
            var served: Notice?
            if try await self.backends.consent.notice(hash) == nil {
                served = Notice(
                    hash: hash, version: notice.version, language: notice.language,
                    text: try self.sealer.seal(
                        notice.text, with: self.system.text, id: SystemKeys.textID, at: .text("notice/\(hash)")),
                    purposes: [purpose], recordedAt: now)
            }
            let actor = try await self.actor(principal, in: &unit)
            var explicit = false
            if case .given(let explicitly) = answer { explicit = explicitly }
            try self.backends.consent.stage(
                .append(
                    ConsentEvent(
                        kind, by: token, for: purpose, notice: hash, explicit: explicit, occurredAt: occurredAt,
                        recordedAt: now, actor: PrincipalToken(actor.handle)),
                    notice: served), in: &unit)
            let staged = try self.backends.audit.stage(
                AuditEvent(
                    class: .consent, action: action, decision: .permit, time: now, purpose: purpose, role: decision.role,
                    actor: actor, subjects: [person(["notice": .text(hash.description)])]), in: &unit)
            do { return try await self.commit(unit)[staged] } catch let error as ConsentError where error.code != .headMoved {
                throw CustodianError(.invalidInput, error.message)
            }
        }
    }

    /// The state of a person's consent to a purpose.
    ///
    /// - Parameters:
    ///   - instant: as of then, by when the person acted; now when nil.
    public func consentStatus(of subject: SubjectID, for purpose: Purpose, at instant: Instant? = nil) async throws
        -> ConsentStatus
    {
        _ = try declaration(of: purpose)
        let token = try await known(subject)
        return try await facing {
            try await backends.consent.status(of: token, purpose: purpose, at: instant, knownAt: .latest)
        }
    }

    /// The subject's token, made with a log key where there is none yet, and the subject as the log names it.
    func established(
        _ subject: SubjectID, again: Bool = false, in unit: inout UnitOfWork
    ) async throws -> (token: SubjectToken, person: ([String: CBOR]) -> AuditPerson) {
        let token: SubjectToken
        switch try await resolve(subject) {
        case .known(let known):
            token = known
            // An erasure in between fails the commit: nothing is to be kept under a token that stands for nobody any more.
            let version = try await backends.data.subjectVersion(token)
            backends.data.stage(.require(SubjectPrecondition(token, at: version)), in: &unit)
        case .erased where !again: throw CustodianError.erased
        case .erased, .unknown:
            token = SubjectToken(Handle.random(from: random))
            backends.data.stage(.bind(index(of: subject), to: token.handle), in: &unit)
        }
        guard let key = try await keys([.log], of: token, in: &unit)[.log] else {
            throw CustodianError(.integrity, "the person's log key is missing; run verify")
        }
        return (token, { AuditPerson(handle: token.handle, key: key, keyClass: .subject, payload: .map($0)) })
    }
}
