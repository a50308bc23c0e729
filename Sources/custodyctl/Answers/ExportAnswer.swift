/// How much was written to a file.
struct ExportAnswer: Answer {
    var written: Int
    var file: String
    private var line: String

    private enum CodingKeys: String, CodingKey {
        case written, file
    }

    /// So much in that file; the line says it to a person.
    init(_ written: Int, to file: String, saying line: String) {
        self.written = written
        self.file = file
        self.line = line
    }

    var lines: [String] { [line] }
}
