import CustodyModel
import Synchronization
import Testing

@Suite struct ResidentStoreTests {
    private struct Sum: StoreState {
        static let tag = StoreTag.registers
        var total = 0

        static func conflicts(of change: Int) -> (reads: Set<ConflictKey>, writes: Set<ConflictKey>) {
            ([], [ConflictKey(.registers, [1])])
        }
        static func isPrecondition(_ change: Int) -> Bool { change == 0 }
        func validate(_ change: Int) throws {
            if change < 0 { throw UnitOfWorkTests.Refusal() }
        }
        mutating func apply(_ change: Int, at sequence: CommitSequence) -> Int {
            total += change
            return total
        }
    }

    @Test("A change is visible when it is durable, answers its result, and a refused one alters nothing")
    func changes() async throws {
        let store = ResidentStore(Sum(), committingTo: MemoryCoordinator())
        var unit = UnitOfWork()
        let first = store.stage(2, in: &unit)
        let second = store.stage(3, in: &unit)
        #expect(try store.read { $0.total } == 0)
        let commit = try await unit.commit()
        #expect(try commit[first] == 2 && commit[second] == 5 && store.read { $0.total } == 5)
        var refused = UnitOfWork()
        store.stage(4, in: &refused)
        store.stage(-1, in: &refused)
        await #expect(throws: UnitOfWorkTests.Refusal.self) { try await refused.commit() }
        #expect(try store.read { $0.total } == 5)
    }

    @Test("Replay takes in what was written, and refuses what is no change")
    func replay() throws {
        let store = ResidentStore(Sum(), committingTo: MemoryCoordinator())
        try store.replay(CBOR.encode(7), at: CommitSequence(rawValue: 1))
        #expect(try store.read { $0.total } == 7)
        #expect(throws: DecodingError.self) { try store.replay(CBOR.encode("seven"), at: .zero) }
        #expect(throws: CBORError.self) { try store.replay([], at: .zero) }
        #expect(try store.read { $0.total } == 7)
    }
}
