import CustodyAccess
import CustodyModel
import CustodyTesting
import Testing

@Suite("The AccessPolicy contract")
struct AccessPolicyContractTests {
    static func compiled() throws -> CompiledPolicy {
        try CompiledPolicy(AccessPolicyContract.fixture(), categories: AccessPolicyContract.categories())
    }

    @Test("is kept by CompiledPolicy", arguments: AccessPolicyContract.promises)
    func compiled(_ promise: ContractPromise<any AccessPolicy>) async throws {
        try await promise.verify { try Self.compiled() }
    }

    @Test("is kept by InMemoryAccessPolicy", arguments: AccessPolicyContract.promises)
    func inMemory(_ promise: ContractPromise<any AccessPolicy>) async throws {
        try await promise.verify { InMemoryAccessPolicy(try Self.compiled()) }
    }

    @Test("is kept by GuardedAccessPolicy", arguments: AccessPolicyContract.promises)
    func guarded(_ promise: ContractPromise<any AccessPolicy>) async throws {
        try await promise.verify { GuardedAccessPolicy(try Self.compiled()) }
    }

    @Test("has promises that each have a name of their own")
    func names() {
        #expect(Set(AccessPolicyContract.promises.map(\.description)).count == AccessPolicyContract.promises.count)
        #expect(Set(PolicyStorageContract.promises.map(\.description)).count == PolicyStorageContract.promises.count)
    }

    @Test("catches an engine that breaks it", arguments: BrokenEngine.Fault.allCases)
    func catches(_ fault: BrokenEngine.Fault) async throws {
        var broken: [String] = []
        for promise in AccessPolicyContract.promises where promise.description.contains(fault.rawValue) {
            do { try await promise.verify { BrokenEngine(try Self.compiled(), fault) } } catch { broken.append("\(error)") }
        }
        #expect(broken.contains { $0.contains(fault.rawValue) }, "broken: \(broken)")
    }
}

/// An engine with one thing wrong. The raw value is a part of the promise that must catch it.
struct BrokenEngine: AccessPolicy {
    enum Fault: String, CaseIterable {
        case permitsByDefault = "what no rule permits is denied"
        case knowsEverybody = "a principal that the policy does not know is denied"
        case takesUnknownForConsent = "unknown is not yes"
        case ignoresObjections = "an objection denies"
        case ignoresRestriction = "a restriction denies"
        case forgetsMasks = "a masked category is masked"
        case grantsMoreThanAsked = "no answer contradicts itself"
        case gossips = "who is permitted nothing learns nothing"
        case ignoresCondition = "special categories and criminal data"
        case changesItsMind = "the same request has the same answer"
        case onlyFirstReason = "every reason is given"
        case trustsTheIntent = "a session answers what its intent did not announce"
    }

    let policy: CompiledPolicy
    let fault: Fault

    init(_ policy: CompiledPolicy, _ fault: Fault) {
        self.policy = policy
        self.fault = fault
    }

    var version: PolicyVersion { policy.version }

    func session(for intent: AccessIntent) async throws -> any AccessSession {
        var name = intent.principal.id
        if fault == .knowsEverybody, name == "stranger" { name = "agent" }
        return Session(session: policy.session(for: name), intent: intent, fault: fault, version: version)
    }

    struct Session: AccessSession {
        let session: CompiledSession
        let intent: AccessIntent
        let fault: Fault
        let version: PolicyVersion

        func decide(_ request: AccessRequest) -> AccessDecision {
            var request = request
            switch fault {
            case .takesUnknownForConsent where request.subject.consent == .unknown: request.subject.consent = .given
            case .ignoresObjections: request.subject.objected = false
            case .ignoresRestriction: request.subject.restricted = false
            case .trustsTheIntent: request.action = intent.action
            default: break
            }
            return spoil(session.decide(request), request)
        }

        private func spoil(_ decision: AccessDecision, _ request: AccessRequest) -> AccessDecision {
            func permit(_ categories: CategoryMask) -> AccessDecision {
                AccessDecision(permitting: request, allowed: categories, role: "support", policyVersion: version)
            }
            var spoilt = decision
            switch fault {
            case .permitsByDefault where decision.reason == .noRule: return permit(request.categories)
            case .forgetsMasks where !decision.masked.isEmpty: return permit(request.categories)
            case .ignoresCondition where decision.reasons.contains(.specialCategoryWithoutCondition):
                return permit(request.categories)
            case .grantsMoreThanAsked where decision.isPermitted:
                var wider = request
                wider.categories.insert(200)
                return AccessDecision(permitting: wider, allowed: wider.categories, role: "support", policyVersion: version)
            case .gossips where decision.reason == .noRule && request.subject.objected: spoilt.reasons.insert(.objected)
            case .changesItsMind where request.categories.isEmpty && Int.random(in: 0..<2) == 0:
                spoilt.validUntil = request.at.adding(milliseconds: 1)
            case .onlyFirstReason: spoilt.reasons = AccessReasons(decision.reason)
            default: break
            }
            return spoilt
        }
    }
}
