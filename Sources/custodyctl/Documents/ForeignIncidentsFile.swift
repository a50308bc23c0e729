import Custody

/// A file with incidents of another system: a JSON array, read strictly, so that no misspelt name loses what it says.
enum ForeignIncidentsFile {
    private static let shape = JSONShape.list(
        .object(
            Dictionary(
                uniqueKeysWithValues: [
                    "reference", "title", "role", "occurred", "detected", "aware", "awareReason", "notified", "lateReason",
                    "determination", "risk", "people", "records",
                ].map { ($0, JSONShape.any) })))

    /// Reads the file.
    static func read(_ path: String) throws -> [ForeignIncident] {
        let bytes = try InputFile.read(path, "the incidents")
        do {
            let faults = try shape.faults(in: JSONText.decode(JSONTree.self, from: bytes))
            guard faults.isEmpty else {
                throw ToolError("malformedDocument", "the file says things that mean nothing", path: path, reasons: faults)
            }
            return try JSONText.decode([ForeignIncident].self, from: bytes)
        } catch let error as DecodingError {
            throw ToolError("malformedDocument", "the file cannot be read: \(error.explanation)", path: path)
        }
    }
}
