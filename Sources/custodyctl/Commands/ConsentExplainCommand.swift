import ArgumentParser
import Custody

/// Says why a person stands where they stand.
struct ConsentExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Say why a person stands where they stand: events, notice, rule.")

    @OptionGroup var store: StoreOptions
    @OptionGroup var what: SubjectPurposeOptions
    @OptionGroup var time: PastOptions
    @OptionGroup var reader: ReaderOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let explanation = try await store.withCustodian {
            try await $0.explainConsent(
                of: what.person.subject, for: what.purpose, at: time.at, knownAt: time.horizon, by: reader.principal)
        }
        Console.answer(ExplanationAnswer(explanation), asJSON: output.asJSON)
    }
}

/// Why a status is what it is.
private struct ExplanationAnswer: Answer {
    var status: ConsentReport.Line
    var rule: ConsentRule
    var because: String
    var decidingEvent: Int?
    var events: [ConsentEventLine]
    var noticeVersion: String?
    var noticeLanguage: String?
    var replacedBy: NoticeHash?
    var takenBackBy: Int?
    var objection: Int?
    var overridesSignal: Bool

    init(_ explanation: ConsentExplanation) {
        status = ConsentReport.Line(explanation.purpose, explanation.status)
        rule = explanation.rule
        because = explanation.rule.sentence
        decidingEvent = explanation.deciding?.number
        events = explanation.events.map { ConsentEventLine($0) }
        noticeVersion = explanation.notice?.version
        noticeLanguage = explanation.notice?.language
        replacedBy = explanation.replacedBy?.hash
        takenBackBy = explanation.takenBackBy?.number
        objection = explanation.objection?.number
        overridesSignal = explanation.overridesSignal
    }

    var lines: [String] {
        var lines = [status.text, "because \(because)"]
        lines += events.map { ($0.number == decidingEvent ? "* " : "  ") + $0.text }
        if let noticeVersion, let noticeLanguage {
            lines.append("the notice was version \(noticeVersion) in \(noticeLanguage)")
        }
        if let replacedBy { lines.append("replaced by \(replacedBy)") }
        if let takenBackBy { lines.append("taken back by event \(takenBackBy)") }
        if let objection { lines.append("an objection stands beside it: event \(objection)") }
        if overridesSignal { lines.append("the person consented although a signal says no: show them the conflict") }
        return lines
    }
}
