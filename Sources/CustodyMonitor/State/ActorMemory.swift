/// What is remembered of actors: rows of flat arrays, one for each place in the table of actors.
///
/// Rows are made when a place is used first and cleared when it goes to another actor, so that memory follows the actors that act
/// and ends at the table's capacity.
protocol ActorMemory: MonitorState {
    /// Makes a row for the next place.
    mutating func append()
    /// Forgets what the row holds.
    mutating func clear(_ place: Int)
    /// How many rows there are.
    var rows: Int { get }
}

/// Does something to every part of what a rule remembers.
protocol MemoryVisitor {
    associatedtype Failure: Error
    /// A part that has a row for each actor.
    mutating func visit(_ memory: inout some ActorMemory) throws(Failure)
    /// A part that has a row for each actor, and that states have from a version on.
    mutating func visit(_ memory: inout some ActorMemory, since version: UInt32) throws(Failure)
    /// A part that is of no actor.
    mutating func visit(shared: inout some MonitorState) throws(Failure)
}

extension MemoryVisitor {
    mutating func visit(_ memory: inout some ActorMemory, since version: UInt32) throws(Failure) { try visit(&memory) }
}

/// Makes the rows of a new place.
struct RowAppending: MemoryVisitor {
    typealias Failure = Never
    func visit(_ memory: inout some ActorMemory) { memory.append() }
    func visit(shared: inout some MonitorState) {}
}

/// Forgets what is remembered of a place.
struct RowClearing: MemoryVisitor {
    typealias Failure = Never
    let place: Int
    func visit(_ memory: inout some ActorMemory) { memory.clear(place) }
    func visit(shared: inout some MonitorState) {}
}

/// Writes or reads everything.
struct MemoryCoding: MemoryVisitor {
    typealias Failure = MonitorError
    var coder: StateCoder
    let rows: Int

    mutating func visit(_ memory: inout some ActorMemory) throws(MonitorError) {
        try memory.code(&coder)
        try coder.expect(memory.rows == rows)
    }

    mutating func visit(_ memory: inout some ActorMemory, since version: UInt32) throws(MonitorError) {
        guard coder.version < version else { return try visit(&memory) }
        if coder.isReading { for _ in 0..<rows { memory.append() } }
    }

    mutating func visit(shared: inout some MonitorState) throws(MonitorError) { try shared.code(&coder) }
}

/// So many numbers of each actor.
struct ColumnMemory<Number: StateNumber>: ActorMemory {
    private let width: Int
    private var values: [Number] = []

    init(width: Int = 1) { self.width = width }

    var rows: Int { values.count / width }

    @inline(__always)
    subscript(_ place: Int, _ column: Int = 0) -> Number {
        get { values[place * width + column] }
        set { values[place * width + column] = newValue }
    }

    mutating func append() { values.appendRow(width) }
    mutating func clear(_ place: Int) { values.clearRow(place, width) }

    mutating func code(_ coder: inout StateCoder) throws(MonitorError) {
        try coder.code(&values)
        try coder.expect(values.count % width == 0)
    }
}

extension Array where Element: StateNumber {
    /// Makes another row of zeros.
    mutating func appendRow(_ width: Int) { append(contentsOf: repeatElement(.zero, count: width)) }

    /// Writes zeros over a row.
    mutating func clearRow(_ row: Int, _ width: Int) {
        for place in row * width..<(row + 1) * width { self[place] = .zero }
    }
}
