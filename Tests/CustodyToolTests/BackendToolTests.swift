import Foundation
import Testing

@Suite("The tool on a store of another backend")
struct BackendToolTests {
    #if SQLite
        @Test("the demonstration runs on SQLite, verifies, and does not damage itself")
        func demonstration() async throws {
            let bench = try Workbench.empty()
            let run = try await Tool.run(["demo", bench.store, "--backend", "sqlite"])
            #expect(run.status == 0, "\(run.all)")
            #expect(try bench.files().contains("custody.sqlite"))
            #expect(try !bench.files().contains("custody.json"))
            let again = try await Tool.run(["demo", bench.store, "--backend", "sqlite"])
            #expect(again.status == 2)
            #expect(again.errors.contains("is there already"))
            try await bench.requireUnharmed()
        }

        @Test("every command finds by itself what a store stands in")
        func found() async throws {
            let bench = try Workbench.empty()
            let made = try await bench.tool(bench.making() + ["--backend", "sqlite"])
            try #require(made.status == 0, "\(made.all)")
            let imported = try await bench.tool(bench.importing(try bench.write("few.csv", SampleCSV.people(3))))
            #expect(imported.status == 0, "\(imported.all)")
            let answer = try await bench.disclose("P000002")
            #expect(answer.output.contains(SampleCSV.name(2)), "\(answer.all)")
            try await bench.requireUnharmed("P000003")
            for path in try bench.files() {
                let bytes = try Data(contentsOf: URL(filePath: bench.store).appending(path: path))
                for marked in [SampleCSV.name(2), SampleCSV.subject(2), "Street 2, Yard"] {
                    #expect(bytes.range(of: Data(marked.utf8)) == nil, "\(path) holds a personal value in clear")
                }
            }
            for command in [["inspect", bench.store], ["salvage", bench.store, bench.store + ".out"]] {
                let run = try await Tool.run(command + (command[0] == "salvage" ? ["--key-file", bench.key] : []))
                #expect(run.status == 2)
                #expect(run.errors.contains("this one is a database"), "\(run.all)")
            }
            let backup = try await bench.tool("backup", bench.store, "--data", bench.store + ".backup")
            #expect(backup.status == 2, "\(backup.all)")
        }

        @Test("damage to the database is an integrity failure")
        func damage() async throws {
            let bench = try Workbench.empty()
            _ = try await bench.tool(bench.making() + ["--backend", "sqlite"])
            let path = URL(filePath: bench.store).appending(path: "custody.sqlite")
            var bytes = try Data(contentsOf: path)
            bytes.replaceSubrange(8192..<9000, with: Data(repeating: 0x5a, count: 808))
            try bytes.write(to: path)
            let run = try await bench.tool("audit", "verify", bench.store)
            #expect(run.status == 3, "\(run.all)")
        }
    #else
        @Test("SQLite without its trait says how to have it, and makes nothing")
        func absent() async throws {
            let bench = try Workbench.empty()
            for command in [["demo", bench.store], bench.making()] {
                let run = try await Tool.run(command + ["--backend", "sqlite", "--key-file", bench.key])
                #expect(run.status == 2)
                #expect(run.errors.contains("swift build --traits SQLite"), "\(run.all)")
            }
            #expect(!FileManager.default.fileExists(atPath: bench.store))
            #expect(!FileManager.default.fileExists(atPath: bench.key))
        }
    #endif
}
