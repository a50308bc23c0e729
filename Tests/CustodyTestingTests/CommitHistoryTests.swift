import CustodyModel
import CustodyTesting
import Testing

@Suite("A run held against the order of its commits")
struct CommitHistoryTests {
    private typealias History = CommitHistory<Register>

    /// A run that somebody made up, and what was found afterwards.
    struct Run: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var calls: [CommitHistory<Register>.Call]
        var recovered: [Register.Operation]?

        init(
            _ description: String, _ calls: [CommitHistory<Register>.Call], recovered: [Register.Operation]? = nil
        ) {
            testDescription = description
            self.calls = calls
            self.recovered = recovered
        }
    }

    private static let cutOff = CommitHistory<Register>.Call(.write("a", 9), invoked: 1)

    static let good = [
        Run("nothing happened", []),
        Run("one after another", [.write("a", 1, 1, 2, at: 1), .read("a", 1, 3, 4, at: 1), .write("a", 2, 5, 6, at: 2)]),
        Run("calls that overlap may have any order", [.write("a", 1, 1, 4, at: 2), .write("a", 2, 2, 3, at: 1)]),
        Run(
            "a read may be of a moment before a write that overlaps it",
            [.write("a", 1, 1, 4, at: 1), .read("a", nil, 2, 3, at: 0)]),
        Run(
            "a gap may be an open call's, and what it may have changed is not decided",
            [cutOff, .write("a", 1, 1, 2, at: 2), .read("a", 1, 3, 4, at: 2), .read("b", nil, 3, 4, at: 2)]),
        Run(
            "an open call may turn out to be committed", [cutOff, .write("a", 1, 1, 2, at: 2), .read("a", 9, 1, 2, at: 1)],
            recovered: [.write("a", 9), .write("a", 1)]),
        Run("an open call may turn out to be lost", [cutOff, .write("a", 1, 1, 2, at: 1)], recovered: [.write("a", 1)]),
        Run(
            "a read may name the last change while others go on elsewhere",
            [.write("a", 1, 1, 2, at: 1), .write("b", 1, 3, 4, at: 2), .glance("a", 1, 5, 6, at: 1)]),
        Run(
            "a refusal leaves no trace",
            [.init(.swap("a", 1, for: 2), invoked: 1, returned: 2, outcome: .refused), .write("a", 1, 3, 4, at: 1)],
            recovered: [.write("a", 1)]),
    ]

    static let bad: [(run: Run, what: String)] = [
        (
            Run("a later call with an earlier place", [.write("a", 1, 1, 2, at: 2), .write("b", 1, 3, 4, at: 1)]),
            "was seen before it was called"
        ),
        (
            Run("one place for two", [.write("a", 1, 1, 4, at: 1), .write("b", 1, 2, 3, at: 1)]),
            "two commits were given the place"
        ),
        (Run("a place that nobody took", [.write("a", 1, 1, 2, at: 2)]), "are taken by no call"),
        (Run("a place before the first", [.write("a", 1, 1, 2, at: 0)]), "was taken before the run"),
        (
            Run("a read of the future", [.write("a", 1, 1, 2, at: 1), .read("a", 1, 3, 4, at: 5)]), "are taken by no call"
        ),
        (
            Run("a stale read", [.write("a", 1, 1, 2, at: 1), .read("a", nil, 3, 4, at: 0)]), "was seen before it was called"
        ),
        (
            Run(
                "a read that goes back",
                [.write("a", 1, 1, 8, at: 1), .read("a", 1, 2, 3, at: 1), .read("a", nil, 4, 5, at: 0)]),
            "was seen before it was called"
        ),
        (
            Run(
                "a commit behind what a read had seen already",
                [
                    .write("a", 1, 1, 9, at: 2), .read("a", 1, 2, 3, at: 2), .write("b", 1, 4, 5, at: 1),
                ]), "was seen before it was called"
        ),
        (
            Run("a value from nowhere", [.write("a", 1, 1, 2, at: 1), .read("a", 7, 3, 4, at: 1)]),
            "expected value(Optional(1))"
        ),
        (
            Run("a lost update", [.write("a", 1, 1, 2, at: 1), .write("a", 2, 3, 4, at: 2), .read("a", 1, 5, 6, at: 2)]),
            "expected value(Optional(2))"
        ),
        (
            Run(
                "a swap that was committed though the value was another",
                [
                    .write("a", 1, 1, 2, at: 1),
                    .init(
                        .swap("a", 5, for: 6), invoked: 3, returned: 4, outcome: .committed(CommitSequence(rawValue: 2), .done)),
                ]), "expected refused"
        ),
        (
            Run(
                "a stale read that names the last change",
                [.write("a", 1, 1, 2, at: 1), .write("a", 2, 3, 4, at: 2), .glance("a", 1, 5, 6, at: 1)]), "changed it again"
        ),
        (
            Run(
                "a read that names another's change", [.write("b", 1, 1, 2, at: 1), .glance("a", nil, 3, 4, at: 1)]),
            "that changed something else"
        ),
        (
            Run("a lost acknowledgement", [.write("a", 1, 1, 2, at: 1)], recovered: []), "was acknowledged at 1, but only 0"
        ),
        (
            Run("another's place after the crash", [.write("a", 1, 1, 2, at: 1)], recovered: [.write("a", 2)]),
            "was acknowledged at 1, but write(\"a\", 2) was found"
        ),
        (
            Run("an invention", [.write("a", 1, 1, 2, at: 1)], recovered: [.write("a", 1), .write("a", 2)]),
            "no call that was cut off had asked for it"
        ),
        (
            Run("an open call that was committed twice", [cutOff], recovered: [.write("a", 9), .write("a", 9)]),
            "no call that was cut off had asked for it"
        ),
        (
            Run(
                "a refusal that comes back",
                [.init(.write("a", 1), invoked: 1, returned: 2, outcome: .refused)], recovered: [.write("a", 1)]),
            "no call that was cut off had asked for it"
        ),
        (
            Run("a read of what a crash then took", [cutOff, .read("a", 9, 2, 3, at: 1)], recovered: []),
            "read as of 1, but only 0"
        ),
    ]

    @Test("passes where everything is in order", arguments: good)
    func accepts(_ run: Run) throws {
        let report = try History(run.calls).check(recovered: run.recovered)
        #expect(report.open == run.calls.count { $0.outcome == nil })
    }

    @Test("fails and says where", arguments: bad)
    func refuses(_ run: Run, _ what: String) {
        do {
            try History(run.calls).check(recovered: run.recovered)
            Issue.record("accepted: \(run.testDescription)")
        } catch { #expect(error.message.contains(what), "\(error)") }
    }

    @Test("counts what it could not decide")
    func undecided() throws {
        let calls = [Self.cutOff, .write("a", 1, 1, 2, at: 2), .read("a", 1, 3, 4, at: 2), .read("b", nil, 3, 4, at: 2)]
        let report = try History(calls).check()
        #expect(report.commits == 1 && report.reads == 1 && report.undecidedReads == 1 && report.open == 1, "\(report)")
    }

    @Test("begins where the run began")
    func start() throws {
        let calls: [History.Call] = [.write("a", 1, 1, 2, at: 8), .read("a", 1, 3, 4, at: 8), .glance("b", nil, 3, 4, at: 3)]
        try History(calls, after: CommitSequence(rawValue: 7)).check(recovered: [.write("a", 1)])
        #expect(throws: BrokenPromise.self) { try History(calls).check() }
    }
}
