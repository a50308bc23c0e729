import CustodyModel
import Synchronization

/// What a broken coordinator does wrong with whole units.
extension BrokenCoordinator {
    /// Checks what a unit requires before its turn, and gives others the time to commit in between.
    func commitCheckedEarly(_ changes: [StagedChange], _ idempotency: Idempotency?) async throws -> Commit {
        let isConditional = changes.contains { change in
            [.data, .consent].contains(change.store) && !change.reads.isEmpty && change.writes.isEmpty
        }
        guard isConditional else {
            defer { desk.noteCommit() }
            return try await base.commit(changes, idempotency: idempotency)
        }
        let known = desk.commits
        for change in changes { try change.validate() }
        await desk.waitForAnother(since: known)
        return try await base.commit(changes.map(\.unchecked), idempotency: idempotency)
    }

    /// Lets nobody see the unit before those who wait were told of it and asked for what comes behind.
    func commitHolding(_ changes: [StagedChange], _ idempotency: Idempotency?) async throws -> Commit {
        let desk = self.desk
        let held = changes.map { change in
            var held = change
            held.prepare = { sequence in
                var prepared = try change.prepare(sequence)
                let apply = prepared.apply
                prepared.apply = {
                    desk.hold(apply, of: sequence)
                    return ()
                }
                return prepared
            }
            return held
        }
        return try await base.commit(held, idempotency: idempotency)
    }

    /// Sees no delivery that is still under way.
    func commitOverlooking(_ changes: [StagedChange], _ idempotency: Idempotency?) async throws -> Commit {
        guard let idempotency else { return try await base.commit(changes, idempotency: nil) }
        let isOnly = desk.begin(idempotency.key)
        defer { desk.end(idempotency.key) }
        for _ in 0..<100 { await Task.yield() }
        return try await base.commit(changes, idempotency: isOnly ? idempotency : nil)
    }

    /// Waits for its turn, and gives up when its caller was cancelled meanwhile.
    func commitUnlessCancelled(_ changes: [StagedChange], _ idempotency: Idempotency?) async throws -> Commit {
        for change in changes { _ = try change.prepare(base.lastSequence.next) }
        // Only a change that touches nothing may have cancelled the task.
        let mayBeCancelled = changes.contains { $0.store == .data && $0.reads.isEmpty && $0.writes.isEmpty }
        for _ in 0..<(mayBeCancelled ? 100_000 : 0) {
            if Task.isCancelled { throw CancellationError() }
            await Task.yield()
        }
        return try await base.commit(changes, idempotency: idempotency)
    }

    /// Checks all of a unit, and commits each change as soon as it is prepared.
    func commitOneByOne(_ changes: [StagedChange]) async throws -> Commit {
        for change in changes { try change.validate() }
        var last = Commit(sequence: base.lastSequence, isDuplicate: false, results: [:])
        for change in changes { last = try await base.commit([change.unchecked], idempotency: nil) }
        return last
    }
}

/// What a broken coordinator keeps of the units that are under way.
final class CommitDesk: Sendable {
    private struct State {
        var commits = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
        var held: [(sequence: CommitSequence, apply: @Sendable () throws -> any Sendable)] = []
        var keys: [Handle: Int] = [:]
    }

    private let state = Mutex(State())

    /// How many units were committed or refused.
    var commits: Int { state.withLock { $0.commits } }

    func noteCommit() {
        let waiting = state.withLock { state in
            state.commits += 1
            defer { state.waiting = [] }
            return state.waiting
        }
        for waiter in waiting { waiter.resume() }
    }

    /// Waits until another unit is committed, or another one waits here.
    func waitForAnother(since known: Int) async {
        await withCheckedContinuation { (waiter: CheckedContinuation<Void, Never>) in
            let woken = state.withLock { state -> [CheckedContinuation<Void, Never>] in
                guard state.commits == known, state.waiting.isEmpty else {
                    defer { state.waiting = [] }
                    return state.waiting + [waiter]
                }
                state.waiting = [waiter]
                return []
            }
            for waiter in woken { waiter.resume() }
        }
    }

    func hold(_ apply: @escaping @Sendable () throws -> any Sendable, of sequence: CommitSequence) {
        state.withLock { $0.held.append((sequence, apply)) }
    }

    /// Shows what was held of the commits up to that one.
    func showHeld(upTo sequence: CommitSequence) {
        let shown = state.withLock { state in
            let shown = state.held.filter { $0.sequence <= sequence }
            state.held.removeAll { $0.sequence <= sequence }
            return shown
        }
        for change in shown { _ = try? change.apply() }
    }

    /// Notes a delivery; false when another of its key is under way.
    func begin(_ key: Handle) -> Bool {
        state.withLock { state in
            state.keys[key, default: 0] += 1
            return state.keys[key] == 1
        }
    }

    func end(_ key: Handle) { state.withLock { $0.keys[key, default: 1] -= 1 } }
}

extension StagedChange {
    /// The change without its preconditions.
    var unchecked: StagedChange {
        var unchecked = self
        unchecked.validate = {}
        return unchecked
    }

    /// The change, whatever becomes of it.
    var lenient: StagedChange {
        var lenient = self
        let prepare = self.prepare
        lenient.prepare = { sequence in
            var prepared = try prepare(sequence)
            let apply = prepared.apply
            prepared.apply = { () throws -> any Sendable in
                do { return try apply() } catch { return () }
            }
            return prepared
        }
        return lenient
    }
}
