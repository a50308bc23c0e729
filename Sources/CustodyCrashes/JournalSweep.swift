import CustodyFaults

/// Searches for broken promises of a journal: by every small workload, and by seeded long ones.
package struct JournalSweep: Sendable {
    let subject: JournalSubject
    /// Where all dice begin.
    let seed: UInt64

    package init(_ subject: JournalSubject = JournalSubject(), seed: UInt64) {
        self.subject = subject
        self.seed = seed
    }

    /// What small workloads are made of. The sizes make one segment hold two or three of the larger commits.
    package static let alphabet: [JournalOperation] = [
        .commit(0), .commit(90), .batch([8, 40]), .joint(20, slot: 0), .companion(slot: 0), .checkpoint, .reopen,
    ]

    /// Every workload of up to `length` operations.
    package static func workloads(upTo length: Int) -> [[JournalOperation]] {
        var all: [[JournalOperation]] = [[]]
        var last = all
        for _ in 0..<length {
            last = last.flatMap { workload in alphabet.map { workload + [$0] } }
            all += last
        }
        return all
    }

    /// How closely each moment is looked at.
    private struct Depth {
        let seeds: Int
        let tears: Int
        let nested: Int
    }

    /// Goes through workloads: dead before every call of the last operation, torn within the write that it died in, and under
    /// seeds of either power loss.
    ///
    /// - Parameters:
    ///   - seeds: How many seeds of each.
    ///   - tears: A write is torn at every so many of its bytes, from a seeded one on; 1 is every byte, 0 none.
    ///   - nested: How many recoveries are cut off within each other, at most.
    ///   - stopAtFirst: Whether the first violation ends the search.
    package func enumerate(
        _ workloads: [[JournalOperation]], seeds: Int = 2, tears: Int = 1, nested: Int = 2, stopAtFirst: Bool = false
    ) async -> SweepReport {
        let depth = Depth(seeds: seeds, tears: tears, nested: nested)
        var report = SweepReport()
        for workload in workloads {
            await goThrough(workload, depth, stopAtFirst: stopAtFirst, &report)
            if stopAtFirst, !report.violations.isEmpty { break }
        }
        return report
    }

    private func goThrough(
        _ workload: [JournalOperation], _ depth: Depth, stopAtFirst: Bool, _ report: inout SweepReport
    ) async {
        var life = JournalLife(subject, on: JournalSubject.emptyDisk())
        do throws(Violation) {
            try await life.run(workload, recordingLastOnly: true)
        } catch { report.add(error, workload, "no crash") }
        await life.end()
        report.held(.nothingUnsynced, times: life.ledger.acknowledgements)
        if stopAtFirst, !report.violations.isEmpty { return }
        var examination = JournalExamination(subject)
        search: for (index, point) in life.ledger.points.enumerated() {
            var dice = SeededGenerator(seed: seed ^ UInt64(index) &* 0x9e37_79b9)
            for (place, disk, nested) in states(of: point, depth, &dice) {
                do throws(Violation) {
                    try await examination.examine(disk, point.model, seed: dice.next(), nested: nested)
                } catch { examination.report.add(error, workload, "\(point.description), \(place)") }
                if stopAtFirst, !examination.report.violations.isEmpty { break search }
            }
        }
        report.merge(examination.report)
    }

    /// What may be left when the machine dies at this point.
    private func states(
        of point: CrashPoint, _ depth: Depth, _ dice: inout SeededGenerator
    ) -> [(place: String, disk: SimulatedDisk, nested: Int)] {
        var states = [("killOnly", point.disk, depth.nested)]
        if !point.disk.isSettled {
            states.append(("settled", point.disk.settled(), min(1, depth.nested)))
            for _ in 0..<depth.seeds {
                for profile in [CrashProfile.ext4Ordered, .adversarial] {
                    let seed = dice.next()
                    states.append(("\(profile) \(seed)", point.disk.crashed(seed: seed, profile: profile), depth.nested))
                }
            }
        }
        guard let write = point.write, depth.tears > 0 else { return states }
        let first = depth.tears > 1 ? dice.below(depth.tears) : 0
        for (index, count) in point.disk.cuts(of: write).enumerated() where index % depth.tears == first {
            for fill in [nil, 0, 0xa5] as [UInt8?] {
                if fill != nil, !point.disk.grows(write, after: count) { continue }
                let name = "torn after \(count)" + (fill.map { ", the rest \($0)" } ?? "")
                let nested = dice.chance(8) ? min(1, depth.nested) : 0
                states.append((name, point.disk.torn(write, after: count, fill: fill), nested))
            }
        }
        return states
    }
}

extension SweepReport {
    mutating func add(_ violation: Violation, _ workload: [JournalOperation], _ place: String) {
        var violation = violation.inside(place)
        violation.workload = workload
        add(violation)
    }
}
