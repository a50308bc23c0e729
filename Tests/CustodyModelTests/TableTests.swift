import CustodyTesting
import Synchronization
import Testing

@testable import CustodyModel

/// Rows in a list: a log without files.
final class ListedRows: RowLog {
    func prefetch(_ locations: [UInt64]) {}

    private let rows = Mutex<[Row?]>([])
    private let dropped = Mutex(0)

    var dropCount: Int { dropped.withLock { $0 } }

    func append(_ row: Row) -> UInt64 {
        rows.withLock { rows in
            rows.append(row)
            return UInt64(rows.count)
        }
    }

    func read(_ location: UInt64, of table: TableTag) throws -> Row {
        guard let row = rows.withLock({ $0[Int(location) - 1] }) else { throw RowError("damaged") }
        return row
    }

    func drop(_ row: Row, at location: UInt64) { dropped.withLock { $0 += 1 } }

    func damage(_ location: UInt64) { rows.withLock { $0[Int(location) - 1] = nil } }

    private final class Hold: RowHold {}
    func hold() -> any RowHold { Hold() }
}

@Suite("A table")
struct TableTests {
    private static func key(_ number: UInt64) -> Handle { Handle(high: number, low: 0) }

    @Test("It says the same in memory and in rows", arguments: [1, UInt64.random(in: 2 ... .max)])
    func forms(_ seed: UInt64) throws {
        let random = SeededRandomSource(seed: seed)
        let log = ListedRows()
        var memory = Table<Handle, Handle>(.bindings, in: nil)
        var rows = Table<Handle, Handle>(.bindings, in: log)
        for _ in 0..<3000 {
            let key = Self.key(random.number() % 200)
            if random.number() % 3 == 0 {
                try memory.remove(key)
                try rows.remove(key)
            } else {
                let value = Handle.random(from: random)
                try memory.set(value, for: key)
                try rows.set(value, for: key)
            }
            #expect(try memory.value(key) == rows.value(key), "seed \(seed)")
        }
        #expect(memory == rows, "seed \(seed)")
        #expect(memory.count == rows.count)
        #expect(log.dropCount > 1000)
    }

    @Test("A copy stays as it was")
    func snapshot() throws {
        var table = Table<Handle, Handle>(.bindings, in: ListedRows())
        for number in UInt64(0)..<100 { try table.set(Self.key(number), for: Self.key(number)) }
        let copy = table
        for number in UInt64(0)..<100 { try table.set(.zero, for: Self.key(number)) }
        try table.remove(Self.key(3))
        #expect(try copy.contents() == Dictionary(uniqueKeysWithValues: (UInt64(0)..<100).map { (Self.key($0), Self.key($0)) }))
    }

    @Test("A key whose row is damaged can be taken away all the same, and no other goes with it")
    func discarded() throws {
        let log = ListedRows()
        var table = Table<Handle, Handle>(.bindings, in: log)
        for number in UInt64(1)...3 { try table.set(.zero, for: Self.key(number)) }
        log.damage(1)
        for number: UInt64 in [1, 2, 9] { try table.discard(Self.key(number)) }
        #expect(try table.contents() == [Self.key(3): .zero])
        #expect(table.count == 1 && log.dropCount == 1)
    }

    @Test("A row that cannot be read is an error, never an absent one")
    func damaged() throws {
        let log = ListedRows()
        var table = Table<Handle, Handle>(.bindings, in: log)
        try table.set(.zero, for: Self.key(1))
        log.damage(1)
        #expect(throws: RowError.self) { try table.value(Self.key(1)) }
        #expect(throws: RowError.self) { try table.set(.zero, for: Self.key(1)) }
        #expect(throws: RowError.self) { try table.remove(Self.key(1)) }
        #expect(throws: RowError.self) { try table.contents() }
        #expect(try table.value(Self.key(2)) == nil)
    }
}
