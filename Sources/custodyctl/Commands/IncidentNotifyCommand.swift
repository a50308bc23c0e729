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
            recorded and gets its name afterwards. A run that was killed may leave it with .new behind its name: rename it if \
            `incident show` tells of the notice. A notice that is late must say why, and the last one must lack nothing.
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
        if let output { try StoreDirectory.refuse(output, inside: act.store.dir, "the notice") }
        let file = try output.map { try OutputFile(creating: $0, for: "the notice") }
        defer { file?.discardIfEmpty() }
        let answer = try await act.store.withCustodian { custodian in
            let incident = try await custodian.incident(act.which.incident, by: act.actor.principal).incident
            let notice = try text.notice(of: incident, at: at ?? now)
            let answer = NoticeAnswer(notice, text.format, isSent: sentTo != nil)
            if let file {
                try await write(answer, to: file) { try await record(notice, of: incident, in: custodian) }
            } else {
                _ = try await record(notice, of: incident, in: custodian)
            }
            return answer
        }
        Console.answer(answer, asJSON: act.output.asJSON)
    }

    /// Writes the notice, and records it before the file gets its name. What is on record and got no file is shown, and named.
    ///
    /// - Parameter act: records it, and says what is on record then; nil when nothing was to be.
    private func write(_ answer: NoticeAnswer, to file: OutputFile, recording act: () async throws -> String?) async throws {
        var recorded: String?
        do {
            try await file.finish(Array(answer.content.utf8)) { recorded = try await act() }
        } catch var error as ToolError {
            guard let recorded else { throw error }
            error.reasons.append(recorded + ", and the duty as met: do not give --sent-to for it again")
            Console.remark("The notice is recorded as sent and could not be written to the file; keep this:")
            Console.answer(answer, asJSON: self.act.output.asJSON)
            throw error
        }
    }

    /// Records the notice, and the duty that it meets.
    ///
    /// - Returns: what is on record then; nil for a draft, of which nothing is recorded.
    private func record(_ notice: BreachNotice, of incident: Incident, in custodian: Custodian) async throws -> String? {
        guard let sentTo, let at else { return nil }
        let time = PartialInstant(at)
        let sent = try await custodian.handle(
            incident.id, .send(notice, as: text.format, for: text.duty, to: sentTo, at: time, receipt: receipt),
            expecting: act.expecting, by: act.actor.principal)
        let recorded = "the notice for '\(text.duty)' is on record as sent at \(at)"
        guard let obligation = sent[text.duty] else { return recorded }
        if case .submitted = obligation.state, !obligation.opened.isPhased { return recorded }
        do {
            try await custodian.handle(
                incident.id,
                .submit(text.duty, at: time, lateBecause: notice.isLate ? notice.texts[.reasonsForDelay] : nil),
                by: act.actor.principal)
        } catch var error as CustodianError {
            error.reasons.append(recorded + ", and the duty not yet as met, which `incident settle` does")
            throw error
        }
        return recorded
    }
}
