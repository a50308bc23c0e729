import CustodyCrashes
import Foundation
import Testing

/// The promises of journal.md under crashes, each by its name. `crashsweep` does the same with many more states.
@Suite("Crashes")
struct CrashTests {
    private static let seed: UInt64 = {
        let seed = ProcessInfo.processInfo.environment["CUSTODY_SEED"].flatMap(UInt64.init) ?? .random(in: 0 ... .max)
        print("CUSTODY_SEED=\(seed)")
        return seed
    }()

    private static let isWhole = ProcessInfo.processInfo.environment["CUSTODY_EVERY_BYTE"] != nil

    /// One search that every promise is read from: each workload of one operation dead at every call and torn at every third byte
    /// (`CUSTODY_EVERY_BYTE`: at every one), each of their calls failing in every way, seeded chains of lives, and flipped bits.
    private static let search = Task { () -> (report: SweepReport, chains: SweepReport) in
        var (report, chains) = (SweepReport(), SweepReport())
        let small = JournalSweep.workloads(upTo: 1)
        for (number, subject) in JournalSubject.variants.enumerated() {
            report.merge(await JournalSweep(subject, seed: seed).enumerate(small, seeds: 1, tears: isWhole ? 1 : 3))
            let lives = await LongSweep(subject, seed: seed).run(states: states)
            if number == 0 { chains = lives }
            report.merge(lives)
        }
        report.merge(await FaultSweep(seed: seed).run(small, isSparing: !isWhole))
        // Not a multiple of a byte's bits, so that each of them has its turn.
        do { report.merge(try await FlipSweep(bytes: 2048).run(every: isWhole ? 3 : 7)) } catch {
            Issue.record("the sample store was not made: \(error)")
        }
        return (report, chains)
    }

    /// Of the chains of lives of each variant: what one chain has, or two.
    private static let states = isWhole ? 500 : 300

    private static func expect(_ invariant: Invariant) async {
        let report = await search.value.report
        #expect(report.count(invariant) > 100, "the search hardly looks at it")
        let broken = report.violations.filter { $0.invariant == invariant }
        #expect(broken.isEmpty, "\(broken.first.map(\.description) ?? "") CUSTODY_SEED=\(seed)")
    }

    @Test("1, durability: every acknowledged commit is there after any crash")
    func durability() async { await Self.expect(.durability) }

    @Test("2, atomicity: a commit is wholly there or wholly absent")
    func atomicity() async { await Self.expect(.atomicity) }

    @Test("3, prefix: what is found is a prefix of the order of commits")
    func prefix() async { await Self.expect(.prefix) }

    @Test("4, no invention and no resurrection: nothing comes back that was gone")
    func noResurrection() async { await Self.expect(.noResurrection) }

    @Test("5, loud corruption: a flipped bit is told and never gives other commits")
    func loudCorruption() async { await Self.expect(.loudCorruption) }

    @Test("6, total opening: what a crash left opens, and opening for reading writes nothing")
    func totalOpening() async { await Self.expect(.totalOpening) }

    @Test("7, idempotent recovery: cut off, and cut off again, it gives the same state")
    func idempotentRecovery() async { await Self.expect(.idempotentRecovery) }

    @Test("8, bounded doubt: after a failure each commit is in or out as was said, and the writer takes nothing more")
    func boundedDoubt() async { await Self.expect(.boundedDoubt) }

    @Test("9, single writer: a second one is refused")
    func singleWriter() async { await Self.expect(.singleWriter) }

    @Test("10, order: commits are acknowledged in their order and below the durable sequence")
    func linearizability() async { await Self.expect(.linearizability) }

    @Test("11, no leak: crash loops leave no temporary file and no more segments than the work explains")
    func noLeak() async { await Self.expect(.noLeak) }

    @Test("at every acknowledgement nothing that the manifest reaches is unsynced")
    func nothingUnsynced() async { await Self.expect(.nothingUnsynced) }

    @Test("the whole search finds nothing, and the same seed goes through the same states")
    func whole() async {
        let (report, chains) = await Self.search.value
        #expect(report.violationCount == 0)
        let again = await LongSweep(seed: Self.seed).run(states: Self.states)
        #expect(chains.states == again.states)
        #expect(Invariant.allCases.allSatisfy { chains.count($0) == again.count($0) })
    }

    /// 101: a failed write was taken back, the writer died before the cut was durable, and the commit came back later.
    @Test("seeds that once found something find nothing any more", arguments: [101] as [UInt64])
    func regressions(_ seed: UInt64) async {
        let report = await FaultSweep(seed: seed).run([[.commit(0)]])
        #expect(report.states > 300)
        #expect(report.violations.isEmpty)
    }
}
