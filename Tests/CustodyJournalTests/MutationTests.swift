import CustodyCrashes
import Testing

@Suite("Mutants")
struct MutationTests {
    private static let check = MutationCheck(seed: 1)

    private static let verdicts = Task { () -> [MutationCheck.Verdict] in
        var verdicts: [MutationCheck.Verdict] = []
        for mutant in MutationCheck.mutants { verdicts.append(await check.judge(mutant, isThorough: false)) }
        return verdicts
    }

    @Test("each way to break the journal is caught by a bounded search with a fixed seed")
    func caught() async {
        let verdicts = await Self.verdicts.value
        for verdict in verdicts { #expect(verdict.violation != nil, "\(verdict.mutant) was not noticed") }
        let caught = verdicts.count { $0.violation != nil }
        print("mutants caught: \(caught) / \(MutationCheck.mutants.count)")
        #expect(MutationCheck.mutants.count >= 15)
    }

    /// As far as any mutant had to go. The whole of it is searched by `crashsweep --mutants`.
    @Test("the journal itself passes the same search")
    func clean() async {
        let furthest = await Self.verdicts.value.map(\.sweeps).max() ?? .max
        let violation = await Self.check.search(isThorough: false, first: furthest)
        #expect(violation == nil, "\(violation.map(\.description) ?? "")")
    }
}
