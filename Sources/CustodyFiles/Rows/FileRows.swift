import CustodyJournal
import CustodyModel
import Synchronization

/// The rows of a store's directory: files that are only appended to and removed whole.
///
/// Nothing here is synced on the commit path, for the journal has the truth: what was appended since the last checkpoint may be
/// lost, and comes back by replay. A failed write keeps what it had to write in memory and is remembered; reading goes on.
final class FileRows: RowLog {
    /// A file is closed for appending behind this offset, the last that has a place.
    static let fileBytes: UInt64 = RowPlace.offsets
    static let fileLimit = 1 << 14
    /// What is gathered before it is written.
    static let tailBytes = 1 << 20
    /// What is read at once, or fetched ahead: a bundle of leaves, the largest row that many are read of. To ask a second time
    /// costs more than to copy more than a row.
    private static let readBytes = 4096
    /// Of rows that are small and that many are read of one after another: what takes no more than this is allocated far more quickly.
    private static let fewReadBytes = 960
    /// The keys of an owner who has six: most have fewer.
    private static let keyReadBytes = 384
    /// A tile of the audit log's trees, of which proofs read one after another.
    private static let tileReadBytes = 1366
    /// Rows with no more between them are fetched together: one request costs more than some pages.
    private static let fetchedGap: UInt64 = 8192

    let directory: String
    private let files: any JournalFileSystem
    private let store: Handle
    private let random: any RandomSource
    private let isWritable: Bool
    private let fileBytes: UInt64
    /// How many files there can be.
    private let fileLimit: Int
    private let state = Mutex(State())

    private struct State {
        var files: [Int: RowFile] = [:]
        /// The file that is appended to.
        var current: Int?
        /// Files that are gone from the directory and stay readable while somebody holds what leads to them.
        var retired: [Int: RowFile] = [:]
        /// Numbers whose files are about to be removed. None of them is given away before that is done: the file that is
        /// removed by its name must not be a new one.
        var leaving: Set<Int> = []
        var holds = 0
        var failure: CustodyFilesError?
    }

    /// - Parameters:
    ///   - fileBytes: smaller in tests.
    ///   - fileLimit: smaller in tests.
    init(
        directory: String, files: any JournalFileSystem, store: Handle, random: any RandomSource, isWritable: Bool,
        fileBytes: UInt64 = FileRows.fileBytes, fileLimit: Int = FileRows.fileLimit
    ) {
        self.directory = directory
        self.files = files
        self.store = store
        self.random = random
        self.isWritable = isWritable
        self.fileBytes = min(fileBytes, Self.fileBytes)
        self.fileLimit = min(fileLimit, Self.fileLimit)
    }

    /// Whether a name is one that a file of rows can have.
    static func isName(_ name: String) -> Bool {
        guard name.hasPrefix("rows-"), let number = Int(name.dropFirst(5)) else { return false }
        return (0..<fileLimit).contains(number) && self.name(number) == name
    }

    static func name(_ number: Int) -> String { "rows-" + String(String(100_000 + number).dropFirst()) }

    private func path(_ number: Int) -> String { JournalPath.join(directory, Self.name(number)) }

    /// Why nothing more is written; nil while all is well.
    var failure: CustodyFilesError? { state.withLock { $0.failure } }

    // MARK: Rows

    func append(_ row: Row) -> UInt64 {
        state.withLock { state in
            // When no file can be made the rows stay in memory, and when there is no number left they stand nowhere. Either failure is
            // noted, so that nothing is committed any more; the journal has what was.
            guard let number = place(in: &state), var file = state.files.removeValue(forKey: number) else {
                return RowPlace.nowhere
            }
            let offset = file.end
            let bytes = file.encoded(row, at: offset)
            file.tail += bytes
            file.end += UInt64(bytes.count)
            file.live += UInt64(bytes.count)
            if file.tail.count >= Self.tailBytes { flush(&file, &state.failure) }
            state.files[number] = file
            return RowPlace(number, offset).location
        }
    }

