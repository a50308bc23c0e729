import Synchronization

/// Says which calls of stores fail. One plan may be shared by several `Faulty…` stores, which then count their calls together.
///
/// ```swift
/// let faults = StoreFaults()
/// let backends = try await Backends.inMemory(controller: "acme").faulty(faults)
/// let custodian = try await Custodian.open(backends, governance: governance)
/// faults.fail(StoreCall.Data.record, .nth(2))
/// // The second time that a record is read now, that fails.
/// ```
///
/// To find every place where a store may fail, count the calls of a run in ``calls``, then repeat it and let the first fail,
/// the second, and so on: `faults.fail(nil, .nth(place))`. Every call of a store and of the key provider that can throw is counted, and
/// those of the coordinator where the backends were made with a ``FaultyCoordinator`` of the same plan.
public final class StoreFaults: Sendable {
    /// Decides about a call: which it is, and how often a call of its kind was made, this one included.
    public typealias Plan = @Sendable (StoreCall, Int) -> StoreFault?

    /// Which calls of a kind fail.
    public enum Occurrence: Hashable, Sendable {
        /// The nth, counted from 1 since the fault was set.
        case nth(Int)
        /// The nth and every later one.
        case from(Int)
    }

    private struct Rule {
        var call: StoreCall?
        var occurrence: Occurrence
        var fault: @Sendable (StoreCall) -> StoreFault
        var matches = 0
    }

    private struct State {
        var rules: [Rule] = []
        var calls: [StoreCall] = []
        var counts: [StoreCall: Int] = [:]
        var struck = 0
    }

    private let plan: Plan?
    private let state = Mutex(State())

    /// No call fails until one is told to.
    public init() { plan = nil }

    /// Calls fail as the plan says, and as they are told to.
    public init(plan: @escaping Plan) { self.plan = plan }

    /// Every call so far, in order.
    public var calls: [StoreCall] { state.withLock { $0.calls } }

    /// How many calls were made to fail.
    public var struck: Int { state.withLock { $0.struck } }

    /// Makes calls fail.
    ///
    /// - Parameters:
    ///   - call: which kind; nil counts every call.
    ///   - occurrence: which of them.
    ///   - error: what is thrown; nil throws ``InjectedFault``.
    ///   - moment: whether the call does its work first.
    public func fail(
        _ call: StoreCall?, _ occurrence: Occurrence = .from(1), with error: (any Error)? = nil,
        _ moment: StoreFault.Moment = .before
    ) {
        state.withLock { state in
            state.rules.append(
                Rule(call: call, occurrence: occurrence) { StoreFault(error ?? InjectedFault($0), moment) })
        }
    }

    /// What was told to fail works again; a plan stays in force.
    public func recover() { state.withLock { $0.rules = [] } }

    /// Forgets the calls, as ``calls`` and as a plan counts them.
    public func forgetCalls() {
        state.withLock { state in
            state.calls = []
            state.counts = [:]
        }
    }

    /// Counts a call and answers the fault that strikes it. For writers of further faulty stores.
    public func strike(_ call: StoreCall) -> StoreFault? {
        let (count, told) = state.withLock { state -> (Int, StoreFault?) in
            state.calls.append(call)
            state.counts[call, default: 0] += 1
            var told: StoreFault?
            for place in state.rules.indices where state.rules[place].call.map({ $0 == call }) ?? true {
                state.rules[place].matches += 1
                let rule = state.rules[place]
                let applies =
                    switch rule.occurrence {
                    case .nth(let number): rule.matches == number
                    case .from(let number): rule.matches >= number
                    }
                if applies, told == nil { told = rule.fault(call) }
            }
            return (state.counts[call, default: 0], told)
        }
        let fault = told ?? plan?(call, count)
        if fault != nil { state.withLock { $0.struck += 1 } }
        return fault
    }

    /// Makes a call, or lets it fail.
    public func perform<Result>(_ call: StoreCall, _ body: () throws -> Result) throws -> Result {
        let fault = strike(call)
        if let fault, fault.moment == .before { throw fault.error }
        let result = try body()
        if let fault { throw fault.error }
        return result
    }

    /// Makes a call, or lets it fail.
    public func perform<Result>(_ call: StoreCall, _ body: () async throws -> Result) async throws -> Result {
        let fault = strike(call)
        if let fault, fault.moment == .before { throw fault.error }
        let result = try await body()
        if let fault { throw fault.error }
        return result
    }
}
