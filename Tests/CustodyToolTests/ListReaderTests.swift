import Foundation
import Testing

@Suite("Who reads a list")
struct ListReaderTests {
    private static let lists = [
        ["retention", "due", "STORE"], ["audit", "data", "STORE"], ["incident", "list", "STORE"],
        ["incident", "show", "STORE", "--incident", "ID"], ["request", "list", "STORE"], ["request", "list", "STORE", "--all"],
        ["request", "duties", "STORE"], ["request", "notices", "STORE"], ["hold", "list", "STORE"],
    ]

    @Test("is decided and stands in the log as the reader, where one is named")
    func named() async throws {
        let bench = try await Workbench.ready()
        let opened = try await bench.tool("incident", "open", bench.store, "--title", "x", "--as", "officer-1", "--json")
        struct Named: Decodable { var incident: String }
        let id = try JSONDecoder().decode(Named.self, from: Data(opened.output.utf8)).incident
        func run(_ list: [String], as reader: String) async throws -> Tool.Run {
            try await bench.tool(list.map { ["STORE": bench.store, "ID": id][$0] ?? $0 } + ["--as", reader])
        }
        func lines(of principal: String, with words: String) async throws -> Int {
            let log = try await bench.tool("audit", "log", bench.store, "--principal", principal)
            return log.output.split(separator: "\n").count { $0.contains(words) }
        }
        let before = try await lines(of: "officer-1", with: "permit  as privacyOfficer")
        for list in Self.lists {
            let permitted = try await run(list, as: "officer-1")
            #expect(permitted.status == 0, "\(list): \(permitted.all)")
            let refused = try await run(list, as: "importer-1")
            #expect(refused.status == 1 && refused.errors.contains("denied"), "\(list): \(refused.all)")
        }
        // Nobody may verify under this policy.
        let refused = try await run(["accuracy", "due", "STORE"], as: "officer-1")
        #expect(refused.status == 1 && refused.errors.contains("denied"), "\(refused.all)")
        #expect(try await lines(of: "officer-1", with: "permit  as privacyOfficer") == before + Self.lists.count)
        #expect(try await lines(of: "importer-1", with: "deny") == Self.lists.count)
    }
}
