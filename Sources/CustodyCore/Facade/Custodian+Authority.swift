import CustodyAccess
import CustodyKeys
import CustodyModel
import Synchronization

extension Custodian {
    /// Takes in what other processes changed of what decisions rest on. Comes before every decision; what is changed between it and the
    /// commit fails the commit of an act that requires that nothing is, by ``isAuthorityTakenIn()``.
    ///
    /// - Throws: ``CustodianError`` with `differentPolicy` once another process adopted another policy or other records: they are compiled
    ///   when a store is opened.
    func takeInAuthority() async throws {
        guard let mark = backends.authority, let known = authority.withLock({ $0 }) else { return }
        try await facing {
            let newest = try await mark.newest()
            if newest > known { try await self.authorityLooks.enter { try await self.takeInAuthority(upTo: newest) } }
        }
        guard !isSuperseded.withLock({ $0 }) else {
            throw CustodianError(
                .differentPolicy,
                "another process adopted another policy or other records; close the store here and open it anew")
        }
    }

    /// Whether everything is taken in that other processes changed. Asked within a commit, so that it holds until that has ended.
    func isAuthorityTakenIn() throws -> Bool {
        guard let mark = backends.authority, let known = authority.withLock({ $0 }) else { return true }
        return try mark.newestWithinCommit() <= known
    }

    private func takeInAuthority(upTo newest: CommitSequence) async throws {
        // Nothing is left to do where it was taken in while this one waited for its turn.
        guard let known = authority.withLock({ $0 }), newest > known else { return }
        try await reloadIndex()
        if try await backends.policies.current()?.version == adopted {
            try await loadAccess()
            try await loadContainment()
        } else {
            isSuperseded.withLock { $0 = true }
        }
        // Holds and merges are looked up each time; whoever did so before has to do it again. What protects a person is committed on
        // these conditions, too, whatever the policy is.
        holdChanges.withLock { $0 += 1 }
        mergeChanges.withLock { $0 += 1 }
        authority.withLock { $0 = newest }
    }
}
