import Foundation
import Testing

/// Code that a document shows and that is compiled here between two marks.
struct ShownCode {
    /// Where the document is, from the package's own directory.
    let document: String
    /// The file with the code, beside this one.
    let file: String
    /// What the marks begin with.
    let mark: String

    /// The lines in which the document's first code and what is compiled differ: none when it shows every line, in the same order, and no
    /// other.
    func difference() throws -> [CollectionDifference<String>.Change] {
        let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let text = try String(contentsOf: here.appendingPathComponent("../../\(document)"), encoding: .utf8)
        let code = try String(contentsOf: here.appendingPathComponent(file), encoding: .utf8)
        let compiled = try lines(of: code, from: "// \(mark): begins\n", to: "\n// \(mark): ends\n")
        let shown = try lines(of: text, from: "```swift\n", to: "\n```\n")
        #expect(compiled.contains("import Custody"))
        return Array(shown.difference(from: compiled))
    }

    /// What stands between a text and the next, as lines.
    private func lines(of text: String, from start: String, to end: String) throws -> [String] {
        let from = try #require(text.range(of: start), "'\(start)' is missing").upperBound
        let to = try #require(text.range(of: end, range: from..<text.endIndex), "'\(end)' is missing").lowerBound
        return text[from..<to].components(separatedBy: "\n")
    }
}
