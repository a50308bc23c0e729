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
        notice: NoticeHash? = nil, explicit: Bool = false, actor: PrincipalToken? = nil, details: ConsentDetails? = nil
    ) -> ConsentEvent {
        ConsentEvent(
            kind, by: person ?? subject, for: purpose, notice: notice, explicit: explicit,
            occurredAt: occurredAt.map(time), recordedAt: time(second), actor: actor, details: details)
    }

    /// Details of which one thing is told.
    func details(_ tell: (inout ConsentDetails) -> Void) -> ConsentDetails {
        var details = ConsentDetails()
        tell(&details)
        return details
    }

    /// An edition of a notice that has a name.
    func edition(
        _ version: String, _ change: Notice.Change?, language: String = "en", at second: Int = 0,
        for purposes: [Purpose] = ["marketing"]
    ) -> Notice {
        Notice(
            hash: NoticeHash(of: Array("edition \(version) in \(language)".utf8)), version: version, language: language,
            text: notice.text, purposes: purposes, recordedAt: time(second), name: "newsletter", change: change)
    }

    @discardableResult
    func commit(_ changes: [ConsentChange]) async throws -> CommitSequence {
        var unit = UnitOfWork()
        for change in changes { try ledger.stage(change, in: &unit) }
        return try await unit.commit().sequence
    }

    /// Shows the notice and takes a yes.
    @discardableResult
    func give(
        _ purpose: Purpose, at second: Int, occurredAt: Int? = nil, by person: SubjectToken? = nil, explicit: Bool = false,
        on notice: Notice? = nil, details: ConsentDetails? = nil
    ) async throws -> CommitSequence {
        try await answer(
            .given, purpose, at: second, occurredAt: occurredAt, by: person, explicit: explicit, on: notice, details: details)
    }

    /// Shows the notice and takes an answer.
    @discardableResult
    func answer(
        _ kind: ConsentEvent.Kind, _ purpose: Purpose, at second: Int, occurredAt: Int? = nil, by person: SubjectToken? = nil,
        explicit: Bool = false, on notice: Notice? = nil, details: ConsentDetails? = nil
    ) async throws -> CommitSequence {
        let notice = notice ?? self.notice
        let events = [
            event(.requested, purpose, at: second, occurredAt: occurredAt, by: person, notice: notice.hash),
            event(
                kind, purpose, at: second, occurredAt: occurredAt, by: person, notice: notice.hash, explicit: explicit,
                details: details),
        ]
        return try await commit([.appendAll(events, notices: [notice])])
    }

    /// Records an event; an answer to the notice, which was shown before it.
    @discardableResult
    func record(
        _ kind: ConsentEvent.Kind, _ purpose: Purpose?, at second: Int, occurredAt: Int? = nil, by person: SubjectToken? = nil,
        actor: PrincipalToken? = nil, details: ConsentDetails? = nil
    ) async throws -> CommitSequence {
        if kind.isAnswer, let purpose {
            return try await answer(kind, purpose, at: second, occurredAt: occurredAt, by: person, details: details)
        }
        let needed = kind.needsNotice ? notice : nil
        let event = event(
            kind, purpose, at: second, occurredAt: occurredAt, by: person, notice: needed?.hash, actor: actor,
            details: details)
        return try await commit([.append(event, notice: needed)])
    }

    func state(_ purpose: Purpose, at second: Int? = nil) async throws -> ConsentStatus.State {
        try await ledger.status(of: subject, purpose: purpose, at: second.map(time), knownAt: .latest).state
    }

    func expectRefusal(_ code: ConsentError.Code, _ what: String, from body: () async throws -> Void) async throws {
        try await expectError(what, where: { (error: ConsentError) in error.code == code }, from: body)
    }
}
