import Custody

/// The file with the kinds of records that a store holds: a JSON array of schemas, read strictly.
enum RecordsDocument {
    /// Reads the file.
    static func read(_ path: String) throws -> [RecordSchema] {
        let bytes = try InputFile.read(path, "the records file")
        do {
            let faults = try JSONShape.records.faults(in: JSONText.decode(JSONTree.self, from: bytes))
            guard faults.isEmpty else {
                throw ToolError(
                    "malformedDocument", "the records file says things that mean nothing", path: path, reasons: faults)
            }
            return try JSONText.decode([RecordSchema].self, from: bytes)
        } catch let error as DecodingError {
            throw ToolError("malformedDocument", "the records file cannot be read: \(error.explanation)", path: path)
        }
    }
}

extension JSONShape {
    /// What a records file may say.
    static let records: JSONShape = {
        let value = JSONShape.object(["_0": .any])
        let period = JSONShape.object(["days": value, "months": value, "years": value])
        let field = JSONShape.object([
            "name": .any, "category": .any, "purposes": .any,
            "retention": .object(["name": .any, "period": period, "trigger": .any]), "verification": period,
        ])
        return .list(.object(["name": .any, "version": .any, "fields": .list(field)]))
    }()
}
