import CustodyConsent
import CustodyModel
import CustodyTesting
import Synchronization
import Testing

@Suite struct ConsentReplayTests {
    private static let subject = SubjectToken(.random(from: SeededRandomSource(seed: 3)))
    private static let notice = Notice(
        hash: NoticeHash(of: Array("text".utf8)), version: "1", language: "de",
        text: SealedValue(key: KeyID(.zero, .text), keyVersion: 2, box: [9]), purposes: ["marketing"],
        recordedAt: Instant(milliseconds: 5))

    private static let asked = ConsentEvent(
        .requested, by: subject, for: "marketing", notice: notice.hash, occurredAt: Instant(milliseconds: 6),
        recordedAt: Instant(milliseconds: 7))

    @Test("Replaying what was written gives the same ledger, and preconditions write nothing")
    func replay() async throws {
        let coordinator = RecordingCoordinator()
        let ledger = InMemoryConsentLedger(committingTo: coordinator)
        let event = ConsentEvent(
            .given, by: Self.subject, for: "marketing", notice: Self.notice.hash, explicit: true,
            occurredAt: Instant(milliseconds: 6), recordedAt: Instant(milliseconds: 7), evidence: Self.notice.text,
            actor: PrincipalToken(.zero), details: Self.everything)
        let stages: [[ConsentChange]] = [
            [.record(Self.notice)], [.require(Self.subject, head: nil), .appendAll([Self.asked, event])],
            [.append(ConsentEvent(.restricted, by: Self.subject, recordedAt: Instant(milliseconds: 8)))],
            [.append(ConsentEvent(.withdrawn, by: SubjectToken(.zero), for: "a.b", recordedAt: Instant(milliseconds: 9)))],
            [.forget(SubjectToken(.zero))],
        ]
        for changes in stages {
            var unit = UnitOfWork()
            for change in changes { ledger.stage(change, in: &unit) }
            _ = try await unit.commit()
        }
        #expect(coordinator.written.count == 5)
        let again = InMemoryConsentLedger(committingTo: MemoryCoordinator())
        for (bytes, sequence) in coordinator.written { try again.replay(bytes, at: sequence) }
        #expect(try await again.history(of: Self.subject) == ledger.history(of: Self.subject))
        #expect(try await again.standing(of: Self.subject) == ledger.standing(of: Self.subject))
        #expect(try await again.standing(of: SubjectToken(.zero)).head == nil)
        #expect(try await again.notice(Self.notice.hash) == Self.notice)
    }

    @Test("An unknown kind of event is refused when it is read, and so is an unknown change")
    func unknownKind() throws {
        let event = ConsentEvent(.withdrawn, by: Self.subject, for: "marketing", recordedAt: Instant(milliseconds: 1))
        guard case .map(var change) = try CBOR(encoding: ConsentChange.append(event)), case .map(var inner) = change["e"],
            case .map(var fields) = inner["e"]
        else { return #expect(Bool(false), "the change is written in another shape") }
        let ledger = InMemoryConsentLedger(committingTo: MemoryCoordinator())
        for kind in ["ok", "yes", "Given", ""] {
            fields["k"] = .text(kind)
            inner["e"] = .map(fields)
            change["e"] = .map(inner)
            #expect(throws: DecodingError.self) { try ledger.replay(CBOR.map(change).encoded(), at: .zero) }
        }
        #expect(throws: DecodingError.self) { try ledger.replay(CBOR.map(["z": .map([:])]).encoded(), at: .zero) }
        #expect(throws: CBORError.self) { try ledger.replay([0xff], at: .zero) }
        #expect(ConsentEvent.Kind(rawValue: "ok") == nil)
    }

    private static var everything: ConsentDetails {
        var details = ConsentDetails()
        details.categories = [.emailAddress]
        details.controller = "acme"
        details.basis = .explicitConsent
        details.method = .paper
        details.channel = "shop"
        details.language = "de-AT"
        details.jurisdiction = "AT"
        details.validUntil = Instant(milliseconds: 90)
        details.timeSource = .form
        details.onBehalf = Representation(.guardian, by: SubjectToken(.zero), jointly: true)
        details.age = AgeAssurance(country: "AT", age: 14, isYounger: true)
        details.signal = .globalPrivacyControl
        details.origin = ConsentDetails.Origin(
            key: .zero, recordedAt: Instant(milliseconds: 5), effectiveAt: Instant(milliseconds: 6),
            linkedFrom: SubjectToken(.zero))
        return details
    }

    @Test("A consent that an older version wrote, without that it was asked for, is replayed as it was")
    func older() async throws {
        let notice = try CBOR(encoding: Self.notice)
        let event: CBOR = .map([
            "s": .bytes(Self.subject.bytes), "p": .text("marketing"), "k": .text("given"), "x": .bool(true),
            "n": .bytes(Self.notice.hash.bytes.array), "o": .unsigned(6), "r": .unsigned(7),
        ])
        let ledger = InMemoryConsentLedger(committingTo: MemoryCoordinator())
        try ledger.replay(
            CBOR.map(["e": .map(["e": event, "n": notice])]).encoded(), at: CommitSequence(rawValue: 3))
        let status = try await ledger.status(of: Self.subject, purpose: "marketing")
        #expect(status.state == .given && status.explicit && status.validUntil == nil)
        #expect(try await ledger.history(of: Self.subject).first?.event.details == nil)
    }

    @Test("A snapshot that an older version wrote is taken up, and everybody is listed all the same")
    func olderSnapshot() async throws {
        let ledger = InMemoryConsentLedger(committingTo: MemoryCoordinator())
        for number in [2, 1] {
            var unit = UnitOfWork()
            let person = SubjectToken(Handle([UInt8](repeating: UInt8(number), count: 16)) ?? .zero)
            ledger.stage(
                .append(ConsentEvent(.withdrawn, by: person, for: "a", recordedAt: Instant(milliseconds: 1))), in: &unit)
            _ = try await unit.commit()
        }
        let before = try await ledger.subjects(after: nil, limit: 9)
        var older = OlderSnapshot()
        try ledger.visit(&older)
        #expect(older.lists == 1, "the list of one purpose and no other")
        #expect(try await ledger.subjects(after: nil, limit: 9) == before && before.count == 2)
        #expect(try await ledger.subjects(after: before[0], limit: 9) == [before[1]])
        #expect(try await ledger.noticeBook().isEmpty)
    }

    @Test("A change is written in the shape that older files have")
    func golden() throws {
        let change = ConsentChange.append(
            ConsentEvent(.withdrawn, by: SubjectToken(.zero), for: "a", recordedAt: Instant(milliseconds: 0)))
        let expected: CBOR = .map([
            "e": .map([
                "e": .map([
                    "s": .bytes([UInt8](repeating: 0, count: 16)), "p": .text("a"), "k": .text("withdrawn"),
                    "x": .bool(false), "o": .unsigned(0), "r": .unsigned(0),
                ])
            ])
        ])
        #expect(try CBOR(encoding: change) == expected)
    }
}

/// Restores what an older version saved beside its rows: the purposes with a list.
private struct OlderSnapshot: StateVisitor {
    var lists = 0
    var isRestoring: Bool { true }

    mutating func visit(_ index: inout RowIndex) throws {}
    mutating func visit<Element: FlatElement>(_ list: inout OrderedChunks<Element>) throws { lists += 1 }
    mutating func visit<Value: Codable>(small value: inout Value) throws {
        value = try CBOR.decode(Value.self, from: CBOR.array([.text("a")]).encoded())
    }
}
