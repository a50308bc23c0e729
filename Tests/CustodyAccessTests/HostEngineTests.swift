import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyAccess

/// A host's own engine: it reads the document anew for every decision and shares nothing with the compiled tables.
struct ReadingEngine: AccessPolicy {
    let policy: RolePolicy
    let categories: CategoryRegistry
    var version: PolicyVersion { PolicyVersion(UInt32(clamping: policy.version)) }

    func session(for intent: AccessIntent) async throws -> any AccessSession { Session(engine: self, intent: intent) }

    struct Session: AccessSession {
        let engine: ReadingEngine
        let intent: AccessIntent

        func decide(_ request: AccessRequest) -> AccessDecision {
            let asker = PolicyOracle.Asker(
                principal: intent.principal.id, activating: intent.activating, facts: intent.facts,
                level: intent.principal.authentication.level, at: intent.at)
            let wanted = engine.categories.categories(in: request.categories)
            let answer = PolicyOracle(policy: engine.policy, categories: engine.categories.names).decide(
                asker, Set(wanted), request)
            guard answer.outcome != .denied else {
                return AccessDecision(
                    denying: request, because: AccessReasons(answer.reasons), policyVersion: engine.version)
            }
            func mask(_ names: Set<DataCategory>) -> CategoryMask { CategoryMask(names.compactMap(engine.categories.place)) }
            return AccessDecision(
                permitting: request, allowed: mask(answer.allowed),
                maskRules: answer.masked.map { MaskRule(mask([$0.key]), keepLast: $0.value) },
                pseudonymised: mask(answer.pseudonymised), withheld: AccessReasons(answer.reasons), role: answer.role,
                policyVersion: engine.version)
        }
    }
}

@Suite("A policy engine of the host's")
struct HostEngineTests {
    static func engine() throws -> ReadingEngine {
        ReadingEngine(policy: try AccessPolicyContract.fixture(), categories: try AccessPolicyContract.categories())
    }

    @Test("keeps the promises that the compiled policy keeps", arguments: AccessPolicyContract.promises)
    func promises(_ promise: ContractPromise<any AccessPolicy>) async throws {
        try await promise.verify { try Self.engine() }
    }

    @Test("keeps them behind the guard, too", arguments: AccessPolicyContract.promises)
    func guarded(_ promise: ContractPromise<any AccessPolicy>) async throws {
        try await promise.verify { GuardedAccessPolicy(try Self.engine()) }
    }
}
