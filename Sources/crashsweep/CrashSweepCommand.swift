import ArgumentParser
import CustodyCrashes
import CustodyStoreCrashes

/// Searches for what a crash, a failing disk or a changed bit may break, and says how often each promise was held against it.
@main
struct CrashSweepCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crashsweep",
        abstract: "Crash the journal in every way that the fault model knows, and check its promises.",
        discussion: """
            A violation names the promise, what the journal was asked to do, where it died and every seed. A chain of crashes \
            is replayed alone by: crashsweep --seed CHAIN --states 1 --length 0; one of whole stores with --stores 1 in addition.

            Exit status: 0 every promise held; 1 one did not.
            """)

    @Option(help: "Crash states of seeded long workloads to examine at least.")
    var states = 50_000
    @Option(help: "Where the dice begin.")
    var seed: UInt64 = 1
    @Option(help: "Every workload of up to so many operations is gone through: every call, every torn byte.")
    var length = 3
    @Flag(help: "Flip every bit of a closed journal of more than 64 KiB as well.")
    var flips = false
    @Option(help: "Crash states of whole stores to examine at least.")
    var stores = 0
    @Flag(help: "Break the journal on purpose and see that it is noticed.")
    var mutants = false

    mutating func run() async throws {
        print("CUSTODY_SEED=\(seed)")
        let sweep = ParallelSweep()
        let (small, long, seed) = (JournalSweep.workloads(upTo: length), states, seed)
        var total = SweepReport()
        for (name, subject) in zip(["", ", filled ahead"], JournalSubject.variants) {
            total.merge(
                await sweep.run("\(small.count) workloads of up to \(length) operations\(name)") { part, parts in
                    await JournalSweep(subject, seed: seed).enumerate(every(parts, of: small, from: part))
                })
            let failing = small.filter { $0.count < length }
            total.merge(
                await sweep.run("every call of \(failing.count) workloads fails\(name)") { part, parts in
                    await FaultSweep(subject, seed: seed).run(every(parts, of: failing, from: part))
                })
            total.merge(
                await sweep.run("long workloads\(name)") { part, parts in
                    // Half for each variant.
                    await LongSweep(subject, seed: seed &+ UInt64(part))
                        .run(states: share(of: (long + 1) / 2, part, parts), step: parts)
                })
        }
        if flips {
            let sample = try await FlipSweep(bytes: 66 << 10)
            total.merge(await sweep.run("\(sample.bits) bits flipped") { part, parts in sample.run(every: parts, from: part) })
        }
        if stores > 0 {
            let count = stores
            total.merge(
                await sweep.run("whole stores") { part, parts in
                    await StoreSweep(seed: seed &+ UInt64(part)).run(states: share(of: count, part, parts), step: parts)
                })
        }
        var isWhole = show(total)
        if mutants { isWhole = await showMutants() && isWhole }
        guard isWhole else { throw ExitCode.failure }
    }

    private func show(_ total: SweepReport) -> Bool {
        for invariant in Invariant.allCases where total.count(invariant) > 0 {
            let broken = total.violations.count { $0.invariant == invariant }
            print("\(invariant): held \(total.count(invariant)) times, broken \(broken) times")
        }
        for violation in total.violations.prefix(20) { print(violation) }
        print("total: \(total.states) states, \(total.openings) openings, \(total.violationCount) violations")
        return total.violationCount == 0
    }

    private func showMutants() async -> Bool {
        let check = MutationCheck(seed: seed)
        var caught = 0
        for mutant in MutationCheck.mutants {
            let verdict = await check.judge(mutant)
            print("mutant \(verdict.mutant): \(verdict.violation.map { "caught, \($0)" } ?? "NOT CAUGHT")")
            if verdict.violation != nil { caught += 1 }
        }
        for (name, sabotage) in StoreSweep.mutants {
            let violation = await StoreSweep(seed: seed).judge(sabotage, states: 4000)
            print("mutant beneath a store, \(name): \(violation.map { "caught, \($0)" } ?? "NOT CAUGHT")")
            if violation != nil { caught += 1 }
        }
        let count = MutationCheck.mutants.count + StoreSweep.mutants.count
        let clean = await check.search()
        if let clean { print("the journal itself fails the mutants' search: \(clean)") }
        print("mutants caught: \(caught) / \(count)")
        return caught == count && clean == nil
    }
}

/// How many of so many states a part examines: the first part has one when there is only one, so that a chain is replayed alone.
private func share(of count: Int, _ part: Int, _ parts: Int) -> Int { count / parts + (part < count % parts ? 1 : 0) }

/// Every nth element from one on: a part's share of the work.
private func every<T>(_ step: Int, of elements: [T], from first: Int) -> [T] {
    stride(from: first, to: elements.count, by: step).map { elements[$0] }
}
