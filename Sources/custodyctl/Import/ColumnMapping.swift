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
        /// Counted from 1.
        var place: Int
        /// Its name; nil where the first line does not look like a header line, because what stands there may be a person's.
        var column: String?
        var reason: String

        var line: String { (column.map { "column '\(Printable.text($0))'" } ?? "column \(place)") + ": \(reason)" }
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
                "--for names a purpose that the policy does not declare; declared are "
                    + governance.purposes.map(\.purpose.rawValue).sorted().joined(separator: ", "))
        }
        self.subject = try Self.place(of: subject, in: header, schema, "--subject")
        var renamed: [Int: FieldName] = [:]
        for pair in renaming {
            let place = try Self.place(of: pair.left, in: header, schema, "--map")
            guard schema[FieldName(pair.right)] != nil else {
                throw ToolError(
                    "unknownField",
                    "--map names a field that record '\(schema.name)' does not have; its fields are "
                        + schema.fields.map(\.name.rawValue).joined(separator: ", "))
            }
            guard renamed.updateValue(FieldName(pair.right), forKey: place) == nil else {
                throw ToolError("badMapping", "--map names column \(place + 1) twice; name it once")
            }
        }
        let isHeader = !Self.fields(in: header, schema).isEmpty
        for (place, name) in header.enumerated() {
            if let reason = try take(place, renamed[place] ?? FieldName(name), schema) {
                leftOut.append(LeftOut(place: place + 1, column: isHeader ? name : nil, reason: reason))
            }
        }
        guard !targets.isEmpty else {
            throw ToolError(
                "badMapping",
                "no column of the file goes to a field that is held for these purposes; see --map and --for"
                    + (isHeader ? "" : ", and whether the first line is a header line"), reasons: leftOut.map(\.line))
        }
    }

    /// Takes a column in; says why where it does not.
    private mutating func take(_ place: Int, _ field: FieldName, _ schema: RecordSchema) throws(ToolError) -> String? {
        guard let declared = schema[field] else { return place == subject ? nil : "the record has no such field" }
        guard purposes.contains(where: declared.isHeld) else {
            return "field '\(field)' is held for none of the named purposes"
        }
        guard !targets.contains(where: { $0.field == field }) else {
            throw ToolError("badMapping", "two columns go to field '\(field)'; see --map")
        }
        targets.append(Target(column: place, field: field))
        return nil
    }

    private static func place(
        of column: String, in header: [String], _ schema: RecordSchema, _ option: String
    ) throws(ToolError) -> Int {
        guard let place = header.firstIndex(of: column) else {
            // The first line may be the first person's: only what the record names itself is repeated.
            let fields = fields(in: header, schema)
            let count = header.count == 1 ? "1 column" : "\(header.count) columns"
            throw ToolError(
                "unknownColumn",
                "\(option) names a column that the file does not have; its first line has \(count), "
                    + (fields.isEmpty
                        ? "none of them a field of record '\(schema.name)': it does not look like a header line"
                        : "of them fields of record '\(schema.name)': \(fields.joined(separator: ", "))"))
        }
        return place
    }

    /// The cells of the first line that name a field of the record.
    private static func fields(in header: [String], _ schema: RecordSchema) -> [String] {
        header.filter { schema[FieldName($0)] != nil }
    }

    /// The values of a row by field; empty cells are absent.
    func values(of row: CSVRow) -> [FieldName: String] {
        var values: [FieldName: String] = [:]
        for target in targets where !row.cells[target.column].isEmpty { values[target.field] = row.cells[target.column] }
        return values
    }
}
