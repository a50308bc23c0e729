/// Where the bytes of a CSV file come from.
protocol CSVSource {
    /// How many bytes there are.
    var size: UInt64 { get }
    /// Up to `count` bytes from a place; none at the end.
    func read(at offset: UInt64, count: Int) throws(ToolError) -> [UInt8]
}

/// Bytes in memory.
struct CSVBytes: CSVSource {
    var bytes: [UInt8]

    var size: UInt64 { UInt64(bytes.count) }

    func read(at offset: UInt64, count: Int) throws(ToolError) -> [UInt8] {
        guard let start = Int(exactly: offset), start < bytes.count else { return [] }
        return Array(bytes[start..<min(bytes.count, start + count)])
    }
}
