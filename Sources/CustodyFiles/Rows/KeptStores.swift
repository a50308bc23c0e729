import CustodyJournal
import CustodyModel
import Synchronization

/// Makes snapshots of a directory's stores, so that opening does not replay history, and takes them up again.
///
/// A snapshot covers everything up to one commit. It is made in this order: rows synced, snapshot written and synced under its
/// name, the journal told. Only then does what the checkpoint before it named go. A crash anywhere leaves the older or the newer
/// checkpoint whole, and what belongs to neither is removed at the next opening for writing.
final class KeptStores: Sendable {
    let rows: FileRows
    private let coordinator: FileCoordinator
    private let stores: [any KeptStore]
    private let files: any JournalFileSystem
    private let store: Handle
    private let random: any RandomSource
    private let newest = Mutex(Newest())

    private struct Newest {
        /// The commit that the newest checkpoint covers; 0 when there is none.
        var sequence: UInt64 = 0
        /// The name of its snapshot; empty when there is none.
        var name = ""
        /// The size of its snapshot.
        var bytes: UInt64 = 0
        /// What the journal was told.
        var payload: [UInt8] = []
    }

    init(
        rows: FileRows, coordinator: FileCoordinator, stores: [any KeptStore], files: any JournalFileSystem, store: Handle,
        random: any RandomSource
    ) {
        self.rows = rows
        self.coordinator = coordinator
        self.stores = stores
        self.files = files
        self.store = store
        self.random = random
    }

    /// Everything that is saved, as it was at one commit.
    struct Capture: Sendable {
        var sequence: UInt64
        var marks: [FileRows.Mark]
        var states: [any VisitableState]
        /// The name and the size of the snapshot, once it is written.
        var snapshot: (name: String, bytes: UInt64) = ("", 0)
        /// What the journal is told, once it is written.
        var payload: [UInt8] = []

        mutating func visit(_ visitor: inout some StateVisitor) throws {
            try visitor.visit(small: &marks)
            for place in states.indices { try states[place].visit(&visitor) }
        }
    }

    /// The states as they are now. The coordinator calls it while nothing is being taken in.
    func capture(at sequence: CommitSequence, with first: any VisitableState) throws -> Capture {
        Capture(sequence: sequence.rawValue, marks: rows.marks(), states: [first] + (try stores.map { try $0.snapshot() }))
    }

    /// How large the newest snapshot is. Writing one more often than so many bytes of the journal would cost more than replay.
    var newestBytes: UInt64 { newest.withLock { $0.bytes } }

    /// Whether the newest checkpoint covers everything up to the commit.
    func covers(_ sequence: CommitSequence) -> Bool { newest.withLock { $0.sequence } >= sequence.rawValue }

    private func path(_ name: String) -> String { JournalPath.join(rows.directory, name) }

    /// What the newest checkpoint is made of: what the journal says of it, and the files that hold it. They stay as long as no newer
    /// checkpoint is made.
    func newestCheckpoint() throws -> (checkpoint: JournalCheckpoint, files: [String]) {
        let newest = newest.withLock { $0 }
        guard newest.sequence > 0 else { throw CustodyFilesError(.io, "there is no checkpoint", path: rows.directory) }
        return (
            JournalCheckpoint(sequence: newest.sequence, payload: newest.payload), [newest.name] + rows.names.sorted()
        )
    }

    // MARK: Making

    /// Makes everything up to the capture stand outside the journal, durably.
    ///
    /// - Returns: what the journal is told.
    func write(_ capture: inout Capture) throws -> JournalCheckpoint {
        try rows.sync(capture.marks)
        var size = SnapshotSize()
        try capture.visit(&size)
        let identity = random.bytes(16)
        let name = SnapshotFile.name(capture.sequence, identity)
        let path = path(name)
        let temporary = path + JournalPath.temporarySuffix
        try CustodyFilesError.translating {
            if try files.status(temporary) != .absent { try files.remove(temporary) }
            let file = try files.open(temporary, mode: .createNew)
            defer { file.close() }
            let header = SnapshotFile.header(
                store: store, sequence: capture.sequence, identity: identity, length: size.file)
            var writer = try SnapshotWriter(file, header: header)
            try capture.visit(&writer)
            try writer.finish()
            try file.sync()
            try files.rename(temporary, to: path)
            try files.syncDirectory(rows.directory)
        }
        capture.snapshot = (name, size.file)
        let reference = SnapshotFile.Reference(identity: Bytes(identity), length: size.file)
        capture.payload = try CBOR.encode(reference)
        return JournalCheckpoint(sequence: capture.sequence, payload: capture.payload)
    }

