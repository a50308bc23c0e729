import Foundation
import Testing

@testable import custodyctl

@Suite("What is read, and what stands for nothing")
struct InputFileTests {
    @Test("a document is taken from a pipe, and not without end from a device", .timeLimit(.minutes(30)))
    func endless() async throws {
        let line = #"cat "$1" | "$0" policy validate /dev/stdin"#
        let piped = try await Tool.run(
            ["-c", line, Tool.path, Workbench.example("policy.json")], executable: "/bin/sh")
        #expect(piped.status == 0, "\(piped.all)")
        let endless = try await Tool.run(["policy", "validate", "/dev/zero"])
        #expect(endless.status == 2 && endless.errors.contains("unreadableFile"), "\(endless.all)")
        #expect(endless.errors.contains("more than 16 MiB"), "\(endless.all)")
        let directory = try await Tool.run(["policy", "validate", "/tmp"])
        #expect(directory.status == 2 && directory.errors.contains("unreadableFile"), "\(directory.all)")
    }

    @Test("an age that nobody has is refused before it makes somebody a child", arguments: ["-1", "151"])
    func age(_ years: String) async throws {
        let bench = try Workbench.empty()
        let run = try await Tool.run([
            "consent", "grant", "s", "--subject", "c-1", "--purpose", "p", "--notice", try bench.write("notice.txt", "?"),
            "--as",
            "a", "--jurisdiction", "AT", "--age=\(years)",
        ])
        #expect(run.status == 2 && run.errors.contains("--age is a number of years, 0 to 150"), "\(run.all)")
    }

    @Test("a time without its zone is refused, and how one is written is told")
    func zone() async throws {
        let run = try await Tool.run(["audit", "log", "s", "--from", "2026-11-24T09:30:00"])
        #expect(run.status == 2 && run.errors.contains("2026-11-24T09:30:00Z, with its zone"), "\(run.all)")
    }

    @Test("a hyphen is no key file, and none is made under that name")
    func hyphen() throws {
        let error = try #require(throws: ToolError.self) { try KeyFilePlace(for: "/store", given: "-", environment: [:]) }
        #expect(error.code == "usage" && error.status == .badInput)
    }

    @Test("a part is not given to nobody")
    func nobody() async throws {
        let run = try await Tool.run([
            "incident", "respond", "s", "--incident", String(repeating: "0", count: 32), "--as", "o", "--assign", "lead=",
        ])
        #expect(run.status == 2 && run.errors.contains("--assign names nobody"), "\(run.all)")
    }
}
