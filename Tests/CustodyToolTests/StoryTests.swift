import Foundation
import Testing

@Suite("The stories that the tool tells")
struct StoryTests {
    @Test("the demonstration runs, verifies, and does not damage itself")
    func demonstration() async throws {
        let bench = try Workbench.empty()
        let run = try await Tool.run(["demo", bench.store])
        #expect(run.status == 0, "\(run.all)")
        #expect(!run.output.contains("\u{1B}"), "colours belong on a terminal")
        #expect(run.output.contains("custodyctl audit verify"))
        let again = try await Tool.run(["demo", bench.store])
        #expect(again.status == 2)
        #expect(again.errors.contains("is there already"))
        try await bench.requireUnharmed()
    }

    @Test("the walkthrough holds on the sample")
    func walkthrough() async throws {
        let script = Tool.root.appending(path: "Documentation/Walkthrough/northwind.sh").path
        let run = try await Tool.run([script], environment: ["CUSTODYCTL": Tool.path], executable: "/bin/sh")
        #expect(run.status == 0, "\(run.all)")
        #expect(run.output.contains(" passed, 0 failed"))
    }

    @Test("answers in JSON can be read")
    func json() async throws {
        let bench = try await Workbench.ready()
        _ = try await bench.tool(bench.importing(try bench.write("few.csv", SampleCSV.people(2))))
        let commands = [
            [
                "disclose", bench.store, "--subject", "P000001", "--record", "customer", "--fields", "contact_name,region?",
                "--purpose", "delivery", "--as", "support-1",
            ],
            ["consent", "status", bench.store, "--subject", "P000001"], ["audit", "verify", bench.store],
            ["audit", "log", bench.store],
            ["incident", "list", bench.store],
            [
                "disclose", bench.store, "--subject", "P000001", "--record", "customer", "--fields", "phone", "--purpose",
                "delivery", "--as", "support-1",
            ],
        ]
        for command in commands {
            let run = try await bench.tool(command + ["--json"])
            #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(run.output.utf8)) }
        }
    }

    @Test("what a value holds does not reach the terminal as a command")
    func escapes() async throws {
        let bench = try await Workbench.ready()
        _ = try await bench.tool(
            bench.importing(try bench.write("few.csv", SampleCSV.people(1).replacing("Person", with: "\u{1B}[2J\u{7}"))))
        let run = try await bench.disclose("P000001")
        #expect(run.status == 0)
        #expect(run.output.contains("\\u{1b}[2J\\u{7}"))
        #expect(!run.output.contains("\u{1B}"))
    }
}
