public import CustodyAccess
import CustodyModel

extension AccessPolicyContract {
    /// The policy that the promises speak about; an engine under test holds it, in whatever form it understands.
    public static func fixture() throws(AccessError) -> RolePolicy {
        try RolePolicy(controller: "fixture", version: 3) {
            Declare(.customerCare, on: .contract)
            Declare("newsletter", on: .consent)
            Declare("newsletter.weekly", on: .consent)
            Declare("analytics", on: .legitimateInterests, note: "counts only; people can object in their profile")
            Declare("statistics", on: .publicTask)
            Declare("fraud", on: .recognisedInterests, recognisedInterest: .crime)
            Declare(.directMarketing, on: .contract)
            Declare("directMarketing.post", on: .consent)
            Declare("treatment", on: .contract, specialCondition: .healthCare)
            Declare("trial", on: .contract, specialCondition: .explicitConsent)
            Declare("screening", on: .legalObligation, criminalDataLaw: "the fixture's law")
            Role("support") {
                Allow(.read, [.contact], for: [.customerCare])
                Mask(.bankAccount, keepLast: 4, for: [.customerCare])
            }
            Role("billing") {
                Inherits("support")
                Allow(.read, [.financial], for: [.customerCare])
            }
            Role("marketing") {
                Allow(.read, [.contact], for: ["newsletter", "analytics", "statistics", "fraud", .directMarketing])
            }
            Role("weekly") { Allow(.read, [.contact], for: ["newsletter.weekly"]) }
            Role("care") { Allow(.read, [.health, .contact], for: ["treatment", "trial"]) }
            Role("screening") { Allow(.read, [.criminal], for: ["screening"]) }
            Role("officer") {
                Allow([.planErasure, .recordConsent])
                Allow(.correct, [.contact], for: [.customerCare])
                Allow(.read, [.contact], for: [.rightsFulfilment])
            }
            Assign("agent", to: "support")
            Assign("clerk", to: "billing")
            Assign("marketer", to: "marketing")
            Assign("weekly", to: "weekly")
            Assign("nurse", to: "care")
            Assign("screener", to: "screening")
            Assign("officer", to: "officer")
            Assign("idle")
        }
    }

    /// The places of the categories in the masks that the promises ask about.
    public static func categories() throws(AccessError) -> CategoryRegistry {
        var registry = try CategoryRegistry(schemas: [], policy: try fixture())
        try registry.register([
            .emailAddress, .telephone, .birthDate, .ethnicOrigin, "financial.income", "financials", "criminal.record",
        ])
        return registry
    }

    /// Asks one engine as several principals.
    struct Question: Sendable {
        let policy: any AccessPolicy
        let categories: CategoryRegistry
        let at = Instant(milliseconds: 1_767_225_600_000)

        static let principals = ["agent", "clerk", "marketer", "weekly", "nurse", "screener", "officer", "idle", "stranger"]

        init(_ policy: any AccessPolicy) throws {
            self.policy = policy
            categories = try AccessPolicyContract.categories()
        }

        func mask(_ names: [DataCategory]) throws -> CategoryMask { try categories.mask(of: names) }

        func principal(_ name: String) -> Principal {
            Principal(PrincipalID(name), Authentication(.multiFactor, at: at, by: "contract", level: 2))
        }

        func intent(_ name: String) -> AccessIntent {
            AccessIntent(principal: principal(name), action: .read, purpose: .customerCare, at: at)
        }

        func ask(
            _ name: String, _ action: Action, _ purpose: Purpose?, _ names: [DataCategory] = [],
            _ subject: SubjectFacts = SubjectFacts(consent: .notAsked)
        ) async throws -> AccessDecision {
            let mask = try mask(names)
            let intent = AccessIntent(
                principal: principal(name), action: action, purpose: purpose, categories: mask, at: at)
            return try await policy.session(for: intent).decide(
                AccessRequest(action, for: purpose, categories: mask, subject: subject, at: at))
        }

        /// Every action for every purpose, with several sets of categories and several wills of the person.
        var everyRequest: [AccessRequest] {
            let purposes: [Purpose?] =
                [nil, "resale"]
                + ["customerCare", "newsletter", "newsletter.weekly", "analytics", "directMarketing", "treatment", "trial"]
                + ["screening", "fraud", "rightsFulfilment"]
            let all = CategoryMask(categories.names.indices)
            let masks = [CategoryMask.none, all] + categories.names.indices.map { CategoryMask([$0]) }
            let wills = [
                SubjectFacts.nobody, SubjectFacts(consent: .given),
                SubjectFacts(consent: .withdrawn, objected: true, restricted: true),
            ]
            return [Action.read, .correct, .planErasure].flatMap { action in
                purposes.flatMap { purpose in
                    masks.flatMap { mask in
                        wills.map { AccessRequest(action, for: purpose, categories: mask, subject: $0, at: at) }
                    }
                }
            }
        }
    }
}
