import CustodyFaults
import CustodyJournal

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Makes every call of small workloads fail in every way, and holds what callers were told against what is there afterwards.
package struct FaultSweep: Sendable {
    let subject: JournalSubject
    let seed: UInt64

    package init(_ subject: JournalSubject = JournalSubject(), seed: UInt64) {
        self.subject = subject
        self.seed = seed
    }

    /// What follows a fault, so that a writer that goes on is seen.
    private static let afterwards: [JournalOperation] = [.commit(12), .joint(9, slot: 0), .checkpoint, .commit(30), .reopen]

    /// The ways in which a call fails. A short write of what writes nothing is an error like the first.
    private static func plans(_ number: Int, isWrite: Bool) -> [(name: String, plan: FaultPlan)] {
        let plans: [(name: String, plan: FaultPlan)] = [
            ("EIO", .change(number, .error(EIO))),
            ("ENOSPC", .change(number, .error(ENOSPC))),
            ("EINTR", .change(number, .error(EINTR))),
            ("EIO afterwards", .change(number, .errorAfterwards(EIO))),
            ("full from here on", .changes(from: number, errno: ENOSPC)),
            ("read-only from here on", .changes(from: number, errno: EROFS)),
            ("failing from here on", .changes(from: number, errno: EIO)),
        ]
        let short: [(name: String, plan: FaultPlan)] = [
            ("short by 1 byte", .change(number, .shortWrite(bytes: 1, errno: ENOSPC))),
            ("short by 45 bytes", .change(number, .shortWrite(bytes: 45, errno: EIO))),
        ]
        return isWrite ? plans + short : plans
    }

    /// Goes through workloads; for each, every call of its last operation that changes the disk or makes it durable.
    ///
    /// - Parameter isSparing: Whether what would be seen again is left out: a short write by a call that writes nothing, and a
    ///   loss of power where there is nothing to lose.
    package func run(
        _ workloads: [[JournalOperation]], isSparing: Bool = false, stopAtFirst: Bool = false
    ) async -> SweepReport {
        var report = SweepReport()
        for workload in workloads {
            let calls = await calls(of: workload)
            for (number, isWrite) in calls {
                for (name, plan) in Self.plans(number, isWrite: isWrite || !isSparing) {
                    await strike(workload + Self.afterwards, plan, "\(name) at change \(number)", isSparing, &report)
                    if stopAtFirst, !report.violations.isEmpty { return report }
                }
            }
        }
        return report
    }

    /// The numbers of the calls in the last operation, and which of them write. Without faults they are known from a life without
    /// faults.
    private func calls(of workload: [JournalOperation]) async -> [(number: Int, isWrite: Bool)] {
        var life = JournalLife(subject, on: JournalSubject.emptyDisk())
        do throws(Violation) { try await life.run(workload) } catch { return [(number: 1, isWrite: true)] }
        await life.end()
        let points = life.ledger.points
        let all = points.count - 1
        var shorter = JournalLife(subject, on: JournalSubject.emptyDisk())
        do throws(Violation) { try await shorter.run(workload.dropLast()) } catch { return [(number: 1, isWrite: true)] }
        await shorter.end()
        let before = workload.isEmpty ? 0 : shorter.ledger.points.count - 1
        return (min(before + 1, max(1, all))...max(1, all)).map { number in
            (number: number, isWrite: points[number - 1].call?.kind == .write)
        }
    }

    private func strike(
        _ workload: [JournalOperation], _ plan: FaultPlan, _ place: String, _ isSparing: Bool, _ report: inout SweepReport
    ) async {
        var life = JournalLife(subject, on: JournalSubject.emptyDisk(), faults: plan)
        do throws(Violation) { try await life.run(workload) } catch {
            report.add(error, workload, place)
            return await life.end()
        }
        await life.end()
        var examination = JournalExamination(subject)
        var dice = SeededGenerator(seed: seed)
        // The fault is over: the process opens again, or the power goes as well.
        for point in life.ledger.points.suffix(3) {
            for profile in [CrashProfile.killOnly, .adversarial, .adversarial] {
                let seed = dice.next()
                if isSparing, profile != .killOnly, point.disk.isSettled { continue }
                do throws(Violation) {
                    try await examination.examine(
                        point.disk.crashed(seed: seed, profile: profile), point.model, seed: seed, nested: 1)
                } catch {
                    examination.report.add(error, workload, "\(place), \(point.description), \(profile) \(seed)")
                }
            }
        }
        report.merge(examination.report)
    }
}
