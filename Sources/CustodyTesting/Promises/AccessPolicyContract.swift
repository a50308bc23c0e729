public import CustodyAccess
import CustodyModel

/// What every policy engine promises, shown on one policy: ``fixture()``.
///
/// ```swift
/// @Test(arguments: AccessPolicyContract.promises)
/// func keeps(_ promise: ContractPromise<any AccessPolicy>) async throws {
///     try await promise.verify { HostEngine(translating: try AccessPolicyContract.fixture()) }
/// }
/// ```
public enum AccessPolicyContract {
    /// The promises, each on a fresh engine that holds the fixture.
    public static let promises: [ContractPromise<any AccessPolicy>] = rulePromises + personPromises + answerPromises

    static func expect(
        _ decision: AccessDecision, _ outcome: AccessDecision.Outcome, _ reason: AccessReason, _ what: String
    ) throws(BrokenPromise) {
        try CustodyTesting.expect(decision.outcome, is: outcome, what)
        try CustodyTesting.expect(decision.reason, is: reason, "\(what): the reason")
        try CustodyTesting.expect(decision.reasons.contains(reason), "\(what): the reason is not among the reasons")
    }

    private static let rulePromises: [ContractPromise<any AccessPolicy>] = [
        ContractPromise("what a rule permits is permitted, with the role that gave it and the policy's version") { policy in
            let question = try Question(policy)
            let decision = try await question.ask("agent", .read, .customerCare, [.emailAddress, .telephone])
            try expect(decision, .permitted, .permitted, "support reads contact data for customer care")
            try CustodyTesting.expect(decision.allowed, is: try question.mask([.emailAddress, .telephone]), "allowed")
            try CustodyTesting.expect(decision.role, is: "support", "the role")
            try CustodyTesting.expect(decision.policyVersion, is: policy.version, "the version")
        },
        ContractPromise("what no rule permits is denied") { policy in
            let question = try Question(policy)
            try expect(
                try await question.ask("agent", .read, .customerCare, [.birthDate]), .denied, .noRule, "another category")
            try expect(
                try await question.ask("agent", .read, "treatment", [.emailAddress]), .denied, .noRule, "another purpose")
            try expect(
                try await question.ask("agent", .correct, .customerCare, [.emailAddress]), .denied, .noRule, "another action")
            try expect(try await question.ask("agent", .planErasure, nil), .denied, .noRule, "an action without data")
            try expect(
                try await question.ask("agent", "no.such.action", .customerCare, [.emailAddress]), .denied, .noRule,
                "an action that nobody knows")
        },
        ContractPromise("a principal that the policy does not know is denied") { policy in
            let question = try Question(policy)
            for name in ["stranger", "", "Agent", "support"] {
                try expect(
                    try await question.ask(name, .read, .customerCare, [.emailAddress]), .denied, .unknownPrincipal,
                    "principal '\(name)'")
            }
        },
        ContractPromise("a principal without a role is denied") { policy in
            try expect(
                try await Question(policy).ask("idle", .read, .customerCare, [.emailAddress]), .denied, .noRole, "idle")
        },
        ContractPromise("a rule covers the categories below its own and not their neighbours") { policy in
            let question = try Question(policy)
            try expect(
                try await question.ask("clerk", .read, .customerCare, ["financial.income"]), .permitted, .permitted, "below")
            try expect(
                try await question.ask("clerk", .read, .customerCare, ["financials"]), .denied, .noRule,
                "a name that only begins alike")
        },
        ContractPromise("a rule covers the purposes below its own and not those above") { policy in
            let question = try Question(policy)
            try expect(
                try await question.ask("marketer", .read, "newsletter.weekly", [.emailAddress], consenting),
                .permitted, .permitted, "below")
            try expect(
                try await question.ask("weekly", .read, "newsletter", [.emailAddress], consenting), .denied, .noRule, "above")
        },
        ContractPromise("what no rule permits is withheld from the rest, and said so") { policy in
            let question = try Question(policy)
            let decision = try await question.ask("agent", .read, .customerCare, [.emailAddress, .birthDate])
            try expect(decision, .permittedPartly, .permitted, "a part")
            try CustodyTesting.expect(decision.allowed, is: try question.mask([.emailAddress]), "allowed")
            try CustodyTesting.expect(decision.dropped, is: try question.mask([.birthDate]), "dropped")
            try CustodyTesting.expect(decision.reasons.contains(.noRule), "why the rest is withheld")
        },
        ContractPromise("a masked category is masked and says how much stays") { policy in
            let question = try Question(policy)
            let decision = try await question.ask("agent", .read, .customerCare, [.bankAccount])
            try expect(decision, .permittedPartly, .permitted, "a mask")
            let account = try question.mask([.bankAccount])
            try CustodyTesting.expect(decision.masked, is: account, "masked")
            try CustodyTesting.expect(decision.allowed, is: .none, "allowed")
            try CustodyTesting.expect(decision.maskRules, is: [MaskRule(account, keepLast: 4)], "how much stays")
        },
        ContractPromise("inherited rules count, and clear wins over masked") { policy in
            let question = try Question(policy)
            let decision = try await question.ask("clerk", .read, .customerCare, [.bankAccount, .emailAddress])
            try expect(decision, .permitted, .permitted, "billing inherits support")
            try CustodyTesting.expect(decision.masked, is: .none, "masked")
        },
        ContractPromise("a purpose that is not declared is denied, also below a declared one") { policy in
            let question = try Question(policy)
            for purpose: Purpose in ["resale", "newsletter.daily", ""] {
                try expect(
                    try await question.ask("marketer", .read, purpose, [.emailAddress], consenting), .denied,
                    .purposeNotDeclared, "purpose '\(purpose)'")
            }
        },
        ContractPromise("data are used for a named purpose only") { policy in
            let question = try Question(policy)
            try expect(
                try await question.ask("agent", .read, nil, [.emailAddress]), .denied, .purposeNotNamed, "no purpose")
            try expect(
                try await question.ask("officer", .correct, nil, [.emailAddress]), .permitted, .permitted,
                "correcting needs no purpose")
        },
        ContractPromise("asking for no category asks whether the action is permitted at all") { policy in
            let question = try Question(policy)
            try expect(try await question.ask("officer", .planErasure, nil), .permitted, .permitted, "an action without data")
            try expect(try await question.ask("agent", .read, .customerCare), .permitted, .permitted, "reading")
            try expect(try await question.ask("agent", .collect, .customerCare), .denied, .noRule, "collecting")
        },
    ]
}
