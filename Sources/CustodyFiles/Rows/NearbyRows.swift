import CustodyJournal
import CustodyModel
import Synchronization

/// The rows of a directory for somebody who reads many that stand near one another. As long as they do, more and more of a file
/// is read at once.
final class NearbyRows: RowLog {
    private let rows: FileRows
    private let near = Mutex<Near?>(nil)

    /// Where in which file it is read.
    private struct Near {
        let number: Int
        let source: RowFile.Source?
        /// Nil when nothing of the file is written.
        var window: ReadWindow?

        init(_ number: Int, _ file: RowFile?) {
            self.number = number
            source = file?.source
            let header = UInt64(RowFile.headerSize)
            guard let file, let handle = file.file, file.tailStart > header else { return }
            window = ReadWindow(of: handle, within: header..<file.tailStart)
        }

        mutating func row(at offset: UInt64, of table: TableTag) -> Row? {
            let bytes = try? window?.piece(
                at: offset, head: RowFile.headSize, least: FileRows.length(of: table), size: RowFile.claimedSize)
            return bytes.flatMap { source?.decoded($0, at: offset) }
        }
    }

    init(_ rows: FileRows) { self.rows = rows }

    func read(_ location: UInt64, of table: TableTag) throws -> Row {
        let (number, offset) = (RowPlace(location).number, RowPlace(location).offset)
        let row = near.withLock { near -> Row? in
            if near?.number != number { near = Near(number, rows.written(number)) }
            return near?.row(at: offset, of: table)
        }
        // What is not written yet, what is larger, and what is damaged: all of it is told there.
        return try row ?? rows.read(location, of: table)
    }

    func append(_ row: Row) -> UInt64 { rows.append(row) }
    func prefetch(_ locations: [UInt64]) { rows.prefetch(locations) }
    func drop(_ row: Row, at location: UInt64) { rows.drop(row, at: location) }
    func hold() -> any RowHold { rows.hold() }

    func reading<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await rows.reading(body)
    }
}
