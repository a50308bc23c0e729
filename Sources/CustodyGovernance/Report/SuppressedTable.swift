/// A table of counts of people in which no small count can be read, nor reckoned from what stands around it.
///
/// A count from 1 to 4 is hidden. So that a total, from here or from elsewhere, gives none away, a row or a column with one hidden
/// count gets a second one, the smallest that there is; and a total over something hidden is not told. Nothing that is told then depends on
/// what is hidden: every told total is a sum of told counts.
public struct SuppressedTable: Hashable, Sendable, Encodable {
    /// Below this, a count of people is hidden.
    public static let threshold = 5

    /// What the rows are called.
    public let rows: [String]
    /// What the columns are called.
    public let columns: [String]
    /// The counts, row by row; nil where one is hidden.
    public let counts: [[Int?]]
    /// The totals of the rows; nil where something in the row is hidden.
    public let rowTotals: [Int?]
    /// The totals of the columns; nil where something in the column is hidden.
    public let columnTotals: [Int?]
    /// The total of all; nil where anything is hidden.
    public let total: Int?

    /// The table of these counts. Rows that are too short end with zeros.
    public init(rows: [String], columns: [String], counts: [[Int]]) {
        self.rows = rows
        self.columns = columns
        let full = rows.indices.map { row in
            columns.indices.map { column in
                row < counts.count && column < counts[row].count ? max(0, counts[row][column]) : 0
            }
        }
        let hidden = Self.hidden(full)
        func told(_ row: Int, _ column: Int) -> Int? { hidden[row][column] ? nil : full[row][column] }
        let shown = rows.indices.map { row in columns.indices.map { told(row, $0) } }
        self.counts = shown
        rowTotals = shown.map(Self.sum)
        let totals = columns.indices.map { column in Self.sum(shown.map { $0[column] }) }
        columnTotals = totals
        total = Self.sum(rowTotals)
    }

    private static func sum(_ counts: [Int?]) -> Int? {
        counts.reduce(0) { sum, count in
            guard let sum, let count else { return nil }
            return sum + count
        }
    }

    /// Which counts are hidden.
    private static func hidden(_ counts: [[Int]]) -> [[Bool]] {
        var hidden = counts.map { $0.map { (1..<threshold).contains($0) } }
        var isChanged = true
        // Each round hides more, so that it ends.
        while isChanged {
            isChanged = false
            for row in counts.indices where hidden[row].count(where: { $0 }) == 1 {
                guard let place = smallest(counts[row].indices.filter { !hidden[row][$0] }, by: { counts[row][$0] }) else {
                    continue
                }
                hidden[row][place] = true
                isChanged = true
            }
            for column in counts.first?.indices ?? 0..<0 where counts.indices.count(where: { hidden[$0][column] }) == 1 {
                guard let place = smallest(counts.indices.filter { !hidden[$0][column] }, by: { counts[$0][column] }) else {
                    continue
                }
                hidden[place][column] = true
                isChanged = true
            }
        }
        return hidden
    }

    /// The place with the smallest count that is not nothing; with nothing, when there is no other.
    private static func smallest(_ places: [Int], by count: (Int) -> Int) -> Int? {
        places.filter { count($0) > 0 }.min { count($0) < count($1) } ?? places.first
    }
}
