/// Answers who may do what. The default is ``CompiledPolicy``; a host may bring its own engine.
///
/// Rules for an implementation:
/// - What no rule permits is denied, and so is a principal that the policy does not know: as a decision, not as an error.
/// - Everything that needs waiting happens in ``session(for:)``; a session is a snapshot and never changes its mind.
/// - An error or a timeout is a denial. ``GuardedAccessPolicy`` makes it one.
///
/// `AccessPolicyContract` in CustodyTesting holds the promises in executable form.
public protocol AccessPolicy: Sendable {
    /// The edition in force, which every decision names.
    var version: PolicyVersion { get }

    /// What the policy says about a principal, ready to decide without waiting.
    ///
    /// A session must answer every request of the intent's principal; the rest of the intent tells an engine far away
    /// what it is likely to be asked.
    func session(for intent: AccessIntent) async throws -> any AccessSession
}

/// A snapshot of the policy for one principal.
public protocol AccessSession: Sendable {
    /// Decides. It is pure: the same request has the same answer; no clock, no input, no output.
    func decide(_ request: AccessRequest) -> AccessDecision
}
