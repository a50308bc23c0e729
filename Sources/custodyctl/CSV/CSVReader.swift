/// Reads a CSV file row by row, a piece at a time: memory does not grow with the file.
struct CSVReader {
    /// What stands in the file next.
    enum Item: Hashable {
        case row(CSVRow)
        case fault(CSVFault)
    }

    private let source: any CSVSource
    private var parser = CSVParser()
    private var chunk: [UInt8] = []
    private var next = 0
    private var number = 0
    private var isFinished = false

    /// The cells of the header, each a different name.
    private(set) var header: [String] = []

    /// How many bytes were read.
    var position: UInt64 { parser.offset }

    /// Opens the file and reads its header.
    init(_ source: any CSVSource) throws(ToolError) {
        self.source = source
        try refill()
        if chunk.starts(with: [0xEF, 0xBB, 0xBF]) {
            // A byte order mark is no part of the first name.
            next = 3
            parser.move(to: 3, line: 1)
        }
        switch try read() {
        case .row(let row): header = row.cells
        case .fault(let fault):
            throw ToolError(
                "badHeader", "the header at line \(fault.line), column \(fault.column) cannot be read: \(fault.message)")
        case nil: throw ToolError("badHeader", "the file is empty; its first line must name the columns")
        }
        for (place, name) in header.enumerated() {
            if name.isEmpty { throw ToolError("badHeader", "column \(place + 1) of the header has no name; give it one") }
            if let other = header[..<place].firstIndex(of: name) {
                // Without the name: where there is no header line, it is a person's.
                throw ToolError(
                    "badHeader",
                    "columns \(other + 1) and \(place + 1) of the first line are named alike; it must name each column once")
            }
        }
    }

    /// The next row or fault; nil at the end.
    mutating func read() throws(ToolError) -> Item? {
        while !isFinished {
            if next == chunk.count {
                try refill()
                if chunk.isEmpty { return try end() }
            }
            let byte = chunk[next]
            next += 1
            if let item = try take(parser.consume(byte)) { return item }
        }
        return nil
    }

    private mutating func end() throws(ToolError) -> Item? {
        let end = parser.offset
        let item = try take(parser.finish())
        // A fault at the end may send the parser back to an earlier line.
        isFinished = parser.offset == end
        return item
    }

    private mutating func take(_ outcome: CSVParser.Outcome) throws(ToolError) -> Item? {
        switch outcome {
        case .more: return nil
        case .row(let cells):
            defer { parser.beginRow() }
            let row = CSVRow(number: number, line: parser.rowLine, cells: cells)
            number += 1
            guard header.isEmpty || cells.count == header.count else {
                let kind = CSVFault.Kind.cellCount(found: cells.count, expected: header.count)
                return .fault(CSVFault(kind: kind, row: row.number, line: parser.end.line, column: parser.end.column))
            }
            return .row(row)
        case .fault(let kind, let line, let column, let resume):
            defer { number += 1 }
            switch resume {
            case .here: parser.beginRow()
            case .nextLine: parser.skipLine()
            case .at(let offset, let line):
                parser.move(to: offset, line: line)
                chunk = []
                next = 0
            }
            return .fault(CSVFault(kind: kind, row: number, line: line, column: column))
        }
    }

    private mutating func refill() throws(ToolError) {
        chunk = try source.read(at: parser.offset, count: 1 << 16)
        next = 0
    }
}
