import CustodyFaults
import CustodyJournal

/// One life of a process that uses a journal: it opens it, does its work, and is watched all the while.
///
/// Everything happens in one order, so that the same workload makes the same calls: a batch is put into the queue from within
/// a completion, where the journal's thread cannot take a part of it.
struct JournalLife {
    let subject: JournalSubject
    let system: SimulatedFileSystem
    let ledger: LifeLedger
    /// Whether calls are made to fail. Then operations may fail, in the ways that are promised.
    let isFaulty: Bool
    private var journal: Journal?
    private(set) var openings = 0

    init(_ subject: JournalSubject, on disk: SimulatedDisk, model: JournalModel = JournalModel(), faults: FaultPlan? = nil) {
        let ledger = LifeLedger(model)
        self.subject = subject
        self.ledger = ledger
        self.system = SimulatedFileSystem(disk, observer: ledger.observe)
        self.isFaulty = faults != nil
        if let faults { system.arm(faults) }
    }

    /// Opens the journal and does the work. Crash points are recorded in the last operation only when `recordingLastOnly`:
    /// those before it belong to shorter workloads.
    mutating func run(_ operations: [JournalOperation], recordingLastOnly: Bool = false) async throws(Violation) {
        ledger.record(!recordingLastOnly || operations.isEmpty)
        try open()
        for (index, operation) in operations.enumerated() {
            if index == operations.count - 1 { ledger.record(true) }
            try await perform(operation)
            if let violation = ledger.violation { throw violation }
        }
        ledger.addEnd(system.disk, number: system.calls)
        ledger.record(false)
    }

    /// Ends the journal's thread. The disk does not matter any more.
    mutating func end() async {
        if let journal { await withCheckedContinuation { done in journal.close { _ in done.resume() } } }
        journal = nil
    }

    private mutating func open() throws(Violation) {
        openings += 1
        let opened: (journal: Journal, state: RecoveredState)
        do {
            opened = try subject.open(
                system, mode: .readWrite, companion: try subject.openCompanion(system))
        } catch let error as JournalError {
            guard isFaulty, JournalExamination.isSystemFailure(error) else {
                throw Violation(.totalOpening, "the journal does not open: \(error)")
            }
            return
        } catch { throw Violation(.totalOpening, "the opening threw \(error)") }
        journal = opened.journal
        ledger.judge { model throws(Violation) in
            try model.check(opened.state)
            model.resume(from: opened.state)
        }
    }

    private mutating func perform(_ operation: JournalOperation) async throws(Violation) {
        if journal == nil {
            // An opening that failed is tried again with the next step.
            try open()
        }
        guard let journal else { return }
        switch operation {
        case .commit(let size): await commit(journal, [size], slot: nil)
        case .joint(let size, let slot): await commit(journal, [size], slot: slot)
        case .batch(let sizes): await commit(journal, sizes, slot: nil)
        case .companion(let slot): await companion(journal, slot)
        case .checkpoint: await checkpoint(journal)
        case .reopen:
            let disk = system.disk
            // What an earlier life wrote and nobody synced is not the journal's to keep.
            let isSynced = disk.unsyncedBytes(of: JournalSubject.companion) == 0
            let bytes = isSynced ? disk.bytes(of: JournalSubject.companion) : nil
            ledger.update { $0.companionAtClose = bytes }
            let result = await withCheckedContinuation { done in journal.close { done.resume(returning: $0) } }
            self.journal = nil
            if case .failure(let error) = result, !isFaulty {
                throw Violation(.boundedDoubt, "closing failed without a fault: \(error)")
            }
            try open()
        }
        if !isFaulty, ledger.model.hasFailed { throw Violation(.boundedDoubt, "\(operation) failed without a fault") }
    }

    private func commit(_ journal: Journal, _ sizes: [Int], slot: Int?) async {
        let (ledger, system) = (ledger, system)
        let entries = ledger.update { model in sizes.map { model.submit($0, slot: slot) } }
        await withCheckedContinuation { done in
            let submit: @Sendable () -> Void = {
                for (index, entry) in entries.enumerated() {
                    journal.enqueue(entry) { result in
                        ledger.judge { model throws(Violation) in
                            try model.settle(entry.sequence, result)
                            guard case .success = result else { return }
                            guard journal.durableSequence >= entry.sequence else {
                                throw Violation(.linearizability, "commit \(entry.sequence) is not below the durable sequence")
                            }
                            try UnsyncedOracle.check(system.disk, companion: slot != nil)
                        }
                        ledger.countAcknowledgement()
                        if index == entries.count - 1 { done.resume() }
                    }
                }
            }
            if entries.count == 1 { submit() } else { journal.enqueue(JournalModel.refused) { _ in submit() } }
        }
    }

    private func companion(_ journal: Journal, _ slot: Int) async {
        let (ledger, system) = (ledger, system)
        let (entry, place) = ledger.update { model in
            let entry = model.submitCompanion(slot: slot)
            return (entry, model.companionWrites.count - 1)
        }
        await withCheckedContinuation { done in
            journal.enqueue(entry) { result in
                ledger.judge { model throws(Violation) in
                    model.settleCompanion(place, result)
                    if case .success = result { try UnsyncedOracle.check(system.disk, companion: true) }
                }
                ledger.countAcknowledgement()
                done.resume()
            }
        }
    }

    private func checkpoint(_ journal: Journal) async {
        let (ledger, system, isFaulty) = (ledger, system, isFaulty)
        let sequence = journal.durableSequence
        guard sequence > 0 else { return }
        let payload = ledger.update { $0.submitCheckpoint(sequence) }
        await withCheckedContinuation { done in
            journal.checkpoint(JournalCheckpoint(sequence: sequence, payload: payload)) { result in
                ledger.judge { model throws(Violation) in
                    try model.settleCheckpoint(sequence, result)
                    if case .failure(let error) = result, !isFaulty {
                        throw Violation(.boundedDoubt, "checkpoint \(sequence) failed without a fault: \(error)")
                    }
                    if case .success = result { try UnsyncedOracle.check(system.disk, companion: false) }
                }
                ledger.countAcknowledgement()
                done.resume()
            }
        }
    }
}
