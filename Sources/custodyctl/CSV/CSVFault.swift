/// What is wrong with a row of a CSV file, and where. It never carries what the cell holds.
struct CSVFault: Error, Hashable {
    /// What can be wrong.
    enum Kind: Hashable {
        case invalidUTF8
        case unterminatedQuote
        case textAfterQuote
        case quoteInPlainCell
        case loneCarriageReturn
        case cellCount(found: Int, expected: Int)
        case tooLong
    }

    var kind: Kind
    /// The row, counted from 1 after the header; 0 for the header.
    var row: Int
    /// The line of the file, counted from 1.
    var line: Int
    /// The character in the line, counted from 1.
    var column: Int

    /// What is wrong and what to do.
    var message: String {
        switch kind {
        case .invalidUTF8: "this is not UTF-8; save the file as UTF-8"
        case .unterminatedQuote: "the quote that begins here is never closed"
        case .textAfterQuote:
            "a comma or the end of the line must follow a closing quote; write a quote inside a quoted cell twice"
        case .quoteInPlainCell: "a quote stands inside a cell that does not begin with one; quote the whole cell"
        case .loneCarriageReturn: "a carriage return stands without a line feed; quote the cell or mend the line end"
        case .cellCount(let found, let expected):
            "the row ends here with \(found) \(found == 1 ? "cell" : "cells"), and the header has \(expected)"
        case .tooLong: "the row is longer than \(CSVParser.maximumRowBytes) bytes; most likely a quote is not closed"
        }
    }
}
