import CustodyModel

/// Which records are each subject's, and the commit of the last change to them.
///
/// A subject's own row is read with every change, so that it holds the version and few records; further ones stand in rows of their
/// own. What is done with the version alone costs the same however many records there are.
struct SubjectTable: Sendable, Equatable {
    /// A row of a subject.
    struct Key: RowKey {
        var subject: SubjectToken
        /// 0 for the subject's own row.
        var number: UInt32

        init(_ subject: SubjectToken, _ number: UInt32 = 0) {
            self.subject = subject
            self.number = number
        }

        var rowKey: [UInt8] {
            var key = subject.bytes
            if number > 0 { key.append(bigEndian: number) }
            return key
        }

        init?(rowKey: [UInt8]) {
            guard let subject = SubjectToken(rowKey: Array(rowKey.prefix(16))), [16, 20].contains(rowKey.count) else {
                return nil
            }
            self.init(subject, rowKey.dropFirst(16).reduce(0) { $0 << 8 | UInt32($1) })
        }
    }

    /// What stands in a row. The subject's own outlives the records: who read them before an erasure must not write after it.
    struct Row: Codable, Equatable, Sendable {
        var version = CommitSequence.zero
        var records: [RecordID] = []
        /// Of the subject's own row: the number of the last of the others, and how many records these hold; nil when there are none.
        var last: UInt32?
        var others: Int?

        private enum CodingKeys: String, CodingKey {
            case version = "v"
            case records = "r"
            case last = "l"
            case others = "o"
        }
    }

    private var rows: Table<Key, Row>
    /// A row takes no more records than this.
    private let room: Int

    /// - Parameter room: smaller in tests.
    init(in log: (any RowLog)?, room: Int = 64) {
        rows = Table(.subjects, in: log)
        self.room = room
    }

    func version(of subject: SubjectToken) throws -> CommitSequence { try rows.value(Key(subject))?.version ?? .zero }

    func records(of subject: SubjectToken) throws -> [RecordID] {
        guard let own = try rows.value(Key(subject)) else { return [] }
        return try own.records + numbers(of: own).flatMap { try rows.value(Key(subject, $0))?.records ?? [] }
    }

    /// Every row, for tests.
    func contents() throws -> [Key: Row] { try rows.contents() }

    private func numbers(of own: Row) -> ClosedRange<UInt32>.SubSequence {
        (0...(own.last ?? 0)).dropFirst()
    }

    /// Notes that the subject's records changed.
    mutating func note(_ subject: SubjectToken, at sequence: CommitSequence) throws {
        var own = try rows.value(Key(subject)) ?? Row()
        own.version = sequence
        try rows.set(own, for: Key(subject))
    }

    /// Adds a record, and notes that the subject's records changed.
    ///
    /// - Returns: whether it is the only one.
    mutating func add(_ record: RecordID, to subject: SubjectToken, at sequence: CommitSequence) throws -> Bool {
        var own = try rows.value(Key(subject)) ?? Row()
        own.version = sequence
        let isFirst = own.records.isEmpty && own.others == nil
        if own.records.count < room {
            own.records.append(record)
        } else {
            var number = own.last ?? 1
            var row = try rows.value(Key(subject, number)) ?? Row()
            if row.records.count >= room { (number, row) = (number + 1, Row()) }
            row.records.append(record)
            try rows.set(row, for: Key(subject, number))
            (own.last, own.others) = (number, (own.others ?? 0) + 1)
        }
        try rows.set(own, for: Key(subject))
        return isFirst
    }

    /// Reads what ``add(_:to:at:)`` reads.
    func checkAdding(to subject: SubjectToken) throws {
        guard let own = try rows.value(Key(subject)), own.records.count >= room else { return }
        _ = try rows.value(Key(subject, own.last ?? 1))
    }

    /// Reads what ``remove(_:from:)`` reads.
    func checkRemoving(_ record: RecordID, from subject: SubjectToken) throws {
        guard let own = try rows.value(Key(subject)), !own.records.contains(record) else { return }
        for number in numbers(of: own) {
            if let row = try rows.value(Key(subject, number)), row.records.contains(record) { return }
        }
    }

    /// Takes a record away.
    ///
    /// - Returns: whether it was the last one.
    mutating func remove(_ record: RecordID, from subject: SubjectToken) throws -> Bool {
        guard var own = try rows.value(Key(subject)) else { return false }
        if let place = own.records.firstIndex(of: record) {
            own.records.remove(at: place)
        } else {
            for number in numbers(of: own) {
                guard var row = try rows.value(Key(subject, number)), let place = row.records.firstIndex(of: record) else {
                    continue
                }
                row.records.remove(at: place)
                if row.records.isEmpty {
                    try rows.remove(Key(subject, number))
                } else {
                    try rows.set(row, for: Key(subject, number))
                }
                let others = (own.others ?? 1) - 1
                (own.last, own.others) = others == 0 ? (nil, nil) : (own.last, others)
                break
            }
        }
        try rows.set(own, for: Key(subject))
        return own.records.isEmpty && own.others == nil
    }

    /// Puts these records in the place of all that the subject has.
    mutating func replace(_ records: [RecordID], of subject: SubjectToken, at sequence: CommitSequence) throws {
        var own = try rows.value(Key(subject)) ?? Row()
        for number in numbers(of: own) { try rows.remove(Key(subject, number)) }
        own = Row(version: sequence, records: Array(records.prefix(room)))
        var rest = records.dropFirst(room)
        while !rest.isEmpty {
            own.last = (own.last ?? 0) + 1
            try rows.set(Row(records: Array(rest.prefix(room))), for: Key(subject, own.last ?? 1))
            own.others = (own.others ?? 0) + min(room, rest.count)
            rest = rest.dropFirst(room)
        }
        try rows.set(own, for: Key(subject))
    }

    mutating func visit(_ visitor: inout some StateVisitor) throws { try rows.visit(&visitor) }

    static func == (left: Self, right: Self) -> Bool { left.rows == right.rows }
}
