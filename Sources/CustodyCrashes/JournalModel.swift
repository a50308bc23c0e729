import CustodyFaults
import CustodyJournal

/// What a journal must hold, by what its callers were told.
struct JournalModel: Sendable {
    enum Outcome: Sendable { case waiting, acknowledged, absent, unknown }

    struct Commit: Sendable {
        let body: [UInt8]
        var outcome = Outcome.waiting
    }

    struct CompanionWrite: Sendable {
        let slot: Int
        let bytes: [UInt8]
        /// The commit it came with, counted from 0.
        let commit: Int?
        var isAcknowledged = false
    }

    /// Every commit in order; the first has sequence 1. Those that a recovery dropped are gone.
    private(set) var commits: [Commit] = []
    /// What a recovery dropped. It must never be seen again.
    private(set) var dropped: [[UInt8]] = []
    private(set) var companionWrites: [CompanionWrite] = []
    /// The companion's content when the journal was last told to close.
    var companionAtClose: [UInt8]?
    /// Whether an opening for writing has ever returned.
    private(set) var hasOpened = false
    /// The newest checkpoint that was acknowledged, and the newest that was asked for.
    private(set) var checkpoint: UInt64 = 0
    private(set) var askedCheckpoint: UInt64 = 0
    /// Whether a commit failed since the journal was opened.
    private(set) var hasFailed = false
    /// How often the journal was opened for writing since the checkpoint.
    private(set) var sessions = 0
    private var nextTag: UInt64 = 1

    // MARK: What is asked of the journal

    mutating func submit(_ size: Int, slot: Int? = nil) -> JournalEntry {
        let body = draw(size)
        commits.append(Commit(body: body))
        let writes = slot.map { [companionWrite($0, commit: commits.count - 1)] } ?? []
        return JournalEntry(sequence: UInt64(commits.count), body: body, companionWrites: writes)
    }

    mutating func submitCompanion(slot: Int) -> JournalEntry {
        JournalEntry(companionWrites: [companionWrite(slot, commit: nil)])
    }

    /// A commit that the journal must refuse; it is no part of the history.
    static let refused = JournalEntry(sequence: 0, body: [])

    mutating func submitCheckpoint(_ sequence: UInt64) -> [UInt8] {
        askedCheckpoint = max(askedCheckpoint, sequence)
        return payload(at: sequence)
    }

    private mutating func companionWrite(_ slot: Int, commit: Int?) -> JournalEntry.CompanionWrite {
        let bytes = draw(JournalSubject.slotSize)
        companionWrites.append(CompanionWrite(slot: slot, bytes: bytes, commit: commit))
        return JournalEntry.CompanionWrite(offset: UInt64(slot * JournalSubject.slotSize), bytes: bytes)
    }

    private mutating func draw(_ count: Int) -> [UInt8] {
        nextTag += 1
        var generator = SeededGenerator(seed: nextTag)
        return generator.bytes(count)
    }

    // MARK: What the journal answered

    mutating func settle(_ sequence: UInt64, _ result: Result<Void, JournalError>) throws(Violation) {
        let index = Int(sequence) - 1
        switch result {
        case .success:
            guard !hasFailed else {
                throw Violation(.boundedDoubt, "commit \(sequence) was acknowledged after one had failed")
            }
            guard commits[..<index].allSatisfy({ $0.outcome == .acknowledged }) else {
                throw Violation(.linearizability, "commit \(sequence) was acknowledged before the one in front of it")
            }
            commits[index].outcome = .acknowledged
            for place in companionWrites.indices where companionWrites[place].commit == index {
                companionWrites[place].isAcknowledged = true
            }
        case .failure(let error):
            hasFailed = true
            switch error.code {
            case .notWritten, .poisoned: commits[index].outcome = .absent
            case .commitUnknown: commits[index].outcome = .unknown
            default: throw Violation(.boundedDoubt, "commit \(sequence) ended with \(error)")
            }
        }
    }

    mutating func settleCompanion(_ place: Int, _ result: Result<Void, JournalError>) {
        if case .success = result { companionWrites[place].isAcknowledged = true } else { hasFailed = true }
    }

    mutating func settleCheckpoint(_ sequence: UInt64, _ result: Result<Void, JournalError>) throws(Violation) {
        switch result {
        case .success:
            guard !hasFailed else { throw Violation(.boundedDoubt, "a checkpoint was taken after a failure") }
            checkpoint = max(checkpoint, sequence)
            sessions = 0
        // What failed before anything that counts had changed stops nobody.
        case .failure(let error) where JournalExamination.isSystemFailure(error): break
        case .failure(let error):
            guard error.code == .commitUnknown || error.code == .poisoned else {
                throw Violation(.boundedDoubt, "checkpoint \(sequence) ended with \(error)")
            }
            hasFailed = true
        }
    }

