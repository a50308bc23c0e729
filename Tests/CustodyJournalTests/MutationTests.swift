import CustodyCrashes
import Testing

@Suite("Mutants")
struct MutationTests {
    private static let check = MutationCheck(seed: 1)

    @Test("each way to break the journal is caught by a bounded search with a fixed seed")
    func caught() async {
        var caught = 0
        for mutant in MutationCheck.mutants {
            let verdict = await Self.check.judge(mutant, isThorough: false)
            #expect(verdict.violation != nil, "\(verdict.mutant) was not noticed")
            if verdict.violation != nil { caught += 1 }
        }
        print("mutants caught: \(caught) / \(MutationCheck.mutants.count)")
        #expect(MutationCheck.mutants.count >= 15)
    }

    @Test("the journal itself passes the same search")
    func clean() async {
        let violation = await Self.check.search(isThorough: false)
        #expect(violation == nil, "\(violation.map(\.description) ?? "")")
    }
}
