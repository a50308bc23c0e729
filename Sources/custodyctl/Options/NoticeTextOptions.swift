public import ArgumentParser
public import Custody
public import CustodyLaw

extension BreachNotice.Phase: ExpressibleByArgument {}
extension BreachNotice.Format: ExpressibleByArgument {}
extension Determination: ExpressibleByArgument {}
extension Investigation: ExpressibleByArgument {}
extension DutyID: ExpressibleByArgument {}
extension Evidence.Handover.Act: ExpressibleByArgument {}
extension Duty.Recipient: ExpressibleByArgument {}

/// What a notice is to tell.
struct NoticeTextOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The duty that it serves, such as eu-gdpr.33(1); its law and its reader follow from it.", valueName: "id"))
    var duty: DutyID

    @Option(help: ArgumentHelp("Which of a law's notices, where it wants several, such as earlyWarning.", valueName: "name"))
    var stage = ""

    @Option(help: "initial, supplement or final.")
    var phase: BreachNotice.Phase = .initial

    @Option(
        help: ArgumentHelp(
            "What it tells: a JSON object from the names of the items to their texts. What is on record is filled in.",
            valueName: "file"), completion: .file())
    var texts: String?

    @Option(help: "text, markdown or html.")
    var format: BreachNotice.Format = .text

    /// The notice of an incident.
    func notice(of incident: Incident, at now: Instant) throws -> BreachNotice {
        guard let obligation = incident[duty] else {
            throw ToolError("unknownDuty", "the incident has no duty of that name; `incident show` lists them")
        }
        let forms = NoticeForm.standard.filter {
            obligation.duty.rawValue.hasPrefix($0.regime.rawValue + ".") && $0.recipient == obligation.opened.recipient
        }
        guard let form = forms.first(where: { $0.stage == stage }) else {
            let stages = forms.map(\.stage).filter { !$0.isEmpty }
            throw ToolError(
                "unknownForm",
                stages.isEmpty
                    ? "the library knows no form for '\(Printable.text(duty.rawValue))'"
                    : "say with --stage which notice: \(stages.joined(separator: ", "))")
        }
        var notice = BreachNotice(form, of: incident, phase: phase, isLate: isLate(obligation, at: now))
        for (item, text) in try written() { notice.texts[item] = text }
        return notice
    }

    /// Also where the duty was found not to be owed: met after all, it is late, and recording that asks why.
    private func isLate(_ obligation: Obligation, at now: Instant) -> Bool {
        if case .submitted(_, let late, _) = obligation.state { return late }
        return obligation.opened.due.map { now > $0 } ?? false
    }

    private func written() throws -> [NoticeItem: String] {
        guard let texts else { return [:] }
        let bytes = try InputFile.read(texts, "the texts of the notice")
        do {
            let pairs = try JSONText.decode([String: String].self, from: bytes)
            return Dictionary(uniqueKeysWithValues: pairs.map { (NoticeItem($0.key), $0.value) })
        } catch let error as DecodingError {
            throw ToolError("malformedDocument", "the texts cannot be read: \(error.explanation)", path: texts)
        }
    }
}
