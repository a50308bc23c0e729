package import CustodyFaults
package import CustodyJournal

/// The journal under test: where it stands, how it is opened, and what stands between it and the simulated disk.
package struct JournalSubject: Sendable {
    static let root = "/store"
    static let directory = "/store/journal"
    static let companion = "/store/companion"
    static let slotSize = 16
    static let slots = 4
    static let storeID = [UInt8](repeating: 0x5a, count: 16)

    /// How the journal is kept. Segments are small, so that workloads of a few commits roll over.
    package var options: JournalOptions
    /// What the journal is given instead of the simulated file system: a mutant, or the same.
    package var decorate: @Sendable (SimulatedFileSystem) -> any JournalFileSystem = { $0 }

    package init(segmentBytes: Int = 300, preallocatedBytes: Int = 0) {
        options = JournalOptions(segmentBytes: segmentBytes, preallocatedBytes: preallocatedBytes)
    }

    /// The journal as it is kept in sweeps: with and without filling ahead.
    package static let variants = [JournalSubject(), JournalSubject(preallocatedBytes: 200)]

    /// A disk with a companion and no journal.
    static func emptyDisk() -> SimulatedDisk {
        var disk = SimulatedDisk(directories: [root])
        disk.put([UInt8](repeating: 0, count: slots * slotSize), at: companion)
        return disk
    }

    func openCompanion(_ system: SimulatedFileSystem) throws(JournalError) -> any JournalFile {
        try decorate(system).open(Self.companion, mode: .readWrite)
    }

    /// Opens the journal and gathers what it replays.
    func open(
        _ system: SimulatedFileSystem, mode: JournalMode, companion: (any JournalFile)? = nil
    ) throws -> (journal: Journal, state: RecoveredState) {
        var state = RecoveredState()
        let start = UInt64(system.calls)
        let journal = try Journal.open(
            directory: Self.directory, fileSystem: decorate(system), storeID: Self.storeID, mode: mode, options: options,
            companion: companion,
            salt: { [unowned system] in
                // Another segment has another salt, and the same run the same.
                var dice = SeededGenerator(seed: UInt64(system.calls) << 20 + start)
                return dice.bytes(32)
            },
            restore: { checkpoint in
                state.base = checkpoint.sequence
                state.payload = checkpoint.payload
                state.restores += 1
                state.restoredLate = !state.bodies.isEmpty
            },
            replay: { frame in
                state.sequences.append(frame.sequence)
                state.bodies.append(frame.body)
            })
        state.closedCleanly = journal.recovery.closedCleanly
        return (journal, state)
    }
}
