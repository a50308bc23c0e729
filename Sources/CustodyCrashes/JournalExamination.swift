import CustodyFaults
import CustodyJournal

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Holds what a crash left against the promises: opens it for reading, then for writing, cuts that recovery off and does it
/// again, goes on with it, and looks what is left lying about.
struct JournalExamination {
    let subject: JournalSubject
    var report = SweepReport()

    init(_ subject: JournalSubject) { self.subject = subject }

    /// Errors that only the operating system's failure explains.
    static func isSystemFailure(_ error: JournalError) -> Bool {
        [.io, .noSpace, .permission].contains(error.code)
    }

    /// - Parameters:
    ///   - mustLast: The last commit that must be found, when it is known.
    ///   - nested: How many recoveries are cut off within each other.
    mutating func examine(
        _ disk: SimulatedDisk, _ model: JournalModel, seed: UInt64, mustLast: Int? = nil, nested: Int = 2
    ) async throws(Violation) {
        report.countState()
        let read = try read(disk, model)
        if let read, let mustLast, read.last != mustLast {
            throw Violation(.idempotentRecovery, "the first recovery held \(mustLast) commits, this one \(read.last)")
        }
        let life = RecoveryRecorder(disk)
        let opened = try write(life.system, model)
        let state = opened.state
        report.held(.durability, .atomicity, .prefix, .noResurrection, .boundedDoubt)
        // A kill leaves the next process what the kernel holds; the first that opens for writing sees the same.
        if let read, read != state {
            throw Violation(
                .idempotentRecovery, "opening for reading saw \(read.last) commits, opening for writing \(state.last)")
        }
        if let mustLast, state.last != mustLast {
            throw Violation(.idempotentRecovery, "the first recovery held \(mustLast) commits, this one \(state.last)")
        }
        var recovered = model
        recovered.resume(from: state)
        let points = life.points
        let end = life.system.disk
        try await goOn(opened.journal, life.system, recovered, seed: seed)
        try checkFiles(end, recovered)
        guard nested > 0 else { return }
        var dice = SeededGenerator(seed: seed ^ 0x6e65_7374)
        // After a power loss nothing is in doubt: whatever cuts the recovery off, the next finds the same.
        let sure = disk.isSettled ? state.last : nil
        if !points.isEmpty {
            let point = points[dice.below(points.count)]
            let (seed, profile) = (dice.next(), Self.profile(&dice))
            do throws(Violation) {
                try await examine(
                    point.disk.crashed(seed: seed, profile: profile), model, seed: seed, mustLast: sure, nested: nested - 1)
            } catch { throw error.inside("recovery dead before call \(point.number), \(profile) \(seed)") }
            report.held(.idempotentRecovery)
        }
        // What a writer was given stays, also when the power goes the moment after.
        let (after, profile) = (dice.next(), Self.profile(&dice))
        do throws(Violation) {
            try await examine(
                end.crashed(seed: after, profile: profile), recovered, seed: after, mustLast: state.last, nested: nested - 1)
        } catch { throw error.inside("dead after the recovery, \(profile) \(after)") }
        report.held(.idempotentRecovery)
    }

    static func profile(_ dice: inout SeededGenerator) -> CrashProfile {
        switch dice.below(4) {
        case 0: .killOnly
        case 1: .ext4Ordered
        default: .adversarial
        }
    }

    /// Opens for reading. Nil when there is no journal, which is right only before the first opening returned.
    private mutating func read(_ disk: SimulatedDisk, _ model: JournalModel) throws(Violation) -> RecoveredState? {
        report.openings += 1
        let system = SimulatedFileSystem(disk)
        let opened: (journal: Journal, state: RecoveredState)
        do {
            opened = try subject.open(system, mode: .readOnly)
        } catch let error as JournalError {
            guard error.code == .notFound, !model.hasOpened else { throw refused(error, model) }
            return nil
        } catch { throw Violation(.totalOpening, "the opening threw \(error)") }
        report.held(.totalOpening)
        guard system.changes == 0 else { throw Violation(.totalOpening, "opening for reading wrote") }
        try model.check(opened.state)
        try model.checkCompanion(disk.bytes(of: JournalSubject.companion) ?? [], with: opened.state)
        return opened.state
    }

