import Custody

/// What became of the rows of a file. It never says who they were about.
struct ImportSummary: Answer {
    /// A row that is wrong.
    struct BadRow: Hashable, Encodable {
        var row: Int
        var line: Int
        var column: Int
        var reason: String
    }

    /// Rows that were refused for one reason.
    struct Refusal: Hashable, Encodable {
        var reason: String
        var count: Int
        var firstLine: Int
    }

    var imported = 0
    var alreadyThere = 0
    var refused: [Refusal] = []
    var badRows: [BadRow] = []
    var leftOut: [ColumnMapping.LeftOut]

    init(leftOut: [ColumnMapping.LeftOut]) { self.leftOut = leftOut }

    mutating func add(_ fault: CSVFault) {
        badRows.append(BadRow(row: fault.row, line: fault.line, column: fault.column, reason: fault.message))
    }

    mutating func addBad(_ row: CSVRow, _ reason: String) {
        badRows.append(BadRow(row: row.number, line: row.line, column: 1, reason: reason))
    }

    mutating func addRefused(_ row: CSVRow, _ error: CustodianError) {
        let reason = ([error.message] + error.reasons).joined(separator: "; ")
        if let place = refused.firstIndex(where: { $0.reason == reason }) {
            refused[place].count += 1
            refused[place].firstLine = min(refused[place].firstLine, row.line)
        } else {
            refused.append(Refusal(reason: reason, count: 1, firstLine: row.line))
        }
    }

    private static func rows(_ count: Int) -> String { count == 1 ? "1 row" : "\(count) rows" }

    private var refusedCount: Int { refused.reduce(0) { $0 + $1.count } }

    var lines: [String] {
        var lines: [String] = []
        for column in leftOut { lines.append("not taken in: \(column.line)") }
        for bad in badRows.sorted(by: { ($0.line, $0.column) < ($1.line, $1.column) }) {
            lines.append("bad row at \(bad.line):\(bad.column) (row \(bad.row)): \(bad.reason)")
        }
        for refusal in refused {
            lines.append("refused: \(Self.rows(refusal.count)), the first at line \(refusal.firstLine): \(refusal.reason)")
        }
        lines.append(
            "imported: \(imported), already there: \(alreadyThere), refused: \(refusedCount), bad rows: \(badRows.count)")
        return lines
    }

    /// Ends the command as the rows did: a bad row is bad input, a refused one is a refusal.
    func throwIfIncomplete() throws(ToolError) {
        if !badRows.isEmpty {
            throw ToolError(
                "badRows",
                "\(Self.rows(badRows.count)) stayed out; mend what is wrong and import the file again, the good rows are kept")
        }
        if !refused.isEmpty {
            throw ToolError(
                "refusedRows", "the policy refused \(Self.rows(refusedCount)); the others are kept", status: .refused)
        }
    }
}
