import CustodyConsent
import CustodyModel

/// Writes to a ledger under test. Times are seconds after an arbitrary start.
struct ConsentDesk {
    let ledger: any ConsentLedger
    let subject = person(1)
    let notice = Notice(
        hash: NoticeHash(of: Array("May we write to you?".utf8)), version: "2", language: "en",
        text: SealedValue(key: KeyID(.zero, .text), keyVersion: 1, box: [1, 2, 3]), purposes: ["marketing", "payment"],
        recordedAt: Instant(milliseconds: 0))

    init(_ ledger: any ConsentLedger) { self.ledger = ledger }

    static func person(_ number: Int) -> SubjectToken {
        SubjectToken(Handle([UInt8](repeating: 0, count: 15) + [UInt8(clamping: number)]) ?? .zero)
    }

    func time(_ second: Int) -> Instant { Instant(milliseconds: 1_700_000_000_000 + Int64(second) * 1000) }

    func event(
        _ kind: ConsentEvent.Kind, _ purpose: Purpose?, at second: Int, occurredAt: Int? = nil, by person: SubjectToken? = nil,
        notice: NoticeHash? = nil, explicit: Bool = false
    ) -> ConsentEvent {
        ConsentEvent(
            kind, by: person ?? subject, for: purpose, notice: notice, explicit: explicit,
            occurredAt: occurredAt.map(time), recordedAt: time(second))
    }

    @discardableResult
    func commit(_ changes: [ConsentChange]) async throws -> CommitSequence {
        var unit = UnitOfWork()
        for change in changes { try ledger.stage(change, in: &unit) }
        return try await unit.commit().sequence
    }

    @discardableResult
    func give(
        _ purpose: Purpose, at second: Int, occurredAt: Int? = nil, by person: SubjectToken? = nil, explicit: Bool = false
    ) async throws -> CommitSequence {
        let event = event(
            .given, purpose, at: second, occurredAt: occurredAt, by: person, notice: notice.hash, explicit: explicit)
        return try await commit([.append(event, notice: notice)])
    }

    /// Records an event without a notice, or with the notice attached where the kind needs one.
    @discardableResult
    func record(
        _ kind: ConsentEvent.Kind, _ purpose: Purpose?, at second: Int, occurredAt: Int? = nil, by person: SubjectToken? = nil
    ) async throws -> CommitSequence {
        let needed = kind.needsNotice ? notice : nil
        let event = event(kind, purpose, at: second, occurredAt: occurredAt, by: person, notice: needed?.hash)
        return try await commit([.append(event, notice: needed)])
    }

    func state(_ purpose: Purpose, at second: Int? = nil) async throws -> ConsentStatus.State {
        try await ledger.status(of: subject, purpose: purpose, at: second.map(time), knownAt: .latest).state
    }

    func expectRefusal(_ code: ConsentError.Code, _ what: String, from body: () async throws -> Void) async throws {
        try await expectError(what, where: { (error: ConsentError) in error.code == code }, from: body)
    }
}
