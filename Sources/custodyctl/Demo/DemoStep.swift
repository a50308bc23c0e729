/// One step of the demonstration: what it shows, and the command line that shows it.
struct DemoStep {
    var told: String
    var command: [String]
    /// How the command has to end for the story to hold.
    var expected = ExitStatus.done

    init(_ told: String, _ command: [String], ends expected: ExitStatus = .done) {
        self.told = told
        self.command = command
        self.expected = expected
    }
}
