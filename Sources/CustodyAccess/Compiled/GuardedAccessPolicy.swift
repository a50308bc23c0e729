import CustodyModel

/// Keeps a host's policy engine from failing open: an error or a time-out is a denial, and so is an answer that contradicts
/// itself, goes beyond what was asked or no longer holds.
public struct GuardedAccessPolicy: AccessPolicy {
    private let engine: any AccessPolicy
    private let deadline: Deadline
    private let onFailure: @Sendable (any Error) -> Void

    /// How long an engine may take to open a session, unless it is told otherwise.
    public static let patience: Duration = .seconds(10)

    /// Guards an engine.
    ///
    /// - Parameters:
    ///   - patience: how long it may take to open a session. What takes longer is cancelled and counts as failed.
    ///   - onFailure: hears what went wrong; the decision itself only says that the engine failed.
    public init(
        _ engine: any AccessPolicy, patience: Duration = patience, onFailure: @escaping @Sendable (any Error) -> Void = { _ in }
    ) {
        self.init(engine, deadline: Deadline { try await Task.sleep(for: patience) }, onFailure: onFailure)
    }

    init(
        _ engine: any AccessPolicy, deadline: Deadline, onFailure: @escaping @Sendable (any Error) -> Void = { _ in }
    ) {
        self.engine = engine
        self.deadline = deadline
        self.onFailure = onFailure
    }

    /// The edition in force.
    public var version: PolicyVersion { engine.version }

    /// The engine's session, or one that denies everything.
    ///
    /// - Throws: `CancellationError` when the calling task was cancelled, and nothing else.
    public func session(for intent: AccessIntent) async throws(CancellationError) -> any AccessSession {
        do {
            let session = try await deadline.run { [engine] in try await engine.session(for: intent) }
            return GuardedSession(session: session, version: version, onFailure: onFailure)
        } catch is Deadline.Passed {
            onFailure(AccessError(.engineTimedOut, "the policy engine opened no session in time"))
            return DenyingSession(reasons: AccessReasons(.engineFailed), version: version)
        } catch {
            if Task.isCancelled, let cancelled = error as? CancellationError { throw cancelled }
            onFailure(error)
            return DenyingSession(reasons: AccessReasons(.engineFailed), version: version)
        }
    }
}

/// Denies every request for the same reasons.
struct DenyingSession: AccessSession {
    let reasons: AccessReasons
    let version: PolicyVersion

    func decide(_ request: AccessRequest) -> AccessDecision {
        AccessDecision(denying: request, because: reasons, policyVersion: version)
    }
}

/// Lets only sensible decisions pass.
private struct GuardedSession: AccessSession {
    let session: any AccessSession
    let version: PolicyVersion
    let onFailure: @Sendable (any Error) -> Void

    func decide(_ request: AccessRequest) -> AccessDecision {
        let decision = session.decide(request)
        if let fault = decision.fault(answering: request) {
            onFailure(AccessError(.engineMisbehaved, fault))
            return AccessDecision(denying: request, because: AccessReasons(.engineFailed), policyVersion: version)
        }
        if decision.isPermitted, let end = decision.validUntil, request.at >= end {
            return AccessDecision(
                denying: request, because: AccessReasons(.sessionStale), policyVersion: decision.policyVersion, validUntil: end)
        }
        return decision
    }
}
