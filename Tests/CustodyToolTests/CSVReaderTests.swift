import Testing

@testable import custodyctl

@Suite("The CSV reader")
struct CSVReaderTests {
    private func read(_ text: String) throws -> [CSVReader.Item] { try read(Array(text.utf8)) }

    private func read(_ bytes: [UInt8]) throws -> [CSVReader.Item] {
        var reader = try CSVReader(CSVBytes(bytes: bytes))
        var items: [CSVReader.Item] = []
        while let item = try reader.read() { items.append(item) }
        return items
    }

    private func cells(_ text: String) throws -> [[String]] {
        try read(text).compactMap { if case .row(let row) = $0 { row.cells } else { nil } }
    }

    private func faults(_ items: [CSVReader.Item]) -> [CSVFault] {
        items.compactMap { if case .fault(let fault) = $0 { fault } else { nil } }
    }

    @Test("reads quotes, doubled quotes, commas and line breaks in quotes")
    func quotes() throws {
        #expect(try cells("a,b\n\"x, y\",\"say \"\"hi\"\"\"\n") == [["x, y", "say \"hi\""]])
        #expect(try cells("a,b\n\"one\r\ntwo\",\"\"\n") == [["one\r\ntwo", ""]])
    }

    @Test("reads LF and CRLF, with and without a last line end", arguments: ["\n", "\r\n"])
    func lineEnds(_ end: String) throws {
        #expect(try cells(["a,b", "1,2", "3,4"].joined(separator: end)) == [["1", "2"], ["3", "4"]])
        #expect(try cells(["a,b", "1,2", "3,4", ""].joined(separator: end)) == [["1", "2"], ["3", "4"]])
        #expect(try cells(["a,b", "1,", "", "", ",4", ""].joined(separator: end)) == [["1", ""], ["", "4"]])
    }

    @Test("a quoted empty cell is a row, an empty line is none")
    func emptyLines() throws { #expect(try cells("a\n\n\"\"\nx\n") == [[""], ["x"]]) }

    @Test("a byte order mark is no part of the first name")
    func byteOrderMark() throws {
        var reader = try CSVReader(CSVBytes(bytes: [0xEF, 0xBB, 0xBF] + Array("a,b\n1,2\n".utf8)))
        #expect(reader.header == ["a", "b"])
        #expect(try reader.read() == .row(CSVRow(number: 1, line: 2, cells: ["1", "2"])))
    }

    @Test("ragged rows are told where they end, and the others are read")
    func ragged() throws {
        let items = try read("a,b\n1,2\n1\n1,2,3\n5,6\n")
        #expect(
            faults(items) == [
                CSVFault(kind: .cellCount(found: 1, expected: 2), row: 2, line: 3, column: 2),
                CSVFault(kind: .cellCount(found: 3, expected: 2), row: 3, line: 4, column: 6),
            ])
        #expect(items.last == .row(CSVRow(number: 4, line: 5, cells: ["5", "6"])))
    }

    @Test("bytes that are not UTF-8 are told where they stand; columns count characters")
    func badUTF8() throws {
        let items = try read(Array("a,b\né".utf8) + [0xFF] + Array(",2\nx,y\n".utf8))
        #expect(faults(items) == [CSVFault(kind: .invalidUTF8, row: 1, line: 2, column: 2)])
        #expect(items.last == .row(CSVRow(number: 2, line: 3, cells: ["x", "y"])))
    }

    @Test(
        "overlong forms, surrogates and halves are not UTF-8",
        arguments: [[0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0x80]] as [[UInt8]])
    func strictUTF8(_ bytes: [UInt8]) throws {
        #expect(faults(try read(Array("a,b\n".utf8) + bytes + Array(",2\n".utf8))).map(\.kind) == [.invalidUTF8])
        #expect(faults(try read(Array("a,b\n1,".utf8) + bytes)).map(\.kind) == [.invalidUTF8])
    }

    @Test("a quote that is never closed costs its own row only")
    func unterminatedQuote() throws {
        let items = try read("a,b\n1,\"open\n3,4\n5,6\n")
        #expect(faults(items) == [CSVFault(kind: .unterminatedQuote, row: 1, line: 2, column: 3)])
        #expect(items.dropFirst().map { if case .row(let row) = $0 { row.cells } else { [] } } == [["3", "4"], ["5", "6"]])
        #expect(faults(try read("a,b\n1,\"open")).map(\.kind) == [.unterminatedQuote])
    }

    @Test("a quote that swallows a later quoted cell is told, and reading goes on after its line")
    func swallowedQuote() throws {
        let items = try read("a,b\n1,\"open\n3,\"x, y\"\n5,6\n")
        #expect(faults(items).count == 1)
        #expect(faults(items).first?.line == 3)
        #expect(
            items.dropFirst().map { if case .row(let row) = $0 { row.cells } else { [] } } == [["3", "x, y"], ["5", "6"]])
    }

    @Test("an open quote does not take the file into memory")
    func hugeQuote() throws {
        let filler = String(repeating: "x,y\n", count: 40_000)
        let items = try read("a,b\n1,\"open\n" + filler)
        #expect(faults(items) == [CSVFault(kind: .unterminatedQuote, row: 1, line: 2, column: 3)])
        #expect(items.count == 40_001)
    }

    @Test("a row without end is cut")
    func hugeRow() throws {
        let items = try read("a,b\n" + String(repeating: "z", count: 200_000) + ",1\nx,y\n")
        #expect(faults(items) == [CSVFault(kind: .tooLong, row: 1, line: 2, column: 1)])
        #expect(items.last == .row(CSVRow(number: 2, line: 3, cells: ["x", "y"])))
    }

    @Test("a header must name each column once", arguments: ["", "a,a\n1,2\n", "a,\n1,2\n", "\"a\n1,2\n"])
    func badHeader(_ text: String) throws {
        #expect(throws: ToolError.self) { try read(text) }
    }

    @Test("faults never carry what a cell holds")
    func discretion() throws {
        for fault in faults(try read("a,b\nSECRET,\"SECRET\nSECRET\nSE\"CRET,1\nSECRET,SECRET,SECRET\n")) {
            #expect(!fault.message.contains("SECRET"))
        }
    }

    @Test("reads the same whatever follows, for every cut of a file")
    func cuts() throws {
        let text = Array("a,b\r\n\"x\"\"\r\n,é\",2\r\n3,\"\"\r\n".utf8)
        for end in 6...text.count {
            // Nothing may trap, and nothing may go on for ever.
            let items = try read(Array(text[..<end]))
            #expect(items.count <= 4)
        }
    }
}
