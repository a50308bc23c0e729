import CustodyModel

/// Keeps a host's policy engine from failing open: an error is a denial, and so is an answer that contradicts itself, goes
/// beyond what was asked or no longer holds.
public struct GuardedAccessPolicy: AccessPolicy {
    private let engine: any AccessPolicy
    private let onFailure: @Sendable (any Error) -> Void

    /// Guards an engine.
    ///
    /// - Parameter onFailure: hears what went wrong; the decision itself only says that the engine failed.
    public init(_ engine: any AccessPolicy, onFailure: @escaping @Sendable (any Error) -> Void = { _ in }) {
        self.engine = engine
        self.onFailure = onFailure
    }

    /// The edition in force.
    public var version: PolicyVersion { engine.version }

    /// The engine's session, or one that denies everything.
    ///
    /// - Throws: `CancellationError` when the calling task was cancelled, and nothing else.
    public func session(for intent: AccessIntent) async throws(CancellationError) -> any AccessSession {
        do {
            return GuardedSession(session: try await engine.session(for: intent), version: version, onFailure: onFailure)
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

extension AccessDecision {
    /// What is wrong with the decision as an answer to the request; nil when it is sound.
    func fault(answering request: AccessRequest) -> String? {
        let granted = allowed.union(masked)
        if !request.categories.isSuperset(of: granted) { return "the decision grants more than was asked for" }
        if !allowed.intersection(masked).isEmpty { return "the decision grants a category both clear and masked" }
        if dropped != request.categories.subtracting(granted) { return "the decision does not say what it withholds" }
        if !reasons.contains(reason) { return "the main reason is not among the reasons" }
        if maskRules.reduce(CategoryMask.none, { $0.union($1.categories) }) != masked {
            return "the decision does not say how the masked categories are masked"
        }
        if maskRules.contains(where: { $0.keepLast < 0 }) { return "a mask keeps less than nothing" }
        switch outcome {
        case .denied:
            if !granted.isEmpty || reasons.contains(.permitted) { return "the decision denies and grants" }
        case .permitted:
            if reason != .permitted || !masked.isEmpty || !dropped.isEmpty { return "the decision permits in part only" }
        case .permittedPartly:
            if reason != .permitted || granted.isEmpty { return "the decision permits in part and grants nothing" }
            if masked.isEmpty, dropped.isEmpty { return "the decision permits all and says that it permits a part" }
        }
        return nil
    }
}
