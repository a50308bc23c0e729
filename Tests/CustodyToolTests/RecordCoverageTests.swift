import ArgumentParser
import Custody
import CustodyLaw
import Foundation
import Testing

@testable import custodyctl

@Suite("What the record of processing answers")
struct RecordCoverageTests {
    private static let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Documentation/RecordOfProcessing.md")
    private static let now = Instant(milliseconds: 1_767_225_600_000)

    /// The record of the demonstration's shop.
    private static func record() throws -> RecordOfProcessing {
        let policy = try RolePolicy(json: DemoData.policy)
        let records = try JSONDecoder().decode([RecordSchema].self, from: Data(DemoData.records.utf8))
        let book = DemoRegisters(now: now, incident: IncidentID(.zero)).book
        return RecordOfProcessing(book, in: LiveGovernance(policy: policy, records: records), overdue: [], at: now)
    }

    private static func count(_ authority: RecordQuestion.Authority, _ coverage: RecordOfProcessing.Coverage) throws -> Int {
        let record = try record()
        return RecordQuestion.all.count { $0.authority == authority && record.coverage(of: $0) == coverage }
    }

    @Test("of the 42 topics of the ICO at least 36 are answered in full by the demonstration's record, and none not at all")
    func ico() throws {
        #expect(RecordQuestion.all.count { $0.authority == .ico } == 42)
        #expect(try Self.count(.ico, .full) >= 36)
        #expect(try Self.count(.ico, .none) == 0)
    }

    @Test("the lists of the DPC and the CNIL leave nothing unanswered")
    func others() throws {
        #expect(try Self.count(.dpc, .none) == 0 && Self.count(.cnil, .none) == 0)
    }

    @Test("each answer of a sheet is told apart: what nobody said is not an answer")
    func missing() throws {
        var record = try Self.record()
        record.book = RegisterBook()
        record.book.activities = [
            ProcessingActivity("bare", "Bare", function: "", purposes: [], subjects: [], categories: [], owner: "")
        ]
        let answered = RecordQuestion.all.filter { $0.authority == .ico && record.coverage(of: $0) == .full }
        // That no machine decides alone, and that nothing is kept too long, is so without anybody saying it.
        #expect(answered.map(\.id) == ["ico.automation", "ico.source", "ico.retentionKept"])
    }

    @Test("the document tells the counts that the demonstration's record comes to")
    func document() throws {
        let record = try Self.record()
        var text = """
            # What a record of processing activities is asked

            The lists were committed before anything was counted against them. They stand as data in `Sources/CustodyLaw/Registers`; the words are
            ours. *Full* means that there is a field for it, that the demonstration's register says something in it, and that a test holds both;
            *partial* that the field is there and the demonstration only says that there is nothing of the kind; *none* that there is none.
            A test makes this document; `custodyctl register asked DIR` says the same about a store.


            """
        for authority in RecordQuestion.Authority.allCases {
            let questions = RecordQuestion.all.filter { $0.authority == authority }
            let counts = RecordOfProcessing.Coverage.allCases.map { coverage in
                "\(questions.count { record.coverage(of: $0) == coverage }) \(coverage.rawValue)"
            }
            text += "## \(authority.title): \(questions.count), of which \(counts.joined(separator: ", "))\n\n"
            text +=
                "Source: \(authority.source.reference) (\(authority.source.text); \(authority.source.verification.rawValue)).\n\n"
            text += "| | question | law | answered |\n| --- | --- | --- | --- |\n"
            for question in questions {
                text +=
                    "| \(question.id) | \(question.topic) | \(question.reference) | \(record.coverage(of: question).rawValue) |\n"
            }
            text += "\n"
        }
        text.removeLast()
        if ProcessInfo.processInfo.environment["CUSTODY_WRITE_DOCUMENTS"] != nil {
            try text.write(to: Self.file, atomically: true, encoding: .utf8)
        }
        let file = try String(contentsOf: Self.file, encoding: .utf8)
        #expect(file == text, "run the tests with CUSTODY_WRITE_DOCUMENTS=1 and look at what changed")
    }

    @Test("every command that a practice or a finding names is one of the tool's")
    func commands() {
        var names: Set<String> = []
        func walk(_ command: any ParsableCommand.Type, _ path: [String]) {
            for sub in command.configuration.subcommands {
                let here = path + [sub.configuration.commandName ?? ""]
                names.insert(here.joined(separator: " "))
                walk(sub, here)
            }
        }
        walk(CustodyCtl.self, [])
        for command in PracticeEvidence.all.flatMap(\.commands) { #expect(names.contains(command), "\(command)") }
        for kind in Finding.Kind.allCases {
            for part in kind.fix.components(separatedBy: "custodyctl ").dropFirst() {
                let words = part.split { !$0.isLetter && $0 != "-" }.prefix(2).map(String.init)
                let isKnown = words.count == 2 && names.contains(words.joined(separator: " "))
                #expect(isKnown || words.first.map(names.contains) == true, "\(kind): \(part)")
            }
        }
    }
}
