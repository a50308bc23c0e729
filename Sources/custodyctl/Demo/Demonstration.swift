import Custody

/// Tells the story by running the very commands that it shows.
struct Demonstration {
    let places: DemoPlaces
    let backend: StoreBackend
    private var number = 0

    init(_ places: DemoPlaces, in backend: StoreBackend) { (self.places, self.backend) = (places, backend) }

    /// Writes the input files.
    func prepare() throws {
        try OutputFile.makeDirectory(places.files)
        for (path, text) in [
            (places.records, DemoData.records), (places.policy, DemoData.policy), (places.customers, DemoData.customers),
            (places.notice, DemoData.notice),
        ] {
            try OutputFile(creating: path, for: "the demonstration").finish(Array(text.utf8))
        }
    }

    /// Runs every step; the first that ends other than it should ends the demonstration.
    mutating func run() async throws {
        let story = DemoStory(places: places, backend: backend, now: SystemClock().now())
        for step in story.beginning { try await run(step) }
        let incident = try await newestIncident()
        try OutputFile(creating: places.registers, for: "the demonstration").finish(
            Array(try DemoRegisters(now: story.now, incident: incident).book.json().utf8))
        for step in story.ending(incident: incident) { try await run(step) }
    }

    private mutating func run(_ step: DemoStep) async throws {
        number += 1
        Console.line()
        Console.line(Style.bold.applied(to: "\(number). \(step.told)"))
        let shown = step.command.map(ShellWord.quoted).joined(separator: " ")
        Console.line(Style.cyan.applied(to: "$ custodyctl \(shown)"))
        let status = await Console.$quotation.withValue("  ") {
            await CustodyCtl.run(step.command + ["--key-file", places.key])
        }
        if status != .done { Console.line(Style.faint.applied(to: "  → exit status \(status.rawValue)")) }
        guard status == step.expected else {
            throw ToolError(
                "demoFailed",
                "step \(number) should have ended with \(step.expected.rawValue) and ended with \(status.rawValue)",
                path: places.store, status: status == .integrity ? .integrity : .badInput)
        }
    }

    /// The commands take the incident's name, which only the store knows.
    private func newestIncident() async throws -> IncidentID {
        let custodian = try await StoreBackend.open(places.store, keys: try KeyFile.provider(at: places.key))
        let incidents = try await custodian.incidents(by: nil)
        try await custodian.close()
        guard let newest = incidents.last else { throw ToolError("demoFailed", "the incident that was opened is not there") }
        return newest.incident.id
    }
}
