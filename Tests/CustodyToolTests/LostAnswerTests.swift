import Foundation
import Testing

private let hasFullDevice = FileManager.default.fileExists(atPath: "/dev/full")

@Suite("An answer that does not get out")
struct LostAnswerTests {
    /// Runs a line of the shell in which `"$0" "$@"` is the tool.
    private func shell(_ line: String, _ arguments: [String]) async throws -> Tool.Run {
        try await Tool.run(["-c", line, Tool.path] + arguments, executable: "/bin/sh")
    }

    @Test("ends what was done with 2 and is told, whatever the command", .enabled(if: hasFullDevice))
    func full() async throws {
        let bench = try await Workbench.ready()
        let csv = try bench.write("few.csv", SampleCSV.people(2))
        let commands: [[String]] = [
            ["audit", "verify", bench.store], ["audit", "log", bench.store, "--json"],
            bench.importing(csv) + ["--acknowledge"],
        ]
        for arguments in [["--help"], ["help", "audit"]] + commands.map({ $0 + ["--key-file", bench.key] }) {
            let run = try await shell(#""$0" "$@" > /dev/full"#, arguments)
            #expect(run.status == 2, "\(arguments): \(run.all)")
            #expect(run.errors.contains("the answer could not be written"), "\(arguments): \(run.all)")
        }
        try await bench.requireUnharmed(SampleCSV.subject(1))
    }

    @Test("leaves a refusal a refusal", .enabled(if: hasFullDevice))
    func refusal() async throws {
        let bench = try await Workbench.ready()
        let run = try await shell(
            #""$0" "$@" > /dev/full"#, ["keys", "rotate", bench.store, "--as", "support-1", "--json", "--key-file", bench.key])
        #expect(run.status == 1 && run.errors.contains("denied"), "\(run.all)")
        #expect(run.errors.contains("the answer could not be written"), "\(run.all)")
    }

    @Test("says nothing of a reader that has gone")
    func pipe() async throws {
        // Ignored, the signal does not end the tool, which sees the closed pipe instead.
        let run = try await shell(#"trap '' PIPE; { sleep 1; "$0" "$@"; echo "ended with $?" >&2; } | true"#, ["--help"])
        #expect(run.errors == "ended with 0\n", "\(run.all)")
    }
}
