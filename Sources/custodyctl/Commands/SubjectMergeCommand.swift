import ArgumentParser
import Custody

/// Says that two people are one.
struct SubjectMergeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge", abstract: "Say that two people whose data is held are one.",
        discussion: """
            Holds, erasures, what the log says and what they decided then reach both, by whichever identifier. Where they had decided \
            differently the narrower decision counts until the person decides again. `subject split` undoes it.
            """)

    @OptionGroup var store: StoreOptions
    @OptionGroup var person: PersonOption
    @Option(help: ArgumentHelp("The other, by any identifier.", valueName: "subject")) var with: SubjectID?
    @Option(help: ArgumentHelp("In the place of --with: the other, by the token that a list has.", valueName: "digits"))
    var withToken: SubjectToken?
    @Option(help: "Why they are one person; it is sealed.") var reason: String
    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    private var other: SubjectID {
        get throws { try PersonOption.one(with, withToken, of: "--with or --with-token") }
    }

    func validate() throws { _ = try other }

    func run() async throws {
        let report = try await store.withCustodian {
            try await $0.merge(person.subject, with: other, reason: reason, by: actor.principal)
        }
        guard report.tokens > 1 else {
            throw CustodianError(.invalidInput, "both names stand for the same person already; name two people")
        }
        Console.answer(MergeAnswer(report), asJSON: output.asJSON)
    }
}

/// What a merge came to.
private struct MergeAnswer: Answer {
    struct Conflict: Encodable {
        var purpose: Purpose
        var states: [ConsentStatus.State]
        var prevailing: ConsentStatus.State
    }

    var tokens: Int
    var conflicts: [Conflict]

    init(_ report: MergeReport) {
        tokens = report.tokens
        conflicts = report.conflicts.map { Conflict(purpose: $0.purpose, states: $0.states, prevailing: $0.prevailing) }
    }

    var lines: [String] {
        ["\(tokens) people are one now"]
            + conflicts.map { conflict in
                "\(conflict.purpose): they had decided differently (\(conflict.states.map(\.rawValue).joined(separator: ", "))); "
                    + "\(conflict.prevailing.rawValue) counts until the person decides again"
            }
    }
}
