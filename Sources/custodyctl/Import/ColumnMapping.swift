import Custody

/// Which cell of a row goes where.
struct ColumnMapping {
    /// A cell that goes to a field.
    struct Target: Hashable {
        var column: Int
        var field: FieldName
    }

    /// A column that is not taken in, and why.
    struct LeftOut: Hashable, Encodable {
        var column: String
        var reason: String
    }

    var record: RecordName
    var purposes: [Purpose]
    var subject: Int
    var targets: [Target] = []
    var leftOut: [LeftOut] = []

    init(
        _ header: [String], schema: RecordSchema, subject: String, purposes: [Purpose], renaming: [Pair], governance: Governance
    ) throws {
        record = schema.name
        self.purposes = Array(Set(purposes)).sorted()
        for purpose in self.purposes where governance.declaration(of: purpose) == nil {
            throw CustodianError(
                .unknownPurpose,
                "the policy declares no purpose '\(purpose)'; declared are "
                    + governance.purposes.map(\.purpose.rawValue).sorted().joined(separator: ", "))
        }
        self.subject = try Self.place(of: subject, in: header, "--subject")
        var renamed: [Int: FieldName] = [:]
        for pair in renaming {
            let place = try Self.place(of: pair.left, in: header, "--map")
            guard schema[FieldName(pair.right)] != nil else {
                throw ToolError(
                    "unknownField",
                    "--map names field '\(pair.right)', which record '\(schema.name)' does not have; its fields are "
                        + schema.fields.map(\.name.rawValue).joined(separator: ", "))
            }
            guard renamed.updateValue(FieldName(pair.right), forKey: place) == nil else {
                throw ToolError("badMapping", "--map names column '\(pair.left)' twice; name it once")
            }
        }
        for (place, name) in header.enumerated() { try take(place, name, renamed[place], schema) }
        guard !targets.isEmpty else {
            throw ToolError(
                "badMapping", "no column of the file goes to a field that is held for these purposes; see --map and --for",
                reasons: leftOut.map { "\(Printable.text($0.column)): \($0.reason)" })
        }
    }

    private mutating func take(_ place: Int, _ name: String, _ renamed: FieldName?, _ schema: RecordSchema) throws(ToolError) {
        let field = renamed ?? FieldName(name)
        guard let declared = schema[field] else {
            if place != subject { leftOut.append(LeftOut(column: name, reason: "the record has no such field")) }
            return
        }
        guard purposes.contains(where: declared.isHeld) else {
            leftOut.append(LeftOut(column: name, reason: "field '\(field)' is held for none of the named purposes"))
            return
        }
        guard !targets.contains(where: { $0.field == field }) else {
            throw ToolError("badMapping", "two columns go to field '\(field)'; see --map")
        }
        targets.append(Target(column: place, field: field))
    }

    private static func place(of column: String, in header: [String], _ option: String) throws(ToolError) -> Int {
        guard let place = header.firstIndex(of: column) else {
            throw ToolError(
                "unknownColumn",
                "\(option) names column '\(column)', which the file does not have; its columns are "
                    + header.map(Printable.text).joined(separator: ", "))
        }
        return place
    }

    /// The values of a row by field; empty cells are absent.
    func values(of row: CSVRow) -> [FieldName: String] {
        var values: [FieldName: String] = [:]
        for target in targets where !row.cells[target.column].isEmpty { values[target.field] = row.cells[target.column] }
        return values
    }
}