    private mutating func write(
        _ system: SimulatedFileSystem, _ model: JournalModel
    ) throws(Violation) -> (journal: Journal, state: RecoveredState) {
        report.openings += 1
        do {
            let companion = try subject.openCompanion(system)
            let opened = try subject.open(system, mode: .readWrite, companion: companion)
            try model.check(opened.state)
            return opened
        } catch let error as JournalError { throw refused(error, model) } catch let error as Violation { throw error } catch {
            throw Violation(.totalOpening, "the opening threw \(error)")
        }
    }

    private func refused(_ error: JournalError, _ model: JournalModel) -> Violation {
        Violation(model.hasOpened ? .durability : .totalOpening, "what a crash left does not open: \(error)")
    }

    /// A recovered journal takes a commit and closes, and everything is there the next time.
    private mutating func goOn(
        _ journal: Journal, _ system: SimulatedFileSystem, _ model: JournalModel, seed: UInt64
    ) async throws(Violation) {
        var model = model
        let entry = model.submit(9)
        model.companionAtClose = nil
        let second: JournalError.Code?
        do {
            _ = try subject.open(system, mode: .readWrite)
            second = nil
        } catch let error as JournalError { second = error.code } catch { second = nil }
        let result = await journal.answer(to: entry)
        let closed = await withCheckedContinuation { done in journal.close { done.resume(returning: $0) } }
        guard second == .locked else { throw Violation(.singleWriter, "a second writer got in") }
        report.held(.singleWriter)
        try model.settle(entry.sequence, result)
        if case .failure(let error) = result {
            throw Violation(.boundedDoubt, "the recovered journal takes no commit: \(error)")
        }
        if case .failure(let error) = closed {
            throw Violation(.boundedDoubt, "the recovered journal does not close: \(error)")
        }
        guard let again = try read(system.disk, model), again.last == model.commits.count, again.closedCleanly else {
            throw Violation(.durability, "the commit after the recovery is not there, or the close is not seen")
        }
        report.held(.linearizability)
        // Now everything is certified: an inspection has nothing to report.
        do {
            let inspection = try Journal.inspect(
                directory: JournalSubject.directory, fileSystem: SimulatedFileSystem(system.disk))
            guard inspection.closedCleanly else {
                throw Violation(.loudCorruption, "after a clean close an inspection reports \(inspection.findings)")
            }
        } catch let error as Violation { throw error } catch {
            throw Violation(.totalOpening, "the inspection threw \(error)")
        }
        report.held(.loudCorruption)
    }

    /// Temporary files are gone, one manifest stands there, and the segments are not more than the work explains.
    private mutating func checkFiles(_ disk: SimulatedDisk, _ model: JournalModel) throws(Violation) {
        let prefix = JournalSubject.directory + "/"
        let names = disk.paths.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
        if let left = names.first(where: { $0.hasSuffix(JournalPath.temporarySuffix) }) {
            throw Violation(.noLeak, "\(left) was left lying about")
        }
        let manifests = names.count { JournalPath.manifestGeneration($0) != nil }
        let segments = names.count { JournalPath.segmentNumber($0) != nil }
        let tails = names.count { $0.hasPrefix(JournalPath.quarantineName) }
        let live = model.commits.count - Int(model.checkpoint) + model.sessions + 2
        guard manifests == 1, segments <= live, tails <= 16 else {
            throw Violation(.noLeak, "\(manifests) manifests, \(segments) segments for \(live), \(tails) torn tails")
        }
        report.held(.noLeak)
    }
}
