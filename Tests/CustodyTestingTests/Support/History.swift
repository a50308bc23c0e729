import CustodyFaults
import CustodyModel
import CustodyTesting
import Synchronization
import Testing

/// A run of many tasks on one store, recorded for both checkers at once.
final class History<Model: SequentialModel>: Sendable {
    typealias Told = (answer: Model.Answer, place: CommitOutcome<Model.Answer>?)
    typealias Call = RecordedCall<Model.Operation, Told>

    private let recorder = CallRecorder<Model.Operation, Told>()

    var calls: [Call] { recorder.calls }

    /// Makes a call, with room for others before and after it.
    @discardableResult
    func record(_ operation: Model.Operation, _ call: () async throws -> Told) async -> Told? {
        await recorder.record(operation) {
            await Task.yield()
            let told = try await call()
            await Task.yield()
            return told
        }
    }

    /// Checks the whole run, as the store's own order has it and without looking at that order.
    func check(after start: CommitSequence, recovered: [Model.Operation]? = nil) throws {
        try Self.check(calls, after: start, recovered: recovered)
        try checkLinearizable()
    }

    /// Looks for an order without regard to the store's own.
    func checkLinearizable() throws {
        try Linearizability<Model>().check(
            calls.map { call in
                var plain = Linearizability<Model>.Call(call.operation, invoked: call.invoked)
                (plain.returned, plain.outcome) = (call.returned, call.outcome?.answer)
                return plain
            })
    }

    /// Holds calls against the store's own order. Reads that name no commit are left out.
    @discardableResult
    static func check(
        _ calls: [Call], after start: CommitSequence, recovered: [Model.Operation]? = nil
    ) throws -> CommitHistory<Model>.Report {
        let placed = calls.compactMap { call -> CommitHistory<Model>.Call? in
            var placed = CommitHistory<Model>.Call(call.operation, invoked: call.invoked)
            guard let told = call.outcome else { return placed }
            guard let place = told.place else { return nil }
            (placed.returned, placed.outcome) = (call.returned, place)
            return placed
        }
        return try CommitHistory(placed, after: start).check(recovered: recovered)
    }

    /// What a machine that stops now would find, and the calls as those who made them know them: what had not returned when
    /// the machine stopped may have been committed or not.
    func crash(_ disk: InMemoryFileSystem) -> (disk: InMemoryFileSystem, calls: [Call]) {
        let before = calls
        let copy = disk.copy()
        var calls = self.calls
        for place in calls.indices {
            guard !before.indices.contains(place) || before[place].outcome == nil else { continue }
            (calls[place].returned, calls[place].outcome) = (nil, nil)
        }
        return (copy, calls)
    }
}
