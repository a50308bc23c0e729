import CustodyAccess
import CustodyAudit
import CustodyConsent
import CustodyData
import CustodyIncidents
import CustodyKeys
import CustodyModel
import Synchronization

extension Custodian {
    /// Commits, and turns a failure into the caller's words. Nothing was disclosed when it throws, and nothing stored unless the error
    /// is `inDoubt`.
    ///
    /// - Parameter signing: whether to sign the logs where that is due, which a later commit does otherwise.
    func commit(_ unit: consuming UnitOfWork, signing: Bool = true) async throws -> Commit {
        let commit: Commit
        do { commit = try await recorded(unit) } catch let error as CommitError {
            if error.code == .idempotencyKeyReused { throw CustodianError(.invalidInput, error.message) }
            if error.isDamage { throw CustodianError(.integrity, error.message, reasons: [error.code.rawValue]) }
            if error.isInDoubt { throw CustodianError.inDoubt(error) }
            throw CustodianError(
                .notRecorded, "the act could not be recorded, so it was not done: \(error.message)",
                reasons: [error.code.rawValue])
        }
        if signing { await checkpointIfDue() }
        return commit
    }

    /// The operation is durable by now, so that a checkpoint that cannot be written must not fail it; `verify` tells.
    private func checkpointIfDue() async {
        do {
            for log in AuditLog.allCases { _ = try await backends.audit.checkpoint(log, at: clock.now(), ifDue: true) }
        } catch {
            checkpointFailure.withLock { $0 = "\(error)" }
        }
    }

    /// Does it again from the start when something else changed the same person's data meanwhile.
    @discardableResult
    func retrying<Result>(_ attempt: () async throws -> Result) async throws -> Result {
        for _ in 0..<Self.maximumAttempts {
            do { return try await attempt() } catch  where Self.isConflict(error) {
                try Task.checkCancellation()
                // It may have been another process. What keeps that from being taken in is told by the next decision; an act that protects
                // a person needs none.
                try? await takeInAuthority()
            } catch {
                throw CustodianError.facing(error)
            }
        }
        throw CustodianError(.busy, "the same person's data kept changing meanwhile; call again")
    }

    /// Does it once. What a backend throws is told in the caller's words.
    func facing<Result>(_ attempt: () async throws -> Result) async throws -> Result {
        do { return try await attempt() } catch { throw CustodianError.facing(error) }
    }

    static var maximumAttempts: Int { 64 }

    static func isConflict(_ error: any Error) -> Bool {
        switch error {
        case let error as DataError:
            [.subjectChanged, .versionConflict, .recordExists, .alreadyBound, .identifiersChanged].contains(error.code)
        case let error as ConsentError: error.code == .headMoved
        case let error as KeyError: error.code == .conflict
        case let error as IncidentError: error.code == .versionConflict
        case let error as AccessError: error.code == .versionConflict
        case let error as AuditError: [.subjectErased, .changedMeanwhile].contains(error.code)
        case is ChangedMeanwhile: true
        default: false
        }
    }

    /// A condition that the facade itself sets on a commit.
    func require(
        _ condition: @escaping @Sendable () throws -> Bool, in unit: inout UnitOfWork,
        throwing failure: any Error = ChangedMeanwhile()
    ) {
        let change = StagedChange(
            store: .audit,
            validate: { if try !condition() { throw failure } },
            prepare: { _ in PreparedChange(bytes: []) { () } })
        _ = unit.add(change, to: backends.coordinator, resultType: Void.self)
    }

    /// Returns when everything is taken in that was let in before: by a commit of its own, which changes nothing.
    func passCommitsInFlight() async throws {
        try await facing {
            var unit = UnitOfWork()
            require({ true }, in: &unit)
            _ = try await unit.commit()
        }
    }

    /// Records a refusal and answers the error to throw. When even that cannot be written the refusal stands, and the error
    /// says both.
    ///
    /// The caller throws, so that where a function ends is seen there.
    func refusal(
        _ error: CustodianError, _ action: AuditAction, purpose: Purpose? = nil, categories: [DataCategory] = [],
        principal: Principal?, subject: SubjectToken? = nil
    ) async throws -> CustodianError {
        var error = error
        do {
            error.receipt = try await record(error, action, purpose, categories, principal, subject)
        } catch let failure as CustodianError {
            error = CustodianError(
                failure.code, "\(error.message) (and this could not be recorded: \(failure.message))",
                decision: error.decision, reasons: [error.code.rawValue] + error.reasons + failure.reasons)
        }
        return error
    }

    private func record(
        _ error: CustodianError, _ action: AuditAction, _ purpose: Purpose?, _ categories: [DataCategory],
        _ principal: Principal?, _ subject: SubjectToken?
    ) async throws -> AuditReceipt? {
        try await retrying {
            var unit = UnitOfWork()
            let person: AuditPerson? = if let principal { try await self.actor(principal, in: &unit) } else { nil }
            let subjects: [AuditPerson] = if let subject { try await self.subjects(subject) } else { [] }
            let staged = try self.backends.audit.stage(
                AuditEvent(
                    class: .access, action: action, decision: .deny, time: self.clock.now(), purpose: purpose,
                    categories: categories, actor: person, subjects: subjects,
                    system: self.systemPerson(
                        .map(["code": .text(error.code.rawValue), "reason": .text(error.decision?.reason.rawValue ?? "")])),
                    log: .access), in: &unit)
            return try await self.commit(unit)[staged]
        }
    }
}

/// A condition of the facade no longer holds: decide again.
struct ChangedMeanwhile: Error {}
