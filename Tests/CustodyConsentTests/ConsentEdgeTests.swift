import CustodyConsent
import CustodyModel
import CustodyTesting
import Testing

@Suite struct ConsentEdgeTests {
    private let subject = SubjectToken(.zero)
    private let now = Instant(milliseconds: 1000)

    private func refusal(of event: ConsentEvent, attached: Notice? = nil) -> ConsentError.Code? {
        var asked = event
        asked.kind = .requested
        do {
            try ConsentRules.check(
                event.kind.isAnswer && event.notice != nil ? [asked, event] : [event], after: ConsentTimeline(of: subject),
                attached: attached.map { [$0] } ?? [], in: .empty, recorded: { _ in nil })
            return nil
        } catch { return error.code }
    }

    /// A consent with that it was asked for.
    private func given(_ purpose: Purpose, on notice: Notice) -> ConsentChange {
        .appendAll(
            [ConsentEvent.Kind.requested, .given].map {
                ConsentEvent($0, by: subject, for: purpose, notice: notice.hash, recordedAt: now)
            }, notices: [notice])
    }

    private func notice(_ purposes: [Purpose], version: String = "1", language: String = "en") -> Notice {
        Notice(
            hash: NoticeHash(of: [7]), version: version, language: language,
            text: SealedValue(key: KeyID(.zero, .text), keyVersion: 1, box: []), purposes: purposes, recordedAt: now)
    }

    @Test("A notice hash is the SHA-256 of the text")
    func hash() {
        // FIPS 180-4, the one-block example.
        #expect(
            NoticeHash(of: Array("abc".utf8)).description
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(NoticeHash([1, 2, 3]) == nil)
        #expect(NoticeHash([UInt8](repeating: 1, count: 32)) != nil)
    }

    @Test("A notice hash of another length is not read")
    func hashLength() throws {
        #expect(throws: DecodingError.self) { try CBOR.bytes([1, 2]).decode(NoticeHash.self) }
        let hash = NoticeHash(of: [1])
        #expect(try CBOR.decode(NoticeHash.self, from: CBOR.encode(hash)) == hash)
    }

    @Test("An event names a purpose exactly where one belongs")
    func purpose() {
        for kind in ConsentEvent.Kind.all {
            let without = ConsentEvent(kind, by: subject, recordedAt: now)
            let malformed = ConsentEvent(kind, by: subject, for: "a..b", recordedAt: now)
            let with = ConsentEvent(kind, by: subject, for: "a", recordedAt: now)
            #expect((refusal(of: without) == .purposeInvalid) == kind.concernsPurpose)
            #expect(refusal(of: malformed) == .purposeInvalid)
            #expect((refusal(of: with) == .purposeInvalid) == !kind.concernsPurpose)
        }
    }

    @Test("A notice of a wider purpose explains a narrower one, and not the other way round")
    func wider() {
        let hash = NoticeHash(of: [7])
        let narrow = ConsentEvent(.given, by: subject, for: "a.b", notice: hash, recordedAt: now)
        #expect(refusal(of: narrow, attached: notice(["a"])) == nil)
        let wide = ConsentEvent(.given, by: subject, for: "a", notice: hash, recordedAt: now)
        #expect(refusal(of: wide, attached: notice(["a.b"])) == .noticeOmitsPurpose)
    }

    @Test("A notice that is attached to an event founds no event that refers to another")
    func otherNotice() {
        let event = ConsentEvent(.given, by: subject, for: "a", notice: NoticeHash(of: [8]), recordedAt: now)
        #expect(refusal(of: event, attached: notice(["a"])) == .noticeUnknown)
    }

    @Test("Of two notices of one text in one unit the first stands, and founds only what it explains")
    func twoNotices() async throws {
        let ledger = InMemoryConsentLedger(committingTo: MemoryCoordinator())
        var unit = UnitOfWork()
        for purpose: Purpose in ["a", "b"] {
            ledger.stage(given(purpose, on: notice([purpose])), in: &unit)
        }
        _ = try await unit.commit()
        #expect(try await ledger.standing(of: subject).consents.mapValues(\.state) == ["a": .given])
    }

    @Test("An incomplete notice is refused")
    func incomplete() {
        let event = ConsentEvent(.given, by: subject, for: "a", notice: NoticeHash(of: [7]), recordedAt: now)
        for notice in [notice([]), notice(["a", ".b"]), notice(["a"], version: ""), notice(["a"], language: "")] {
            #expect(refusal(of: event, attached: notice) == .noticeIncomplete)
        }
    }

    @Test("Whatever is attached to it, a withdrawal is taken and nothing of the attachment is")
    func attached() async throws {
        let ledger = InMemoryConsentLedger(committingTo: MemoryCoordinator())
        var unit = UnitOfWork()
        ledger.stage(
            .append(ConsentEvent(.withdrawn, by: subject, for: "a", recordedAt: now), notice: notice([])), in: &unit)
        _ = try await unit.commit()
        #expect(try await ledger.status(of: subject, purpose: "a", at: nil, knownAt: .latest).state == .withdrawn)
        #expect(try await ledger.notice(NoticeHash(of: [7])) == nil)
    }

