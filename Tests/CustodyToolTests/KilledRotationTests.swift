import Custody
import Foundation
import Testing

@Suite("The receipts of a key that was replaced, where no file holds them")
struct KilledRotationTests {
    /// A store with somebody in it, and what an auditor of each log holds and trusts.
    private struct Audit {
        /// A checkpoint in a file, and the key by which it is checked.
        struct Held {
            var checkpoint: String
            var vkey: String
        }

        let bench: Workbench
        let held: [AuditLog: Held]

        init() async throws {
            struct Signed: Decodable { var vkey: String }
            bench = try await Workbench.ready()
            let taken = try await bench.tool(bench.importing(try bench.write("few.csv", SampleCSV.people(1))))
            try #require(taken.status == 0, "\(taken.all)")
            try #require(try await bench.disclose(SampleCSV.subject(1)).status == 0)
            var held: [AuditLog: Held] = [:]
            for log in AuditLog.allCases {
                let file = "\(bench.place.path)/\(log.rawValue).checkpoint"
                let run = try await bench.tool(
                    "audit", "checkpoint", bench.store, "--log", log.rawValue, "--output", file, "--json")
                try #require(run.status == 0, "\(run.all)")
                let vkey = try JSONDecoder().decode(Signed.self, from: Data(run.output.utf8)).vkey
                held[log] = Held(checkpoint: file, vkey: vkey)
            }
            self.held = held
        }

        /// The arguments that replace the key, with a new directory for the receipts.
        func rotating(_ directory: String, _ more: String...) throws -> [String] {
            try FileManager.default.createDirectory(atPath: path(directory), withIntermediateDirectories: false)
            return ["audit", "rotate-key", bench.store, "--receipts", path(directory)] + more
        }

        func path(_ directory: String) -> String { bench.place.path + "/" + directory }

        func names(_ directory: String) throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: path(directory)).sorted()
        }

        /// How often the key was replaced, as the log of that says.
        func changes(_ log: AuditLog) async throws -> Int {
            let run = try await bench.tool("audit", "log", bench.store, "--action", "key.rotate")
            try #require(run.status == 0, "\(run.all)")
            return run.output.split(separator: "\n").count { $0.contains(" \(log.rawValue)[") }
        }

        /// Whether the receipts in the directories lead whoever trusts the first key to the newest.
        func isLed(_ log: AuditLog, by directories: String...) async throws -> Tool.Run {
            let held = try #require(self.held[log])
            var arguments = ["audit", "verify", bench.store, "--checkpoint", held.checkpoint, "--vkey", held.vkey]
            for directory in directories { arguments += ["--rotation", path(directory) + "/\(log.rawValue).tlog-proof"] }
            return try await bench.tool(arguments)
        }
    }

    private static let receipts = ["access.tlog-proof", "evidence.tlog-proof"]

    private func expect(_ run: Tool.Run, _ status: Int32, _ words: String..., place: SourceLocation = #_sourceLocation) {
        #expect(run.status == status && !run.wasSignalled, "\(run.all)", sourceLocation: place)
        for word in words { #expect(run.all.contains(word), "\(word) is not in: \(run.all)", sourceLocation: place) }
    }

    @Test(
        "by a run that was killed before they were whole are written by the next one, which replaces nothing", .needsStrace,
        arguments: AuditLog.allCases)
    func killed(signing log: AuditLog) async throws {
        let audit = try await Audit()
        let bench = audit.bench
        // The new key counts, and the log is not yet signed by it.
        let unsigned = "\(bench.store)/audit/\(log.rawValue).checkpoint.tmp"
        let run = try await Strace.tool(
            try audit.rotating("receipts", "--key-file", bench.key), striking: "?rename,?renameat,?renameat2", at: unsigned,
            "signal=KILL")
        try #require(run.wasSignalled, "\(run.all)")
        for name in try audit.names("receipts") {
            #expect(name.hasSuffix(".new"))
            #expect(try Data(contentsOf: URL(filePath: audit.path("receipts") + "/" + name)).isEmpty, "\(name)")
        }

        let again = ["audit", "rotate-key", bench.store, "--receipts", audit.path("receipts"), "--again"]
        expect(try await bench.tool(again), 0, "signed by both keys: evidence log", "signed by both keys: access log")
        #expect(try audit.names("receipts").filter { !$0.hasSuffix(".new") } == Self.receipts)
        for log in AuditLog.allCases {
            #expect(try await audit.changes(log) == 1, "another key was made")
            expect(try await audit.isLed(log), 3, "foreignKey")
            expect(try await audit.isLed(log, by: "receipts"), 0)
        }
        expect(try await bench.tool(again), 2, "fileExists")
        try await bench.requireUnharmed(SampleCSV.subject(1))
    }

    @Test("of any change are written again, at any later time, and without a change there are none")
    func earlier() async throws {
        let audit = try await Audit()
        let bench = audit.bench
        expect(try await bench.tool(try audit.rotating("none", "--again")), 2, "noKeyChange", "the key was never replaced")
        #expect(try audit.names("none").isEmpty)

        // What the first run wrote is lost.
        expect(try await bench.tool(try audit.rotating("lost")), 0)
        try #require(try await bench.disclose(SampleCSV.subject(1)).status == 0)
        expect(try await bench.tool(try audit.rotating("second")), 0)
        try #require(try await bench.disclose(SampleCSV.subject(1)).status == 0)
        for log in AuditLog.allCases { expect(try await audit.isLed(log, by: "second"), 2, "foreignKey") }

        expect(try await bench.tool(try audit.rotating("first", "--again", "--number", "1")), 0)
        expect(try await bench.tool(try audit.rotating("last", "--again")), 0)
        for log in AuditLog.allCases {
            expect(try await audit.isLed(log, by: "first", "second"), 0)
            expect(try await audit.isLed(log, by: "first", "last"), 0)
            #expect(try await audit.changes(log) == 2)
        }
        let beyond = try await bench.tool(try audit.rotating("beyond", "--again", "--number", "3"))
        expect(beyond, 2, "noKeyChange", "there are 2 changes of the key")
        #expect(try audit.names("beyond").isEmpty)
        try await bench.requireUnharmed(SampleCSV.subject(1))
    }

    @Test("which an incident replaced are written afterwards")
    func contained() async throws {
        struct Named: Decodable { var incident: String }
        let audit = try await Audit()
        let bench = audit.bench
        let opened = try await bench.tool("incident", "open", bench.store, "--title", "t", "--as", "officer-1", "--json")
        try #require(opened.status == 0, "\(opened.all)")
        let incident = try JSONDecoder().decode(Named.self, from: Data(opened.output.utf8)).incident
        expect(
            try await bench.tool(
                "incident", "contain", bench.store, "--incident", incident, "--replace-keys", "--reason", "r", "--as",
                "officer-1"), 0)
        expect(try await bench.tool(try audit.rotating("receipts", "--again")), 0)
        for log in AuditLog.allCases { expect(try await audit.isLed(log, by: "receipts"), 0) }
        try await bench.requireUnharmed()
    }
}
