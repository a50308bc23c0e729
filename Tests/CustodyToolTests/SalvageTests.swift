import Foundation
import Testing

@Suite("custodyctl salvage")
struct SalvageTests {
    private static func filled() async throws -> Workbench {
        let bench = try await Workbench.ready()
        let run = try await bench.tool(bench.importing(try bench.write("few.csv", SampleCSV.people(5))))
        try #require(run.status == 0, "\(run.all)")
        return bench
    }

    /// A store whose machine stopped in the midst of an import: what came after the last checkpoint stands in the journal only.
    private static func stopped() async throws -> Workbench {
        let bench = try await Workbench.ready()
        let importing = try RunningImport(bench, try bench.write("many.csv", SampleCSV.people(5000)))
        try importing.waitForLines(60)
        importing.kill()
        return bench
    }

    private static func out(_ bench: Workbench) -> String { bench.place.appending(path: "salvaged").path }

    private static func name(_ subject: String, _ bench: Workbench) async throws -> Tool.Run {
        try await bench.tool(
            "disclose", out(bench), "--subject", subject, "--record", "customer", "--fields", "contact_name", "--purpose",
            "customerCare", "--as", "support-1")
    }

    /// Flips a bit of the file at a place, given in hundredths of what is written in it.
    private static func damage(_ bench: Workbench, _ suffix: String, at place: Int) throws {
        let file = try #require(try bench.files().first { $0.hasSuffix(suffix) })
        let url = URL(filePath: bench.store).appending(path: file)
        var bytes = try Data(contentsOf: url)
        let end = bytes.lastIndex { $0 != 0 } ?? 0
        bytes[end * place / 100] ^= 1
        try bytes.write(to: url)
    }

    private static func standing(_ bench: Workbench) throws -> [String: Data] {
        try bench.files().reduce(into: [:]) {
            $0[$1] = try Data(contentsOf: URL(filePath: bench.store).appending(path: $1))
        }
    }

    @Test("takes everything over from a whole store")
    func good() async throws {
        let bench = try await Self.filled()
        let run = try await bench.tool("salvage", bench.store, Self.out(bench))
        #expect(run.status == 0, "\(run.all)")
        #expect(run.output.contains("nothing that was acknowledged is missing"))
        let verified = try await bench.tool("audit", "verify", Self.out(bench))
        #expect(verified.status == 0, "\(verified.all)")
        let answer = try await Self.name("P000005", bench)
        #expect(answer.status == 0 && answer.output.contains(SampleCSV.name(5)), "\(answer.all)")
    }

    @Test("takes over what stands before the damage, says what is left out and where, and writes nothing to the old store")
    func damaged() async throws {
        let bench = try await Self.stopped()
        try Self.damage(bench, ".log", at: 60)
        let before = try Self.standing(bench)
        let opened = try await bench.disclose("P000001")
        #expect(opened.status == 3)
        let run = try await bench.tool("salvage", bench.store, Self.out(bench), "--json")
        #expect(run.status == 3, "\(run.all)")
        #expect(try Self.standing(bench) == before)
        // The answer, and behind it the object of the error.
        let text = try #require(run.output.components(separatedBy: "\n}\n").first) + "\n}"
        let answer = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(answer["opens"] as? Bool == true && answer["isComplete"] as? Bool == false)
        let salvage = try #require(answer["salvage"] as? [String: Any])
        let left = try #require((salvage["leftOut"] as? [[String: Any]])?.first)
        #expect((left["file"] as? String)?.hasSuffix(".log") == true && left["offset"] as? Int ?? 0 > 0)
        #expect(left["sequence"] as? Int == (salvage["commits"] as? Int).map { $0 + 1 })

        let verified = try await bench.tool("audit", "verify", Self.out(bench))
        #expect(verified.status == 0, "\(verified.all)")
        // Rows are imported some at once: which of the first ones stands before the damage is chance.
        var kept: Tool.Run?
        for number in 1...40 where kept == nil {
            let answered = try await Self.name(SampleCSV.subject(number), bench)
            guard answered.status == 0 else { continue }
            #expect(answered.output.contains(SampleCSV.name(number)), "\(answered.all)")
            kept = answered
        }
        #expect(kept != nil)
    }

    @Test("needs no journal for what the checkpoint of an orderly close covers")
    func covered() async throws {
        let bench = try await Self.filled()
        try Self.damage(bench, ".log", at: 50)
        #expect(try await bench.disclose("P000001").status == 3)
        let run = try await bench.tool("salvage", bench.store, Self.out(bench))
        #expect(run.status == 0 && run.output.contains("the checkpoint covers"), "\(run.all)")
        for number in 1...5 { #expect(try await Self.name(SampleCSV.subject(number), bench).status == 0) }
    }

    @Test("does without a manifest")
    func manifest() async throws {
        let bench = try await Self.filled()
        for file in try bench.files() where file.contains("MANIFEST-") {
            try FileManager.default.removeItem(atPath: bench.store + "/" + file)
        }
        let run = try await bench.tool("salvage", bench.store, Self.out(bench))
        #expect(run.status == 3 && run.output.contains("there is no manifest"), "\(run.all)")
        #expect(try await Self.name("P000005", bench).status == 0)
    }

    @Test("says when nothing can be taken over, and makes nothing", arguments: ["slots", "custody.json"])
    func nothing(_ suffix: String) async throws {
        let bench = try await Self.filled()
        try Self.damage(bench, suffix, at: 0)
        let run = try await bench.tool("salvage", bench.store, Self.out(bench))
        #expect(run.status == 3 && run.errors.contains("corrupt"), "\(run.all)")
        #expect(!FileManager.default.fileExists(atPath: Self.out(bench)))
    }

    @Test("refuses a place where something stands or inside the store, a held store, none, a wrong key and bad usage")
    func refused() async throws {
        let bench = try await Self.filled()
        func expect(_ run: Tool.Run, _ words: String) {
            #expect(run.status == 2 && run.all.contains(words), "\(words): \(run.all)")
        }
        let taken = try bench.write("taken", "mine")
        expect(try await bench.tool("salvage", bench.store, taken), "fileExists")
        #expect(try String(contentsOfFile: taken, encoding: .utf8) == "mine")
        expect(try await bench.tool("salvage", bench.store, bench.store + "/inside"), "insideStore")
        expect(try await bench.tool("salvage", bench.place.path, Self.out(bench)), "notAStore")
        let other = try await Workbench.ready(isOwn: true)
        expect(try await Tool.run(["salvage", bench.store, Self.out(bench), "--key-file", other.key]), "wrongKey")
        expect(try await Tool.run(["salvage", bench.store, Self.out(bench), "--key-file", bench.key + "x"]), "keyFileMissing")
        expect(try await bench.tool("salvage", bench.store), "Missing expected argument")

        let importing = try RunningImport(bench, try bench.write("many.csv", SampleCSV.people(2000)))
        try importing.waitForLines(5)
        expect(try await bench.tool("salvage", bench.store, Self.out(bench)), "heldElsewhere")
        importing.kill()
        #expect(!FileManager.default.fileExists(atPath: Self.out(bench)))
    }
}