    @Test("A page is never empty while there is somebody to list, whatever the limit")
    func limit() async throws {
        let ledger = InMemoryConsentLedger(committingTo: MemoryCoordinator())
        var unit = UnitOfWork()
        ledger.stage(given("a", on: notice(["a"])), in: &unit)
        _ = try await unit.commit()
        for limit in [Int.min, -1, 0, 1, .max] {
            let page = try await ledger.liveConsents(for: "a", at: now, limit: limit)
            #expect(page.items.count == 1 && page.next == nil)
        }
    }

    @Test("Pages list everybody once, however many are passed over between two of them")
    func strides() async throws {
        let ledger = InMemoryConsentLedger(committingTo: MemoryCoordinator())
        var unit = UnitOfWork()
        var wanted: [SubjectToken] = []
        let random = SeededRandomSource(seed: 11)
        for number in 0..<700 {
            let person = SubjectToken(.random(from: random))
            var details: ConsentDetails?
            if number.isMultiple(of: 9) {
                wanted.append(person)
                details = ConsentDetails()
                details?.validUntil = now.adding(milliseconds: 5)
            }
            // Half of them consent to a purpose above, in a list of its own.
            let purpose: Purpose = number.isMultiple(of: 2) ? "a" : "a.b"
            ledger.stage(
                .appendAll(
                    [
                        ConsentEvent(.requested, by: person, for: purpose, notice: NoticeHash(of: [7]), recordedAt: now),
                        ConsentEvent(
                            .given, by: person, for: purpose, notice: NoticeHash(of: [7]), recordedAt: now, details: details),
                    ], notices: [notice(["a"])]), in: &unit)
        }
        _ = try await unit.commit()
        wanted.sort { $0.handle < $1.handle }
        for limit in [1, 7, 78, 1000] {
            var found: [SubjectToken] = []
            var after: SubjectToken?
            repeat {
                let page = try await ledger.consents(
                    ConsentQuery(
                        .expiring(before: now.adding(milliseconds: 9)), for: "a.b", at: now, after: after, limit: limit))
                #expect(page.next == nil || page.items.count == limit)
                found += page.items.map(\.subject)
                after = page.next
            } while after != nil
            #expect(found == wanted, "limit \(limit)")
        }
    }

    @Test("A stale consent that has an end runs out like any other, and is listed among those that did")
    func staleAndOver() async throws {
        let ledger = InMemoryConsentLedger(committingTo: MemoryCoordinator())
        func edition(_ version: UInt8) -> Notice {
            Notice(
                hash: NoticeHash(of: [version]), version: "\(version)", language: "en",
                text: SealedValue(key: KeyID(.zero, .text), keyVersion: 1, box: []), purposes: ["a"],
                recordedAt: now.adding(milliseconds: Int64(version)), name: "n")
        }
        var details = ConsentDetails()
        details.validUntil = now.adding(milliseconds: 50)
        let events = [ConsentEvent.Kind.requested, .given].map { kind in
            ConsentEvent(
                kind, by: subject, for: "a", notice: edition(1).hash, recordedAt: now, details: kind == .given ? details : nil)
        }
        for change: ConsentChange in [.appendAll(events, notices: [edition(1)]), .record(edition(2))] {
            var unit = UnitOfWork()
            ledger.stage(change, in: &unit)
            _ = try await unit.commit()
        }
        let status = try await ledger.status(of: subject, purpose: "a")
        let states: [(Int64, ConsentStatus.State)] = [(49, .stale), (50, .expired)]
        for (time, state) in states {
            let instant = now.adding(milliseconds: time)
            #expect(status.asOf(instant).state == state)
            #expect(try await ledger.status(of: subject, purpose: "a", at: instant, knownAt: .latest).state == state)
            let stale = try await ledger.consents(ConsentQuery(.stale, for: "a", at: instant)).items
            let over = try await ledger.consents(ConsentQuery(.ranOut, for: "a", at: instant)).items
            #expect(stale.count == (state == .stale ? 1 : 0) && over.count == (state == .expired ? 1 : 0), "at \(time)")
        }
    }

    @Test("Nobody answers for themselves, a child least of all, and a withdrawal is taken all the same")
    func ownGuardian() {
        let somebody = SubjectToken(.random(from: SeededRandomSource(seed: 1)))
        let cases: [(SubjectToken, ConsentError.Code?)] = [(subject, .detailInvalid), (somebody, nil)]
        for (by, code) in cases {
            var details = ConsentDetails()
            details.onBehalf = Representation(.guardian, by: by)
            details.age = AgeAssurance(country: "DE", age: 16, isYounger: true)
            let given = ConsentEvent(
                .given, by: subject, for: "a", notice: NoticeHash(of: [7]), recordedAt: now, details: details)
            #expect(refusal(of: given, attached: notice(["a"])) == code)
            #expect(refusal(of: ConsentEvent(.withdrawn, by: subject, for: "a", recordedAt: now, details: details)) == nil)
        }
    }

    @Test("An error says its code, what to do and where")
    func errors() {
        let error = ConsentError(.noticeUnknown, "record it first", subject: subject, notice: NoticeHash(of: [7]))
        #expect(error.description.hasPrefix("noticeUnknown: record it first (subject 0000"))
        #expect(error == ConsentError(.noticeUnknown, "other words", subject: subject, notice: NoticeHash(of: [7])))
        #expect(error != ConsentError(.noticeUnknown, "record it first", subject: subject))
    }
}
