/// Looks for an order of calls that explains a run, for a store that does not say in which order things happened.
///
/// A run is linearizable when every call can be given one moment between its being made and its return, so that a model that
/// is called in the order of those moments answers the same. The search is that of Wing and Gong (1993) with Lowe's memory of
/// what was tried (2017), for each key by itself: a run is linearizable exactly when it is so for each key (Herlihy and Wing
/// 1990; Horn and Kroening, arXiv 1504.00204). In the worst case it takes exponential time; therefore it has a budget, and
/// says ``Verdict/undecided(key:)`` when that is spent, never yes.
public struct Linearizability<Model: SequentialModel>: Sendable {
    /// A call of the run.
    public typealias Call = RecordedCall<Model.Operation, Model.Answer>

    /// What was found.
    public enum Verdict: Sendable, Equatable {
        /// There is an order that explains all of it.
        case linearizable
        /// There is none. `explained` is the longest order that was found, as places in the array of the calls; no call of
        /// the key can be put behind it.
        case contradiction(key: Model.Key, explained: [Int])
        /// The budget was spent on this key before anything was known.
        case undecided(key: Model.Key)
    }

    /// How many operations the model is asked to do at most, over all keys.
    public var budget: Int

    /// A search with a budget, in operations of the model.
    public init(budget: Int = 1_000_000) { self.budget = budget }

    /// Searches.
    public func verdict(on calls: [Call]) -> Verdict {
        var left = budget
        var keys: [Model.Key] = []
        var places: [Model.Key: [Int]] = [:]
        for (place, call) in calls.enumerated() {
            let key = Model.key(of: call.operation)
            if places[key] == nil { keys.append(key) }
            places[key, default: []].append(place)
        }
        for key in keys {
            let own = places[key] ?? []
            var search = LinearizationSearch<Model>(own.map { calls[$0] }, budget: left)
            switch search.run() {
            case true?: left = search.budget
            case false?: return .contradiction(key: key, explained: search.longest.map { own[$0] })
            case nil: return .undecided(key: key)
            }
        }
        return .linearizable
    }

    /// Searches, and throws unless the run is explained.
    ///
    /// - Throws: ``BrokenPromise``, also when the budget is spent.
    public func check(_ calls: [Call]) throws(BrokenPromise) {
        switch verdict(on: calls) {
        case .linearizable: return
        case .undecided(let key):
            throw BrokenPromise("undecided for \(key): \(budget) steps were not enough; give more, or make the run shorter")
        case .contradiction(let key, let explained):
            let order = explained.map { "\(calls[$0].operation)" }.joined(separator: ", ")
            let rest = calls.indices.filter { Model.key(of: calls[$0].operation) == key && !explained.contains($0) }
                .compactMap { place in calls[place].outcome.map { "\(calls[place].operation) → \($0)" } }
            throw BrokenPromise(
                "no order explains \(key): after [\(order)] none of these can follow: \(rest.joined(separator: "; "))")
        }
    }
}
