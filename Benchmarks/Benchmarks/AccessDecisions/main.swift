import Custody
import Foundation

// Asks the compiled policy the requests of a workload (see `workload.py`) and says what one decision takes.
//
//     access-decisions WORKLOAD.json [PART OF THE NAME OF A ROW]

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

/// The least and the median of many short rounds, in nanoseconds for one of the `count` of a round. What else runs on the machine
/// makes some rounds longer; the least is what the work itself takes.
func measure(_ name: String, _ count: Int, _ body: () throws -> Int) rethrows {
    guard CommandLine.arguments.count < 3 || name.contains(CommandLine.arguments[2]) else { return }
    var rounds: [Double] = []
    var sum = 0
    let begin = ContinuousClock.now
    repeat {
        let start = ContinuousClock.now
        sum = try body()
        let passed = start.duration(to: .now)
        let nanoseconds = Double(passed.components.attoseconds) / 1e9 + Double(passed.components.seconds) * 1e9
        rounds.append(nanoseconds / Double(count))
    } while rounds.count < 7 || begin.duration(to: .now) < .milliseconds(500)
    rounds.sort()
    let title = name.padding(toLength: 56, withPad: " ", startingAt: 0)
    print("\(title) \(String(format: "%10.1f ns, median %10.1f", rounds[0], rounds[rounds.count / 2]))   (\(sum))")
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
    let plain = Dictionary(uniqueKeysWithValues: (0..<10_000 as Range<UInt64>).map { ($0 &* 0x9E37_79B9_7F4A_7C15, true) })
    measure("to compare with: a look-up in Dictionary<UInt64, Bool>", 2000) {
        var found = 0
        for key in 0..<2000 as Range<UInt64> where plain[key &* 0x9E37_79B9_7F4A_7C15] != nil { found += 1 }
        return found
    }
    measure("session decision, one session, names looked up before", 2000) {
        // Each part in a constant of its own: copying what holds them would be measured too.
        let (session, question, mask) = (prepared[0].session, prepared[0].question, prepared[0].mask)
        var permitted = 0
        for _ in 0..<2000
        where session.decide(question, categories: mask, subject: subject, at: at).isPermitted {
            permitted += 1
        }
        return permitted
    }
    measure("session decision, \(prepared.count) sessions and requests", prepared.count) {
        var permitted = 0
        for one in prepared
        where one.session.decide(one.question, categories: one.mask, subject: subject, at: at).isPermitted {
            permitted += 1
        }
        return permitted
    }
    measure("the same with the names of action and purpose", prepared.count) {
        var permitted = 0
        for index in prepared.indices where prepared[index].session.decide(requests[index]).isPermitted { permitted += 1 }
        return permitted
    }
    measure("the same with the name of the category as well", prepared.count) {
        var permitted = 0
        for index in prepared.indices {
            var request = requests[index]
            request.categories = full.place(of: work.requests[index].category).map { CategoryMask([$0]) } ?? .none
            if prepared[index].session.decide(request).isPermitted { permitted += 1 }
        }
        return permitted
    }
    measure("session and decision together, by name", prepared.count) {
        var permitted = 0
        for index in prepared.indices
        where policy.session(for: work.requests[index].user, at: at).decide(requests[index]).isPermitted {
            permitted += 1
        }
        return permitted
    }
    if let before = allocations() {
        var permitted = 0
        for one in prepared
        where one.session.decide(one.question, categories: one.mask, subject: subject, at: at).isPermitted { permitted += 1 }
        for index in prepared.indices where prepared[index].session.decide(requests[index]).isPermitted { permitted += 1 }
        let count = (allocations() ?? before) - before
        print("\(count) allocations in \(2 * prepared.count) decisions, \(permitted) of them permits")
    }
    let explained = requests.prefix(100)
    measure("explanation", explained.count) {
        var misses = 0
        for (index, request) in explained.enumerated() { misses += prepared[index].session.explain(request).nearMisses.count }
        return misses
    }
}

/// How often memory was asked for, when `AccessPeers/allocations.c` counts it; nil when it does not.
func allocations() -> UInt? {
    guard let symbol = dlsym(nil, "custody_allocations") else { return nil }
    return unsafeBitCast(symbol, to: (@convention(c) () -> UInt).self)()
}

guard (2...3).contains(CommandLine.arguments.count) else {
    print("usage: access-decisions WORKLOAD.json [ROW]")
    exit(2)
}
try run(CommandLine.arguments[1])
