import ArgumentParser
import Custody
import CustodyLaw

/// Drafts a notice, or records that it was sent.
struct IncidentNotifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notify", abstract: "Draft a notice; with --sent-to, record that it was sent and that the duty was met.",
        discussion: """
            The library sends nothing. Without --sent-to the notice is written to --output or shown, and what it lacks is \
            named. With it, what was sent is kept sealed, with its digest; a file that --output names is whole before that is \
            recorded and gets its name afterwards. What was cut off on the way, the same command again finishes; it records \
            nothing twice. A run that was killed may leave the file with .new behind its name: remove it. A notice that is late \
            must say why, and the last one must lack nothing.
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
        let settings = try act.laws.settings()
        let result = try RecordedOutput(output, for: "the notice", outside: act.store.dir, asJSON: act.output.asJSON)
        let answer = try await act.store.withCustodian(incidents: settings) { custodian in
            let incident = try await custodian.incident(act.which.incident, by: act.actor.principal).incident
            let notice = try text.notice(of: incident, at: at ?? now)
            let answer = NoticeAnswer(notice, text.format, isSent: sentTo != nil)
            try await result.finish(answer, Array(answer.content.utf8)) {
                try await record(notice, of: incident, in: custodian)
            }
            return answer
        }
        Console.answer(answer, asJSON: act.output.asJSON)
    }

    /// Records the notice, and the duty that it meets.
    ///
    /// - Returns: what is on record then; nil for a draft, of which nothing is recorded.
    private func record(_ notice: BreachNotice, of incident: Incident, in custodian: Custodian) async throws -> String? {
        guard let sentTo, let at else { return nil }
        let time = PartialInstant(at)
        // Both steps are known by it again: whatever came between them, the same command does what is missing, and that alone.
        let name = [
            text.duty.rawValue, notice.phase.rawValue, "\(at)", sentTo, receipt ?? "", notice.rendered(as: text.format),
        ].joined(separator: "\u{0}")
        let sent = try await custodian.handle(
            incident.id, .send(notice, as: text.format, for: text.duty, to: sentTo, at: time, receipt: receipt),
            expecting: act.expecting, key: "sent " + name, by: act.actor.principal)
        let recorded = "the notice for '\(text.duty)' is on record as sent at \(at)"
        let done = recorded + ", and the duty as met: do not give --sent-to for it again"
        guard let obligation = sent[text.duty] else { return done }
        if case .submitted = obligation.state, !obligation.opened.isPhased { return done }
        do {
            try await custodian.handle(
                incident.id,
                .submit(text.duty, at: time, lateBecause: notice.isLate ? notice.texts[.reasonsForDelay] : nil),
                key: "met " + name, by: act.actor.principal)
        } catch var error as CustodianError {
            error.reasons.append(
                recorded + ", and the duty not yet as met, which the same command again does, or `incident settle`")
            throw error
        }
        return done
    }
}
