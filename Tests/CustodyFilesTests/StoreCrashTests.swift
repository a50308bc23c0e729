import CustodyCrashes
import CustodyStoreCrashes
import Foundation
import Testing

/// The promises of journal.md on the stores of files: data, consent, incidents, policies, audit and keys in one directory.
@Suite("Stores under crashes")
struct StoreCrashTests {
    private static let seed: UInt64 = {
        let seed = ProcessInfo.processInfo.environment["CUSTODY_SEED"].flatMap(UInt64.init) ?? .random(in: 0 ... .max)
        print("CUSTODY_SEED=\(seed)")
        return seed
    }()
    private static let search = Task { await StoreSweep(seed: seed).run(states: 96) }

    private static func expect(_ invariant: Invariant) async {
        let report = await search.value
        #expect(report.count(invariant) > 30, "the search hardly looks at it")
        let broken = report.violations.filter { $0.invariant == invariant }
        #expect(broken.isEmpty, "\(broken.first.map(\.description) ?? "") CUSTODY_SEED=\(seed)")
    }

    @Test("1, durability: what was acknowledged is there")
    func durability() async { await Self.expect(.durability) }

    @Test("2, atomicity: an operation is wholly there or not at all")
    func atomicity() async { await Self.expect(.atomicity) }

    @Test("4, no resurrection: an acknowledged erasure never comes back")
    func noResurrection() async { await Self.expect(.noResurrection) }

    @Test("5, loud corruption: what a crash left passes an inspection")
    func loudCorruption() async { await Self.expect(.loudCorruption) }

    @Test("6, total opening: what a crash left opens")
    func totalOpening() async { await Self.expect(.totalOpening) }

    @Test("7, idempotent recovery: cut off and done again it gives the same")
    func idempotentRecovery() async { await Self.expect(.idempotentRecovery) }

    @Test("12, audit chain: the log verifies after any crash and only unacknowledged entries may be missing")
    func auditChain() async { await Self.expect(.auditChain) }

    @Test("the whole search finds nothing")
    func whole() async {
        let report = await Self.search.value
        #expect(report.violationCount == 0, "\(report.violations) CUSTODY_SEED=\(Self.seed)")
    }

    @Test("each promise that is broken beneath the store is noticed by a bounded search with a fixed seed")
    func mutants() async {
        var caught = 0
        for (name, sabotage) in StoreSweep.mutants {
            let violation = await StoreSweep(seed: 1).judge(sabotage, states: 400)
            #expect(violation != nil, "\(name) was not noticed")
            if violation != nil { caught += 1 }
        }
        print("mutants beneath the store caught: \(caught) / \(StoreSweep.mutants.count)")
    }
}
