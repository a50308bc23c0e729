/// What the tool itself finds wrong: files that it cannot read, arguments that do not fit together.
struct ToolError: Error, Equatable, CustomStringConvertible {
    /// What kind of failure it is, for scripts.
    var code: String
    /// What is wrong and what to do. Never a personal value.
    var message: String
    /// Which file.
    var path: String?
    /// Everything that is wrong, where it is more than one thing.
    var reasons: [String]
    /// How the command ends.
    var status: ExitStatus

    init(
        _ code: String, _ message: String, path: String? = nil, reasons: [String] = [], status: ExitStatus = .badInput
    ) {
        self.code = code
        self.message = message
        self.path = path
        self.reasons = reasons
        self.status = status
    }

    var description: String { "\(code): \(message)" }
}
