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

/// A request names an action or a purpose that the policy does not know.
struct Unanswerable: Error {}

/// A function of its own: what stands at the top of a file is a global, and reading one costs more than a decision.
func run(_ path: String) throws {
    let bytes = try Data(contentsOf: URL(filePath: path))
    let work = try JSONDecoder().decode(Workload.self, from: bytes)
    let categories = try CategoryRegistry(schemas: [], policy: work.policy)
    let at = Instant(milliseconds: 1_767_225_600_000)
    print("\(work.policy.roles.lazy.map(\.rules.count).reduce(0, +)) rules, \(work.policy.principals.count) users")

    var full = categories
    try full.register(work.requests.map(\.category))
    measure("compile, checks included (whole, not by rule)", 1) {
        let policy = try? CompiledPolicy(work.policy, categories: full)
        return policy?.policy.roles.count ?? 0
    }
    let policy = try CompiledPolicy(work.policy, categories: full)
    let subject = SubjectFacts(consent: .notAsked)
    let asked = work.requests
    let questions = asked.compactMap { policy.question($0.action, for: $0.purpose) }
    let sessions = asked.map { policy.session(for: $0.user, at: at) }
    let masks = try asked.map { try full.mask(of: [$0.category]) }
    let requests = zip(asked, masks).map { request, mask in
        AccessRequest(request.action, for: request.purpose, categories: mask, subject: subject, at: at)
    }
    let all = asked.indices
    guard questions.count == all.count else { throw Unanswerable() }

    var wrong = 0
    for index in all {
        let decision = sessions[index].decide(questions[index], categories: masks[index], subject: subject, at: at)
        let byName = try sessions[index].decide(
            asked[index].action, on: asked[index].category, for: asked[index].purpose, subject: subject, at: at)
        if decision.isPermitted != asked[index].expected || sessions[index].decide(requests[index]) != decision
            || byName != decision
        {
            wrong += 1
        }
    }
    print("\(wrong) of \(all.count) answers differ; a decision has \(MemoryLayout<AccessDecision>.size) bytes")
    let plain = Dictionary(uniqueKeysWithValues: (0..<10_000 as Range<UInt64>).map { ($0 &* 0x9E37_79B9_7F4A_7C15, true) })
    measure("to compare with: a look-up in Dictionary<UInt64, Bool>", 2000) {
        var found = 0
        for key in 0..<2000 as Range<UInt64> where plain[key &* 0x9E37_79B9_7F4A_7C15] != nil { found += 1 }
        return found
    }
    for (name, index) in [("a permit", asked.firstIndex(where: \.expected)), ("a denial", asked.firstIndex { !$0.expected })] {
        guard let index else { continue }
        let (session, question, mask) = (sessions[index], questions[index], masks[index])
        measure("one session decides, names looked up before: \(name)", 2000) {
            var permitted = 0
            for _ in 0..<2000 where session.decide(question, categories: mask, subject: subject, at: at).isPermitted {
                permitted += 1
            }
            return permitted
        }
    }
    measure("\(all.count) sessions decide", all.count) {
        var permitted = 0
        for index in all
        where sessions[index].decide(questions[index], categories: masks[index], subject: subject, at: at).isPermitted {
            permitted += 1
        }
        return permitted
    }
    measure("the same, and each session is copied first", all.count) {
        var permitted = 0
        for (index, session) in sessions.enumerated()
        where session.decide(questions[index], categories: masks[index], subject: subject, at: at).isPermitted {
            permitted += 1
        }
        return permitted
    }
    measure("the same, by the names of action and purpose", all.count) {
        var permitted = 0
        for index in all where sessions[index].decide(requests[index]).isPermitted { permitted += 1 }
        return permitted
    }
    try measure("the same, by the name of the category as well", all.count) {
        var permitted = 0
        for index in all {
            let decision = try sessions[index].decide(
                asked[index].action, on: asked[index].category, for: asked[index].purpose, subject: subject, at: at)
            if decision.isPermitted { permitted += 1 }
        }
        return permitted
    }
    measure("a session is opened and decides, by name", all.count) {
        var permitted = 0
        for index in all where policy.session(for: asked[index].user, at: at).decide(requests[index]).isPermitted {
            permitted += 1
        }
        return permitted
    }
    if let before = allocations() {
        var permitted = 0
        for index in all {
            if sessions[index].decide(questions[index], categories: masks[index], subject: subject, at: at).isPermitted {
                permitted += 1
            }
            if sessions[index].decide(requests[index]).isPermitted { permitted += 1 }
        }
        let count = (allocations() ?? before) - before
        print("\(count) allocations in \(2 * all.count) decisions, \(permitted) of them permits")
    }
    let explained = requests.prefix(100)
    measure("explanation", explained.count) {
        var misses = 0
        for (index, request) in explained.enumerated() { misses += sessions[index].explain(request).nearMisses.count }
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
