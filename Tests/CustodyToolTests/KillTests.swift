import Custody
import Foundation
import Testing

@Suite("An import that is killed")
struct KillTests {
    /// `CUSTODY_KILL_ROWS=100000` for the long form, in which imports are killed later as well.
    private static let longRows = ProcessInfo.processInfo.environment["CUSTODY_KILL_ROWS"].flatMap { Int($0) }
    private static let rows = longRows ?? 1500
    /// After which row. The last is behind a checkpoint of the log, which is signed at a thousand entries.
    private static let points = [1, 2, 7, 40, 64, 65, 200] + (longRows == nil ? [128, 300, 1024] : [511, 1024, 2000])

    @Test("every acknowledged row is there, and the store verifies", arguments: points)
    func killed(after count: Int) async throws {
        let bench = try await Workbench.ready()
        let csv = try bench.write("many.csv", SampleCSV.people(Self.rows))
        let importing = try RunningImport(bench, csv)
        try importing.waitForLines(count)
        importing.kill()
        let acknowledged = importing.acknowledged
        #expect(acknowledged.count >= count)

        let verified = try await bench.tool("audit", "verify", bench.store)
        #expect(verified.status == 0, "before it is opened: \(verified.all)")

        let custodian = try await Custodian.open(at: bench.store, keys: try KeyFile.provider(at: bench.key))
        let agent = Principal("support-1", Authentication(.asserted, at: SystemClock().now(), by: "test", level: 0))
        for row in acknowledged.keys.sorted() {
            let seen = try await custodian.disclose(
                [FieldRequest("contact_name")], of: "customer", about: SubjectID(SampleCSV.subject(row)), for: "customerCare",
                to: agent)
            #expect(seen.value.text("contact_name") == SampleCSV.name(row))
        }
        try await custodian.close()
        try await bench.requireUnharmed()
    }

    @Test("the import can be taken up again and doubles nothing")
    func takenUpAgain() async throws {
        let bench = try await Workbench.ready()
        let rows = Self.longRows == nil ? 400 : 1000
        let csv = try bench.write("many.csv", SampleCSV.people(rows))
        let first = try RunningImport(bench, csv)
        try first.waitForLines(100)
        first.kill()
        let second = try RunningImport(bench, csv)
        second.waitForEnd()
        // A row that was acknowledged before is answered with the commit that it had.
        for (row, commit) in first.acknowledged { #expect(second.acknowledged[row] == commit) }
        #expect(second.acknowledged.count == rows)
        try await bench.requireUnharmed(SampleCSV.subject(rows))
    }
}
