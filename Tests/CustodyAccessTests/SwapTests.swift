import CustodyAccess
import CustodyModel
import CustodyTesting
import Synchronization
import Testing

@Suite("Exchanging a policy under load")
struct SwapTests {
    /// Odd editions permit contact and mask money, even ones the other way round: an answer that mixed them would show both.
    static func edition(_ number: UInt32, _ categories: CategoryRegistry) throws -> CompiledPolicy {
        let isOdd = !number.isMultiple(of: 2)
        let policy = try RolePolicy(controller: "c") {
            Declare("care", on: .contract)
            Role("r") {
                Allow(.read, [isOdd ? .contact : .financial], for: ["care"])
                Mask(isOdd ? .financial : .contact, keepLast: isOdd ? 1 : 2, for: ["care"])
            }
            Assign("p", to: "r")
        }
        return try CompiledPolicy(policy, categories: categories, version: PolicyVersion(number))
    }

    @Test("every answer is that of one edition, a thousand times over")
    func swap() async throws {
        var categories = CategoryRegistry()
        try categories.register([.contact, .financial])
        let policy = InMemoryAccessPolicy(try Self.edition(1, categories))
        let request = AccessRequest(.read, for: "care", categories: CategoryMask(0..<2), subject: .nobody, at: EngineTests.at)
        let expected = try [2, 1].map { try Self.edition($0, categories).session(for: "p").decide(request) }
        let isDone = Flag()
        let answers = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    var count = 0
                    var newest = PolicyVersion.zero
                    while !isDone.isSet || count == 0 {
                        let taken = policy.policy
                        let session = taken.session(for: "p")
                        let decision = session.decide(request)
                        var plain = expected[Int(decision.policyVersion.rawValue % 2)]
                        plain.policyVersion = decision.policyVersion
                        guard decision == plain, decision.policyVersion >= newest else { throw Mixed() }
                        newest = decision.policyVersion
                        await Task.yield()
                        // Whatever was put in force meanwhile, an open session stays with its edition.
                        guard let question = taken.question(request.action, for: request.purpose),
                            session.decide(request) == decision,
                            session.decide(
                                question, categories: request.categories, subject: request.subject, at: request.at) == decision
                        else { throw Mixed() }
                        count += 3
                    }
                    return count
                }
            }
            for number in 2...1_001 as ClosedRange<UInt32> {
                try policy.adopt(Self.edition(number, categories))
                await Task.yield()
            }
            isDone.set()
            return try await group.reduce(0, +)
        }
        #expect(policy.version == PolicyVersion(1_001))
        #expect(answers >= 12)
        print("\(answers) answers during 1000 exchanges: none mixed")
    }

    struct Mixed: Error {}

    final class Flag: Sendable {
        private let value = Atomic(false)
        var isSet: Bool { value.load(ordering: .acquiring) }
        func set() { value.store(true, ordering: .releasing) }
    }
}
