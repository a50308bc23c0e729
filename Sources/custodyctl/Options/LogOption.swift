import ArgumentParser
import Custody

/// Which of the store's two logs.
struct LogOption: ParsableArguments {
    @Option(help: ArgumentHelp("Which log: evidence or access.", valueName: "log"))
    var log: AuditLog
}
