import CustodyModel

/// At which indexes of a log each reference occurs.
///
/// A reference may occur a million times in a month (whoever runs an import), so that its indexes are cut into full rows, which
/// stay as they are, and a last one.
struct AuditPlaces: Sendable {
    private static let perRow = 32

    private let log: UInt8
    private var rows: Table<Key, Indices>

    init(_ log: UInt8, in rows: (any RowLog)?) {
        self.log = log
        self.rows = Table(.auditPlaces, in: rows)
    }

    /// The last row of a reference when there is no number, otherwise a full one.
    private struct Key: RowKey {
        var log: UInt8
        var reference: Handle
        var full: UInt32?

        var rowKey: [UInt8] {
            var key = [log] + reference.bytes
            if let full { key.append(bigEndian: full) }
            return key
        }

        init(log: UInt8, reference: Handle, full: UInt32?) {
            (self.log, self.reference, self.full) = (log, reference, full)
        }

        init?(rowKey: [UInt8]) {
            guard rowKey.count == 17 || rowKey.count == 21, let reference = Handle(rowKey[1..<17]) else { return nil }
            (log, self.reference) = (rowKey[0], reference)
            full = rowKey.count == 21 ? rowKey[17...].reduce(0) { $0 << 8 | UInt32($1) } : nil
        }
    }

    /// How many full rows stand before, and the indexes, eight bytes each.
    private struct Indices: RowValue {
        var fullRows: UInt32 = 0
        var indices: [UInt64] = []

        func encodedRow() throws -> [UInt8] {
            var row: [UInt8] = []
            row.append(bigEndian: fullRows)
            for index in indices { row.append(bigEndian: index) }
            return row
        }

        init() {}

        init(row: [UInt8]) throws {
            guard row.count >= 4, row.count % 8 == 4 else { throw RowError("places of a reference cannot be read") }
            fullRows = row[..<4].reduce(0) { $0 << 8 | UInt32($1) }
            indices = stride(from: 4, to: row.count, by: 8).map { row[$0..<$0 + 8].reduce(0) { $0 << 8 | UInt64($1) } }
        }
    }

    /// The reference occurs at an index that is higher than all before.
    mutating func note(_ reference: Handle, at index: UInt64) throws {
        let key = Key(log: log, reference: reference, full: nil)
        var last = try rows.value(key) ?? Indices()
        if last.indices.count == Self.perRow {
            try rows.set(last, for: Key(log: log, reference: reference, full: last.fullRows))
            last.fullRows += 1
            last.indices = []
        }
        last.indices.append(index)
        try rows.set(last, for: key)
    }

    /// The first indexes at which it occurs within the range, at most so many.
    func indices(of reference: Handle, in range: Range<UInt64>, limit: Int) throws -> [UInt64] {
        guard let last = try rows.value(Key(log: log, reference: reference, full: nil)) else { return [] }
        func row(_ number: UInt32) throws -> Indices {
            guard number < last.fullRows else { return last }
            guard let row = try rows.value(Key(log: log, reference: reference, full: number)) else {
                throw RowError("places of a reference are missing")
            }
            return row
        }
        var (low, high) = (UInt32(0), last.fullRows)
        while low < high {
            let middle = low + (high - low) / 2
            if let highest = try row(middle).indices.last, highest < range.lowerBound {
                low = middle + 1
            } else {
                high = middle
            }
        }
        var found: [UInt64] = []
        while low <= last.fullRows, found.count < limit {
            let indices = try row(low).indices
            found += indices.filter(range.contains).prefix(limit - found.count)
            if let highest = indices.last, highest >= range.upperBound { break }
            low += 1
        }
        return found
    }
}

extension AuditPlaces: VisitableState {
    mutating func visit(_ visitor: inout some StateVisitor) throws { try rows.visit(&visitor) }
}
