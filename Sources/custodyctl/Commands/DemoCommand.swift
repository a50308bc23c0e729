import ArgumentParser
import Custody

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Tells the whole story on a bundled fictional data set.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Show the whole story on twelve invented people.",
        discussion: "Every command is shown before it runs. It leaves the store, and what belongs to it beside it.")

    @Argument(help: "Where to make the store; a fresh temporary directory when not given.", completion: .directory)
    var dir: String?

    @Option(help: .keyFile, completion: .file())
    var keyFile: String?

    @OptionGroup var kind: BackendOption

    func run() async throws {
        try kind.backend.requireBuilt()
        let places = DemoPlaces(try dir ?? Self.freshDirectory(), keyFile: keyFile)
        for path in places.all where OutputFile.exists(path) {
            let isStore = StoreBackend(in: places.store) != nil
            throw ToolError(
                "demoExists",
                isStore
                    ? "a demonstration (or another store) is there already, and nothing was changed; verify it with `custodyctl audit "
                        + "verify \(ShellWord.quoted(places.store)) --key-file \(ShellWord.quoted(places.key))`, or choose another directory"
                    : "something stands where the demonstration would write, and nothing was changed; choose another directory",
                path: path)
        }
        var demonstration = Demonstration(places, in: kind.backend)
        try demonstration.prepare()
        Console.line(
            "This is Custody: nothing touches personal data except through a decision, and every decision leaves a proof.")
        Console.line("The store is \(places.store); what it is fed with, and what comes out, is in \(places.files).")
        Console.line(
            Style.faint.applied(
                to: "To run a command yourself, add --key-file \(ShellWord.quoted(places.key)) or set CUSTODY_KEY_FILE to it."))
        try await demonstration.run()
        Console.line()
        Console.line(Style.green.applied(to: "Done.") + " Look for yourself:")
        Console.line("custodyctl audit verify \(ShellWord.quoted(places.store)) --key-file \(ShellWord.quoted(places.key))")
    }

    private static func freshDirectory() throws(ToolError) -> String {
        let parent = ProcessInfo.processInfo.environment["TMPDIR"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
        var trimmed = parent
        while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
        return try OutputFile.makeTemporaryDirectory("custody-demo", in: trimmed) + "/store"
    }
}
