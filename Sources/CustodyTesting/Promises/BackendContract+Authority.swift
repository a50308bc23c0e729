import CustodyAccess
import CustodyCore
import CustodyIncidents
import CustodyModel

/// What a process has to be told of what another one changed.
extension BackendContract {
    static let authorityPromises: [ContractPromise<BackendFixture>] = [
        ContractPromise("that one process changed what decisions rest on, another is told, within its commits too") { fixture in
            let here = try await fixture.make()
            let there = try await fixture.beside(here)
            guard let mark = there.authority else { throw BrokenPromise("nothing tells a process what another one changed") }
            let before = try await mark.newest()
            _ = try await put(1, in: here)
            try expect(try await mark.newest(), is: before, "the newest change after a record")

            let room = IncidentRoom(here.incidents)
            try await room.open()
            let sealed = room.text(3)
            let changes: [(inout UnitOfWork) throws -> Void] = [
                { here.policies.stage(.adopt(firstPolicy(sealed), replacing: nil), in: &$0) },
                { here.policies.stage(.record(StoredAccessChange(number: 1, content: sealed, recordedAt: at)), in: &$0) },
                { try here.incidents.stage(room.change(.contain(.stopExports, reason: sealed), expecting: 1), in: &$0) },
                { try here.incidents.stage(room.change(.release(measure: 0, reason: sealed), expecting: 2), in: &$0) },
                { here.authority?.stageChange(in: &$0) },
            ]
            for stage in changes {
                var unit = UnitOfWork()
                try stage(&unit)
                let sequence = try await unit.commit().sequence
                try expect(try await mark.newest(), is: sequence, "the newest change")
                try await expectSeen(sequence, by: mark, in: there)
            }
        }
    ]

    private static let at = DataStoreContract.at

    private static func firstPolicy(_ document: SealedValue) -> StoredPolicy {
        StoredPolicy(
            version: PolicyVersion(1), digest: Bytes([UInt8](repeating: 1, count: 32)), document: document, adoptedAt: at)
    }

    /// Throws unless a commit sees what changed last.
    private static func expectSeen(
        _ sequence: CommitSequence, by mark: any AuthorityMark, in backends: Backends
    ) async throws {
        let check = StagedChange(
            store: .registers,
            validate: { try expect(try mark.newestWithinCommit(), is: sequence, "the newest change within a commit") },
            prepare: { _ in PreparedChange(bytes: []) { () } })
        var unit = UnitOfWork()
        _ = unit.add(check, to: backends.coordinator, resultType: Void.self)
        _ = try await unit.commit()
    }
}
