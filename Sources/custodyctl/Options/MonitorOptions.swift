public import ArgumentParser
public import Custody

/// What the monitoring looks for.
struct MonitorConfigurationOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "What to look for, as JSON: only what differs from the standard. `monitor rules --json` shows all of it.",
            valueName: "file"), completion: .file())
    var config: String?

    /// The configuration, checked.
    func configuration() throws -> MonitorConfiguration {
        guard let config else { return .standard }
        let bytes = try InputFile.read(config, "the configuration of the monitor")
        do { return try JSONText.decode(MonitorConfiguration.self, from: bytes) } catch let error as MonitorError {
            throw ToolError("malformedDocument", error.message, path: config, reasons: error.faults)
        } catch let error as DecodingError {
            throw ToolError("malformedDocument", "the configuration cannot be read: \(error.explanation)", path: config)
        }
    }
}

/// What the monitoring remembers between two runs.
struct MonitorOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where what the rules remember, and the cases, are kept: outside the store. Sealed; made when missing.",
            valueName: "file"), completion: .file())
    var state: String

    @OptionGroup var looking: MonitorConfigurationOption

    /// The settings of a monitor that keeps its memory there.
    ///
    /// - Parameter store: the directory of the store, in which the memory must not lie.
    func settings(outside store: String, channels: [any AlertChannel] = []) throws -> MonitorSettings {
        try StoreDirectory.refuse(state, inside: store, "what the monitor remembers")
        guard looking.config.map(StoreDirectory.resolved) != StoreDirectory.resolved(state) else {
            throw ToolError("usage", "--state is written and --config is read; name two files", path: state)
        }
        // The library takes something else for a damaged memory.
        try OutputFile.requireFileOrNothing(at: state, for: "what the monitor remembers")
        return MonitorSettings(try looking.configuration(), channels: channels, memory: FileMonitorMemory(at: state))
    }
}

extension RuleID: ExpressibleByArgument {
    /// Reads the name.
    public init?(argument: String) { self.init(name: argument) }

    /// The names.
    public static var allValueStrings: [String] { allCases.map(\.name) }
}
