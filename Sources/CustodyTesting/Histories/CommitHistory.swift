public import CustodyModel

/// Holds a run against the order that the store itself gave to its commits.
///
/// For a store that answers each commit with its sequence and each read with the commit it saw. The store says in which
/// order things happened; what is left to check takes O(n log n):
/// - no two commits have one place, and there are no gaps but those that open calls may have filled;
/// - real time: what was called after a commit had returned has a later place, and reads never go back;
/// - each read is what a model gives at its place;
/// - after a crash (``check(recovered:)``) everything acknowledged is there, in its place, and nothing that nobody asked for.
///
/// For a store without a visible order there is ``Linearizability``, which has to search for one.
public struct CommitHistory<Model: SequentialModel>: Sendable {
    /// A call of the run.
    public typealias Call = RecordedCall<Model.Operation, CommitOutcome<Model.Answer>>

    /// What was checked.
    public struct Report: Hashable, Sendable {
        /// Commits that were acknowledged.
        public var commits = 0
        /// Reads that were compared with the model.
        public var reads = 0
        /// Reads that could not be compared, since an open call may or may not have come before them.
        public var undecidedReads = 0
        /// Calls whose outcome is unknown.
        public var open = 0
    }

    /// The calls, in any order.
    public var calls: [Call]
    /// The newest commit when the run began. All later ones must be of the run, so that gaps can be seen.
    public var start: CommitSequence

    /// A run.
    ///
    /// - Parameters:
    ///   - calls: all of its calls, in any order.
    ///   - start: the newest commit when the run began, on a store in which the model finds nothing.
    public init(_ calls: [Call], after start: CommitSequence = .zero) {
        self.calls = calls
        self.start = start
    }

    /// Checks the run.
    ///
    /// - Parameter recovered: the operations that were found after a crash or a close, in the order of their commits from
    ///   the first of the run; nil when nobody looked.
    /// - Throws: ``BrokenPromise`` with the first contradiction.
    @discardableResult
    public func check(recovered: [Model.Operation]? = nil) throws(BrokenPromise) -> Report {
        var report = Report()
        var log = try acknowledged(&report)
        if let recovered { try complete(&log, from: recovered) }
        try checkRealTime(log)
        try checkGaps(log)
        try checkAnswers(log, isComplete: recovered != nil, &report)
        return report
    }

    /// The operations by place.
    private typealias Log = [UInt64: Model.Operation]

    private func acknowledged(_ report: inout Report) throws(BrokenPromise) -> Log {
        var log: Log = [:]
        for call in calls {
            switch call.outcome {
            case nil: report.open += 1
            case .refused, .read, .readLastChanged: break
            case .committed(let sequence, _):
                try expect(
                    sequence > start, "\(call.operation) was given the place \(sequence), which was taken before the run")
                let other = log.updateValue(call.operation, forKey: sequence.rawValue)
                try expect(other == nil, "two commits were given the place \(sequence): \(call.operation) and another")
                report.commits += 1
            }
        }
        return log
    }

    /// Whatever was called after another call had returned must not have an earlier place; a commit must have a later one.
    private func checkRealTime(_ log: Log) throws(BrokenPromise) {
        var changes: [Model.Key: [UInt64]] = [:]
        for (place, operation) in log.sorted(by: { $0.key < $1.key }) {
            changes[Model.key(of: operation), default: []].append(place)
        }
        let returns = calls.indices.compactMap { place in calls[place].returned.map { (time: $0, call: place) } }
            .sorted { $0.time < $1.time }
        // A read that names only the last change may be of any moment until the next one. The earliest that real time
        // allows is taken; what fails with it fails with every other.
        var moments = [UInt64](repeating: start.rawValue, count: calls.count)
        var newest = start.rawValue
        var next = returns.startIndex
        for place in calls.indices.sorted(by: { calls[$0].invoked < calls[$1].invoked }) {
            let call = calls[place]
            while next < returns.endIndex, returns[next].time < call.invoked {
                newest = max(newest, moments[returns[next].call])
                next += 1
            }
            switch call.outcome {
            case nil, .refused: continue
            case .committed(let sequence, _):
                try expect(
                    sequence.rawValue > newest,
                    "\(call.operation) was given the place \(sequence), but \(newest) was seen before it was called")
                moments[place] = sequence.rawValue
            case .read(let sequence, _):
                try expect(
                    sequence.rawValue >= newest,
                    "\(call.operation) read as of \(sequence), but \(newest) was seen before it was called")
                moments[place] = sequence.rawValue
            case .readLastChanged(let sequence, _):
                moments[place] = max(sequence.rawValue, newest)
                guard let later = changes[Model.key(of: call.operation)]?.first(after: sequence.rawValue) else { continue }
                try expect(
                    later > moments[place],
                    "\(call.operation) read what \(sequence) had changed, but \(later) changed it again and \(newest) was "
                        + "seen before the read was called")
            }
        }
    }

