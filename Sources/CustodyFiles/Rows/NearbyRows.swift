import CustodyJournal
import CustodyModel
import Synchronization

/// The rows of a directory for somebody who reads many that stand near one another. As long as they do, more and more of a file
/// is read at once.
final class NearbyRows: RowLog {
    /// Twice as much each time, up to what is still allocated from what was freed before.
    private static let readBytes = 4096...65_536
    private let rows: FileRows
    private let window = Mutex(Window())

    private struct Window {
        var file: RowFile?
        var start: UInt64 = 0
        var bytes: [UInt8] = []
        /// How much was asked for.
        var reach = NearbyRows.readBytes.lowerBound
    }

    init(_ rows: FileRows) { self.rows = rows }

    func read(_ location: UInt64, of table: TableTag) throws -> Row {
        let place = RowPlace(location)
        let (number, offset) = (place.number, place.offset)
        let row = window.withLock { window -> Row? in
            if window.file?.number != number { window = Window(file: rows.written(number)) }
            if let row = Self.row(at: offset, in: window) { return row }
            Self.move(&window, to: offset)
            return Self.row(at: offset, in: window)
        }
        // What is not written yet, what is larger, and what is damaged: all of it is told there.
        return try row ?? rows.read(location, of: table)
    }

    /// The row, when the window holds all of it.
    private static func row(at offset: UInt64, in window: Window) -> Row? {
        guard let file = window.file, offset >= window.start, offset - window.start < UInt64(window.bytes.count) else {
            return nil
        }
        let rest = window.bytes[Int(offset - window.start)...]
        guard rest.count >= RowFile.headSize else { return nil }
        let size = RowFile.claimedSize(rest.prefix(RowFile.headSize))
        return size <= rest.count ? file.source.decoded(rest.prefix(size), at: offset) : nil
    }

    /// Reads around the offset. Rows that belong together stand together, and not always in the order in which they are read.
    private static func move(_ window: inout Window, to offset: UInt64) {
        let header = UInt64(RowFile.headerSize)
        guard let file = window.file, let handle = file.file, offset >= header, offset < file.tailStart else { return }
        let (reach, end) = (UInt64(window.reach), window.start + UInt64(window.bytes.count))
        let isNear = offset + reach >= window.start && offset <= end + reach
        window.reach = isNear ? min(2 * window.reach, readBytes.upperBound) : readBytes.lowerBound
        let before = isNear ? min(UInt64(window.reach) / 4, offset - header) : 0
        window.start = offset - before
        let count = Int(min(UInt64(window.reach), file.tailStart - window.start))
        window.bytes = (try? handle.read(at: window.start, count: count)) ?? []
    }

    func append(_ row: Row) -> UInt64 { rows.append(row) }
    func prefetch(_ locations: [UInt64]) { rows.prefetch(locations) }
    func drop(_ row: Row, at location: UInt64) { rows.drop(row, at: location) }
    func hold() -> any RowHold { rows.hold() }

    func reading<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await rows.reading(body)
    }
}
