import CustodyAccess
import CustodyModel
import CustodyTesting
import Synchronization
import Testing

@testable import CustodyCore

@Suite("What another process changed of what decisions rest on")
struct AuthorityTests {
    /// Tells of another process whenever it is told to.
    private final class Mark: AuthorityMark {
        private let last = Mutex(CommitSequence.zero)

        func newest() async throws -> CommitSequence { last.withLock { $0 } }
        func newestWithinCommit() throws -> CommitSequence { last.withLock { $0 } }
        func stageChange(in unit: inout UnitOfWork) {}
        func move() { last.withLock { $0 = $0.next } }
    }

    @Test("Where nobody changed who may do what, no change of that is opened again")
    func opensNothingTwice() async throws {
        let bed = Bed(.memory)
        let (mark, faults) = (Mark(), StoreFaults())
        var backends = try await Backends.inMemory(controller: "acme").faulty(faults)
        backends.authority = mark
        let custodian = try await Custodian.open(backends, governance: try AccessTests.governance(), clock: bed.clock)
        let grant = RoleGrant("g1", "support", to: "new-1", by: "admin-1", reason: "joins the team")
        try await custodian.changeAccess(.grant(grant), by: bed.who("admin-1"), reason: "joins the team")
        faults.forgetCalls()
        mark.move()
        _ = try await custodian.decide(.planErasure, by: bed.who("officer-1"), as: .planErasure, at: bed.clock.now())
        #expect(faults.calls.contains(StoreCall.Policies.changes), "whether somebody did is looked at")
        #expect(!faults.calls.contains(StoreCall.Policies.history))
    }
}
