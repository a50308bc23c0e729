import ArgumentParser
import Custody

/// Lists those who gave consent to a purpose.
struct ConsentListCommand: AsyncParsableCommand {
    /// Which of them.
    enum Which: String, ExpressibleByArgument, CaseIterable {
        case live, stale, expiring, ranOut
    }

    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List those who gave consent to a purpose, by token: the store knows nobody's name.")

    @OptionGroup var store: StoreOptions

    @Option(help: "To which purpose.")
    var purpose: Purpose

    @Option(help: "Which: live, stale (the text was changed materially), expiring (before --before), ranOut.")
    var which = Which.live

    @Option(help: ArgumentHelp("With `expiring`: consents that run out before then.", valueName: "time"))
    var before: Instant?

    @OptionGroup var reader: ReaderOption
    @OptionGroup var output: JSONOption

    func validate() throws {
        if (which == .expiring) != (before != nil) {
            throw ValidationError("`--which expiring` needs --before, and nothing else does")
        }
    }

    func run() async throws {
        let standing: ConsentQuery.Standing =
            switch which {
            case .live: .live
            case .stale: .stale
            case .ranOut: .ranOut
            case .expiring: .expiring(before: before ?? Instant(milliseconds: .max))
            }
        let lines = try await store.withCustodian { custodian in
            var lines: [ListAnswer.Line] = []
            var after: SubjectToken?
            repeat {
                let page = try await custodian.consents(
                    standing, for: purpose, after: after, limit: 1000, by: reader.principal)
                lines += page.items.map {
                    ListAnswer.Line(subject: $0.subject.description, status: ConsentReport.Line(purpose, $0.status))
                }
                after = page.next
            } while after != nil
            return lines
        }
        Console.answer(ListAnswer(consents: lines), asJSON: output.asJSON)
    }
}

private struct ListAnswer: Answer {
    struct Line: Encodable {
        var subject: String
        var status: ConsentReport.Line
    }

    var consents: [Line]
    var lines: [String] { ["\(consents.count) people"] + consents.map { "\($0.subject) \($0.status.text)" } }
}
