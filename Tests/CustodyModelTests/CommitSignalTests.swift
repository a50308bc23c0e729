import CustodyModel
import Testing

@Suite("Waiting for a commit") struct CommitSignalTests {
    private func sequence(_ number: UInt64) -> CommitSequence { CommitSequence(rawValue: number) }

    /// Starts a wait and comes back once it waits.
    private func waiting(_ signal: CommitSignal, after known: UInt64) async -> Task<Bool, any Error> {
        let before = signal.waiterCount
        let task = Task { try await signal.wait(after: sequence(known)) }
        while signal.waiterCount == before { await Task.yield() }
        return task
    }

    @Test("a commit that was published before is no reason to wait")
    func before() async throws {
        let signal = CommitSignal()
        signal.publish(sequence(3))
        #expect(try await signal.wait(after: .zero))
        #expect(try await signal.wait(after: sequence(2)))
        #expect(signal.waiterCount == 0)
    }

    @Test("a later commit wakes those that know an earlier one, and no others")
    func wakes() async throws {
        let signal = CommitSignal()
        let early = await waiting(signal, after: 3)
        let late = await waiting(signal, after: 4)
        signal.publish(sequence(3))
        #expect(signal.waiterCount == 2)
        signal.publish(sequence(4))
        #expect(try await early.value)
        #expect(signal.waiterCount == 1)
        signal.publish(sequence(7))
        #expect(try await late.value)
    }

    @Test("the end wakes everybody, and nobody waits behind it")
    func end() async throws {
        let signal = CommitSignal()
        let waiter = await waiting(signal, after: 0)
        signal.end()
        #expect(try await waiter.value == false)
        #expect(try await signal.wait(after: .zero) == false)
        signal.publish(sequence(1))
        // What is there is given before the end.
        #expect(try await signal.wait(after: .zero))
    }

    @Test("a cancelled wait ends, whether it had begun or not, and disturbs no other")
    func cancelled() async throws {
        let signal = CommitSignal()
        let other = await waiting(signal, after: 0)
        let waiter = await waiting(signal, after: 0)
        waiter.cancel()
        await #expect(throws: CancellationError.self) { try await waiter.value }
        let unbegun = Task { () -> Bool in
            withUnsafeCurrentTask { $0?.cancel() }
            return try await signal.wait(after: .zero)
        }
        await #expect(throws: CancellationError.self) { try await unbegun.value }
        #expect(signal.waiterCount == 1)
        signal.publish(sequence(1))
        #expect(try await other.value)
    }

    @Test("many that wait and many that publish: nobody is left behind")
    func many() async throws {
        let signal = CommitSignal()
        try await withThrowingTaskGroup(of: UInt64.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    var known: UInt64 = 0
                    while known < 200, try await signal.wait(after: CommitSequence(rawValue: known)) { known += 1 }
                    return known
                }
            }
            group.addTask {
                for number in UInt64(1)...200 {
                    signal.publish(CommitSequence(rawValue: number))
                    await Task.yield()
                }
                return 200
            }
            for try await known in group { #expect(known == 200) }
        }
    }

    @Test("a coordinator that has no signal refuses")
    func unsupported() async throws {
        final class Mute: CommitCoordinator {
            var lastSequence: CommitSequence { .zero }
            func sequence(of idempotency: Idempotency) throws -> CommitSequence? { nil }
            func commit(_ changes: [StagedChange], idempotency: Idempotency?) async throws -> Commit {
                throw CommitError(.closed, "never open")
            }
        }
        await #expect(throws: CommitError(.unsupported, "")) { try await Mute().committed(after: .zero) }
    }
}
