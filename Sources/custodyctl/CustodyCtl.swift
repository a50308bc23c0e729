import ArgumentParser

/// The operator's tool: what a host does through the library's API, for people at a terminal and for scripts.
@main
struct CustodyCtl: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "custodyctl",
        abstract: "Keep, disclose, correct and erase personal data, with proof of everything that was done.",
        discussion: """
            Every command that opens a store takes --key-file FILE; without it the environment's CUSTODY_KEY_FILE counts, \
            and without that the place that `init` named.

            A file that a command writes gets its name only once it is whole. What a run that was killed leaves beside it \
            ends in .new: remove it, unless the help of the command says what it is good for.

            Exit status: 0 done; 1 refused by the policy or the law; 2 bad input or usage, or it cannot be done now; \
            3 what is stored is not what was written.
            """,
        subcommands: [
            DemoCommand.self, InitCommand.self, ImportCommand.self, DiscloseCommand.self, CorrectCommand.self,
            ConsentCommand.self, EraseCommand.self, CertificateCommand.self, HoldCommand.self, RequestCommand.self,
            SubjectCommand.self, KeysCommand.self, IndexCommand.self, PrincipalCommand.self, AuditCommand.self,
            MonitorCommand.self, IncidentCommand.self, MinimiseCommand.self,
            RetentionCommand.self, AccuracyCommand.self,
            BackupCommand.self, RestoreCommand.self, InspectCommand.self, SalvageCommand.self,
            DeadlinesCommand.self, PolicyCommand.self, AccessCommand.self, RegisterCommand.self, FindingsCommand.self,
            ReportCommand.self,
        ])

    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        var status: ExitStatus
        do {
            try TypedWords.requireText()
            status = await run(arguments)
        } catch {
            status = report(error, of: arguments)
        }
        if let loss = Console.loss {
            Console.failure("error (unwritableAnswer): the answer could not be written: \(loss)", status: .badInput)
            // What the command itself ended with says more.
            if status == .done { status = .badInput }
        }
        Console.exit(status)
    }

    /// Runs one command line and says how it ended. The demonstration runs its steps through the same door.
    static func run(_ arguments: [String]) async -> ExitStatus {
        do {
            try TypedWords.requireContent(arguments)
            try requireCommand(in: arguments)
            var command = try parseAsRoot(arguments)
            try RepeatedOptions.refuse(in: arguments, of: type(of: command))
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            return .done
        } catch {
            return report(error, of: arguments)
        }
    }

    /// Throws when help is asked for a command that there is not: the parser would give that for the last one that it knows.
    private static func requireCommand(in arguments: [String]) throws {
        guard arguments.first == "help" else { return }
        var command: any ParsableCommand.Type = CustodyCtl.self
        for name in arguments.dropFirst() where !name.hasPrefix("-") {
            let found = command.configuration.subcommands.first { $0.configuration.commandName == name }
            guard let found else {
                throw ValidationError("there is no such command; --help lists those that there are")
            }
            command = found
        }
    }

    private static func report(_ error: any Error, of arguments: [String]) -> ExitStatus {
        let asJSON = arguments.contains("--json")
        if let report = ErrorReport(error) {
            report.write(asJSON: asJSON)
            return report.status
        }
        // What is left is the parser's own: help and version, or a command line that means nothing.
        guard exitCode(for: error).isSuccess else {
            let said = message(for: error)
            let told = ParserMessage.withoutWords(said, of: arguments)
            // The usage of the command stands behind what is wrong.
            let (whole, beginning) = (fullMessage(for: error), "Error: " + said)
            let usage = whole.hasPrefix(beginning) ? whole.dropFirst(beginning.count) : ""
            ErrorReport(usage: told, help: "Error: \(told)\(usage)").write(asJSON: asJSON)
            return .badInput
        }
        Console.line(fullMessage(for: error))
        return .done
    }
}
