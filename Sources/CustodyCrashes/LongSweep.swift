import CustodyFaults

/// Chains of lives: each does seeded work, dies at a seeded moment, and the next goes on with what is left.
package struct LongSweep: Sendable {
    let subject: JournalSubject
    let seed: UInt64

    package init(_ subject: JournalSubject = JournalSubject(), seed: UInt64) {
        self.subject = subject
        self.seed = seed
    }

    /// Lives in one chain.
    private static let lives = 12

    /// Examines at least `states` crash states. Each chain has a seed of its own, which alone brings a violation about again:
    /// the seed of the sweep, then every `step`th after it.
    package func run(states: Int, step: Int = 1, stopAtFirst: Bool = false) async -> SweepReport {
        var report = SweepReport()
        var chain = seed
        while report.states < states, !stopAtFirst || report.violations.isEmpty {
            await run(chain: chain, &report)
            chain &+= UInt64(step)
        }
        return report
    }

    private func run(chain: UInt64, _ report: inout SweepReport) async {
        var dice = SeededGenerator(seed: chain)
        var disk = JournalSubject.emptyDisk()
        var model = JournalModel()
        var examination = JournalExamination(subject)
        defer { report.merge(examination.report) }
        for number in 1...Self.lives {
            let place = "chain \(chain), life \(number)"
            let work = (0..<(1 + dice.below(12))).map { _ in Self.operation(&dice) }
            var life = JournalLife(subject, on: disk, model: model)
            do throws(Violation) { try await life.run(work) } catch {
                await life.end()
                return examination.report.add(await shrunk(error, work, disk, model), place)
            }
            await life.end()
            examination.report.held(.nothingUnsynced, times: life.ledger.acknowledgements)
            let points = life.ledger.points
            // Some moments are looked at, and one of them is where the chain goes on.
            for _ in 0..<4 {
                let point = points[dice.below(points.count)]
                let (seed, profile) = (dice.next(), JournalExamination.profile(&dice))
                let left = point.disk.crashed(seed: seed, profile: profile)
                do throws(Violation) { try await examination.examine(left, point.model, seed: seed) } catch {
                    let found = error.inside("\(point.description), \(profile) \(seed)")
                    return examination.report.add(await shrunk(found, work, disk, model), place)
                }
                (disk, model) = (left, point.model)
            }
        }
    }

    private static func operation(_ dice: inout SeededGenerator) -> JournalOperation {
        switch dice.below(12) {
        case 0...3: .commit([0, 1, 8, 30, 90, 260, 700, 1500][dice.below(8)])
        case 4...5: .batch((0..<(2 + dice.below(4))).map { _ in dice.below(200) })
        case 6...7: .joint(dice.below(100), slot: dice.below(JournalSubject.slots))
        case 8: .companion(slot: dice.below(JournalSubject.slots))
        case 9...10: .checkpoint
        default: .reopen
        }
    }

    /// The shortest workload, by leaving out one step after another, that still breaks the same promise from the same disk.
    private func shrunk(
        _ violation: Violation, _ work: [JournalOperation], _ disk: SimulatedDisk, _ model: JournalModel
    ) async -> Violation {
        var best = violation
        best.workload = work
        var index = 0
        while index < best.workload.count {
            var shorter = best.workload
            shorter.remove(at: index)
            if var found = await search(shorter, disk, model), found.invariant == violation.invariant {
                found.workload = shorter
                best = found
            } else {
                index += 1
            }
        }
        return best
    }

    private func search(
        _ work: [JournalOperation], _ disk: SimulatedDisk, _ model: JournalModel
    ) async -> Violation? {
        var life = JournalLife(subject, on: disk, model: model)
        do throws(Violation) { try await life.run(work) } catch {
            await life.end()
            return error
        }
        await life.end()
        var examination = JournalExamination(subject)
        for point in life.ledger.points {
            for seed in 0..<8 as Range<UInt64> {
                for profile in CrashProfile.allCases {
                    do throws(Violation) {
                        try await examination.examine(
                            point.disk.crashed(seed: seed, profile: profile), point.model, seed: seed)
                    } catch { return error.inside("\(point.description), \(profile) \(seed)") }
                }
            }
        }
        return nil
    }
}
