import CustodyJournal

/// Where a probe works, and what it writes there: everything follows from the sequence, so that nothing must be remembered.
struct Site {
    static let storeID = [UInt8](repeating: 0x70, count: 16)
    static let slotBytes = 64
    static let slots: UInt64 = 8

    let root: String
    let fileSystem = PosixFileSystem()

    var journal: String { root + "/journal" }
    private var companionPath: String { root + "/companion" }

    /// The companion, made whole and durable before the journal is opened.
    func companion() throws(JournalError) -> any JournalFile {
        if try fileSystem.status(companionPath) == .absent {
            try fileSystem.replace(
                companionPath, with: [UInt8](repeating: 0, count: Int(Self.slots) * Self.slotBytes))
        }
        return try fileSystem.open(companionPath, mode: .readWrite)
    }

    func open(
        _ companion: any JournalFile, restore: (JournalCheckpoint) throws -> Void = { _ in },
        replay: (JournalFrame) throws -> Void = { _ in }
    ) throws -> Journal {
        var generator = SystemRandomNumberGenerator()
        let salt = (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
        // Small segments, and zeros ahead that reach beyond them: every step of a large journal happens within some commits.
        return try Journal.open(
            directory: journal, fileSystem: fileSystem, storeID: Self.storeID, mode: .readWrite,
            options: JournalOptions(segmentBytes: 1200, preallocatedBytes: 512), companion: companion, salt: { salt },
            restore: restore, replay: replay)
    }

    static func body(_ sequence: UInt64) -> [UInt8] {
        (0..<(sequence * 37 % 200)).map { UInt8(truncatingIfNeeded: ($0 ^ sequence) &* 131) }
    }

    static func payload(_ sequence: UInt64) -> [UInt8] { withUnsafeBytes(of: sequence.bigEndian) { Array($0) } }

    /// A slot that is filled with its value: a torn one shows.
    static func write(_ value: UInt64) -> JournalEntry.CompanionWrite {
        JournalEntry.CompanionWrite(
            offset: slot(value) * UInt64(slotBytes),
            bytes: (0..<(slotBytes / 8)).flatMap { _ in payload(value) })
    }

    static func slot(_ value: UInt64) -> UInt64 { value % slots }
}
