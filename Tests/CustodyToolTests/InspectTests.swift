import CustodyJournal
import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite("custodyctl inspect")
struct InspectTests {
    private static func filled() async throws -> Workbench {
        let bench = try await Workbench.ready()
        let run = try await bench.tool(bench.importing(try bench.write("few.csv", SampleCSV.people(3))))
        try #require(run.status == 0, "\(run.all)")
        return bench
    }

    private static func standing(_ bench: Workbench) throws -> [String: Data] {
        try bench.files().reduce(into: [:]) {
            $0[$1] = try Data(contentsOf: URL(filePath: bench.store).appending(path: $1))
        }
    }

    @Test("shows the store, its segments and files, without a key and without writing")
    func good() async throws {
        let bench = try await Self.filled()
        let before = try Self.standing(bench)
        let run = try await Tool.run(["inspect", bench.store])
        #expect(run.status == 0, "\(run.all)")
        for words in [
            "controller northwind", "closed in order", "manifest ", "segment wal/00000000000000000001.log: commits 1 to ",
            "keys/slots: ", "audit/evidence.checkpoint: ", "nothing is damaged",
        ] { #expect(run.output.contains(words), "\(words) is not in: \(run.output)") }
        #expect(!run.all.contains("Person Number"))
        #expect(try Self.standing(bench) == before)
    }

    @Test("answers a program in JSON")
    func json() async throws {
        let bench = try await Self.filled()
        let run = try await Tool.run(["inspect", bench.store, "--json"])
        #expect(run.status == 0, "\(run.all)")
        let answer = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        #expect(answer["isIntact"] as? Bool == true && answer["closedCleanly"] as? Bool == true)
        #expect((answer["findings"] as? [Any])?.isEmpty == true)
        let inventory = try #require(answer["inventory"] as? [String: Any])
        let segments = try #require(inventory["segments"] as? [[String: Any]])
        #expect(segments.count == 1 && segments.first?["firstSequence"] as? Int == 1)
        #expect(segments.first?["lastSequence"] as? Int == answer["commits"] as? Int)
        #expect((inventory["files"] as? [[String: Any]])?.count == (try bench.files().count))
    }

    @Test("names file, offset and commit of damage, and ends with 3", arguments: ["segment", "manifest", "identity", "slots"])
    func damaged(_ what: String) async throws {
        let bench = try await Self.filled()
        let named = try #require(
            try bench.files().first { file in
                switch what {
                case "segment": file.hasSuffix(".log")
                case "manifest": file.hasPrefix("wal/MANIFEST-")
                case "identity": file == "custody.json"
                default: file == "keys/slots"
                }
            })
        let url = URL(filePath: bench.store).appending(path: named)
        var bytes = try Data(contentsOf: url)
        bytes[200 % bytes.count] ^= 1
        try bytes.write(to: url)
        let run = try await Tool.run(["inspect", bench.store])
        #expect(run.status == 3, "\(run.all)")
        #expect(run.output.contains("damage: \(named), offset "), "\(run.output)")
        #expect(run.output.contains("DAMAGED") && run.output.contains("files: "))
        if what == "segment" { #expect(run.output.contains(", commit 1: "), "\(run.output)") }
    }

    @Test("tells a missing journal, a missing segment and a missing manifest")
    func missing() async throws {
        for name in ["", "/00000000000000000001.log", "MANIFEST"] {
            let bench = try await Self.filled()
            let file =
                try name == "MANIFEST" ? "/" + #require(try bench.files().first { $0.contains("MANIFEST") }) : "/wal" + name
            try FileManager.default.removeItem(atPath: bench.store + file)
            let run = try await Tool.run(["inspect", bench.store])
            #expect(run.status == 3 && run.output.contains("damage: wal"), "\(name) \(run.all)")
        }
    }

    @Test("that nothing signed vouches for the log is said, for instance when its checkpoints were deleted")
    func unsigned() async throws {
        let bench = try await Self.filled()
        let words = "no signed checkpoint vouches for it: a store that is closed in order is signed"
        #expect(try await !bench.tool("audit", "verify", bench.store).output.contains("no signed checkpoint"))
        try FileManager.default.removeItem(atPath: bench.store + "/audit")
        let run = try await bench.tool("audit", "verify", bench.store)
        #expect(run.output.contains("signed up to 0") && run.output.contains(words), "\(run.all)")
    }

    @Test(
        "a store that lost its custody.json is damaged and not none, whatever looks at it",
        arguments: [["audit", "verify"], ["inspect"], ["salvage"], ["audit", "log"]])
    func lostIdentity(_ command: [String]) async throws {
        let bench = try await Self.filled()
        try FileManager.default.removeItem(atPath: bench.store + "/custody.json")
        let more = command == ["salvage"] ? [bench.place.path + "/saved"] : []
        let key = command == ["inspect"] ? [] : ["--key-file", bench.key]
        let run = try await Tool.run(command + [bench.store] + more + key)
        #expect(run.status == 3 && run.errors.contains("corrupt"), "\(run.all)")
        #expect(run.errors.contains("custody.json") && run.errors.contains("restore it from a backup"), "\(run.all)")
        #expect(!run.all.contains("custodyctl init"), "\(run.all)")
        #expect(try await bench.tool(bench.making()).status == 2)
    }

    @Test("a store whose making was cut off is none yet, and init makes it")
    func cutOffMaking() async throws {
        let bench = try Workbench.empty()
        for place in ["wal", "keys"] {
            try FileManager.default.createDirectory(atPath: "\(bench.store)/\(place)", withIntermediateDirectories: true)
        }
        for name in ["CREATE", "LOCK", "keys/slots"] {
            try #require(FileManager.default.createFile(atPath: "\(bench.store)/\(name)", contents: nil))
        }
        let none = try await Tool.run(["inspect", bench.store])
        #expect(none.status == 2 && none.errors.contains("notAStore"), "\(none.all)")
        let made = try await bench.tool(bench.making())
        #expect(made.status == 0, "\(made.all)")
        #expect(try await Tool.run(["inspect", bench.store]).status == 0)
    }

    @Test("works beside a writer and says who it is")
    func beside() async throws {
        let bench = try await Workbench.ready()
        let importing = try RunningImport(bench, try bench.write("many.csv", SampleCSV.people(2000)))
        try importing.waitForLines(5)
        let run = try await Tool.run(["inspect", bench.store])
        #expect(run.status == 0, "\(run.all)")
        #expect(run.output.contains("in use: "))
        importing.waitForEnd()
        try await bench.requireUnharmed("P002000")
    }

    @Test("refuses what is no store and what means nothing")
    func refused() async throws {
        let bench = try Workbench.empty()
        let nothing = try await Tool.run(["inspect", bench.store])
        #expect(nothing.status == 2 && nothing.errors.contains("notAStore"), "\(nothing.all)")
        let foreign = try await Tool.run(["inspect", bench.place.path])
        #expect(foreign.status == 2 && foreign.errors.contains("custody.json"), "\(foreign.all)")
        let file = try await Tool.run(["inspect", try bench.write("file", "text"), "--json"])
        #expect(file.status == 2 && file.output.contains("\"notAStore\""), "\(file.all)")
        #expect(try await Tool.run(["inspect"]).status == 2)
        #expect(try await Tool.run(["inspect", bench.store, "--nonsense"]).status == 2)
    }
}
