import ArgumentParser
import Custody

/// Which incident.
struct IncidentOption: ParsableArguments {
    @Option(help: ArgumentHelp("Which incident, as `incident open` and `incident list` name it.", valueName: "id"))
    var incident: IncidentID
}
