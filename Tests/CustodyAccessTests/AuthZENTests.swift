import CustodyAccess
import CustodyModel
import Foundation
import Testing

@Suite("AuthZEN 1.0")
struct AuthZENTests {
    static let now = FailClosedTests.at

    private static func point() throws -> AuthZENPoint { AuthZENPoint(try FailClosedTests.policy()) }

    private static func question(
        _ id: String, category: String = "contact.email", action: String = "read", properties: String = "{}",
        context: String = #"{"purpose": "care"}"#
    ) -> String {
        """
        {"subject": {"type": "principal", "id": "\(id)", "properties": \(properties)}, "action": {"name": "\(action)"},
         "resource": {"type": "category", "id": "\(category)", "properties": {"objected": false, "restricted": false}},
         "context": \(context), "further": 1}
        """
    }

    private static func ask(_ json: String) throws -> AuthZEN.Decision {
        let answer = try point().evaluation(Array(json.utf8), at: now)
        return try JSONDecoder().decode(AuthZEN.Decision.self, from: Data(answer))
    }

    @Test("a question is answered with the decision, the reason and the categories")
    func evaluation() throws {
        let yes = try Self.ask(Self.question("plain"))
        #expect(yes.decision && yes.context.reason == .permitted && yes.context.allowed == [.emailAddress])
        let no = try Self.ask(Self.question("plain", category: "special.health"))
        #expect(!no.decision && no.context.reason == .noRule && no.context.dropped == [.health])
    }

