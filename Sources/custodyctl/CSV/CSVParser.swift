/// Reads RFC 4180 byte by byte: quotes, doubled quotes, line breaks inside quotes, LF and CRLF.
///
/// A row that is wrong ends nothing: the parser says where to go on, which is the line after the one where the trouble
/// began, so that a quote that is never closed costs its own row and not the rest of the file.
struct CSVParser {
    /// More than any row about a person needs, and little enough that a lost quote costs no memory to speak of.
    static let maximumRowBytes = 1 << 16

    /// What the parser has to say after a byte.
    enum Outcome {
        /// Nothing yet.
        case more
        /// A row is whole.
        case row([String])
        /// A row is wrong. Reading goes on at `resume`, which may lie before the byte just read.
        case fault(CSVFault.Kind, line: Int, column: Int, resume: Resume)
    }

    /// Where reading goes on after a wrong row.
    enum Resume: Equatable {
        /// After the end of the line that is being read.
        case nextLine
        /// At this place, the first after an earlier line.
        case at(offset: UInt64, line: Int)
        /// After the byte just read: the line is over.
        case here
    }

    private enum State {
        case cellStart
        case plain
        case quoted
        case quoteInQuoted
        case carriageReturn
        case skippingLine
    }

    private var state = State.cellStart
    private var cells: [String] = []
    private var cell: [UInt8] = []
    private var rowBytes = 0
    private var utf8 = UTF8Check()
    private var invalid: (line: Int, column: Int)?
    private var quote: (line: Int, column: Int) = (1, 1)
    private var hasQuote = false
    /// The first byte after the line on which the open quote stands.
    private var afterQuoteLine: (offset: UInt64, line: Int)?

    /// The byte that comes next, and its place.
    private(set) var offset: UInt64 = 0
    private(set) var line = 1
    private(set) var column = 1
    /// The line on which the row begins.
    private(set) var rowLine = 1
    /// Where the row that ended last ended.
    private(set) var end: (line: Int, column: Int) = (1, 1)

    /// Goes on somewhere else, at the start of a line.
    mutating func move(to offset: UInt64, line: Int) {
        self.offset = offset
        self.line = line
        column = 1
        begin()
    }

    /// Leaves out the rest of the line.
    mutating func skipLine() {
        begin()
        state = .skippingLine
    }

    private mutating func begin() {
        state = .cellStart
        cells = []
        cell = []
        rowBytes = 0
        utf8 = UTF8Check()
        invalid = nil
        hasQuote = false
        rowLine = line
        afterQuoteLine = nil
    }

    /// Takes in one byte.
    mutating func consume(_ byte: UInt8) -> Outcome {
        let place = (line: line, column: column)
        advance(byte)
        if state == .skippingLine {
            if byte == UInt8(ascii: "\n") { begin() }
            return .more
        }
        rowBytes += 1
        guard rowBytes <= Self.maximumRowBytes else { return tooLong(byte) }
        if invalid == nil, !utf8.accepts(byte) { invalid = place }
        return step(byte, at: place)
    }

    private mutating func step(_ byte: UInt8, at place: (line: Int, column: Int)) -> Outcome {
        switch (state, byte) {
        case (.cellStart, UInt8(ascii: "\"")):
            state = .quoted
            quote = place
            hasQuote = true
            afterQuoteLine = nil
        case (.cellStart, UInt8(ascii: ",")), (.plain, UInt8(ascii: ",")), (.quoteInQuoted, UInt8(ascii: ",")): endCell()
        case (.cellStart, UInt8(ascii: "\n")), (.plain, UInt8(ascii: "\n")), (.quoteInQuoted, UInt8(ascii: "\n")):
            return endRow(place)
        case (.carriageReturn, UInt8(ascii: "\n")): return endRow((place.line, place.column - 1))
        case (.cellStart, UInt8(ascii: "\r")), (.plain, UInt8(ascii: "\r")), (.quoteInQuoted, UInt8(ascii: "\r")):
            state = .carriageReturn
        case (.carriageReturn, _):
            return .fault(.loneCarriageReturn, line: place.line, column: place.column - 1, resume: .nextLine)
        case (.plain, UInt8(ascii: "\"")):
            return .fault(.quoteInPlainCell, line: place.line, column: place.column, resume: .nextLine)
        case (.cellStart, _), (.plain, _):
            state = .plain
            cell.append(byte)
        case (.quoted, UInt8(ascii: "\"")): state = .quoteInQuoted
        case (.quoted, _):
            if byte == UInt8(ascii: "\n"), afterQuoteLine == nil { afterQuoteLine = (offset, line) }
            cell.append(byte)
        case (.quoteInQuoted, UInt8(ascii: "\"")):
            state = .quoted
            cell.append(byte)
        case (.quoteInQuoted, _):
            return .fault(.textAfterQuote, line: place.line, column: place.column, resume: resumeAfterQuote)
        case (.skippingLine, _): break
        }
        return .more
    }

    /// The file is over.
    mutating func finish() -> Outcome {
        switch state {
        case .skippingLine: return .more
        case .cellStart where cells.isEmpty: return .more
        case .carriageReturn:
            return .fault(.loneCarriageReturn, line: line, column: max(1, column - 1), resume: .nextLine)
        case .quoted: return .fault(.unterminatedQuote, line: quote.line, column: quote.column, resume: resumeAfterQuote)
        case .cellStart, .plain, .quoteInQuoted:
            if invalid == nil, !utf8.isWhole { invalid = (line, column) }
            return endRow((line, column))
        }
    }

    private mutating func advance(_ byte: UInt8) {
        offset += 1
        if byte == UInt8(ascii: "\n") {
            line += 1
            column = 1
        } else if byte & 0xC0 != 0x80 {
            column += 1
        }
    }

    private mutating func endCell() {
        cells.append(String(decoding: cell, as: UTF8.self))
        cell = []
        state = .cellStart
    }

    private mutating func endRow(_ place: (line: Int, column: Int)) -> Outcome {
        endCell()
        end = place
        if let invalid { return .fault(.invalidUTF8, line: invalid.line, column: invalid.column, resume: .here) }
        // An empty line holds no row; a file often ends with one.
        guard cells != [""] || hasQuote else {
            begin()
            return .more
        }
        return .row(cells)
    }

    /// The row just given is done with; the next one begins here.
    mutating func beginRow() { begin() }

    private var resumeAfterQuote: Resume { afterQuoteLine.map { .at(offset: $0.offset, line: $0.line) } ?? .nextLine }

    private func tooLong(_ byte: UInt8) -> Outcome {
        if state == .quoted {
            return .fault(.unterminatedQuote, line: quote.line, column: quote.column, resume: resumeAfterQuote)
        }
        return .fault(.tooLong, line: rowLine, column: 1, resume: byte == UInt8(ascii: "\n") ? .here : .nextLine)
    }
}
