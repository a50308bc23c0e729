import ArgumentParser
import Custody
import CustodyLaw

/// Shows what a record of processing is asked, and how well it answers.
struct RegisterAskedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "asked", abstract: "Show what an authority asks of the record of processing, and how well it answers.")

    @OptionGroup var store: StoreOptions

    @Option(help: "ico, dpc or cnil.")
    var authority: RecordQuestion.Authority = .ico

    @OptionGroup var output: JSONOption

    func run() async throws {
        let answer = try await store.withCustodian { custodian in
            let record = try await custodian.recordOfProcessing()
            return AskedAnswer(
                questions: RecordQuestion.all.filter { $0.authority == authority }.map {
                    AskedAnswer.Line(question: $0.topic, law: $0.reference, coverage: record.coverage(of: $0))
                })
        }
        Console.answer(answer, asJSON: output.asJSON)
    }
}

/// How well the record answers each question.
private struct AskedAnswer: Answer {
    struct Line: Encodable {
        var question: String
        var law: String
        var coverage: RecordOfProcessing.Coverage
    }

    var questions: [Line]

    var lines: [String] {
        questions.map { "\($0.coverage.rawValue.padding(to: 8))\($0.question)\($0.law.isEmpty ? "" : " (\($0.law))")" }
            + [
                RecordOfProcessing.Coverage.allCases.map { coverage in
                    "\(questions.count { $0.coverage == coverage }) \(coverage.rawValue)"
                }.joined(separator: ", ")
            ]
    }
}

extension String {
    /// With spaces behind it, up to so many characters.
    fileprivate func padding(to count: Int) -> String { self + String(repeating: " ", count: max(0, count - self.count)) }
}