    /// The checkpoint is durable: what only the one before it named goes.
    func succeed(_ capture: Capture) {
        newest.withLock {
            $0 = Newest(
                sequence: capture.sequence, name: capture.snapshot.name, bytes: capture.snapshot.bytes,
                payload: capture.payload)
        }
        rows.retire(keeping: capture.marks)
        removeUnused { SnapshotFile.isName($0) }
    }

    /// Removes what a crash or an older checkpoint left; called before anything is appended. What cannot be removed costs only
    /// space.
    func clean() {
        removeUnused {
            SnapshotFile.isName($0) || FileRows.isName($0) || $0.hasSuffix(JournalPath.temporarySuffix)
        }
    }

    private func removeUnused(_ isOurs: (String) -> Bool) {
        for name in (try? files.list(rows.directory)) ?? [] where isOurs(name) && !isInUse(name) {
            try? files.remove(JournalPath.join(rows.directory, name))
        }
    }

    /// Whether a file of the directory is the newest snapshot or holds rows.
    func isInUse(_ name: String) -> Bool {
        newest.withLock { $0.name == name } || rows.names.contains(name)
    }

    // MARK: Opening

    /// Takes up what a checkpoint named, into stores that are empty.
    func restore(_ checkpoint: JournalCheckpoint) throws {
        let reference: SnapshotFile.Reference
        do { reference = try CBOR.decode(SnapshotFile.Reference.self, from: checkpoint.payload) } catch {
            throw CustodyFilesError(.corrupt, "the journal's checkpoint cannot be read: \(error)", path: rows.directory)
        }
        let name = SnapshotFile.name(checkpoint.sequence, reference.identity.array)
        let path = path(name)
        let file: any JournalFile
        do throws(JournalError) { file = try files.open(path, mode: .readOnly) } catch {
            guard error.code == .notFound else { throw CustodyFilesError(error) }
            throw CustodyFilesError(
                .corrupt, "the snapshot is missing; restore the store from its backup", path: path, offset: 0)
        }
        defer { file.close() }
        var marks: [FileRows.Mark] = []
        try CustodyFilesError.translating {
            var reader = try SnapshotReader(
                file, path: path, store: store, sequence: checkpoint.sequence, reference: reference)
            try reader.visit(small: &marks)
            try coordinator.visit(&reader)
            do { for store in stores { try store.visit(&reader) } } catch let error as RowError {
                throw CustodyFilesError(
                    .corrupt, "the snapshot holds what cannot be: \(error); restore the store from its backup", path: path,
                    offset: 0)
            }
            try reader.finish()
        }
        try rows.restore(marks)
        newest.withLock {
            $0 = Newest(
                sequence: checkpoint.sequence, name: name, bytes: reference.length, payload: checkpoint.payload)
        }
    }

    // MARK: Compaction

    /// How many bytes of rows are moved for one checkpoint, about.
    private static let compactedBytes = 64 << 20
    /// How many rows are moved while commits wait.
    private static let compactedRows = 256

    /// Moves the rows that count out of files in which most do not, so that the files can go with the next checkpoint.
    ///
    /// A file with a row that is not as it was written stays: reading the row and inspecting the store tell of it.
    func compact() {
        var moved = 0
        for (number, _) in rows.sparse() where moved < Self.compactedBytes {
            do { try compact(number, &moved) } catch { continue }
        }
    }

    private func compact(_ number: Int, _ moved: inout Int) throws {
        var offset = UInt64(RowFile.headerSize)
        while true {
            var relocation = Relocation()
            let next = try rows.walk(number, from: offset) { row, location in
                relocation.add(row, location)
                return relocation.count < Self.compactedRows
            }
            guard next > offset else { return }
            offset = next
            try coordinator.visit(&relocation)
            for store in stores { try store.visit(&relocation) }
            moved += relocation.moved
            if rows.failure != nil { return }
        }
    }

    // MARK: Looking

    /// The bytes that indexes and lists take in memory.
    func residentBytes() throws -> ResidentBytes {
        var bytes = ResidentBytes()
        try coordinator.visit(&bytes)
        for store in stores { try store.visit(&bytes) }
        return bytes
    }
}

/// Rows of one file, on their way to another.
private struct Relocation: StateVisitor {
    private var rows: [TableTag: [(row: Row, location: UInt64)]] = [:]
    private(set) var count = 0
    private(set) var moved = 0
    var isRestoring: Bool { false }

    mutating func add(_ row: Row, _ location: UInt64) {
        rows[row.table, default: []].append((row, location))
        count += 1
    }

    mutating func visit(_ index: inout RowIndex) throws {
        for (row, location) in rows[index.table] ?? [] where index.relocate(row, from: location) {
            moved += RowFile.size(of: row)
        }
    }

    mutating func visit<Element: FlatElement>(_ list: inout OrderedChunks<Element>) throws {}
    mutating func visit<Value: Codable>(small value: inout Value) throws {}
}
