package import CustodyCore
import CustodyModel

extension FileBackend {
    /// What the indexes and lists of an open store take in memory, a line each: for benchmarks. Empty for other backends.
    package static func residentBytes(of backends: Backends) throws -> [String] {
        guard let coordinator = backends.coordinator as? FileCoordinator, let bytes = try coordinator.residentBytes() else {
            return []
        }
        let records = max(1, bytes.tables[.records].map(\.rows) ?? 0)
        var lines = bytes.tables.sorted { $0.key.rawValue < $1.key.rawValue }.map { tag, size in
            "table \(tag.rawValue): \(size.rows) rows, \(size.bytes) bytes"
        }
        lines.append("ordered lists: \(bytes.lists.elements) elements, \(bytes.lists.bytes) bytes")
        lines.append("together \(bytes.total) bytes, \(bytes.total / records) a record")
        return lines
    }
}