    @Test(
        "what is not known is denied, and what is said counts",
        arguments: [
            (question("stranger"), false), (question("plain", category: "no.such"), false),
            (question("plain", action: "no.such"), false), (question("plain", context: #"{"purpose": "none"}"#), false),
            (question("plain", context: "{}"), false),
            (question("plain").replacing(#""type": "principal""#, with: #""type": "user""#), false),
            (question("plain").replacing(#""type": "category""#, with: #""type": "account""#), false),
            (question("plain").replacing(#""restricted": false"#, with: #""minor": false"#), false),
            (question("strong"), false), (question("strong", properties: #"{"assurance": 2}"#), true),
            (question("shift"), false), (question("shift", properties: #"{"facts": {"onShift": true}}"#), true),
            (question("trained", properties: #"{"trainings": {"basics": "2027-01-01"}}"#), true),
            (question("trained", properties: #"{"trainings": {"basics": "2026-01-01"}}"#), false),
            (question("temp"), true),
            (question("temp", context: #"{"purpose": "care", "time": "2027-01-01T00:00:00Z"}"#), false),
            (question("both", action: "collect"), false),
            (question("both", action: "collect", properties: #"{"activeRoles": ["entry"]}"#), true),
        ])
    func known(_ json: String, _ expected: Bool) throws {
        #expect(try Self.ask(json).decision == expected, "\(json)")
    }

    @Test("what is not permitted in clear is a yes only to a tool that says it hides it, and the obligation says what")
    func treatments() throws {
        func record(_ supported: String) -> String {
            """
            {"subject": {"type": "principal", "id": "blurred"}, "action": {"name": "read"},
             "resource": {"type": "record", "id": "r-1", "properties":
               {"categories": ["contact.email", "contact.telephone", "financial.bankAccount"], "objected": false,
                "restricted": false}},
             "context": {"purpose": "care", "supported_obligations": \(supported)}}
            """
        }
        for supported in ["[]", #"["mask", "drop"]"#, #"["mask", "pseudonymise", "audit"]"#] {
            let answer = try Self.ask(record(supported))
            #expect(!answer.decision && answer.context.reasons.contains(.obligationUnsupported), "\(supported)")
            #expect(answer.context.masked.isEmpty && answer.context.pseudonymised.isEmpty, "\(supported)")
            #expect(Set(answer.context.obligations.map(\.id)) == ["mask", "pseudonymise", "drop"], "what it would take")
        }
        let answer = try Self.ask(record(#"["mask", "pseudonymise", "drop"]"#))
        #expect(answer.decision)
        let mask = try #require(answer.context.obligations.first { $0.id == "mask" })
        #expect(mask.properties == .init(categories: [.bankAccount], keep_last: 4))
        let drop = try #require(answer.context.obligations.first { $0.id == "drop" })
        #expect(drop.properties == .init(categories: [.telephone]))
    }

    @Test("a ticket that was opened counts, for what it reaches and as long as it lasts")
    func ticket() throws {
        let policy = try FailClosedTests.policy()
        var ledger = AccessLedger()
        ledger.apply(
            RecordedAccessChange(
                .openTicket(
                    BreakGlassTicket("t", for: "emergency", ceiling: [.health], until: Self.now.adding(milliseconds: 1000))),
                by: "emergency", at: Self.now, reason: "unconscious"), under: policy.policy)
        func ask(_ policy: CompiledPolicy, at now: Instant) throws -> Bool {
            let json = Self.question(
                "emergency", category: "special.health",
                context: #"{"purpose": "care", "supported_obligations": ["incident", "postReview"]}"#)
            let answer = try AuthZENPoint(policy).evaluation(Array(json.utf8), at: now)
            return try JSONDecoder().decode(AuthZEN.Decision.self, from: Data(answer)).decision
        }
        #expect(try !ask(policy, at: Self.now))
        #expect(try ask(policy.with(ledger), at: Self.now))
        #expect(try !ask(policy.with(ledger), at: Self.now.adding(milliseconds: 1000)))
    }

    @Test("a record is asked about with its categories")
    func record() throws {
        let json = """
            {"subject": {"type": "principal", "id": "own"}, "action": {"name": "read"},
             "resource": {"type": "record", "id": "r-1", "properties":
               {"categories": ["contact.email"], "isOwn": true, "objected": false, "restricted": false}},
             "context": {"purpose": "care"}}
            """
        #expect(try Self.ask(json).decision)
        #expect(try !Self.ask(json.replacing(#""isOwn": true, "#, with: "")).decision)
        #expect(try !Self.ask(json.replacing(#"["contact.email"]"#, with: "[]")).decision)
    }

    @Test("a batch completes its questions and ends where its semantics say")
    func batch() throws {
        func ask(_ semantics: String) throws -> [Bool] {
            let json = """
                {"subject": {"type": "principal", "id": "plain"}, "action": {"name": "read"}, "context": {"purpose": "care"},
                 "options": {"evaluations_semantic": "\(semantics)"},
                 "evaluations": [
                   {"resource": {"type": "category", "id": "contact", "properties": {"objected": false, "restricted": false}}},
                   {"resource": {"type": "category", "id": "special.health", "properties": {"objected": false, "restricted": false}}},
                   {"resource": {"type": "category", "id": "financial", "properties": {"objected": false, "restricted": false}}}
                 ]}
                """
            let answer = try Self.point().evaluations(Array(json.utf8), at: Self.now)
            return try JSONDecoder().decode(AuthZEN.Decisions.self, from: Data(answer)).evaluations.map(\.decision)
        }
        #expect(try ask("execute_all") == [true, false, true])
        #expect(try ask("deny_on_first_deny") == [true, false])
        #expect(try ask("permit_on_first_permit") == [true])
        let single = try Self.point().evaluations(Array(Self.question("plain").utf8), at: Self.now)
        #expect(try JSONDecoder().decode(AuthZEN.Decision.self, from: Data(single)).decision)
    }

    @Test("searches find exactly what a question permits")
    func searches() throws {
        let point = try Self.point()
        func found(_ answer: [UInt8]) throws -> [AuthZEN.Found.Item] {
            try JSONDecoder().decode(AuthZEN.Found.self, from: Data(answer)).results
        }
        let who = try found(point.searchSubjects(Array(Self.question("x").utf8), at: Self.now)).compactMap(\.id)
        for name in ["plain", "guarded", "temp", "office", "bulk", "stranger", "trained", "own", "both", "held", "berlin"] {
            #expect(try who.contains(name) == Self.ask(Self.question(name)).decision, "\(name)")
        }
        #expect(who.contains("plain") && !who.contains("trained"))
        let what = try found(point.searchResources(Array(Self.question("plain").utf8), at: Self.now)).compactMap(\.id)
        #expect(what == ["contact", "contact.email", "contact.telephone", "financial", "financial.bankAccount"])
        let actions = try found(point.searchActions(Array(Self.question("plain").utf8), at: Self.now)).compactMap(\.name)
        #expect(actions == ["read"])
        let users = Self.question("x").replacing(#""type": "principal""#, with: #""type": "user""#)
        #expect(try found(point.searchSubjects(Array(users.utf8), at: Self.now)).isEmpty)
    }

    @Test(
        "what is no question is refused and not answered",
        arguments: [
            "", "[]", "{}", #"{"subject": 3}"#, question("plain").replacing(#""id": "plain","#, with: ""),
            question("plain", properties: #"{"assurance": "high"}"#), question("plain", context: #"{"time": "noon"}"#),
            #"{"subject": {"type": "principal", "id": "a", "id": "b"}}"#,
            question("office", context: #"{"purpose": "care", "time": 9223372036854775807}"#),
            question("office", context: #"{"purpose": "care", "time": -9223372036854775808}"#),
            question("office", context: #"{"purpose": "care", "time": 253402300800000}"#),
        ])
    func malformed(_ json: String) throws {
        let error = #expect(throws: AccessError.self) { try Self.point().evaluation(Array(json.utf8), at: Self.now) }
        #expect(error?.code == .malformedRequest)
    }

    @Test(
        "what is wrong with a question is said in plain words, with its place",
        arguments: [
            (#"{"subject": {"type": "principal", "id": "a", "id": "b"}}"#, "subject.id", "'id' stands twice; keep one"),
            (#"{"subject": 3}"#, "subject", "another kind of value stands here than an object"),
        ])
    func plainWords(_ json: String, _ place: String, _ words: String) {
        let error = #expect(throws: AccessError.self) { try Self.point().evaluation(Array(json.utf8), at: Self.now) }
        #expect(error?.place == place && error?.message == words, "\(json)")
    }

    @Test("a question in UTF-16, in which a key could stand twice unseen, is refused")
    func utf16() {
        let json = Self.question("plain").utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
        let error = #expect(throws: AccessError.self) { try Self.point().evaluation(json, at: Self.now) }
        #expect(error?.code == .malformedRequest)
    }
}
