import Custody
import Foundation
import Testing

@Suite("The list of those to tell, where the scope is learnt with it") struct ScopeFileTests {
    private func expect(_ run: Tool.Run, _ status: Int32, _ words: String..., place: SourceLocation = #_sourceLocation) {
        #expect(run.status == status && !run.wasSignalled, "\(run.all)", sourceLocation: place)
        for word in words { #expect(run.all.contains(word), "\(word) is not in: \(run.all)", sourceLocation: place) }
    }

    /// A store with somebody whose data was seen, an incident about that, and a list with them that is long.
    private struct Desk {
        let bench: Workbench
        let incident: String
        let people: String
        let list: String

        var file: String { bench.place.path + "/tell.txt" }

        init() async throws {
            struct Named: Decodable { var incident: String }
            bench = try await Workbench.ready()
            let subject = "P" + String(repeating: "0", count: 400)
            let row = SampleCSV.row(1).replacing(SampleCSV.subject(1), with: subject)
            let taken = try await bench.tool(bench.importing(try bench.write("one.csv", SampleCSV.header + "\n\(row)\n")))
            try #require(taken.status == 0, "\(taken.all)")
            try #require(try await bench.disclose(subject).status == 0)
            let opened = try await bench.tool("incident", "open", bench.store, "--title", "t", "--as", "officer-1", "--json")
            try #require(opened.status == 0, "\(opened.all)")
            incident = try JSONDecoder().decode(Named.self, from: Data(opened.output.utf8)).incident
            list = String(repeating: subject + "\n", count: 450)
            people = try bench.write("people.txt", list)
        }

        /// The arguments that compute the scope and learn it, with a file for those to tell.
        func learning(_ more: String..., by principal: String = "officer-1") -> [String] {
            let hourAgo = SystemClock().now().adding(milliseconds: -3_600_000).description
            return [
                "incident", "scope", bench.store, "--incident", incident, "--principal", "support-1", "--from", hourAgo,
                "--among", people, "--learn", "--output", file, "--as", principal,
            ] + more
        }

        /// What stands where the list is to be, how often something was learnt, and of how many people.
        func left() async throws -> (files: [String], learnt: Int, people: String) {
            struct Shown: Decodable {
                struct Event: Decodable { var kind: String }
                var people: String
                var timeline: [Event]
            }
            let run = try await bench.tool("incident", "show", bench.store, "--incident", incident, "--json")
            try #require(run.status == 0, "\(run.all)")
            let shown = try JSONDecoder().decode(Shown.self, from: Data(run.output.utf8))
            let names = try FileManager.default.contentsOfDirectory(atPath: bench.place.path)
            return (
                names.filter { $0.hasPrefix("tell.txt") }, shown.timeline.count { $0.kind == "learnt" }, shown.people
            )
        }
    }

    @Test("is there with what was learnt; and neither is, where that is refused or the file has no place or no room")
    func together() async throws {
        let desk = try await Desk()
        let bench = desk.bench
        for (arguments, status, word) in [
            (desk.learning(by: "support-1"), 1, "denied"),
            (desk.learning().map { $0 == desk.file ? bench.store + "/tell.txt" : $0 }, 2, "insideStore"),
            (desk.learning().map { $0 == desk.file ? bench.place.path + "/none/tell.txt" : $0 }, 2, "unwritableFile"),
        ] as [([String], Int32, String)] {
            expect(try await bench.tool(arguments), status, word)
            let left = try await desk.left()
            #expect(left.files.isEmpty && left.learnt == 0, "\(word): \(left)")
        }
        try Data("other".utf8).write(to: URL(filePath: desk.file))
        expect(try await bench.tool(desk.learning()), 2, "fileExists")
        #expect(try await desk.left().learnt == 0)
        try FileManager.default.removeItem(atPath: desk.file)

        // No file may be as large as the list, while the store's own are smaller.
        let bounded = ["-c", #"trap "" XFSZ; ulimit -f 160; exec "$@""#, "sh", Tool.path]
        let full = try await Tool.run(bounded + desk.learning("--key-file", bench.key), executable: "/bin/sh")
        expect(full, 2, "unwritableFile", "the file cannot be written")
        let none = try await desk.left()
        #expect(none.files.isEmpty && none.learnt == 0 && none.people == "unknown", "\(none)")

        expect(try await bench.tool(desk.learning()), 0, "1 people", "to tell: 450")
        let left = try await desk.left()
        #expect(left.files == ["tell.txt"] && left.learnt == 1 && left.people == "1", "\(left)")
        #expect(try String(contentsOfFile: desk.file, encoding: .utf8) == desk.list)
        try await bench.requireUnharmed()
    }

    @Test("whose name was taken meanwhile is told with what is on record, and the list is shown", .needsStrace)
    func nameTaken() async throws {
        let desk = try await Desk()
        let run = try await Strace.tool(desk.learning("--key-file", desk.bench.key), strikingNames: "error=EEXIST")
        expect(run, 2, "fileExists", "are on record with the facts of the breach", "--learn need not be given again")
        #expect(run.output.contains("to tell: 450"), "\(run.all.prefix(1000))")
        let left = try await desk.left()
        #expect(left.files.isEmpty && left.learnt == 1 && left.people == "1", "\(left)")
        try await desk.bench.requireUnharmed()
    }

    @Test("is whole without its name when the tool is killed once that is on record, and is written anew", .needsStrace)
    func killed() async throws {
        let desk = try await Desk()
        let run = try await Strace.tool(desk.learning("--key-file", desk.bench.key), strikingNames: "signal=KILL:when=1")
        try #require(run.wasSignalled, "\(run.all.prefix(1000))")
        let left = try await desk.left()
        #expect(left.learnt == 1)
        let draft = try #require(left.files.first)
        #expect(left.files.count == 1 && draft.hasSuffix(".new"), "\(left)")
        #expect(try String(contentsOfFile: desk.bench.place.path + "/" + draft, encoding: .utf8) == desk.list)

        expect(try await desk.bench.tool(desk.learning()), 0, "to tell: 450")
        let after = try await desk.left()
        #expect(after.files.contains("tell.txt") && after.people == "1", "\(after)")
        try await desk.bench.requireUnharmed()
    }
}
