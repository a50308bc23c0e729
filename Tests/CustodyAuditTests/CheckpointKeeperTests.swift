import CustodyModel
import CustodyProof
import Synchronization
import Testing

@testable import CustodyAudit

@Suite("The keeper of a log's checkpoints")
struct CheckpointKeeperTests {
    /// A log of so many leaves that counts how often its root is made.
    private final class Log: Sendable {
        struct State {
            var size: UInt64
            var roots = 0
        }
        let state: Mutex<State>
        init(size: UInt64) { state = Mutex(State(size: size)) }

        var roots: Int { state.withLock { $0.roots } }
        func grow(to size: UInt64) { state.withLock { $0.size = size } }

        func keeper(_ store: any CheckpointStore) throws -> CheckpointKeeper {
            let signer = try NoteSigner(name: "example.org/access", seed: Array(0..<32))
            return CheckpointKeeper(
                .access, store: store, signing: { try LogSigning(.access, signers: [signer], rotations: []) },
                size: { self.state.withLock { $0.size } },
                root: { size in
                    self.state.withLock { state in
                        state.roots += 1
                        return size > state.size ? nil : Bytes([UInt8](repeating: UInt8(clamping: size), count: 32))
                    }
                })
        }
    }

    private func time(_ milliseconds: Int64) -> Instant { Fixture.start.adding(milliseconds: milliseconds) }

    @Test("looks at the log only when it is time, however often it is asked")
    func restful() async throws {
        let log = Log(size: 3)
        let keeper = try log.keeper(InMemoryCheckpointStore())
        #expect(try await keeper.checkpoint(at: time(0), ifDue: true)?.checkpoint.size == 3)
        let roots = log.roots
        log.grow(to: 100)
        for asked in 0..<500 { #expect(try await keeper.checkpoint(at: time(Int64(asked)), ifDue: true) == nil) }
        #expect(log.roots == roots)
        #expect(try await keeper.checkpoint(at: time(1000), ifDue: true)?.checkpoint.size == 100)
    }

    @Test("looks once at a log of which an earlier run signed all, and no more until it grows")
    func signedBefore() async throws {
        let (log, store) = (Log(size: 3), InMemoryCheckpointStore())
        #expect(try await log.keeper(store).checkpoint(at: time(0), ifDue: false)?.checkpoint.size == 3)
        let keeper = try log.keeper(store)
        #expect(try await keeper.checkpoint(at: time(1), ifDue: true) == nil)
        let roots = log.roots
        for asked in 2..<500 { #expect(try await keeper.checkpoint(at: time(Int64(asked) * 1000), ifDue: true) == nil) }
        #expect(log.roots == roots)
        log.grow(to: 4)
        #expect(try await keeper.checkpoint(at: time(500_000), ifDue: true)?.checkpoint.size == 4)
    }

    @Test("refuses a log that is shorter than it was signed at once, also when it would not be time")
    func shorter() async throws {
        let log = Log(size: 3)
        let keeper = try log.keeper(InMemoryCheckpointStore())
        _ = try await keeper.checkpoint(at: time(0), ifDue: true)
        log.grow(to: 2)
        await #expect {
            try await keeper.checkpoint(at: time(1), ifDue: true)
        } throws: {
            ($0 as? AuditError)?.code == .rolledBack
        }
    }

    @Test("signs each size once when many ask at the moment when it is time")
    func manyAtOnce() async throws {
        let log = Log(size: 5)
        let keeper = try log.keeper(InMemoryCheckpointStore())
        let when = time(0)
        let signed = try await withThrowingTaskGroup(of: UInt64?.self) { group in
            for _ in 0..<64 { group.addTask { try await keeper.checkpoint(at: when, ifDue: true)?.checkpoint.size } }
            return try await group.reduce(into: [UInt64]()) { if let size = $1 { $0.append(size) } }
        }
        #expect(signed == [5])
    }
}
