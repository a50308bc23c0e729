import Foundation
import Testing

@Suite("Monitoring through the tool") struct MonitorToolTests {
    private func expect(_ run: Tool.Run, _ status: Int32, _ words: String..., place: SourceLocation = #_sourceLocation) {
        #expect(run.status == status && !run.wasSignalled, "\(run.all)", sourceLocation: place)
        for word in words { #expect(run.all.contains(word), "\(word) is not in: \(run.all)", sourceLocation: place) }
    }

    @Test("The rules are shown, as a whole configuration with --json, and a wrong one is refused")
    func rules() async throws {
        expect(try await Tool.run(["monitor", "rules"]), 0, "R1 volume-spike  high  alert", "R20 log-health")
        let bench = try Workbench.empty()
        let all = try await Tool.run(["monitor", "rules", "--json"])
        let same = try await Tool.run(["monitor", "rules", "--json", "--config", try bench.write("all.json", all.output)])
        #expect(same.status == 0 && same.output == all.output)
        let wrong = try bench.write("wrong.json", #"{"rules": [{"name": "volume-cap", "roles": {"archive": [1]}}]}"#)
        expect(try await Tool.run(["monitor", "rules", "--config", wrong]), 2, "archive", "2 thresholds")
        let text = try bench.write("text.json", "nonsense")
        expect(try await Tool.run(["monitor", "rules", "--config", text]), 2, "malformedDocument")
    }

    @Test("A run records alerts once, cases are listed and looked at, and a replay says the same each time")
    func run() async throws {
        let bench = try await Workbench.ready()
        let imported = try await bench.tool(bench.importing(try bench.write("few.csv", SampleCSV.people(3))))
        try #require(imported.status == 0, "\(imported.all)")
        for number in [1, 2, 3] { try #require(try await bench.disclose(SampleCSV.subject(number)).status == 0) }
        let config = try bench.write(
            "config.json",
            """
            {"rules": [{"name": "volume-cap", "correlations": [
                {"type": "event_count", "group-by": ["actor"], "timespan": "1h", "condition": {"field": "count", "gte": 3}},
                {"type": "event_count", "group-by": ["actor"], "timespan": "24h", "condition": {"field": "count", "gte": 2000}}]}]}
            """)
        let state = bench.place.path + "/monitor.state"
        let options = [bench.store, "--state", state, "--config", config]
        expect(try await bench.tool(["monitor", "run"] + options), 0, "high R2 volume-cap case 1 score 6", "1 alerts recorded")
        expect(try await bench.tool(["monitor", "run"] + options), 0, "0 alerts recorded", "nobody has looked at: 1")
        expect(try await bench.tool(["monitor", "alerts", "list"] + options), 0, "case 1", "R2 volume-cap")
        let acknowledge = ["monitor", "alerts", "acknowledge"] + options + ["--number", "1", "--note", "a migration", "--as"]
        expect(try await bench.tool(acknowledge + ["support-1"]), 1, "denied")
        expect(try await bench.tool(acknowledge + ["officer-1"]), 0, "no case")
        expect(try await bench.tool(["monitor", "alerts", "list", "--all"] + options), 0, "a migration")
        let suppress = ["monitor", "alerts", "suppress"] + options + ["--reason", "planned", "--as", "officer-1", "--until"]
        expect(try await bench.tool(suppress + ["2000-01-01"]), 2, "end lies after")
        expect(try await bench.tool(suppress + ["2000-01-01", "--rule", "boredom"]), 2, "volume-spike")
        let first = try await bench.tool("monitor", "replay", bench.store, "--config", config)
        expect(first, 0, "R2 volume-cap: 1")
        #expect(try await bench.tool("audit", "verify", bench.store).status == 0)
        let log = try await bench.tool("audit", "log", bench.store)
        for action in ["alert.raise", "alert.acknowledge"] { #expect(log.output.contains(action)) }
    }
}
