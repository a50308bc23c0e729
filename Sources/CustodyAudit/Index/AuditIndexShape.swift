import CustodyModel

/// How large the parts of an index are; tests make them small. It is kept with the index: one of another shape is made anew.
package struct AuditIndexShape: Hashable, Sendable, Codable {
    /// How many entries stand in a block, whose columns are one row.
    package var blockEntries: UInt64
    /// How many blocks make a run, whose postings are sorted and written together.
    package var runBlocks: UInt64

    /// A larger run costs a query by person fewer reads and the append that completes it more time. The limits are what a
    /// posting has room for.
    package init(blockEntries: UInt64 = 4096, runBlocks: UInt64 = 64) {
        self.blockEntries = min(max(1, blockEntries), 1 << 15)
        self.runBlocks = min(max(1, runBlocks), 1 << 8)
    }

    var runEntries: UInt64 { blockEntries * runBlocks }

    private enum CodingKeys: String, CodingKey {
        case blockEntries = "b"
        case runBlocks = "r"
    }
}
