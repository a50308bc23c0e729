/// Rows by key: a dictionary in memory, or rows in a ``RowLog`` of which only the index is resident. One state is written over
/// tables once and keeps the same promises in both forms.
///
/// A value: a copy is a snapshot, and costs no more than sharing.
package struct Table<Key: RowKey, Value: RowValue>: Sendable {
    private enum Form: Sendable {
        case memory([Key: Value])
        case rows(RowIndex)
    }

    private var form: Form

    /// An empty table, in memory when there is no log.
    package init(_ tag: TableTag, in log: (any RowLog)?) {
        form = log.map { .rows(RowIndex(tag, in: $0)) } ?? .memory([:])
    }

    /// How many rows there are.
    package var count: Int {
        switch form {
        case .memory(let rows): rows.count
        case .rows(let index): index.flat.count
        }
    }

    /// The value under a key.
    package func value(_ key: Key) throws -> Value? {
        switch form {
        case .memory(let rows): rows[key]
        case .rows(let index): try index.value(key.rowKey).map { try Value(row: $0) }
        }
    }

    /// Looks at the value under a key, which is not copied when the table is in memory.
    package func withValue<Result>(_ key: Key, _ body: (borrowing Value?) throws -> Result) throws -> Result {
        switch form {
        case .memory(let rows): try body(rows[key])
        case .rows: try body(try value(key))
        }
    }

    /// Where the rows under these keys may stand, for `RowLog.prefetch(_:)`; nowhere when the table is in memory.
    package func locations(of keys: some Sequence<Key>) -> [UInt64] {
        guard case .rows(let index) = form else { return [] }
        return keys.flatMap { index.flat.candidates(RowHash.hash($0.rowKey)) }
    }

    /// From now on rows are read through another log of the same ones; see `RowLog.nearby()`.
    package mutating func read(through log: any RowLog) {
        guard case .rows(var index) = form else { return }
        index.log = log
        form = .rows(index)
    }

    /// The same for somebody who reads many rows that stand near one another; see `RowLog.nearby()`.
    package func nearby() -> Table {
        guard case .rows(let index) = form else { return self }
        var table = self
        table.read(through: index.log.nearby())
        return table
    }

    /// Takes every row away.
    package mutating func removeAll() throws {
        try change(memory: { $0 = [:] }, rows: { $0.removeAll() })
    }

    /// Puts a value under a key, in place of the one that is there.
    package mutating func set(_ value: Value, for key: Key) throws {
        try change(
            memory: { $0[key] = value },
            rows: { try $0.set(try value.encodedRow(), for: key.rowKey) })
    }

    /// Takes a key and its value away.
    package mutating func remove(_ key: Key) throws {
        try change(memory: { $0[key] = nil }, rows: { try $0.remove(key.rowKey) })
    }

    /// Takes away a key that is known to be there, also when its row is damaged, as far as it can be told from others.
    package mutating func discard(_ key: Key) throws {
        try change(memory: { $0[key] = nil }, rows: { try $0.discard(key.rowKey) })
    }

    /// Every row. For tests and inspection: it reads them all.
    package func contents() throws -> [Key: Value] {
        switch form {
        case .memory(let rows): return rows
        case .rows(let index):
            var contents: [Key: Value] = [:]
            try index.forEach { row in
                guard let key = Key(rowKey: row.key) else { throw RowError("a row has a key of another table") }
                contents[key] = try Value(row: row.value)
            }
            return contents
        }
    }

    /// Every row, one after another.
    package func forEach(_ body: (Key, Value) throws -> Void) throws {
        switch form {
        case .memory(let rows): for (key, value) in rows { try body(key, value) }
        case .rows(let index):
            try index.forEach { row in
                guard let key = Key(rowKey: row.key) else { throw RowError("a row has a key of another table") }
                try body(key, try Value(row: row.value))
            }
        }
    }

    /// In how many parts ``forEach(inPart:_:)`` goes through the rows. A row never changes its part.
    package var partCount: Int {
        switch form {
        case .memory: 1
        case .rows: FlatIndex.shardCount
        }
    }

    /// Every row of one part.
    package func forEach(inPart part: Int, _ body: (Key, Value) throws -> Void) throws {
        guard case .rows(let index) = form else { return try forEach(body) }
        try index.forEach(in: index.flat.locations(inShard: part)) { row in
            guard let key = Key(rowKey: row.key) else { throw RowError("a row has a key of another table") }
            try body(key, try Value(row: row.value))
        }
    }

    /// Shows the index to the visitor; a table in memory has none.
    package mutating func visit(_ visitor: inout some StateVisitor) throws {
        try change(memory: { _ in }, rows: { try visitor.visit(&$0) })
    }

    /// Changes in place: the form is moved out meanwhile, so that nothing is copied.
    private mutating func change(memory: (inout [Key: Value]) -> Void, rows: (inout RowIndex) throws -> Void) throws {
        switch form {
        case .memory(var content):
            form = .memory([:])
            memory(&content)
            form = .memory(content)
        case .rows(var index):
            form = .memory([:])
            defer { form = .rows(index) }
            try rows(&index)
        }
    }
}

extension Table: Equatable where Value: Equatable {
    /// Whether they hold the same rows; a table that cannot be read equals none.
    package static func == (left: Table, right: Table) -> Bool {
        guard let left = try? left.contents(), let right = try? right.contents() else { return false }
        return left == right
    }
}
