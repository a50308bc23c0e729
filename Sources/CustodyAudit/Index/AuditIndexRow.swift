import CustodyModel

/// Which row of an index.
struct AuditIndexKey: RowKey {
    enum Part: Hashable, Sendable {
        /// The columns of a block.
        case columns(block: UInt64)
        /// The postings of a run whose references begin with the same bits.
        case bucket(run: UInt64, number: UInt64)
        /// Some of the postings of one reference that has many in the run.
        case postings(run: UInt64, prefix: UInt64, number: UInt64)
    }

    var log: UInt8
    var part: Part

    init(_ log: UInt8, _ part: Part) { (self.log, self.part) = (log, part) }

    var rowKey: [UInt8] {
        let (tag, numbers): (UInt8, [UInt64]) =
            switch part {
            case .columns(let block): (0, [block])
            case .bucket(let run, let number): (1, [run, number])
            case .postings(let run, let prefix, let number): (2, [run, prefix, number])
            }
        var key = [log, tag]
        // Large numbers are rare, and there are many keys.
        for number in numbers { key.append(varint: number) }
        return key
    }

    init?(rowKey: [UInt8]) {
        guard rowKey.count > 2 else { return nil }
        var reader = VarintReader(rowKey, from: 2)
        var numbers: [UInt64] = []
        while !reader.isAtEnd {
            guard let number = reader.next() else { return nil }
            numbers.append(number)
        }
        log = rowKey[0]
        switch (rowKey[1], numbers.count) {
        case (0, 1): part = .columns(block: numbers[0])
        case (1, 2): part = .bucket(run: numbers[0], number: numbers[1])
        case (2, 3): part = .postings(run: numbers[0], prefix: numbers[1], number: numbers[2])
        default: return nil
        }
    }
}

/// A row of an index: bytes whose form depends on the key.
struct AuditIndexRow: RowValue {
    var bytes: [UInt8]

    init(bytes: [UInt8]) { self.bytes = bytes }
    init(row: [UInt8]) { bytes = row }
    func encodedRow() -> [UInt8] { bytes }

    /// What the row was to say cannot be read.
    static var malformed: RowError { RowError("a row of the log's index cannot be read; make the index anew") }
}
