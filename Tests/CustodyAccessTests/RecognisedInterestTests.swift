import CustodyAccess
import CustodyModel
import Testing

@Suite("Recognised legitimate interests in a policy")
struct RecognisedInterestTests {
    private static func policy() throws -> RolePolicy {
        try RolePolicy(controller: "c") {
            Declare("fraud", on: .recognisedInterests, recognisedInterest: .crime)
            Declare(.payment, on: .contract)
            Role("clerk") { Allow(.read, [.contact], for: ["fraud", .payment]) }
            Assign("p", to: "clerk")
        }
    }

    @Test("the condition is written and read, and nothing is written where there is none")
    func reading() throws {
        let policy = try Self.policy()
        #expect(try RolePolicy(json: policy.json()) == policy)
        #expect(try RolePolicy(canonicalBytes: policy.canonicalBytes()) == policy)
        let document = """
            {"controller": "c",
             "purposes": [{"purpose": "fraud", "basis": "uk-gdpr:6(1)(ea)", "recognisedInterest": "crime"},
                          {"purpose": "payment", "basis": "gdpr:6(1)(b)"}],
             "roles": [{"id": "clerk", "rules": [
                          {"allow": ["read"], "categories": ["contact"], "purposes": ["fraud", "payment"]}]}],
             "principals": [{"id": "p", "roles": ["clerk"]}]}
            """
        #expect(try RolePolicy(json: document) == policy)
        var without = policy
        without.purposes.removeFirst()
        #expect(try !String(decoding: without.json(), as: UTF8.self).contains("recognised"))
    }

    @Test("a condition that is none of the five is refused where it stands")
    func closed() {
        let error = #expect(throws: AccessError.self) {
            try RolePolicy(
                json: #"{"controller": "c", "purposes": [{"purpose": "p", "basis": "b", "recognisedInterest": "adverts"}]}"#)
        }
        #expect(error?.code == .malformedDocument)
        #expect(error?.place == "purposes[0].recognisedInterest")
    }

    @Test("without its condition it says what to name, and needs no balancing with it")
    func condition() throws {
        let bare = RolePolicy(controller: "c", purposes: [PurposeDeclaration("p", basis: .recognisedInterests)])
        let errors = bare.validate().errors
        #expect(errors.map(\.code) == [.missingCondition])
        for interest in RecognisedInterest.allCases {
            #expect(errors.first?.message.contains(interest.rawValue) == true)
            let named = PurposeDeclaration("p", basis: .recognisedInterests, recognisedInterest: interest)
            #expect(RolePolicy(controller: "c", purposes: [named]).validate().errors.isEmpty, "\(interest)")
        }
    }

    @Test("a basis that is named after the UK GDPR and is none of its own passes as before, with a warning")
    func misspelt() {
        for basis: LawfulBasis in ["uk-gdpr:6(1)(f)", "uk-gdpr:6(1)(aa)"] {
            let findings = RolePolicy(controller: "c", purposes: [PurposeDeclaration("p", basis: basis)]).validate()
            #expect(findings.isUsable && findings.warnings.map(\.path) == ["purposes[0].basis"])
            #expect(findings.warnings.map(\.code) == [.unknownLaw])
        }
    }

    @Test("an objection stops the purpose, and no contract beside it")
    func objection() throws {
        let policy = try Self.policy()
        let registry = try CategoryRegistry(schemas: [], policy: policy)
        let at = Instant(milliseconds: 1_780_000_000_000)
        let session = try CompiledPolicy(policy, categories: registry).session(for: "p", at: at)
        func outcome(_ purpose: Purpose, objected: Bool) throws -> AccessDecision.Outcome {
            session.decide(
                AccessRequest(
                    .read, for: purpose, categories: try registry.mask(of: [.contact]),
                    subject: SubjectFacts(consent: .notAsked, objected: objected), at: at)
            ).outcome
        }
        #expect(try outcome("fraud", objected: false) == .permitted)
        #expect(try outcome("fraud", objected: true) == .denied)
        #expect(try outcome(.payment, objected: true) == .permitted)
    }
}
