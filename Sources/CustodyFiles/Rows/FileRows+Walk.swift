import CustodyJournal
import CustodyModel

extension FileRows {
    /// Every row of a file, live or not, checked, from an offset on, as far as `body` wants more.
    ///
    /// - Parameter body: gets a row and its location; answers whether to go on.
    /// - Returns: the offset behind the last row that was given.
    @discardableResult
    func walk(_ number: Int, from start: UInt64 = UInt64(RowFile.headerSize), _ body: (Row, UInt64) throws -> Bool) throws
        -> UInt64
    {
        guard let file = inUse(number), let handle = file.file else { return start }
        var (offset, window, windowStart) = (start, ArraySlice<UInt8>(), start)
        while offset < file.tailStart {
            let head = try Self.take(RowFile.headSize, at: offset, &window, &windowStart, handle, file.tailStart)
            guard head.count == RowFile.headSize else { throw file.source.damage(at: offset) }
            let size = RowFile.claimedSize(head)
            guard UInt64(size) <= file.tailStart - offset else { throw file.source.damage(at: offset) }
            let bytes = try Self.take(size, at: offset, &window, &windowStart, handle, file.tailStart)
            guard let row = file.source.decoded(bytes, at: offset) else { throw file.source.damage(at: offset) }
            let location = RowPlace(number, offset).location
            offset += UInt64(size)
            guard try body(row, location) else { break }
        }
        return offset
    }

    /// Bytes from the window, which is moved where it does not reach.
    private static func take(
        _ count: Int, at offset: UInt64, _ window: inout ArraySlice<UInt8>, _ start: inout UInt64, _ file: any JournalFile,
        _ end: UInt64
    ) throws -> ArraySlice<UInt8> {
        var from = window.startIndex + Int(offset - start)
        if from + count > window.endIndex {
            let length = Int(min(UInt64(max(count, tailBytes)), end - offset))
            window = try CustodyFilesError.translating { try file.read(at: offset, count: length) }[...]
            start = offset
            from = window.startIndex
        }
        return window[from..<min(from + count, window.endIndex)]
    }
}
