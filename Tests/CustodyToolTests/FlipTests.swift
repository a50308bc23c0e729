import Foundation
import Testing

@Suite("A changed byte")
struct FlipTests {
    /// `CUSTODY_FLIP_ALL=1` for every position, `CUSTODY_EVERY_BYTE=1` for some hundred of each file. Each position starts the tool twice;
    /// many more are changed beneath the library itself, in the tests of its files.
    private static let positions: Int = {
        let environment = ProcessInfo.processInfo.environment
        if environment["CUSTODY_FLIP_ALL"] != nil { return .max }
        return environment["CUSTODY_EVERY_BYTE"] != nil ? 200 : 4
    }()

    @Test("is reported with its file and an offset; nothing traps and nothing answers wrongly")
    func flipped() async throws {
        let bench = try await Workbench.ready()
        _ = try await bench.tool(bench.importing(try bench.write("few.csv", SampleCSV.people(3))))
        let right = try await bench.disclose("P000002", "contact_name,phone")
        try #require(right.status == 0)
        let answer = right.output.split(separator: "\n").filter { !$0.hasPrefix("receipt") }
        try await bench.requireUnharmed("P000002")

        var state: UInt64 = 0x5EED
        for file in try bench.files() {
            let url = URL(filePath: bench.store).appending(path: file)
            let size = try Data(contentsOf: url).count
            guard size > 0 else { continue }
            let positions =
                Self.positions == .max
                ? Array(0..<size) : (0..<min(size, Self.positions)).map { _ in Int(Self.next(&state) % UInt64(size)) }
            for position in positions { try await flip(url, file, position, bench, answer) }
        }
        try await bench.requireUnharmed("P000002")
    }

    private func flip(_ url: URL, _ file: String, _ position: Int, _ bench: Workbench, _ answer: [Substring]) async throws {
        let before = try Data(contentsOf: url)
        var after = before
        after[after.startIndex + position] ^= 1 << UInt8(position % 8)
        try after.write(to: url)
        let verified = try await bench.tool("audit", "verify", bench.store)
        #expect(!verified.wasSignalled, "\(file):\(position) trapped: \(verified.errors)")
        #expect(verified.status == 3, "\(file):\(position) \(verified.all)")
        #expect(verified.output.contains("damage: \(file), offset "), "\(file):\(position) \(verified.all)")

        // Opening may write; a copy is opened, so that the next position starts from the same bytes.
        let copy = bench.place.appending(path: "copy").path
        try? FileManager.default.removeItem(atPath: copy)
        try FileManager.default.copyItem(atPath: bench.store, toPath: copy)
        let opened = try await bench.tool(
            "disclose", copy, "--subject", "P000002", "--record", "customer", "--fields", "contact_name,phone", "--purpose",
            "customerCare", "--as", "support-1")
        #expect(!opened.wasSignalled, "\(file):\(position) trapped: \(opened.errors)")
        if opened.status == 0 {
            #expect(opened.output.split(separator: "\n").filter { !$0.hasPrefix("receipt") } == answer, "\(file):\(position)")
        } else {
            #expect(opened.status == 3, "\(file):\(position) \(opened.all)")
        }
        try before.write(to: url)
    }

    /// SplitMix64: the same positions in every run.
    private static func next(_ state: inout UInt64) -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
