import CustodyFaults
import CustodyJournal

/// Flips every bit of a small journal that was closed cleanly. Each flip must be told, by opening or by an inspection, and no
/// opening may give back other commits than were made.
package struct FlipSweep: Sendable {
    let subject: JournalSubject
    private let disk: SimulatedDisk
    private let state: RecoveredState

    /// Makes a journal of at least `bytes` bytes: several segments, sessions, a checkpoint, and a torn tail put aside.
    package init(_ given: JournalSubject? = nil, bytes: Int) async throws {
        var subject = given ?? JournalSubject()
        subject.options.segmentBytes = max(400, bytes / 4)
        var life = JournalLife(subject, on: JournalSubject.emptyDisk())
        try await life.run([.commit(300), .commit(40), .checkpoint, .commit(700), .reopen, .commit(30)])
        await life.end()
        // The last commit is torn: the next opening puts its beginning aside and goes on in a new segment.
        guard let point = life.ledger.points.last(where: { $0.call?.kind == .write }), let write = point.write else {
            throw Violation(.loudCorruption, "the sample store was not written")
        }
        var next = JournalLife(subject, on: point.disk.torn(write, after: 50), model: point.model)
        var work: [JournalOperation] = [.commit(200), .reopen]
        let size = max(64, min(4096, bytes / 32))
        for _ in 0..<(max(0, bytes - 2200) / (size + 40)) { work.append(.commit(size)) }
        work.append(.reopen)
        try await next.run(work)
        await next.end()
        disk = next.system.disk.settled()
        self.subject = subject
        state = try subject.open(SimulatedFileSystem(disk), mode: .readOnly).state
        guard try Self.findings(disk).isEmpty else {
            throw Violation(.loudCorruption, "an inspection finds \(try Self.findings(disk)) in the sample store itself")
        }
    }

    /// Some flips of a small store, for a mutant.
    static func sample(_ subject: JournalSubject) async -> SweepReport {
        do { return try await FlipSweep(subject, bytes: 2048).run(every: 13, stopAtFirst: true) } catch {
            var report = SweepReport()
            report.add(error as? Violation ?? Violation(.totalOpening, "the sample store does not open: \(error)"))
            return report
        }
    }

    /// How many bits there are.
    package var bits: Int { files.reduce(0) { $0 + $1.count * 8 } }

    private var files: [(path: String, count: Int)] {
        disk.paths.filter { $0.hasPrefix(JournalSubject.directory + "/") }.map { ($0, disk.bytes(of: $0)?.count ?? 0) }
    }

    /// Flips every bit whose number, plus `first`, is a multiple of `step`.
    package func run(every step: Int = 1, from first: Int = 0, stopAtFirst: Bool = false) -> SweepReport {
        var report = SweepReport()
        var number = first
        for (path, count) in files {
            for bit in 0..<(count * 8) {
                defer { number += 1 }
                guard number % step == 0 else { continue }
                report.countState()
                do throws(Violation) { try flip(bit, of: path, &report) } catch {
                    report.add(error, "bit \(bit % 8) of byte \(bit / 8) of \(path)")
                    if stopAtFirst { return report }
                }
            }
        }
        return report
    }

    private func flip(_ bit: Int, of path: String, _ report: inout SweepReport) throws(Violation) {
        var bytes = disk.bytes(of: path) ?? []
        bytes[bit / 8] ^= 1 << (bit % 8)
        var changed = disk
        changed.put(bytes, at: path)
        report.openings += 1
        report.held(.loudCorruption, .totalOpening)
        do {
            let system = SimulatedFileSystem(changed)
            let opened = try subject.open(system, mode: .readOnly).state
            guard opened.base == state.base, opened.payload == state.payload, opened.bodies == state.bodies else {
                throw Violation(.loudCorruption, "opening gave back other commits than were made, and no error")
            }
            guard try !Self.findings(changed).isEmpty else {
                throw Violation(.loudCorruption, "neither opening nor an inspection minds")
            }
        } catch is JournalError {
            return
        } catch let error as Violation { throw error } catch { throw Violation(.totalOpening, "the opening threw \(error)") }
    }

    private static func findings(_ disk: SimulatedDisk) throws(JournalError) -> [JournalFinding] {
        let system = SimulatedFileSystem(disk)
        let inspection = try Journal.inspect(directory: JournalSubject.directory, fileSystem: system)
        return try inspection.findings
            + Journal.inspectQuarantine(directory: JournalSubject.directory, fileSystem: system)
    }
}
