import CustodyLaw
import CustodyModel
import Foundation
import Testing

@testable import CustodyGovernance

@Suite("Practices and what shows that they are kept")
struct PracticeTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The table as Documentation has it.
    static var document: String {
        var text = """
            # Practices, and what shows that they are kept

            What laws on personal data expect to be done, with the articles of the GDPR that ask for it, and the registers, calls and commands
            that show it. The practices stand as data in `Sources/CustodyLaw/Registers`, what shows them in
            `Sources/CustodyGovernance/Practices`; this table is made of both, and a test holds it against them. As of \(Practice.asOf?.description ?? ""): the
            articles were read, the equivalents of other laws are from memory. Nothing here is legal advice.

            | Practice | GDPR | What shows it | Registers | Calls | Commands | Elsewhere |
            | --- | --- | --- | --- | --- | --- | --- |

            """
        for evidence in PracticeEvidence.all {
            guard let practice = Practice.all.first(where: { $0.id == evidence.practice }) else { continue }
            let cells = [
                practice.title, practice.articles.joined(separator: ", "), practice.evidence.joined(separator: "; "),
                evidence.registers.joined(separator: ", "), evidence.calls.map { "`\($0)`" }.joined(separator: " "),
                evidence.commands.map { "`\($0)`" }.joined(separator: ", "),
                practice.equivalents.map(\.reference).joined(separator: "; "),
            ]
            text += "| " + cells.joined(separator: " | ") + " |\n"
        }
        return text
    }

    @Test("every practice has evidence, and every kind of finding speaks against one or is of another matter")
    func complete() {
        #expect(PracticeEvidence.all.map(\.practice) == Practice.all.map(\.id))
        #expect(Practice.all.count == 18)
        for evidence in PracticeEvidence.all {
            #expect(
                !evidence.registers.isEmpty && !evidence.calls.isEmpty && !evidence.commands.isEmpty, "\(evidence.practice)")
            #expect(!evidence.findings.isEmpty || evidence.practice == "explicit_consent", "\(evidence.practice)")
        }
        let told = Set(PracticeEvidence.all.flatMap(\.findings))
        #expect(Finding.Kind.allCases.filter { !told.contains($0) } == [])
    }

    @Test("every call that is named is one of the library's")
    func calls() throws {
        let sources = Self.root.appending(path: "Sources")
        let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
        var text = ""
        for case let file as URL in files where file.pathExtension == "swift" {
            text += try String(contentsOf: file, encoding: .utf8)
        }
        for call in Set(PracticeEvidence.all.flatMap(\.calls)) {
            let isThere = ["public func \(call)(", "public func \(call)<", "public var \(call):"].contains { text.contains($0) }
            #expect(isThere, "there is no '\(call)'")
        }
    }

    @Test("the table in Documentation is the one that the data makes")
    func table() throws {
        let file = Self.root.appending(path: "Documentation/Practices.md")
        if ProcessInfo.processInfo.environment["CUSTODY_WRITE_DOCUMENTS"] != nil {
            try Self.document.write(to: file, atomically: true, encoding: .utf8)
        }
        let text = try String(contentsOf: file, encoding: .utf8)
        #expect(text == Self.document, "run the tests with CUSTODY_WRITE_DOCUMENTS=1 and look at what changed")
    }
}
