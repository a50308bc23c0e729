import CustodyModel
import CustodyTesting
import Synchronization
import Testing

@testable import CustodyAccess

@Suite("Policy engines")
struct EngineTests {
    static let at = Instant(milliseconds: 1_767_225_600_000)
    static let intent = AccessIntent(
        principal: Principal("agent", Authentication(.password, at: at, by: "test", level: 1)), action: .read,
        purpose: .customerCare, at: at)
    static let request = AccessRequest(.read, for: .customerCare, categories: CategoryMask([0]), subject: .nobody, at: at)

    struct Failure: Error {}

    /// Answers what it is told to.
    struct Engine: AccessPolicy {
        let version = PolicyVersion(9)
        let answer: @Sendable () throws -> AccessDecision

        func session(for intent: AccessIntent) async throws -> any AccessSession { Session(decision: try answer()) }

        struct Session: AccessSession {
            let decision: AccessDecision
            func decide(_ request: AccessRequest) -> AccessDecision { decision }
        }
    }

    @Test("an engine that throws denies everything, and the failure is heard")
    func throwing() async throws {
        let heard = Mutex(0)
        let policy = GuardedAccessPolicy(Engine { throw Failure() }) { error in
            if error is Failure { heard.withLock { $0 += 1 } }
        }
        let decision = try await policy.session(for: Self.intent).decide(Self.request)
        #expect(
            decision
                == AccessDecision(denying: Self.request, because: AccessReasons(.engineFailed), policyVersion: PolicyVersion(9))
        )
        #expect(heard.withLock { $0 } == 1)
    }

    @Test("an engine that never answers denies everything once its time is over")
    func hanging() async throws {
        let heard = Mutex<[AccessError]>([])
        let policy = GuardedAccessPolicy(
            HangingEngine(), deadline: Deadline {}
        ) { error in
            if let error = error as? AccessError { heard.withLock { $0.append(error) } }
        }
        let decision = try await policy.session(for: Self.intent).decide(Self.request)
        #expect(decision.reason == .engineFailed)
        #expect(heard.withLock { $0 } == [AccessError(.engineTimedOut, "")])
    }

    /// Does not even heed cancellation.
    struct HangingEngine: AccessPolicy {
        let version = PolicyVersion(9)

        func session(for intent: AccessIntent) async throws -> any AccessSession {
            await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
            return Engine.Session(decision: EngineTests.permit { _ in })
        }
    }

    @Test("a cancelled task is told so and not that the engine failed")
    func cancelled() async {
        let policy = GuardedAccessPolicy(Engine { throw CancellationError() })
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await policy.session(for: Self.intent)
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        let decision = try? await policy.session(for: Self.intent).decide(Self.request)
        #expect(decision?.reason == .engineFailed)
    }

    static func permit(
        _ request: AccessRequest = request, _ change: (inout AccessDecision) -> Void = { _ in }
    ) -> AccessDecision {
        var decision = AccessDecision(
            permitting: request, allowed: request.categories, role: "r", policyVersion: PolicyVersion(9))
        change(&decision)
        return decision
    }

    static func deny(_ request: AccessRequest) -> AccessDecision {
        AccessDecision(denying: request, because: AccessReasons(.noRule), policyVersion: PolicyVersion(9))
    }

    /// The request, for other categories.
    static func asking(_ places: Int...) -> AccessRequest {
        var other = request
        other.categories = CategoryMask(places)
        return other
    }

    @Test(
        "an answer that contradicts itself is a denial",
        arguments: [
            permit(asking(0, 1)), deny(asking(0, 1)), permit(asking()), permit(asking(1)), permit { $0.outcome = .denied },
            permit { $0.outcome = .permittedPartly }, permit { $0.reason = .noRule },
        ])
    func contradiction(_ decision: AccessDecision) async throws {
        let policy = GuardedAccessPolicy(Engine { decision })
        #expect(try await policy.session(for: Self.intent).decide(Self.request).reason == .engineFailed)
    }

    @Test("an answer that no longer holds is a denial, and one that still holds passes")
    func stale() async throws {
        let stale = GuardedAccessPolicy(Engine { Self.permit { $0.validUntil = Self.at } })
        #expect(try await stale.session(for: Self.intent).decide(Self.request).reason == .sessionStale)
        let fresh = GuardedAccessPolicy(Engine { Self.permit { $0.validUntil = Self.at.adding(milliseconds: 1) } })
        #expect(try await fresh.session(for: Self.intent).decide(Self.request).outcome == .permitted)
    }

    @Test("a new policy is adopted for new sessions, and open ones keep theirs")
    func adopt() async throws {
        let old = try AccessPolicyContractTests.compiled()
        let policy = InMemoryAccessPolicy(old)
        let open = await policy.session(for: Self.intent)
        let request = AccessRequest(
            .read, for: .customerCare, categories: try old.categories.mask(of: [.emailAddress]), subject: .nobody, at: Self.at)
        var document = try AccessPolicyContract.fixture()
        document.principals = []
        try policy.adopt(CompiledPolicy(document, categories: old.categories, version: PolicyVersion(4)))
        #expect(open.decide(request).outcome == .permitted)
        #expect(await policy.session(for: Self.intent).decide(request).reason == .unknownPrincipal)
        #expect(policy.version == PolicyVersion(4))
    }

    @Test("an older policy, or one whose masks mean something else, is not adopted")
    func adoptRefused() throws {
        let old = try AccessPolicyContractTests.compiled()
        let policy = InMemoryAccessPolicy(old)
        #expect(throws: AccessError(.versionConflict, "")) { try policy.adopt(old) }
        let other = try CompiledPolicy(
            AccessPolicyContract.fixture(), categories: CategoryRegistry(schemas: []), version: PolicyVersion(4))
        #expect(throws: AccessError(.registryMismatch, "")) { try policy.adopt(other) }
    }

    @Test("a category keeps the most that any mask leaves it")
    func maskRules() throws {
        let policy = try RolePolicy(controller: "c") {
            Declare(.payment, on: .contract)
            Role("a") {
                Mask(.financial, keepLast: 2, for: [.payment])
                Mask(.bankAccount, keepLast: 6, for: [.payment])
            }
            Role("b") { Mask([.bankAccount, .telephone], keepLast: 4, for: [.payment]) }
            Assign("p", to: "b", "a")
        }
        var categories = CategoryRegistry()
        try categories.register([.bankAccount, .telephone, "financial.income"])
        let decision = try CompiledPolicy(policy, categories: categories).session(for: "p").decide(
            AccessRequest(.read, for: .payment, categories: CategoryMask(0..<3), subject: .nobody, at: Self.at))
        #expect((0..<4).map(decision.keepLast(of:)) == [6, 4, 2, nil])
        #expect(decision.outcome == .permittedPartly)
        #expect(decision.role == "b")
    }

    @Test("every reason has a sentence, a code and a bit of its own")
    func reasons() {
        #expect(Set(AccessReason.allCases.map(\.sentence)).count == AccessReason.allCases.count)
        #expect(Set(AccessReason.allCases.map { AccessReasons($0) }).count == AccessReason.allCases.count)
        #expect(AccessReasons(AccessReason.allCases).all == AccessReason.allCases)
        #expect(AccessReasons([.restricted, .noRule]).main == .noRule)
        #expect(AccessReasons([.objected, .noRule]).description == "noRule, objected")
    }
}
