import CustodyModel

/// The postings of a run of entries, sorted once and for all, in rows.
///
/// References are as good as random, so that their first bits tell the row: no directory is needed. A row has an item for
/// each reference: its first bits in five bytes; a number whose lowest bit says whether the offsets follow or stand in rows
/// of their own; and the offsets, or the first offset of each of those rows. All but the bits are varints, offsets as differences.
enum AuditRun {
    /// About so many references share a row, which makes it a kilobyte: what is read at once anyway.
    private static let referencesPerBucket = 100
    /// A reference with more offsets than this gets rows of its own.
    private static let inlineLimit = 64
    private static let offsetsPerRow = 512
    private static let prefixBytes = AuditPosting.prefixBits / 8

    /// Where the offsets of one reference are.
    enum Item {
        /// These.
        case offsets([UInt32])
        /// In rows of their own; the first offset of each.
        case rows(firsts: [UInt32])
    }

    /// How many bits tell the row when there are so many references.
    static func bits(forReferences count: Int) -> UInt8 {
        var bits: UInt8 = 0
        while count >> Int(bits) > referencesPerBucket, bits < 24 { bits += 1 }
        return bits
    }

    private static func bucket(of prefix: UInt64, _ bits: UInt8) -> UInt64 {
        prefix >> UInt64(AuditPosting.prefixBits - Int(bits))
    }

    /// Writes the postings of a run.
    ///
    /// - Returns: how many bits tell the row.
    static func write(
        _ postings: OrderedChunks<AuditPosting>, run: UInt64, log: UInt8, to rows: inout Table<AuditIndexKey, AuditIndexRow>
    ) throws -> UInt8 {
        var references = 0
        var last: UInt64?
        for posting in postings where posting.prefix != last {
            last = posting.prefix
            references += 1
        }
        let bits = bits(forReferences: references)
        var (number, bytes): (UInt64, [UInt8]) = (0, [])
        func flush() throws {
            guard !bytes.isEmpty else { return }
            try rows.set(AuditIndexRow(bytes: bytes), for: AuditIndexKey(log, .bucket(run: run, number: number)))
            bytes.removeAll(keepingCapacity: true)
        }
        func finish(_ prefix: UInt64, _ offsets: [UInt32]) throws {
            if bucket(of: prefix, bits) != number {
                try flush()
                number = bucket(of: prefix, bits)
            }
            for byte in (0..<prefixBytes).reversed() { bytes.append(UInt8(truncatingIfNeeded: prefix >> UInt64(8 * byte))) }
            guard offsets.count > inlineLimit else { return append(offsets, isElsewhere: false, to: &bytes) }
            let parts = stride(from: 0, to: offsets.count, by: offsetsPerRow).map {
                Array(offsets[$0..<min($0 + offsetsPerRow, offsets.count)])
            }
            append(parts.map { $0[0] }, isElsewhere: true, to: &bytes)
            for (place, part) in parts.enumerated() {
                var row: [UInt8] = []
                append(part, isElsewhere: false, to: &row)
                let key = AuditIndexKey(log, .postings(run: run, prefix: prefix, number: UInt64(place)))
                try rows.set(AuditIndexRow(bytes: row), for: key)
            }
        }
        var (prefix, offsets): (UInt64, [UInt32]) = (0, [])
        for posting in postings {
            if posting.prefix != prefix, !offsets.isEmpty {
                try finish(prefix, offsets)
                offsets.removeAll(keepingCapacity: true)
            }
            prefix = posting.prefix
            offsets.append(posting.offset)
        }
        if !offsets.isEmpty { try finish(prefix, offsets) }
        try flush()
        return bits
    }

    private static func append(_ offsets: [UInt32], isElsewhere: Bool, to bytes: inout [UInt8]) {
        bytes.append(varint: UInt64(offsets.count) << 1 | (isElsewhere ? 1 : 0))
        var last: UInt32 = 0
        for offset in offsets {
            bytes.append(varint: UInt64(offset - last))
            last = offset
        }
    }

    /// The row that tells where the offsets of a reference are.
    static func itemKey(_ prefix: UInt64, bits: UInt8, run: UInt64, log: UInt8) -> AuditIndexKey {
        AuditIndexKey(log, .bucket(run: run, number: bucket(of: prefix, bits)))
    }

    /// Where the offsets of a reference are; nil when the run has none.
    static func item(
        _ prefix: UInt64, bits: UInt8, run: UInt64, log: UInt8, in rows: Table<AuditIndexKey, AuditIndexRow>
    ) throws -> Item? {
        guard let row = try rows.value(itemKey(prefix, bits: bits, run: run, log: log)) else { return nil }
        var reader = VarintReader(row.bytes)
        while !reader.isAtEnd {
            guard let found = reader.bigEndian(prefixBytes) else { throw AuditIndexRow.malformed }
            let item = try item(&reader)
            if found == prefix { return item }
            if found > prefix { return nil }
        }
        return nil
    }

    /// The offsets of one of the rows that a reference has for itself.
    static func offsets(
        _ prefix: UInt64, row number: Int, run: UInt64, log: UInt8, in rows: Table<AuditIndexKey, AuditIndexRow>
    ) throws -> [UInt32] {
        let key = AuditIndexKey(log, .postings(run: run, prefix: prefix, number: UInt64(number)))
        guard let row = try rows.value(key) else { throw AuditIndexRow.malformed }
        var reader = VarintReader(row.bytes)
        guard case .offsets(let offsets) = try item(&reader) else { throw AuditIndexRow.malformed }
        return offsets
    }

    private static func item(_ reader: inout VarintReader) throws -> Item {
        guard let head = reader.next() else { throw AuditIndexRow.malformed }
        var offsets: [UInt32] = []
        var last: UInt64 = 0
        for _ in 0..<(head >> 1) {
            guard let step = reader.next(), step <= UInt64(UInt32.max) - last else { throw AuditIndexRow.malformed }
            last += step
            offsets.append(UInt32(last))
        }
        return head & 1 == 0 ? .offsets(offsets) : .rows(firsts: offsets)
    }
}