    /// How much of a table is read at once.
    static func length(of table: TableTag) -> Int {
        switch table {
        case .keys: keyReadBytes
        case .records, .subjects, .bindings, .bound, .timelines: fewReadBytes
        case .auditTiles: tileReadBytes
        default: readBytes
        }
    }

    func read(_ location: UInt64, of table: TableTag) throws -> Row {
        let place = RowPlace(location)
        let (number, offset) = (place.number, place.offset)
        let (found, tail, end) = state.withLock { state -> (RowFile.Source?, ArraySlice<UInt8>?, UInt64) in
            guard let file = state.files[number] ?? state.retired[number] else { return (nil, nil, 0) }
            guard offset >= file.tailStart, offset < file.end else { return (file.source, nil, file.tailStart) }
            let start = Int(offset - file.tailStart)
            guard start + RowFile.headSize <= file.tail.count else { return (file.source, [], 0) }
            let size = RowFile.claimedSize(file.tail[start..<start + RowFile.headSize])
            return (
                file.source, start + size <= file.tail.count ? ArraySlice(Array(file.tail[start..<start + size])) : [], 0
            )
        }
        guard let source = found else {
            throw CustodyFilesError(.corrupt, "an index leads to a file of rows that is not there", path: path(number))
        }
        guard let row = source.decoded(try tail ?? bytes(of: source, at: offset, before: end, table), at: offset) else {
            throw source.damage(at: offset)
        }
        return row
    }

    func nearby() -> any RowLog { NearbyRows(self) }

