import CustodyAccess
import CustodyModel
import Testing

@Suite("How far a break-glass ticket reaches")
struct TicketReachTests {
    private static let at = Instant(milliseconds: 1_767_225_600_000)
    private static let mail: DataCategory = .emailAddress

    private static func policy(_ prohibition: Forbid) throws -> CompiledPolicy {
        let policy = try RolePolicy(controller: "c") {
            Declare("care", on: .contract, specialCondition: .healthCare)
            Role("nurse") {
                Allow(.read, [.health, mail], for: ["care"])
                prohibition
            }
            Assign("ann", to: "nurse")
        }
        return try CompiledPolicy(policy, categories: CategoryRegistry(schemas: [], policy: policy))
    }

    private static func session(_ policy: CompiledPolicy, _ ceiling: [DataCategory]?) -> CompiledSession {
        let ticket = ceiling.map { AccessFacts.Ticket("t1", ceiling: $0, until: at.adding(milliseconds: 1000)) }
        return policy.session(for: "ann", facts: AccessFacts(ticket: ticket), at: at)
    }

    private static func request(_ policy: CompiledPolicy, _ categories: [DataCategory]) throws -> AccessRequest {
        AccessRequest(
            .read, for: "care", categories: try policy.categories.mask(of: categories),
            subject: SubjectFacts(consent: .notAsked), at: at)
    }

    private static let cases: [(Forbid, [DataCategory]?, [DataCategory])] = [
        (Forbid(.read, [.health]).unless(.ticket), nil, [mail]),
        (Forbid(.read, [.health]).unless(.ticket), [mail], [mail]),
        (Forbid(.read, [.health]).unless(.ticket), [.health], [.health, mail]),
        (Forbid(.read, [.health]).unless(.ticket), [.special], [.health, mail]),
        (Forbid(.read).unless(.ticket), nil, []),
        (Forbid(.read).unless(.ticket), [mail], [mail]),
        (Forbid(.read, [.health]).unless(.ticket, .assurance(3)), [mail], [mail]),
        (Forbid(.read, [.health]).overridable(), [mail], [mail]),
    ]

    @Test("a prohibition unless there is a ticket is lifted for what the ticket names, and for nothing else", arguments: cases)
    func lifted(_ prohibition: Forbid, _ ceiling: [DataCategory]?, _ seen: [DataCategory]) throws {
        let policy = try Self.policy(prohibition)
        let session = Self.session(policy, ceiling)
        let request = try Self.request(policy, [.health, Self.mail])
        let decision = session.decide(request)
        let wanted = try policy.categories.mask(of: seen)
        #expect(decision.allowed == wanted)
        #expect(decision.reasons.contains(.forbidden) == (seen.count < 2))
        // Everything else that answers says the same.
        let filter = session.filter(.read, request.categories, for: "care", at: Self.at)
        #expect(filter.permits(record: .unknown, subject: request.subject) == !seen.isEmpty)
        #expect(session.explain(request).taking.isEmpty == (seen.count == 2))
    }
}
