import CustodyConsent
import CustodyModel
import Synchronization
import Testing

/// Which changes a durable backend may run beside each other.
@Suite struct ConsentConflictTests {
    private let subject = SubjectToken(.zero)
    private let other = SubjectToken(Handle([UInt8](repeating: 1, count: 16)) ?? .zero)
    private let notice = Notice(
        hash: NoticeHash(of: [1]), version: "1", language: "en",
        text: SealedValue(key: KeyID(.zero, .text), keyVersion: 1, box: []), purposes: ["a"],
        recordedAt: Instant(milliseconds: 0))

    private func staged(_ change: ConsentChange) async throws -> StagedChange {
        let spy = Spy()
        var unit = UnitOfWork()
        InMemoryConsentLedger(committingTo: spy).stage(change, in: &unit)
        _ = try await unit.commit()
        return try #require(spy.changes.withLock { $0.first })
    }

    private func meet(_ left: ConsentChange, _ right: ConsentChange) async throws -> Bool {
        let (left, right) = (try await staged(left), try await staged(right))
        return !left.writes.isDisjoint(with: right.writes.union(right.reads)) || !right.writes.isDisjoint(with: left.reads)
    }

    private func given(by person: SubjectToken) -> ConsentEvent {
        ConsentEvent(.given, by: person, for: "a", notice: notice.hash, recordedAt: Instant(milliseconds: 0))
    }

    @Test("A decision meets every change of its subject, and none of another's")
    func decision() async throws {
        let decision = ConsentChange.require(subject, head: nil)
        #expect(try await meet(decision, .append(given(by: subject))))
        #expect(try await meet(decision, .forget(subject)))
        #expect(try await !meet(decision, .append(given(by: other))))
        #expect(try await !meet(decision, .forget(other)))
        #expect(try await !meet(decision, decision))
    }

    @Test("Events of two people meet only where one of them brings a notice that the other refers to")
    func events() async throws {
        #expect(try await !meet(.append(given(by: subject)), .append(given(by: other))))
        #expect(try await meet(.append(given(by: subject)), .append(given(by: subject))))
        #expect(try await meet(.append(given(by: subject), notice: notice), .append(given(by: other))))
        #expect(try await meet(.record(notice), .append(given(by: other))))
        let together = ConsentChange.appendAll([given(by: subject)], notices: [notice])
        #expect(try await meet(together, .append(given(by: subject))))
        #expect(try await meet(together, .append(given(by: other))))
        #expect(try await !meet(.appendAll([given(by: subject)]), .append(given(by: other))))
    }

    @Test("A decision meets a notice only where it has a name, for then it may have made a consent stale")
    func notices() async throws {
        var edition = notice
        edition.name = "newsletter"
        let decision = ConsentChange.requireNotices(head: nil)
        #expect(try await meet(decision, .record(edition)))
        #expect(try await meet(decision, .appendAll([given(by: subject)], notices: [edition])))
        #expect(try await !meet(decision, .record(notice)))
        #expect(try await !meet(decision, .append(given(by: subject))))
        #expect(try await !meet(decision, decision))
    }
}

private final class Spy: CommitCoordinator {
    let changes = Mutex<[StagedChange]>([])
    let lastSequence = CommitSequence.zero

    func sequence(of idempotency: Idempotency) -> CommitSequence? { nil }
    func commit(_ changes: [StagedChange], idempotency: Idempotency?) async -> Commit {
        self.changes.withLock { $0 = changes }
        return Commit(sequence: .zero, isDuplicate: false, results: [:])
    }
}
