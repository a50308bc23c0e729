import CustodyConsent
import CustodyCore
import CustodyData
import CustodyKeys
import CustodyModel

/// What becomes of a unit that fails on its way.
extension BackendContract {
    /// Why a change of the promises fails.
    private struct Refusal: Error {}

    static let failingPromises: [ContractPromise<BackendFixture>] = [
        ContractPromise("a change that fails while it is prepared takes the whole unit with it") { fixture in
            let backends = try await fixture.make()
            let last = backends.coordinator.lastSequence
            let keys = try await backends.keys.counts().live
            let failing = StagedChange(store: .data, validate: {}, prepare: { _ in throw Refusal() })
            try await expectError("a unit with a change that cannot be prepared", where: { (_: Refusal) in true }) {
                try await commitEverything(1, to: backends, with: failing)
            }
            try await expectNothing(in: backends, keys: keys)
            // Its number may be used up, by a commit of nothing.
            try expect(backends.coordinator.lastSequence <= last.next, "the unit used up more than its number")
            let retry = try await commitEverything(1, to: backends)
            try expect(!retry.isDuplicate, "the retry is told that the unit committed before")
            try await expectEverything(1, in: backends, at: retry.sequence)
        },
        ContractPromise(
            "after a commit that could not be taken in nothing is committed until the next opening, which has it"
        ) {
            fixture in
            let backends = try await fixture.make()
            let last = backends.coordinator.lastSequence
            let failing = StagedChange(
                store: .data, validate: {}, prepare: { _ in PreparedChange(bytes: []) { throw Refusal() } })
            try await expectError(
                "a unit that could not be taken in",
                where: { (error: CommitError) in [.damaged, .commitUnknown].contains(error.code) }
            ) {
                try await commitEverything(1, to: backends, with: failing)
            }
            for number in 2...3 {
                try await expectError(
                    "a unit after it", where: { (error: CommitError) in [.poisoned, .damaged].contains(error.code) }
                ) {
                    try await commitEverything(number, to: backends)
                }
            }
            let isAwaited = try await backends.coordinator.committed(after: backends.coordinator.lastSequence)
            try expect(!isAwaited, "who waits for a commit is not told that none will come")
            guard fixture.capabilities.contains(.survivesReopening) else { return }
            let reopened = try await fixture.reopened(backends)
            try await expectEverything(1, in: reopened, at: last.next)
            try expect(reopened.coordinator.lastSequence, is: last.next, "the newest commit")
        },
    ]
}
