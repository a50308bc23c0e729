import ArgumentParser
import Custody
import CustodyLaw

/// Drafts a notice, or records that it was sent.
struct IncidentNotifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notify", abstract: "Draft a notice; with --sent-to, record that it was sent and that the duty was met.",
        discussion: """
            The library sends nothing. Without --sent-to the notice is written to --output or shown, and what it lacks is \
            named. With it, what was sent is kept sealed, with its digest. A notice that is late must say why, and the last \
            one must lack nothing.
            """)

    @OptionGroup var act: IncidentActOptions
    @OptionGroup var text: NoticeTextOptions

    @Option(help: ArgumentHelp("Where to write the notice.", valueName: "file"), completion: .file())
    var output: String?

    @Option(help: ArgumentHelp("Who was told, such as an address; it is sealed.", valueName: "address"))
    var sentTo: String?

    @Option(help: ArgumentHelp("When it was sent.", valueName: "time"))
    var at: Instant?

    @Option(help: ArgumentHelp("What proves that it arrived; it is sealed.", valueName: "text"))
    var receipt: String?

    func validate() throws {
        guard (sentTo == nil) == (at == nil), receipt == nil || sentTo != nil else {
            throw ValidationError("--sent-to and --at belong together, and --receipt to both")
        }
    }

    func run() async throws {
        let now = SystemClock().now()
        let answer = try await OutputFile.filling(output, for: "the notice", outside: act.store.dir) {
            let answer = try await act.store.withCustodian { custodian in
                let incident = try await custodian.incident(act.which.incident, by: act.actor.principal).incident
                let notice = try text.notice(of: incident, at: at ?? now)
                if let sentTo, let at { try await record(notice, to: sentTo, at: at, of: incident, in: custodian) }
                return NoticeAnswer(notice, text.format, isSent: sentTo != nil)
            }
            return (answer, Array(answer.content.utf8))
        }
        Console.answer(answer, asJSON: act.output.asJSON)
    }

    /// Records the notice, and the duty that it meets.
    private func record(
        _ notice: BreachNotice, to address: String, at time: Instant, of incident: Incident, in custodian: Custodian
    ) async throws {
        let sending = IncidentAct.send(
            notice, as: text.format, for: text.duty, to: address, at: PartialInstant(time), receipt: receipt)
        let sent = try await custodian.handle(
            incident.id, sending, expecting: act.expecting, by: act.actor.principal)
        guard let obligation = sent[text.duty] else { return }
        if case .submitted = obligation.state, !obligation.opened.isPhased { return }
        try await custodian.handle(
            incident.id,
            .submit(text.duty, at: PartialInstant(time), lateBecause: notice.isLate ? notice.texts[.reasonsForDelay] : nil),
            by: act.actor.principal)
    }
}
