import Custody
import Foundation

// Asks the compiled policy the requests of a workload (see `workload.py`) and says what one decision takes.
//
//     access-decisions WORKLOAD.json

struct Workload: Decodable {
    struct Request: Decodable {
        var user: PrincipalID
        var action: Action
        var category: DataCategory
        var purpose: Purpose
        var expected: Bool

        init(from decoder: any Decoder) throws {
            var list = try decoder.unkeyedContainer()
            user = try list.decode(PrincipalID.self)
            action = try list.decode(Action.self)
            category = try list.decode(DataCategory.self)
            purpose = try list.decode(Purpose.self)
            expected = try list.decode(Bool.self)
        }
    }

    var policy: RolePolicy
    var requests: [Request]
}

/// The least of several rounds, in nanoseconds for one of `count`.
func measure(_ name: String, _ count: Int, rounds: Int = 7, _ body: () throws -> Int) rethrows {
    var best = Double.infinity
    var sum = 0
    for _ in 0..<rounds {
        let start = ContinuousClock.now
        sum = try body()
        let passed = start.duration(to: .now)
        let seconds = Double(passed.components.seconds) + Double(passed.components.attoseconds) / 1e18
        best = min(best, seconds * 1e9 / Double(count))
    }
    print("\(name.padding(toLength: 52, withPad: " ", startingAt: 0)) \(String(format: "%12.1f", best)) ns   (\(sum))")
}

struct Prepared {
    var session: CompiledSession
    var question: AccessQuestion
    var mask: CategoryMask
}

/// A function of its own: what stands at the top of a file is a global, and reading one costs more than a decision.
func run(_ path: String) throws {
    let bytes = try Data(contentsOf: URL(filePath: path))
    let work = try JSONDecoder().decode(Workload.self, from: bytes)
    let categories = try CategoryRegistry(schemas: [], policy: work.policy)
    let at = Instant(milliseconds: 1_767_225_600_000)
    print("\(work.policy.roles.flatMap(\.rules).count) rules, \(work.policy.principals.count) users")

    var full = categories
    try full.register(work.requests.map(\.category))
    measure("compile, checks included (whole, not by rule)", 1) {
        let policy = try? CompiledPolicy(work.policy, categories: full)
        return policy?.policy.roles.count ?? 0
    }
    let policy = try CompiledPolicy(work.policy, categories: full)
    let subject = SubjectFacts(consent: .notAsked)
    var prepared: [Prepared] = []
    var requests: [AccessRequest] = []
    var wrong = 0
    for request in work.requests {
        guard let question = policy.question(request.action, for: request.purpose) else { continue }
        let session = policy.session(for: request.user, at: at)
        let mask = try full.mask(of: [request.category])
        prepared.append(Prepared(session: session, question: question, mask: mask))
        requests.append(AccessRequest(request.action, for: request.purpose, categories: mask, subject: subject, at: at))
        let decision = session.decide(question, categories: mask, subject: subject, at: at)
        if decision.isPermitted != request.expected || session.decide(requests[requests.count - 1]) != decision { wrong += 1 }
    }
    print("\(wrong) of \(prepared.count) answers differ")
    let rounds = 200
    measure("session decision, one session, names looked up before", rounds * 1000) {
        // Each part in a constant of its own: copying what holds them would be measured too.
        let (session, question, mask) = (prepared[0].session, prepared[0].question, prepared[0].mask)
        var permitted = 0
        for _ in 0..<rounds * 1000
        where session.decide(question, categories: mask, subject: subject, at: at).isPermitted {
            permitted += 1
        }
        return permitted
    }
    measure("session decision, \(prepared.count) sessions and requests", rounds * prepared.count) {
        var permitted = 0
        for _ in 0..<rounds {
            for one in prepared
            where one.session.decide(one.question, categories: one.mask, subject: subject, at: at).isPermitted {
                permitted += 1
            }
        }
        return permitted
    }
    measure("the same with the names of action and purpose", rounds * prepared.count) {
        var permitted = 0
        for _ in 0..<rounds {
            for index in prepared.indices where prepared[index].session.decide(requests[index]).isPermitted { permitted += 1 }
        }
        return permitted
    }
    measure("session and decision together, by name", rounds * prepared.count) {
        var permitted = 0
        for _ in 0..<rounds {
            for index in prepared.indices
            where policy.session(for: work.requests[index].user, at: at).decide(requests[index]).isPermitted {
                permitted += 1
            }
        }
        return permitted
    }
    let explained = requests.prefix(100)
    measure("explanation", explained.count, rounds: 3) {
        var misses = 0
        for (index, request) in explained.enumerated() { misses += prepared[index].session.explain(request).nearMisses.count }
        return misses
    }
}

guard CommandLine.arguments.count == 2 else {
    print("usage: access-decisions WORKLOAD.json")
    exit(2)
}
try run(CommandLine.arguments[1])