    /// After an opening for writing: what it found is what there is, and no less from now on.
    mutating func resume(from state: RecoveredState) {
        dropped += commits[min(state.last, commits.count)...].map(\.body).filter { $0.count >= 8 }
        commits.removeLast(max(0, commits.count - state.last))
        for index in commits.indices { commits[index].outcome = .acknowledged }
        // What parts of an unacknowledged write may overlay is not known any more; the rest stays promised.
        companionWrites = (0..<JournalSubject.slots).compactMap { slot in
            guard let last = companionWrites.last(where: { $0.slot == slot }),
                last.isAcknowledged || last.commit.map({ $0 < state.last }) == true
            else { return nil }
            return CompanionWrite(slot: slot, bytes: last.bytes, commit: nil, isAcknowledged: true)
        }
        hasOpened = true
        hasFailed = false
        sessions += 1
    }

    // MARK: What must hold

    var acknowledged: Int { commits.count { $0.outcome == .acknowledged } }

    /// How many commits may be there: all before the first that is certainly absent.
    var ceiling: Int { commits.firstIndex { $0.outcome == .absent } ?? commits.count }

    /// The oldest commit that a checkpoint at `sequence` does not cover is the next; the payload says which history it covers.
    func payload(at sequence: UInt64) -> [UInt8] {
        var generator = SeededGenerator(seed: sequence)
        let covered = commits.prefix(Int(sequence))
        return generator.bytes(8) + (covered.last { $0.body.count >= 8 }?.body.prefix(8) ?? [])
    }

    /// Holds a recovered state against what was promised.
    func check(_ state: RecoveredState) throws(Violation) {
        try checkCheckpoint(state)
        for (index, sequence) in state.sequences.enumerated() where sequence != state.base + UInt64(index) + 1 {
            throw Violation(.prefix, "sequence \(sequence) follows \(state.base + UInt64(index))")
        }
        for (index, body) in state.bodies.enumerated() {
            let place = Int(state.base) + index
            guard place >= commits.count || commits[place].body != body else { continue }
            throw strange(body, at: place)
        }
        let acknowledged = acknowledged
        guard state.last >= acknowledged else {
            throw Violation(.durability, "\(acknowledged) commits were acknowledged, \(state.last) are there")
        }
        guard state.last <= ceiling else {
            throw Violation(.boundedDoubt, "commit \(ceiling + 1) is there, which was said to be absent")
        }
    }

    private func checkCheckpoint(_ state: RecoveredState) throws(Violation) {
        guard state.restores <= 1, !state.restoredLate else {
            throw Violation(.prefix, "a checkpoint was restored \(state.restores) times or after a commit")
        }
        guard state.base >= checkpoint else {
            throw Violation(.noResurrection, "checkpoint \(state.base) came back, \(checkpoint) had been acknowledged")
        }
        guard state.base <= askedCheckpoint, state.base == 0 || state.payload == payload(at: state.base) else {
            throw Violation(.noResurrection, "checkpoint \(state.base) was never asked for like this")
        }
    }

    private func strange(_ body: [UInt8], at place: Int) -> Violation {
        let sequence = place + 1
        if dropped.contains(body) { return Violation(.noResurrection, "commit \(sequence) had been dropped by a recovery") }
        if let other = commits.firstIndex(where: { $0.body == body }) {
            return Violation(.prefix, "commit \(other + 1) stands at \(sequence)")
        }
        if place < commits.count {
            return Violation(.atomicity, "commit \(sequence) has other bytes than were given")
        }
        return Violation(.noResurrection, "commit \(sequence) was never submitted")
    }

    /// Holds the companion against the state: what came with a commit that is there is there.
    func checkCompanion(_ bytes: [UInt8], with state: RecoveredState) throws(Violation) {
        for slot in 0..<JournalSubject.slots {
            guard let last = companionWrites.last(where: { $0.slot == slot }) else { continue }
            // An earlier write may be overlaid by parts of a later one.
            guard last.isAcknowledged || last.commit.map({ $0 < state.last }) == true else { continue }
            let start = slot * JournalSubject.slotSize
            guard bytes.count >= start + JournalSubject.slotSize,
                Array(bytes[start..<(start + JournalSubject.slotSize)]) == last.bytes
            else { throw Violation(.durability, "slot \(slot) of the companion does not hold what was acknowledged") }
        }
        if state.closedCleanly, let companionAtClose, companionAtClose != bytes {
            throw Violation(.loudCorruption, "the journal says it was closed cleanly, but the companion was written since")
        }
    }
}
