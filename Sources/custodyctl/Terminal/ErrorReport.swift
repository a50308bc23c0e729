import Custody

/// A failure as the operator reads it: one paragraph on standard error, and an object on standard output for scripts.
struct ErrorReport: Encodable {
    var status: ExitStatus
    var code: String
    /// Why the policy denied, where it did.
    var reason: AccessReason?
    var message: String
    var reasons: [String] = []
    var file: String?
    var offset: UInt64?
    var receipt: AuditReceipt?
    /// What follows the paragraph on standard error only.
    var help: String?

    private enum CodingKeys: String, CodingKey {
        case status, code, reason, message, reasons, file, offset, receipt
    }

    /// Describes a failure; nil for an error that is neither the library's nor the tool's.
    init?(_ error: any Error) {
        guard let status = ExitStatus(error) else { return nil }
        self.status = status
        switch error {
        case let error as ToolError:
            (code, message, reasons, file) = (error.code, error.message, error.reasons, error.path)
        case let error as CustodianError:
            (code, message, reasons, receipt) = (error.code.rawValue, error.message, error.reasons, error.receipt)
            reason = error.decision.flatMap { $0.isPermitted ? nil : $0.reason }
        case let error as CustodyFilesError:
            (code, message, file, offset) = (error.code.rawValue, error.message, error.path, error.offset)
        case let error as KeyError: (code, message) = (error.code.rawValue, error.explanation)
        case let error as AccessError:
            (code, message) = (error.code.rawValue, error.message)
            reasons = error.findings.map(\.description)
        case is DecodingError:
            (code, message) = ("corrupt", "what is stored cannot be read; run `custodyctl audit verify`")
        case is CancellationError: (code, message) = ("cancelled", "it was cancelled before it was done")
        case let error as any NamedFailure: (code, message) = (error.codeName, error.message)
        default: (code, message) = ("failed", "\(error)")
        }
        message = Printable.shortened(message)
        reasons = reasons.map(Printable.shortened)
        file = file.map(Printable.shortened)
    }

    /// A command line that means nothing.
    init(usage message: String, help: String) {
        status = .badInput
        code = "usage"
        self.message = message
        self.help = help
    }

    /// The paragraph.
    var paragraph: String {
        let place = file.map { " [\(Printable.text($0))\(offset.map { ", offset \($0)" } ?? "")]" } ?? ""
        // A single reason often is the message's own end.
        let further = reasons.filter { !message.hasSuffix($0) }
        // A name that was typed stands in some of them.
        let lines = ["\(label): \(Printable.text(message))\(place)"] + further.map { "  - \(Printable.text($0))" }
        return lines.joined(separator: "\n")
    }

    private var label: String {
        switch status {
        case .done: "done"
        case .refused: "refused (\(code)\(reason.map { ", \($0.rawValue)" } ?? ""))"
        case .badInput: "error (\(code))"
        case .integrity: "integrity failure (\(code))"
        }
    }

    /// Writes the paragraph, and the object where the command was asked for JSON.
    func write(asJSON: Bool) {
        Console.failure(help ?? paragraph, status: status)
        if asJSON { Console.json(["error": self]) }
    }
}
