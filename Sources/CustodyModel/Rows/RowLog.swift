/// Where rows stand: appended one after another and never changed, so that a location stays good as long as it is counted
/// as live.
///
/// The rows are no truth of their own: what makes changes last is the commit. An implementation may lose what was appended
/// since its last checkpoint, and is given it again by replay.
package protocol RowLog: AnyObject, Sendable {
    /// Adds a row and answers its location, which is not zero and below ``FlatIndex/locationLimit``.
    func append(_ row: Row) -> UInt64

    /// The row at a location.
    ///
    /// - Parameter table: of which it should be. How much is read at once may go by it; whether it is so is for the caller to look at.
    /// - Throws: when the bytes are not those that were appended there.
    func read(_ location: UInt64, of table: TableTag) throws -> Row

    /// The rows at these locations are about to be read: what can fetch many at once begins to.
    func prefetch(_ locations: [UInt64])

    /// The same rows for somebody who reads many that stand near one another: what stands around a row is read with it.
    func nearby() -> any RowLog

    /// The row is live no more.
    func drop(_ row: Row, at location: UInt64)

    /// While the answer lives, every row that is live now stays readable, also when it is replaced or moved meanwhile.
    func hold() -> any RowHold

    /// Does something that reads many rows where nobody but its caller waits for them: rows that stand on a disk are not read meanwhile on
    /// a thread that tasks share.
    func reading<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result
}

extension RowLog {
    /// Itself, where a row more costs nothing.
    package func nearby() -> any RowLog { self }

    /// In place, where a row is at hand.
    package func reading<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try body()
    }
}

/// See ``RowLog/hold()``.
package protocol RowHold: AnyObject, Sendable {}

/// One row of a table.
package struct Row: Equatable, Sendable {
    /// Which table.
    package var table: TableTag
    /// The key, at most 255 bytes.
    package var key: [UInt8]
    /// The value.
    package var value: [UInt8]

    package init(_ table: TableTag, _ key: [UInt8], _ value: [UInt8]) {
        self.table = table
        self.key = key
        self.value = value
    }
}

/// Names a table in its rows; never reused for another. 3 was one.
package struct TableTag: RawRepresentable, Hashable, Sendable {
    package var rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let keys = TableTag(rawValue: 1)
    package static let auditLeaves = TableTag(rawValue: 2)
    package static let auditTiles = TableTag(rawValue: 4)
    package static let records = TableTag(rawValue: 5)
    package static let subjects = TableTag(rawValue: 6)
    package static let bindings = TableTag(rawValue: 7)
    package static let bound = TableTag(rawValue: 8)
    package static let suppressions = TableTag(rawValue: 9)
    package static let notices = TableTag(rawValue: 10)
    package static let timelines = TableTag(rawValue: 11)
    package static let idempotency = TableTag(rawValue: 12)
    package static let auditParts = TableTag(rawValue: 13)
    package static let auditKept = TableTag(rawValue: 14)
    package static let auditIndex = TableTag(rawValue: 15)
}

/// What a row holds cannot be read as what it should be.
package struct RowError: DamageReporting, Equatable, Sendable, CustomStringConvertible {
    package var message: String
    package init(_ message: String) { self.message = message }
    package var description: String { message }
    package var isDamage: Bool { true }
}
