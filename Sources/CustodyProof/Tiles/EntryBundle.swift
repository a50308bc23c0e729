import CustodyModel

/// Up to 256 entries in one file (C2SP tlog-tiles): each behind its length in 16 bits.
public enum EntryBundle {
    /// The file of some entries.
    ///
    /// - Throws: ``AuditError`` `.malformed` when an entry is too long for the format.
    public static func encode(_ entries: [[UInt8]]) throws(AuditError) -> [UInt8] {
        var bytes: [UInt8] = []
        for entry in entries {
            guard let length = UInt16(exactly: entry.count) else {
                throw AuditError(.malformed, "an entry has \(entry.count) bytes; a bundle holds at most \(UInt16.max)")
            }
            bytes.append(bigEndian: length)
            bytes += entry
        }
        return bytes
    }

    /// The entries of a file. What it accepts is what ``encode(_:)`` writes, to the byte.
    ///
    /// - Throws: ``AuditError`` `.malformed`.
    public static func decode(_ bytes: [UInt8]) throws(AuditError) -> [[UInt8]] {
        try ranges(in: bytes).map { Array(bytes[$0]) }
    }

    /// Where the entries of a file stand in it.
    ///
    /// - Throws: ``AuditError`` `.malformed`.
    package static func ranges(in bytes: [UInt8]) throws(AuditError) -> [Range<Int>] {
        func failure(_ message: String, _ place: Int) -> AuditError {
            AuditError(.malformed, "\(message) (byte \(place)); the bytes are no bundle of entries of this format")
        }
        var (ranges, place): ([Range<Int>], Int) = ([], 0)
        while place < bytes.count {
            guard ranges.count < TilePath.width else { throw failure("there are more than \(TilePath.width) entries", place) }
            guard place + 2 <= bytes.count else { throw failure("the bytes end early", place) }
            let start = place + 2
            let end = start + Int(bytes[place]) << 8 + Int(bytes[place + 1])
            guard end <= bytes.count else { throw failure("the bytes end early", start) }
            ranges.append(start..<end)
            place = end
        }
        return ranges
    }

    /// One entry of a file; nil when there are fewer or the bytes are no such file.
    package static func entry(_ number: Int, in bytes: [UInt8]) -> [UInt8]? {
        var start = 0
        for _ in 0..<number {
            guard start + 2 <= bytes.count else { return nil }
            start += 2 + Int(bytes[start]) << 8 + Int(bytes[start + 1])
        }
        guard start + 2 <= bytes.count else { return nil }
        let end = start + 2 + Int(bytes[start]) << 8 + Int(bytes[start + 1])
        return end <= bytes.count ? Array(bytes[start + 2..<end]) : nil
    }
}
