/// A row of a CSV file.
struct CSVRow: Hashable {
    /// Counted from 1 after the header; 0 for the header.
    var number: Int
    /// The line of the file on which it begins, counted from 1.
    var line: Int
    /// The cells.
    var cells: [String]
}