    func reading<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await blocking(body)
    }

    /// A file with what is written of it; nil when there is none.
    func written(_ number: Int) -> RowFile? {
        state.withLock { state in
            var file = state.files[number] ?? state.retired[number]
            // Whoever keeps it must not make the next row copy what is gathered.
            file?.tail = []
            return file
        }
    }

    /// A file that a store uses; nil when there is none, or it is retired.
    func inUse(_ number: Int) -> RowFile? { state.withLock { $0.files[number] } }

    func prefetch(_ locations: [UInt64]) {
        var pending: Range<UInt64>?
        func ask() {
            guard let pending else { return }
            let place = RowPlace(pending.lowerBound)
            let file = state.withLock { $0.files[place.number] ?? $0.retired[place.number] }
            if let file, place.offset < file.tailStart { file.file?.willRead(at: place.offset, count: pending.count) }
        }
        // A file's locations are its offsets, so that neighbours in order are neighbours on the disk.
        for location in locations.sorted() {
            let end = location + UInt64(Self.readBytes)
            if let last = pending, location <= last.upperBound + Self.fetchedGap,
                RowPlace(location).number == RowPlace(last.lowerBound).number
            {
                pending = last.lowerBound..<max(last.upperBound, end)
            } else {
                ask()
                pending = location..<end
            }
        }
        ask()
    }

    /// The bytes of a row, which ends before the end of what is written.
    private func bytes(
        of source: RowFile.Source, at offset: UInt64, before end: UInt64, _ table: TableTag
    ) throws -> ArraySlice<UInt8> {
        guard let handle = source.file, offset >= RowFile.headerSize, offset < end else { throw source.damage(at: offset) }
        return try CustodyFilesError.translating {
            let room = end - offset
            var bytes = try handle.read(at: offset, count: Int(min(UInt64(Self.length(of: table)), room)))
            guard bytes.count >= RowFile.headSize else { return bytes[...] }
            let size = RowFile.claimedSize(bytes[..<RowFile.headSize])
            // A length is believed only as far as the file goes.
            guard size <= Int(clamping: room) else { return [] }
            if size > bytes.count {
                bytes += try handle.read(at: offset + UInt64(bytes.count), count: size - bytes.count)
            }
            return bytes.prefix(size)
        }
    }

    func drop(_ row: Row, at location: UInt64) {
        state.withLock { state in
            let number = RowPlace(location).number
            guard let live = state.files[number]?.live else { return }
            state.files[number]?.live = live - min(live, UInt64(RowFile.size(of: row)))
        }
    }

    // MARK: Files

    /// The number of the file that takes the next row; nil when every number is taken.
    private func place(in state: inout State) -> Int? {
        if let current = state.current, let file = state.files[current] {
            if file.end < fileBytes { return current }
            if var full = state.files.removeValue(forKey: current) {
                flush(&full, &state.failure)
                state.files[current] = full
            }
        }
        let free = (0..<fileLimit).first {
            state.files[$0] == nil && state.retired[$0] == nil && !state.leaving.contains($0)
        }
        guard let number = free else {
            state.failure =
                state.failure
                ?? CustodyFilesError(
                    .tooLarge,
                    "every number of a file of rows is taken: end what reads for long (a stream, a backup), or let data go",
                    path: directory)
            return nil
        }
        let identity = random.bytes(16)
        var file: (any JournalFile)?
        if isWritable, state.failure == nil {
            do { file = try create(number, identity) } catch { state.failure = CustodyFilesError(error) }
        }
        state.files[number] = RowFile(
            number: number, identity: identity, path: path(number), file: file, end: UInt64(RowFile.headerSize))
        state.current = number
        return number
    }

    private func create(_ number: Int, _ identity: [UInt8]) throws(JournalError) -> any JournalFile {
        // What stands there belongs to no checkpoint: a crash left it.
        if try files.status(path(number)) != .absent { try files.remove(path(number)) }
        let file = try files.open(path(number), mode: .createNew)
        try file.write(RowFile.header(number: number, store: store, identity: identity), at: 0)
        return file
    }

    /// Writes the tail; what could not be written stays in memory.
    private func flush(_ file: inout RowFile, _ failure: inout CustodyFilesError?) {
        guard isWritable, let handle = file.file, failure == nil, !file.tail.isEmpty else { return }
        do throws(JournalError) {
            try handle.write(file.tail, at: file.tailStart)
            file.tailStart = file.end
            file.tail = []
            file.tail.reserveCapacity(Self.tailBytes + 4096)
        } catch { failure = CustodyFilesError(error) }
    }

    // MARK: Checkpoints

    /// Where a file stands at a checkpoint.
    struct Mark: Codable, Equatable {
        var number: Int
        var identity: Bytes
        var length: UInt64
        var live: UInt64

        private enum CodingKeys: String, CodingKey {
            case number = "n"
            case identity = "i"
            case length = "l"
            case live = "v"
        }
    }

    /// Every file as it stands now, in the order of their numbers; those without a live row and not appended to are left out.
    func marks() -> [Mark] {
        state.withLock { state in
            state.files.values.filter { $0.live > 0 || $0.number == state.current }.sorted { $0.number < $1.number }.map {
                Mark(number: $0.number, identity: Bytes($0.identity), length: $0.end, live: $0.live)
            }
        }
    }

    /// Makes everything up to the marks durable.
    func sync(_ marks: [Mark]) throws {
        for mark in marks {
            let pending = state.withLock { state -> (any JournalFile)? in
                guard var file = state.files.removeValue(forKey: mark.number) else { return nil }
                flush(&file, &state.failure)
                state.files[mark.number] = file
                return file.synced < mark.length ? file.file : nil
            }
            if let failure { throw failure }
            guard let pending else { continue }
            do throws(JournalError) { try pending.sync() } catch {
                // After a failed sync nothing of the file may be trusted.
                let failure = CustodyFilesError(error)
                state.withLock { $0.failure = $0.failure ?? failure }
                throw failure
            }
            state.withLock { $0.files[mark.number]?.synced = mark.length }
        }
        try CustodyFilesError.translating { try files.syncDirectory(directory) }
    }

    /// Takes the files up as a checkpoint left them. A writer cuts off what came later.
    func restore(_ marks: [Mark]) throws {
        var restored: [Int: RowFile] = [:]
        for mark in marks {
            guard mark.number >= 0, mark.number < Self.fileLimit, mark.length <= Self.fileBytes + (64 << 20),
                restored[mark.number] == nil
            else { throw CustodyFilesError(.corrupt, "a checkpoint names an impossible file of rows", path: directory) }
            let path = path(mark.number)
            let file = try CustodyFilesError.translating {
                let file: any JournalFile
                do throws(JournalError) { file = try files.open(path, mode: isWritable ? .readWrite : .readOnly) } catch {
                    guard error.code == .notFound else { throw error }
                    throw CustodyFilesError(
                        .corrupt, "a file of rows is missing; restore the store from its backup", path: path, offset: 0)
                }
                let header = RowFile.header(number: mark.number, store: store, identity: mark.identity.array)
                let found = try file.read(at: 0, count: header.count)
                guard found == header else {
                    let offset = zip(found, header).enumerated().first { $1.0 != $1.1 }?.offset ?? found.count
                    throw CustodyFilesError(
                        .corrupt, "the header of a file of rows is not as it was written", path: path, offset: UInt64(offset))
                }
                let size = try file.size()
                guard size >= mark.length else {
                    throw CustodyFilesError(.corrupt, "a file of rows ends too early", path: path, offset: size)
                }
                if isWritable, size > mark.length { try file.truncate(to: mark.length) }
                return file
            }
            var row = RowFile(
                number: mark.number, identity: mark.identity.array, path: path, file: file, end: mark.length)
            (row.synced, row.live) = (mark.length, mark.live)
            restored[mark.number] = row
        }
        let current = restored.values.filter { $0.end < fileBytes }.max { $0.number < $1.number }?.number
        state.withLock { state in
            state.files = restored
            // A file that is open for reading takes rows in memory only, behind its end.
            state.current = current
        }
    }

    /// Forgets files that hold no live row and removes them: nothing durable names them any more.
    func retire(keeping marks: [Mark]) {
        let kept = Set(marks.map(\.number))
        let gone = state.withLock { state in
            let gone = state.files.values.filter { $0.live == 0 && $0.number != state.current && !kept.contains($0.number) }
            for file in gone {
                state.files[file.number] = nil
                state.leaving.insert(file.number)
                if state.holds > 0 { state.retired[file.number] = file } else { file.file?.close() }
            }
            return gone
        }
        // A file that stays costs only space, and only until the next opening.
        for file in gone { try? files.remove(file.path) }
        state.withLock { $0.leaving.subtract(gone.map(\.number)) }
    }

    /// Files that would lose half of their bytes or more, the emptiest first.
    func sparse() -> [(number: Int, length: UInt64)] {
        state.withLock { state in
            state.files.values.filter { $0.number != state.current && $0.live > 0 && $0.live * 2 < $0.end }
                .sorted { ($0.live, $0.number) < ($1.live, $1.number) }.map { ($0.number, $0.end) }
        }
    }

    /// The names that belong to files in use.
    var names: Set<String> { state.withLock { Set($0.files.keys.map(Self.name)) } }

    func close() {
        state.withLock { state in
            for file in state.files.values { file.file?.close() }
            for file in state.retired.values { file.file?.close() }
        }
    }

    // MARK: Holding

    func hold() -> any RowHold {
        state.withLock { $0.holds += 1 }
        return Hold(self)
    }

    private final class Hold: RowHold {
        private let rows: FileRows
        init(_ rows: FileRows) { self.rows = rows }
        deinit { rows.release() }
    }

    private func release() {
        state.withLock { state in
            state.holds -= 1
            guard state.holds == 0 else { return }
            for file in state.retired.values { file.file?.close() }
            state.retired = [:]
        }
    }
}
