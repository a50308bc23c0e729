import Foundation
import Testing

@testable import custodyctl

@Suite("The file that carries a plan")
struct ApprovalFileTests {
    @Test("keeps every approval, also of those who approve at the same moment")
    func atTheSameMoment() async throws {
        let bench = try await Workbench.ready()
        let imported = try await bench.tool(bench.importing(try bench.write("two.csv", SampleCSV.people(2))))
        try #require(imported.status == 0, "\(imported.all)")
        let (key, plan) = (bench.place.path + "/lead-1.key", bench.place.path + "/plan.json")
        let other = bench.place.path + "/other.json"
        for arguments in [
            ["principal", "keygen", "--output", key],
            ["principal", "enroll", bench.store, "lead-1", "--public-key", key + ".pub"],
            [
                "erase", "plan", bench.store, "--subject", SampleCSV.subject(1), "--ground", "noLongerNecessary", "--as",
                "officer-1", "--output", plan,
            ],
            [
                "erase", "plan", bench.store, "--subject", SampleCSV.subject(2), "--ground", "noLongerNecessary", "--as",
                "officer-1", "--output", other,
            ],
        ] {
            let run = try await bench.tool(arguments)
            try #require(run.status == 0, "\(run.all)")
        }
        let approve = ["erase", "approve", bench.store, plan, "--as", "lead-1", "--sign-with", key]
        async let first = bench.tool(approve)
        async let second = bench.tool(approve)
        let runs = try await [first, second]
        // Who waits too long for the store says so, and approves nothing.
        for run in runs { #expect(run.status == 0 || run.status == 2 && run.errors.contains("heldElsewhere"), "\(run.all)") }
        let done = runs.count { $0.status == 0 }
        let approvals = try PlanFile(readingFrom: plan).approvals
        #expect(done > 0 && approvals.count == done)
        // What came into the file since the plan was read stays, and another plan that stands there by now is not approved with it.
        try PlanFile.add(approvals[0], to: plan)
        #expect(try PlanFile(readingFrom: plan).approvals.count == done + 1)
        let altered = try #require(throws: ToolError.self) { try PlanFile.add(approvals[0], to: other) }
        #expect(altered.code == "planAltered" && altered.status == .refused)
        #expect(try PlanFile(readingFrom: other).approvals.isEmpty)
    }
}
