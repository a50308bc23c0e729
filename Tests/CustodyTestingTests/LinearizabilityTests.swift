import CustodyTesting
import Testing

@Suite("The search for an order of calls")
struct LinearizabilityTests {
    private typealias Call = Linearizability<Register>.Call

    /// A run that somebody made up.
    struct Run: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var calls: [Linearizability<Register>.Call]

        init(_ description: String, _ calls: [Linearizability<Register>.Call]) {
            testDescription = description
            self.calls = calls
        }
    }

    static let good = [
        Run("nothing happened", []),
        Run("one after another", [.call(.write("a", 1), 1, 2), .read("a", 3, 4, 1), .read("b", 5, 6, nil)]),
        Run("a read that overlaps a write may see the old", [.call(.write("a", 1), 1, 4), .read("a", 2, 3, nil)]),
        Run("a read that overlaps a write may see the new", [.call(.write("a", 1), 1, 4), .read("a", 2, 3, 1)]),
        Run(
            "two writes at once may come in either order",
            [.call(.write("a", 1), 1, 4), .call(.write("a", 2), 2, 3), .read("a", 5, 6, 1)]),
        Run("a call that was cut off may have taken effect", [.call(.write("a", 1), 1), .read("a", 2, 3, 1)]),
        Run("a call that was cut off may have done nothing", [.call(.write("a", 1), 1), .read("a", 2, 3, nil)]),
        Run(
            "a call that was cut off may take effect late",
            [.call(.write("a", 1), 1), .read("a", 2, 3, nil), .call(.write("a", 2), 4, 5), .read("a", 6, 7, 1)]),
        Run(
            "of two swaps for the same value one is refused",
            [
                .call(.write("a", 1), 1, 2), .call(.swap("a", 1, for: 2), 3, 6, .refused), .call(.swap("a", 1, for: 3), 4, 5),
                .read("a", 7, 8, 3),
            ]),
        Run(
            "what happens to one cell says nothing about another",
            [.call(.write("a", 1), 1, 2), .call(.write("b", 1), 3, 4), .read("b", 5, 6, 1), .read("a", 5, 6, 1)]),
    ]

    static let bad = [
        Run("a stale read", [.call(.write("a", 1), 1, 2), .call(.write("a", 2), 3, 4), .read("a", 5, 6, 1)]),
        Run("a write that is not seen", [.call(.write("a", 1), 1, 2), .read("a", 3, 4, nil)]),
        Run("a value from nowhere", [.call(.write("a", 1), 1, 2), .read("a", 3, 4, 7)]),
        Run("a value before anybody wrote it", [.read("a", 1, 2, 1), .call(.write("a", 1), 3, 4)]),
        Run(
            "a lost update: two swaps for the same value",
            [.call(.write("a", 1), 1, 2), .call(.swap("a", 1, for: 2), 3, 6), .call(.swap("a", 1, for: 3), 4, 5)]),
        Run(
            "a swap that was refused though the value stood there",
            [.call(.write("a", 1), 1, 2), .call(.swap("a", 1, for: 2), 3, 4, .refused)]),
        Run(
            "two readers that see two writes in different orders",
            [
                .call(.write("a", 1), 1, 2), .call(.write("a", 2), 1, 2), .read("a", 3, 4, 1), .read("a", 5, 6, 2),
            ]),
        Run(
            "a read that goes back while the write is under way",
            [.call(.write("a", 1), 1, 8), .read("a", 2, 3, 1), .read("a", 4, 5, nil)]),
        Run(
            "a call that was cut off and is seen, then undone",
            [.call(.write("a", 1), 1), .read("a", 2, 3, 1), .read("a", 4, 5, nil)]),
        Run(
            "a call that was cut off and takes effect before it was made",
            [.read("a", 1, 2, 1), .call(.write("a", 1), 3)]),
        Run(
            "a call that was cut off and takes effect twice",
            [
                .call(.write("a", 1), 1), .read("a", 2, 3, 1), .call(.write("a", 2), 4, 5), .read("a", 6, 7, 2),
                .read("a", 8, 9, 1),
            ]),
        Run(
            "an order that fails only in the second cell",
            [.call(.write("a", 1), 1, 2), .read("a", 3, 4, 1), .call(.write("b", 1), 1, 2), .read("b", 3, 4, nil)]),
    ]

    @Test("finds it where there is one", arguments: good)
    func accepts(_ run: Run) throws { try Linearizability<Register>().check(run.calls) }

    @Test("says that there is none", arguments: bad)
    func refuses(_ run: Run) {
        guard case .contradiction = Linearizability<Register>().verdict(on: run.calls) else {
            Issue.record("accepted")
            return
        }
        #expect(throws: BrokenPromise.self) { try Linearizability<Register>().check(run.calls) }
    }

    @Test("names the cell, and how far an order goes")
    func names() throws {
        let calls = [Call.call(.write("b", 1), 1, 2), .call(.write("a", 1), 1, 2), .read("a", 3, 4, 7)]
        #expect(Linearizability<Register>().verdict(on: calls) == .contradiction(key: "a", explained: [1]))
        do {
            try Linearizability<Register>().check(calls)
            Issue.record("accepted")
        } catch {
            #expect(error.message.contains("no order explains a"))
            #expect(error.message.contains("read(\"a\") → value(Optional(7))"))
        }
    }

    @Test("says undecided when the budget is spent, never yes")
    func budget() throws {
        let calls = (0..<12).map { Call.call(.write("a", $0), 1, 2) } + [.read("a", 3, 4, 99)]
        #expect(Linearizability<Register>(budget: 100).verdict(on: calls) == .undecided(key: "a"))
        #expect(throws: BrokenPromise.self) { try Linearizability<Register>(budget: 100).check(calls) }
        guard case .contradiction = Linearizability<Register>().verdict(on: calls) else {
            Issue.record("a larger budget should be enough")
            return
        }
    }

    @Test("remembers what it tried: twenty writes at once and a false read are settled")
    func remembers() {
        // 20! orders, but only 20 · 2^20 pairs of what was chosen and what it led to; fourteen are enough to tell.
        let calls = (0..<14).map { Call.call(.write("a", $0), 1, 2) } + [.read("a", 3, 4, 99)]
        guard case .contradiction = Linearizability<Register>(budget: 2_000_000).verdict(on: calls) else {
            Issue.record("not settled")
            return
        }
    }

    @Test("agrees with trying every order, on thousands of small runs")
    func oracle() {
        var dice = Dice()
        var found = [true: 0, false: 0]
        for _ in 0..<6000 {
            let calls = Self.randomRun(&dice)
            let expected = Self.isExplained(calls, by: Register(), left: Set(calls.indices))
            let verdict = Linearizability<Register>().verdict(on: calls)
            #expect((verdict == .linearizable) == expected, "CUSTODY_SEED=\(dice.seed) \(calls)")
            found[expected, default: 0] += 1
        }
        #expect(found[true, default: 0] > 500 && found[false, default: 0] > 500, "the runs are too much alike: \(found)")
    }

    private static func randomRun(_ dice: inout Dice) -> [Call] {
        (0..<dice.below(7)).map { _ in
            let operation: Register.Operation =
                switch dice.below(4) {
                case 0: .write("a", dice.below(2))
                case 1: .swap("a", dice.below(2), for: dice.below(2))
                default: .read("a")
                }
            let invoked = UInt64(dice.below(12))
            guard dice.below(6) > 0 else { return Call(operation, invoked: invoked) }
            let answer: Register.Answer =
                switch operation {
                case .read: .value(dice.below(4) == 0 ? nil : dice.below(2))
                case .swap: dice.below(2) == 0 ? .done : .refused
                case .write: .done
                }
            return Call(operation, invoked: invoked, returned: invoked + 1 + UInt64(dice.below(6)), outcome: answer)
        }
    }

    /// Tries every order, without memory and without a list: what the definition says.
    private static func isExplained(_ calls: [Call], by state: Register, left: Set<Int>) -> Bool {
        if left.allSatisfy({ calls[$0].returned == nil }) { return true }
        for place in left {
            let isNext = left.allSatisfy { other in
                calls[other].returned.map { $0 >= calls[place].invoked } ?? true
            }
            guard isNext else { continue }
            var after = state
            let answer = after.apply(calls[place].operation)
            if let told = calls[place].outcome, told != answer { continue }
            if isExplained(calls, by: after, left: left.subtracting([place])) { return true }
        }
        return false
    }
}
