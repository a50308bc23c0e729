import CustodyFaults
import CustodyJournal

/// Breaks the journal on purpose, in one way after another, and asks whether the sweeps notice.
package struct MutationCheck: Sendable {
    /// A way to break it.
    package struct Mutant: Sendable {
        /// What is broken.
        package let name: String
        let subject: JournalSubject
    }

    /// What came of a mutant.
    package struct Verdict: Sendable {
        /// What was broken.
        package let mutant: String
        /// How it was noticed; nil when it was not.
        package let violation: Violation?
        /// How many sweeps that took.
        package let sweeps: Int
    }

    let seed: UInt64

    package init(seed: UInt64) { self.seed = seed }

    /// Every mutant.
    package static var mutants: [Mutant] {
        let fileSystems: [(String, SabotagedFileSystem.Sabotage)] = [
            ("no sync of segments", .skipSync(to: ".log")),
            ("no sync of new segments before they get their name", .skipSync(to: ".log" + JournalPath.temporarySuffix)),
            ("no sync of manifests before they get their name", .skipSync(from: "MANIFEST", to: JournalPath.temporarySuffix)),
            ("no sync of the companion", .skipSync(to: "companion")),
            ("no sync of the journal's directory", .skipDirectorySync(JournalSubject.directory)),
            ("no sync of the directory above it", .skipDirectorySync(JournalSubject.root)),
            ("a name before the content is durable", .renameBeforeSync),
            ("a failed sync is tried again", .retryFailedSync),
        ]
        return fileSystems.map { name, sabotage in
            var subject = JournalSubject()
            subject.decorate = { SabotagedFileSystem($0, sabotage) }
            return Mutant(name: name, subject: subject)
        }
            + JournalSabotage.allCases.map { sabotage in
                var subject = JournalSubject()
                subject.options.sabotage = [sabotage]
                return Mutant(name: sabotage.rawValue, subject: subject)
            }
    }

    /// Sweeps a mutant until it is caught, or to the end.
    package func judge(_ mutant: Mutant, isThorough: Bool = true) async -> Verdict {
        let sweeps = sweeps(of: mutant.subject, isThorough: isThorough)
        for (number, sweep) in sweeps.enumerated() {
            guard let violation = await sweep().violations.first else { continue }
            return Verdict(mutant: mutant.name, violation: violation, sweeps: number + 1)
        }
        return Verdict(mutant: mutant.name, violation: nil, sweeps: sweeps.count)
    }

    /// The search that every mutant goes through, and which the journal itself passes. Answers the first violation.
    ///
    /// - Parameter count: Only the first so many sweeps of it.
    package func search(
        _ subject: JournalSubject = JournalSubject(), isThorough: Bool = true, first count: Int = .max
    ) async -> Violation? {
        for sweep in sweeps(of: subject, isThorough: isThorough).prefix(count) {
            if let violation = await sweep().violations.first { return violation }
        }
        return nil
    }

    /// The cheap searches first: most mutants do not need the rest. Each ends with the first violation.
    private func sweeps(of subject: JournalSubject, isThorough: Bool) -> [@Sendable () async -> SweepReport] {
        let small = JournalSweep.workloads(upTo: 1)
        let first = small + [[.commit(0), .checkpoint]]
        let (crashes, faults, long) = (
            JournalSweep(subject, seed: seed), FaultSweep(subject, seed: seed), LongSweep(subject, seed: seed)
        )
        let sweeps: [@Sendable () async -> SweepReport] = [
            { await crashes.enumerate(first, seeds: 1, tears: 0, nested: 0, stopAtFirst: true) },
            { await faults.run([[.commit(0)]], stopAtFirst: true) },
            { await FlipSweep.sample(subject) },
            { await crashes.enumerate(first, seeds: 1, stopAtFirst: true) },
        ]
        let thorough: [@Sendable () async -> SweepReport] = [
            { await crashes.enumerate(JournalSweep.workloads(upTo: 2), seeds: 1, stopAtFirst: true) },
            { await faults.run(small, stopAtFirst: true) },
            { await long.run(states: 2000, stopAtFirst: true) },
        ]
        return isThorough ? sweeps + thorough : sweeps
    }
}
