import CustodyModel
import Synchronization

/// A compiled policy that can be exchanged while it is in use. Sessions that are open keep the edition they began with.
public final class InMemoryAccessPolicy: AccessPolicy {
    private let current: Mutex<CompiledPolicy>

    /// Starts with a policy.
    public init(_ policy: CompiledPolicy) { current = Mutex(policy) }

    /// The edition in force.
    public var version: PolicyVersion { policy.version }

    /// The policy in force. Whoever decides several things that belong together takes it once.
    public var policy: CompiledPolicy { current.withLock { $0 } }

    /// What the policy in force says about the intent's principal.
    public func session(for intent: AccessIntent) async -> any AccessSession { policy.open(intent) }

    /// Puts another policy in force.
    ///
    /// - Throws: ``AccessError`` when neither its version nor, under the same version, that of its grants is greater, or its
    ///   categories do not continue the present ones, so that a mask made before would mean something else after.
    public func adopt(_ policy: CompiledPolicy) throws(AccessError) {
        let failure: AccessError? = current.withLock { current in
            guard
                (current.version, current.grantsVersion) < (policy.version, policy.grantsVersion)
            else {
                return AccessError(
                    .versionConflict, "version \(policy.version) does not follow version \(current.version), which is in force")
            }
            guard policy.categories.continues(current.categories) else {
                return AccessError(
                    .registryMismatch, "extend the registry of the policy in force instead of building another one")
            }
            current = policy
            return nil
        }
        if let failure { throw failure }
    }
}