    /// Holds what was recovered against what was acknowledged, and takes in what open calls turn out to have committed.
    private func complete(_ log: inout Log, from recovered: [Model.Operation]) throws(BrokenPromise) {
        var open: [Model.Operation: Int] = [:]
        for call in calls where call.outcome == nil { open[call.operation, default: 0] += 1 }
        for (index, operation) in recovered.enumerated() {
            let place = start.rawValue + UInt64(index) + 1
            if let acknowledged = log[place] {
                try expect(
                    acknowledged == operation, "\(acknowledged) was acknowledged at \(place), but \(operation) was found there")
                continue
            }
            let left = open[operation] ?? 0
            try expect(left > 0, "\(operation) was found at \(place), but no call that was cut off had asked for it")
            open[operation] = left - 1
            log[place] = operation
        }
        let end = start.rawValue + UInt64(recovered.count)
        if let lost = log.keys.filter({ $0 > end }).min(), let operation = log[lost] {
            throw BrokenPromise("\(operation) was acknowledged at \(lost), but only \(end) commits were found")
        }
        for call in calls {
            switch call.outcome {
            case .read(let sequence, _), .readLastChanged(let sequence, _):
                try expect(
                    sequence.rawValue <= end, "\(call.operation) read as of \(sequence), but only \(end) commits were found")
            default: break
            }
        }
    }

    private func checkGaps(_ log: Log) throws(BrokenPromise) {
        var end = log.keys.max() ?? start.rawValue
        for call in calls {
            switch call.outcome {
            case .read(let sequence, _), .readLastChanged(let sequence, _): end = max(end, sequence.rawValue)
            default: break
            }
        }
        let gaps = end - start.rawValue - UInt64(log.count)
        let open = UInt64(calls.count { $0.outcome == nil })
        try expect(gaps <= open, "\(gaps) places are taken by no call of the run, and only \(open) calls are open")
    }

    /// Goes through the places in order, and compares answers and reads with the model.
    private func checkAnswers(_ log: Log, isComplete: Bool, _ report: inout Report) throws(BrokenPromise) {
        var readers: [UInt64: [(call: Call, answer: Model.Answer, namesChange: Bool)]] = [:]
        var answers: [UInt64: Model.Answer] = [:]
        for call in calls {
            switch call.outcome {
            case nil, .refused: break
            case .committed(let sequence, let answer): answers[sequence.rawValue] = answer
            case .read(let sequence, let answer): readers[sequence.rawValue, default: []].append((call, answer, false))
            case .readLastChanged(let sequence, let answer):
                readers[sequence.rawValue, default: []].append((call, answer, true))
            }
        }
        // Until the first gap everything is known; behind it, everything about keys that no open call writes.
        let doubtful = isComplete ? [] : Set(calls.filter { $0.outcome == nil }.map { Model.key(of: $0.operation) })
        let end = log.keys.max() ?? start.rawValue
        let firstGap = doubtful.isEmpty ? .max : (start.rawValue..<end).lazy.map { $0 + 1 }.first { log[$0] == nil } ?? end + 1
        var states: [Model.Key: Model] = [:]
        for place in Set(log.keys).union(readers.keys).sorted() {
            var changed: Model.Key?
            if let operation = log[place] {
                let key = Model.key(of: operation)
                changed = key
                let answer = states[key, default: Model()].apply(operation)
                if let told = answers[place], !(doubtful.contains(key) && place >= firstGap) {
                    try expect(told, is: answer, "what \(operation) answered at \(place)")
                }
            }
            for reader in readers[place] ?? [] {
                let key = Model.key(of: reader.call.operation)
                if doubtful.contains(key), place >= firstGap {
                    report.undecidedReads += 1
                    continue
                }
                if reader.namesChange, place > start.rawValue {
                    try expect(
                        changed == key,
                        "\(reader.call.operation) read what \(place) had changed, but that changed something else")
                }
                var state = states[key] ?? Model()
                try expect(
                    reader.answer, is: state.apply(reader.call.operation), "what \(reader.call.operation) read at \(place)")
                report.reads += 1
            }
        }
    }
}

extension [UInt64] {
    /// The first element above `bound`; the elements are ascending.
    fileprivate func first(after bound: UInt64) -> UInt64? {
        let place = indices.partitionPoint { self[$0] > bound }
        return place < endIndex ? self[place] : nil
    }
}
