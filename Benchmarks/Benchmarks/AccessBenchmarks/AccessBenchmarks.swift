import Benchmark
import Custody

/// What one decision costs and what it allocates, with few rules and with many.
///
/// `objectAllocCount` counts every Swift object; `mallocCountTotal` reads a false zero here.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, .objectAllocCount], timeUnits: .nanoseconds, scalingFactor: .kilo, maxDuration: .seconds(3),
        maxIterations: 10_000)

    for rules in [100, 10_000] {
        Benchmark("Decide, \(rules) rules") { benchmark in
            let fixture = try AccessFixture(rules: rules)
            benchmark.startMeasurement()
            for _ in benchmark.scaledIterations {
                blackHole(
                    fixture.session.decide(
                        fixture.question, categories: fixture.mask, subject: fixture.subject, at: fixture.at))
            }
        }

        Benchmark("Decide by names, \(rules) rules") { benchmark in
            let fixture = try AccessFixture(rules: rules)
            benchmark.startMeasurement()
            for _ in benchmark.scaledIterations { blackHole(fixture.session.decide(fixture.request)) }
        }
    }

    Benchmark("Decide, conditions and a mask") { benchmark in
        let fixture = try AccessFixture.conditional()
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations {
            blackHole(
                fixture.session.decide(fixture.question, categories: fixture.mask, subject: fixture.subject, at: fixture.at))
        }
    }

    Benchmark(
        "Compile, 10,000 rules, 1,000 users",
        configuration: .init(timeUnits: .microseconds, scalingFactor: .one, maxIterations: 200)
    ) { benchmark in
        let policy = AccessFixture.policy(rules: 10_000)
        let categories = try CategoryRegistry(schemas: [], policy: policy)
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations { blackHole(try CompiledPolicy(policy, categories: categories)) }
    }
}

/// A policy, a session and a question to it.
struct AccessFixture {
    let session: CompiledSession
    let question: AccessQuestion
    let request: AccessRequest
    let mask: CategoryMask
    let subject = SubjectFacts(consent: .given)
    let at = Instant(milliseconds: 1_767_225_600_000)

    struct Unknown: Error {}

    init(rules: Int) throws {
        try self.init(Self.policy(rules: rules), "a1", "p1", ["c1", "c2"], for: "u7")
    }

    private init(
        _ policy: RolePolicy, _ action: Action, _ purpose: Purpose, _ wanted: [DataCategory], for principal: PrincipalID,
        facts: AccessFacts = .none
    ) throws {
        var categories = try CategoryRegistry(schemas: [], policy: policy)
        try categories.register(wanted)
        let compiled = try CompiledPolicy(policy, categories: categories)
        guard let question = compiled.question(action, for: purpose) else { throw Unknown() }
        self.question = question
        mask = try categories.mask(of: wanted)
        session = compiled.session(for: principal, facts: facts, at: at)
        request = AccessRequest(action, for: purpose, categories: mask, subject: subject, at: at)
    }

    static func policy(rules: Int) -> RolePolicy {
        let roles = (0..<50).map { role in
            Role(
                RoleID("r\(role)"), inherits: role.isMultiple(of: 3) && role < 49 ? [RoleID("r\(role + 1)")] : [],
                rules: (0..<rules / 50).map { rule in
                    Rule(
                        [Action("a\(rule % 10)")], categories: [DataCategory("c\((rule * 7 + role) % 40)")],
                        purposes: [Purpose("p\((rule / 10) % 5)")])
                })
        }
        return RolePolicy(
            controller: "c", actions: (0..<10).map { Action("a\($0)") },
            purposes: (0..<5).map { PurposeDeclaration(Purpose("p\($0)"), basis: .contract) }, roles: roles,
            principals: (0..<1000).map {
                Assignment(PrincipalID("u\($0)"), to: [RoleID("r\($0 % 50)"), RoleID("r\(($0 * 13 + 5) % 50)")])
            })
    }

    /// Training, hours and consent for what is clear, and a mask.
    static func conditional() throws -> AccessFixture {
        let policy = try RolePolicy(controller: "c") {
            Declare("care", on: .consent)
            DeclareTrainings("basics")
            Role("agent") {
                Allow(.read, [.contact], for: ["care"]).when(
                    .training("basics"), .consentGiven, .weekly(WeeklyWindow(WeeklyWindow.Day.allCases, from: 0, until: 1440)))
                Mask(.bankAccount, keepLast: 4, for: ["care"])
            }
            Assign("ann", to: "agent")
        }
        return try AccessFixture(
            policy, .read, "care", [.emailAddress, .bankAccount], for: "ann",
            facts: AccessFacts(trainings: ["basics": Instant(milliseconds: .max)]))
    }
}
