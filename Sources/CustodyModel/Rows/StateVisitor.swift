/// Sees every part of a state that outlives the process, in one order: what saves, restores, moves and counts a state goes
/// through the same list of parts, so that none of them can forget one.
package protocol StateVisitor {
    /// Whether the parts are to be filled and not to be read.
    var isRestoring: Bool { get }
    /// A table.
    mutating func visit(_ index: inout RowIndex) throws
    /// An ordered list.
    mutating func visit<Element: FlatElement>(_ list: inout OrderedChunks<Element>) throws
    /// Something small.
    mutating func visit<Value: Codable>(small value: inout Value) throws
}

/// A state that can be saved and restored.
package protocol VisitableState: Sendable {
    /// Shows every part to the visitor.
    mutating func visit(_ visitor: inout some StateVisitor) throws
}

/// Counts the bytes that tables and lists take in memory.
package struct ResidentBytes: StateVisitor {
    /// Of the indexes of tables, each by its table.
    package private(set) var tables: [TableTag: (rows: Int, bytes: Int)] = [:]
    /// Of ordered lists.
    package private(set) var lists: (elements: Int, bytes: Int) = (0, 0)
    package var isRestoring: Bool { false }

    package init() {}

    /// Of all together.
    package var total: Int { tables.values.reduce(lists.bytes) { $0 + $1.bytes } }

    package mutating func visit(_ index: inout RowIndex) throws {
        let known = tables[index.table] ?? (0, 0)
        tables[index.table] = (known.rows + index.flat.count, known.bytes + index.flat.residentBytes)
    }

    package mutating func visit<Element: FlatElement>(_ list: inout OrderedChunks<Element>) throws {
        lists.elements += list.count
        lists.bytes += list.residentBytes
    }

    package mutating func visit<Value: Codable>(small value: inout Value) throws {}
}

/// A store whose state can be saved and restored.
package protocol KeptStore: Sendable {
    /// A copy of the state as it is now, which shares what does not change.
    func snapshot() throws -> any VisitableState
    /// Shows every part of the state to the visitor, with nothing else looking on.
    func visit(_ visitor: inout some StateVisitor) throws
}
