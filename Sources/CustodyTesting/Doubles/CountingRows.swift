package import CustodyModel
import Synchronization

/// Rows in memory that count how often one is read.
package final class CountingRows: RowLog {
    private final class Nothing: RowHold {}
    private let state = Mutex((rows: [Row](), reads: 0))

    package init() {}

    /// How many rows were read.
    package var reads: Int { state.withLock { $0.reads } }

    package func append(_ row: Row) -> UInt64 {
        state.withLock { state in
            state.rows.append(row)
            return UInt64(state.rows.count)
        }
    }

    package func read(_ location: UInt64, of table: TableTag) throws -> Row {
        state.withLock { state in
            state.reads += 1
            return state.rows[Int(location) - 1]
        }
    }

    package func drop(_ row: Row, at location: UInt64) {}
    package func prefetch(_ locations: [UInt64]) {}
    package func hold() -> any RowHold { Nothing() }
}
