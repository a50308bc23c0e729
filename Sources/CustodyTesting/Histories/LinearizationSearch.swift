/// The search over the calls of one key.
///
/// Calls and returns stand in a list in the order of time. A call that precedes every return in the list may come next in the
/// order; taking it out of the list with its return leaves the rest of the problem. A return at the head whose call was not
/// chosen means that an earlier choice was wrong.
struct LinearizationSearch<Model: SequentialModel> {
    private struct Tried: Hashable {
        var chosen: [UInt64]
        var state: Model
    }

    private struct Choice {
        var call: Int
        var before: Model
    }

    private let calls: [RecordedCall<Model.Operation, Model.Answer>]
    /// Event `2 * i` is the call i, event `2 * i + 1` its return; open calls have none. The last event is the list's head.
    private var next: [Int]
    private var previous: [Int]
    private var chosen: [UInt64]
    private var returnsLeft = 0
    /// Operations that the model may still be asked to do.
    private(set) var budget: Int
    /// The longest order found.
    private(set) var longest: [Int] = []

    private var head: Int { calls.count * 2 }

    init(_ calls: [RecordedCall<Model.Operation, Model.Answer>], budget: Int) {
        self.calls = calls
        self.budget = budget
        next = [Int](repeating: 0, count: calls.count * 2 + 1)
        previous = next
        chosen = [UInt64](repeating: 0, count: (calls.count + 63) / 64)
        var events: [(time: UInt64, event: Int)] = []
        for (index, call) in calls.enumerated() {
            events.append((call.invoked, index * 2))
            guard let returned = call.returned else { continue }
            events.append((returned, index * 2 + 1))
            returnsLeft += 1
        }
        var last = calls.count * 2
        // Of two events at one time the call comes first: they overlapped.
        for (_, event) in events.sorted(by: { ($0.time, $0.event % 2, $0.event) < ($1.time, $1.event % 2, $1.event) }) {
            (next[last], previous[event]) = (event, last)
            last = event
        }
        (next[last], previous[head]) = (head, last)
    }

    /// Whether there is an order; nil when the budget was spent.
    mutating func run() -> Bool? {
        var state = Model()
        var choices: [Choice] = []
        var tried: Set<Tried> = []
        var event = next[head]
        while returnsLeft > 0 {
            if event != head, event % 2 == 0 {
                guard budget > 0 else { return nil }
                budget -= 1
                let call = event / 2
                if let after = choose(call, in: state), tried.insert(Tried(chosen: chosen(with: call), state: after)).inserted {
                    choices.append(Choice(call: call, before: state))
                    state = after
                    lift(call)
                    event = next[head]
                    if choices.count > longest.count { longest = choices.map(\.call) }
                } else {
                    event = next[event]
                }
            } else {
                guard let wrong = choices.popLast() else { return false }
                state = wrong.before
                putBack(wrong.call)
                event = next[wrong.call * 2]
            }
        }
        return true
    }

    /// The state after the call, if the model answers what came back. An open call may answer anything, but one that changes
    /// nothing explains nothing.
    private func choose(_ call: Int, in state: Model) -> Model? {
        var after = state
        let answer = after.apply(calls[call].operation)
        guard let told = calls[call].outcome else { return after == state ? nil : after }
        return told == answer ? after : nil
    }

    private func chosen(with call: Int) -> [UInt64] {
        var chosen = chosen
        chosen[call / 64] |= 1 << UInt64(call % 64)
        return chosen
    }

    private mutating func lift(_ call: Int) {
        chosen[call / 64] |= 1 << UInt64(call % 64)
        unlink(call * 2)
        guard calls[call].returned != nil else { return }
        unlink(call * 2 + 1)
        returnsLeft -= 1
    }

    private mutating func putBack(_ call: Int) {
        chosen[call / 64] &= ~(1 << UInt64(call % 64))
        if calls[call].returned != nil {
            link(call * 2 + 1)
            returnsLeft += 1
        }
        link(call * 2)
    }

    private mutating func unlink(_ event: Int) {
        next[previous[event]] = next[event]
        previous[next[event]] = previous[event]
    }

    private mutating func link(_ event: Int) {
        next[previous[event]] = event
        previous[next[event]] = event
    }
}
