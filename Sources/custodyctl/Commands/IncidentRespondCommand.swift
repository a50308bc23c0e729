import ArgumentParser
import Custody

/// Plans tasks and tells people inside.
struct IncidentRespondCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "respond", abstract: "Start a playbook, tell people inside, give somebody a part, settle tasks.",
        discussion: """
            --playbook is a JSON object with a name and tasks, each with title, isRequired, from (planned, noticed or aware) and, where \
            set, role and hours. --matrix is a JSON object with lines, each with person, hours and, where set, from (a risk). What \
            is given is done in the order of this list.
            """)

    @OptionGroup var act: IncidentActOptions

    @Option(help: ArgumentHelp("What is to be done.", valueName: "file"), completion: .file())
    var playbook: String?

    @Option(help: ArgumentHelp("Who must hear of it.", valueName: "file"), completion: .file())
    var matrix: String?

    @Option(help: ArgumentHelp("Give somebody a part, such as lead=ada.", valueName: "role=person"))
    var assign: Pair?

    @Option(help: ArgumentHelp("The part of this number ends.", valueName: "number"))
    var relieve: Int?

    @Option(help: ArgumentHelp("The task of this number was done.", valueName: "number"))
    var done: Int?

    @Option(help: ArgumentHelp("The task of this number is not needed.", valueName: "number"))
    var waive: Int?

    @Option(help: "Why it is not needed; it is sealed.")
    var reason: String?

    @Option(help: ArgumentHelp("Whom the escalation of this number names has heard of it.", valueName: "number"))
    var acknowledge: Int?

    func validate() throws {
        guard reason == nil || waive != nil else {
            throw ValidationError("--reason says why a task is not needed; give --waive too")
        }
        guard assign?.right.isEmpty != true else { throw ValidationError("--assign names nobody behind '='") }
    }

    func run() async throws {
        var acts: [IncidentAct] = []
        if let playbook { acts.append(.start(try read(playbook, "the playbook"))) }
        if let matrix { acts.append(.escalate(by: try read(matrix, "the matrix"))) }
        if let assign { acts.append(.assign(ResponseRole(assign.left), to: assign.right)) }
        if let relieve { acts.append(.relieve(assignment: relieve)) }
        if let done { acts.append(.finish(task: done)) }
        if let waive { acts.append(.waive(task: waive, because: reason ?? "")) }
        if let acknowledge { acts.append(.acknowledge(escalation: acknowledge)) }
        guard !acts.isEmpty else { throw ToolError("usage", "say what is done") }
        try await act.handle(acts)
    }

    private func read<Document: Decodable>(_ path: String, _ what: String) throws -> Document {
        do { return try JSONText.decode(Document.self, from: try InputFile.read(path, what)) } catch let error as DecodingError
        {
            throw ToolError("malformedDocument", "\(what) cannot be read: \(error.explanation)", path: path)
        }
    }
}
