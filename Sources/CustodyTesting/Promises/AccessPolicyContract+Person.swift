import CustodyAccess
import CustodyModel

extension AccessPolicyContract {
    static let personPromises: [ContractPromise<any AccessPolicy>] = [
        ContractPromise("a purpose that needs consent is denied unless consent is given; unknown is not yes") { policy in
            let question = try Question(policy)
            let reasons: [(SubjectFacts.ConsentFact, AccessReason)] = [
                (.notAsked, .noConsent), (.refused, .consentRefused), (.withdrawn, .consentWithdrawn),
                (.unknown, .consentUnknown),
            ]
            for (consent, reason) in reasons {
                let facts = SubjectFacts(consent: consent)
                try expect(
                    try await question.ask("marketer", .read, "newsletter", [.emailAddress], facts), .denied, reason,
                    "consent \(consent)")
                try expect(
                    try await question.ask("nurse", .read, "trial", [.health], facts), .denied, reason,
                    "explicit consent \(consent)")
            }
            try expect(
                try await question.ask("marketer", .read, "newsletter", [.emailAddress], consenting), .permitted, .permitted,
                "consent given")
        },
        ContractPromise(
            "an objection denies legitimate interests, recognised ones too, a public task and direct marketing, and no contract"
        ) { policy in
            let question = try Question(policy)
            let facts = SubjectFacts(consent: .given, objected: true)
            for purpose: Purpose in ["analytics", "fraud", "statistics", .directMarketing, "directMarketing.post"] {
                try expect(
                    try await question.ask("marketer", .read, purpose, [.emailAddress], facts), .denied, .objected,
                    "objection to \(purpose)")
            }
            try expect(
                try await question.ask("agent", .read, .customerCare, [.emailAddress], facts), .permitted, .permitted,
                "a contract")
        },
        ContractPromise("a restriction denies use, but for what the person consents to and what the law sets") { policy in
            let question = try Question(policy)
            let restricted = SubjectFacts(consent: .notAsked, restricted: true)
            try expect(
                try await question.ask("agent", .read, .customerCare, [.emailAddress], restricted), .denied, .restricted,
                "reading")
            try expect(
                try await question.ask("officer", .correct, .customerCare, [.emailAddress], restricted), .denied, .restricted,
                "correcting")
            try expect(
                try await question.ask("officer", .read, .rightsFulfilment, [.emailAddress], restricted), .permitted,
                .permitted, "answering the person")
            try expect(
                try await question.ask(
                    "marketer", .read, "newsletter", [.emailAddress], SubjectFacts(consent: .given, restricted: true)),
                .permitted, .permitted, "what the person consents to")
        },
        ContractPromise("every reason is given, not only the first") { policy in
            let decision = try await Question(policy).ask(
                "marketer", .read, "directMarketing.post", [.emailAddress],
                SubjectFacts(consent: .withdrawn, objected: true, restricted: true))
            try CustodyTesting.expect(decision.outcome, is: .denied, "the outcome")
            try CustodyTesting.expect(
                decision.reasons.isSuperset(of: AccessReasons([.consentWithdrawn, .objected, .restricted])),
                "the reasons are \(decision.reasons)")
        },
        ContractPromise("who is permitted nothing learns nothing about the person") { policy in
            let question = try Question(policy)
            let facts = SubjectFacts(consent: .withdrawn, objected: true, restricted: true)
            for name in ["agent", "stranger", "idle"] {
                let decision = try await question.ask(name, .read, "newsletter", [.emailAddress], facts)
                let other = try await question.ask(name, .read, "newsletter", [.emailAddress], consenting)
                try CustodyTesting.expect(decision, is: other, "the answer to '\(name)' tells what the person said")
            }
        },
        ContractPromise("actions that govern data heed the rules alone") { policy in
            let question = try Question(policy)
            let facts = SubjectFacts(consent: .refused, objected: true, restricted: true)
            try expect(
                try await question.ask("officer", .planErasure, "analytics", [], facts), .permitted, .permitted,
                "planning an erasure")
            try expect(
                try await question.ask("officer", .recordConsent, "newsletter", [], facts), .permitted, .permitted,
                "recording consent")
        },
        ContractPromise("special categories and criminal data need more than a lawful basis") { policy in
            let question = try Question(policy)
            let health = try await question.ask("nurse", .read, "treatment", [.health, .emailAddress])
            try expect(health, .permitted, .permitted, "a purpose with a condition")
            try expect(
                try await question.ask("nurse", .read, .customerCare, [.health]), .denied, .specialCategoryWithoutCondition,
                "a purpose without a condition")
            try expect(
                try await question.ask("screener", .read, "screening", [.criminal]), .permitted, .permitted,
                "a purpose that names its law")
            try expect(
                try await question.ask("screener", .read, .customerCare, [.criminal]), .denied, .criminalDataWithoutLaw,
                "a purpose that names no law")
            let part = try await question.ask("agent", .read, .customerCare, [.health, .emailAddress])
            try expect(part, .permittedPartly, .permitted, "the rest")
            try CustodyTesting.expect(part.dropped, is: try question.mask([.health]), "dropped")
            try CustodyTesting.expect(part.reasons.contains(.specialCategoryWithoutCondition), "why it is dropped")
        },
    ]

    static let answerPromises: [ContractPromise<any AccessPolicy>] = [
        ContractPromise("the same request has the same answer, from every session") { policy in
            let question = try Question(policy)
            let requests = question.everyRequest
            for principal in Question.principals {
                let first = try await policy.session(for: question.intent(principal))
                let second = try await policy.session(for: question.intent(principal))
                let answers = requests.map(first.decide)
                try CustodyTesting.expect(
                    requests.reversed().map(second.decide) == answers.reversed(), "'\(principal)' got different answers")
                let others = await withTaskGroup(of: [AccessDecision].self) { group in
                    for _ in 0..<4 { group.addTask { requests.map(first.decide) } }
                    return await group.reduce(into: []) { $0.append($1) }
                }
                try CustodyTesting.expect(
                    others.allSatisfy { $0 == answers }, "'\(principal)' got different answers at the same time")
            }
        },
        ContractPromise("no answer contradicts itself or grants more than was asked for") { policy in
            let question = try Question(policy)
            for principal in Question.principals {
                let session = try await policy.session(for: question.intent(principal))
                for request in question.everyRequest {
                    let fault = session.decide(request).fault(answering: request)
                    try CustodyTesting.expect(fault == nil, "'\(principal)', \(request): \(fault ?? "")")
                }
            }
        },
        ContractPromise("a session answers what its intent did not announce") { policy in
            let question = try Question(policy)
            let intent = AccessIntent(
                principal: question.principal("agent"), action: .planErasure, purpose: nil, at: question.at)
            let decision = try await policy.session(for: intent).decide(
                AccessRequest(
                    .read, for: .customerCare, categories: try question.mask([.emailAddress]), subject: .nobody, at: question.at
                ))
            try expect(decision, .permitted, .permitted, "reading")
        },
    ]

    static var consenting: SubjectFacts { SubjectFacts(consent: .given) }
}
