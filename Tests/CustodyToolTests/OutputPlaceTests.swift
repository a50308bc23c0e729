import Foundation
import Testing

@Suite("Where a result is written")
struct OutputPlaceTests {
    private static let hash = String(repeating: "0", count: 64)

    private static let commands: [[String]] = [
        ["consent", "export", "STORE", "OUT"], ["consent", "notice", "show", "STORE", hash, "OUT"],
        ["incident", "export", "STORE", "OUT"], ["incident", "register", "STORE", "--output", "OUT"],
        ["register", "export", "STORE", "OUT"], ["report", "STORE", "--output", "OUT"],
        ["report", "STORE", "--json-file", "OUT"], ["report", "STORE", "--csv-file", "OUT"],
        ["audit", "checkpoint", "STORE", "--log", "evidence", "--output", "OUT"],
        ["audit", "receipt", "STORE", "--log", "evidence", "--index", "0", "--output", "OUT"],
        ["audit", "proof", "STORE", "--log", "evidence", "--from", "0", "-o", "OUT"],
        ["audit", "rotate-key", "STORE", "--receipts", "OUT"], ["monitor", "run", "STORE", "--state", "OUT"],
        ["monitor", "alerts", "list", "STORE", "--state", "OUT"], ["erase", "anchor", "STORE", "--erasures", "OUT"],
        ["hold", "list", "STORE", "--erasures", "OUT"],
    ]

    @Test("is never in the store's directory: it would be copied with the store")
    func outside() async throws {
        let bench = try await Workbench.ready()
        let files = try bench.files()
        for command in Self.commands {
            let run = try await bench.tool(
                command.map { $0 == "STORE" ? bench.store : $0 == "OUT" ? bench.store + "/out" : $0 })
            #expect(run.status == 2 && run.errors.contains("insideStore"), "\(command): \(run.all)")
            #expect(try bench.files() == files, "nothing was done: \(command)")
        }
    }

    @Test("a memory of the monitor that cannot be one is bad input, and no damage of the store")
    func state() async throws {
        let bench = try await Workbench.ready()
        let link = bench.place.path + "/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: bench.place.path + "/elsewhere")
        let places = [
            (bench.place.path, "must be a regular file"), (link, "must be a regular file"),
            (bench.place.path + "/none/state", "there is no place"), (bench.key + "/state", "there is no place"),
        ]
        for (place, words) in places {
            for command in [["run"], ["alerts", "list"]] {
                let run = try await bench.tool(["monitor"] + command + [bench.store, "--state", place])
                #expect(run.status == 2 && run.errors.contains(words), "\(run.all)")
            }
        }
        let run = try await bench.tool("monitor", "run", bench.store, "--state", bench.place.path + "/state")
        #expect(run.status == 0, "\(run.all)")
        let config = try bench.write("config.json", "{}")
        let same = try await bench.tool(
            "monitor", "run", bench.store, "--config", config, "--state", bench.place.path + "/./config.json")
        #expect(same.status == 2 && same.errors.contains("name two files"), "\(same.all)")
    }

    @Test("a receipt whose proof has no place leaves no receipt")
    func receipt() async throws {
        let bench = try await Workbench.ready()
        let file = bench.place.path + "/receipt.json"
        let other = try bench.write("receipt.json.tlog-proof", "another one")
        let arguments = try await bench.consenting(receiptAt: file)
        let refused = try await bench.tool(arguments)
        #expect(refused.status == 2 && refused.errors.contains("fileExists"), "\(refused.all)")
        #expect(!FileManager.default.fileExists(atPath: file))
        #expect(try String(contentsOfFile: other, encoding: .utf8) == "another one")
        try FileManager.default.removeItem(atPath: other)
        #expect(try await bench.tool(arguments).status == 0)
        for made in [file, other] { #expect(FileManager.default.fileExists(atPath: made)) }
        // What was made for one who may not have it is gone again.
        let denied = try await bench.tool(
            Array(arguments.dropLast()) + [bench.place.path + "/second.json", "--as", "support-1"])
        #expect(denied.status == 1, "\(denied.all)")
        let names = try FileManager.default.contentsOfDirectory(atPath: bench.place.path)
        #expect(!names.contains { $0.hasPrefix("second.json") }, "\(names)")
    }
}
