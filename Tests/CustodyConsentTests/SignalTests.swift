import CustodyConsent
import CustodyModel
import Testing

@Suite("Signals and linking") struct SignalTests {
    private static let person = SubjectToken(Handle([UInt8](repeating: 1, count: 16)) ?? .zero)
    private static let device = SubjectToken(Handle([UInt8](repeating: 2, count: 16)) ?? .zero)
    private static let notice = NoticeHash(of: [1])

    private static func time(_ second: Int) -> Instant { Instant(milliseconds: Int64(second) * 1000) }

    @Test(
        "Only a header field that is exactly 1 is the signal, and one of several is enough",
        arguments: [
            (["1"], true), (["0", "1"], true), (["1", "1"], true), ([], false), ([""], false), (["0"], false),
            (["true"], false),
            (["1, 1"], false), ([" 1"], false), (["1;x"], false), (["１"], false), (["01"], false),
        ])
    func header(_ values: [String], _ isSignal: Bool) {
        #expect((GlobalPrivacyControl.signal(in: values) == .globalPrivacyControl) == isSignal)
    }

    @Test("The well-known file is read leniently and written strictly")
    func wellKnown() {
        func read(_ text: String) -> GlobalPrivacyControl.Support? { .init(decoding: Array(text.utf8)) }
        #expect(read(#"{"gpc":true,"lastUpdate":"2026-01-31"}"#) == .init(isHeeded: true, lastUpdate: "2026-01-31"))
        #expect(read(#"{"gpc":false,"lastUpdate":"2026-01-31T10:00:00Z","more":[1]}"#)?.isHeeded == false)
        #expect(read(#"{"gpc":"true","lastUpdate":5}"#) == .init(isHeeded: nil))
        #expect(read(#"{"gpc":1,"lastUpdate":"last week"}"#) == .init(isHeeded: nil))
        #expect(read("{}") == .init(isHeeded: nil))
        #expect(read("[true]") == nil && read("") == nil && read("nonsense") == nil)
        let support = GlobalPrivacyControl.Support(isHeeded: true, lastUpdate: "2026-01-31")
        #expect(String(decoding: support.bytes, as: UTF8.self) == "{\"gpc\":true,\"lastUpdate\":\"2026-01-31\"}\n")
        #expect(GlobalPrivacyControl.Support(decoding: support.bytes) == support)
        let odd = GlobalPrivacyControl.Support(isHeeded: nil, lastUpdate: "\"}")
        #expect(String(decoding: odd.bytes, as: UTF8.self) == "{}\n")
    }

    private func event(
        _ kind: ConsentEvent.Kind, _ purpose: Purpose, at second: Int, by subject: SubjectToken = person
    ) -> ConsentEvent {
        var details = ConsentDetails()
        if kind == .optedOut || kind == .signalEnded { details.signal = .globalPrivacyControl }
        return ConsentEvent(
            kind, by: subject, for: purpose, notice: kind.needsNotice ? Self.notice : nil, recordedAt: Self.time(second),
            details: details)
    }

    private func timeline(
        of subject: SubjectToken = person, _ events: [(ConsentEvent.Kind, Purpose, Int)]
    ) -> ConsentTimeline {
        var timeline = ConsentTimeline(of: subject)
        for (place, (kind, purpose, second)) in events.enumerated() {
            timeline.append(
                event(kind, purpose, at: second, by: subject), at: CommitSequence(rawValue: UInt64(place + 1)))
        }
        return timeline
    }

    @Test("A signal is news once, until it was told to have ended; what the person agreed to after it does not make it news")
    func transition() {
        #expect(timeline([]).isTransition(.globalPrivacyControl, for: "ads"))
        #expect(!timeline([(.optedOut, "ads", 1)]).isTransition(.globalPrivacyControl, for: "ads"))
        #expect(timeline([(.optedOut, "ads", 1)]).isTransition(.globalPrivacyControl, for: "sale"))
        #expect(timeline([(.optedOut, "ads", 1)]).isTransition("other", for: "ads"))
        let agreed = timeline([(.optedOut, "ads", 1), (.requested, "ads", 2), (.given, "ads", 2)])
        #expect(!agreed.isTransition(.globalPrivacyControl, for: "ads") && agreed.status(for: "ads").state == .given)
        #expect(agreed.explain("ads").overridesSignal)
        let ended = timeline([(.optedOut, "ads", 1), (.signalEnded, "ads", 3)])
        #expect(ended.isTransition(.globalPrivacyControl, for: "ads") && ended.status(for: "ads").state == .optedOut)
    }

    /// What the account stands at after linking a device, and that linking again adds nothing.
    private func linked(
        _ own: [(ConsentEvent.Kind, Purpose, Int)], _ anonymous: [(ConsentEvent.Kind, Purpose, Int)]
    ) throws -> ConsentTimeline {
        var account = timeline(own)
        let source = timeline(of: Self.device, anonymous)
        let notices = [Self.notice: Self.text.summary]
        for event in account.linking(source, at: Self.time(100)) {
            try ConsentRules.check([event], after: account, attached: [], in: .empty, recorded: { notices[$0] })
            account.append(event, at: CommitSequence(rawValue: 50))
        }
        #expect(account.linking(source, at: Self.time(200)) == [])
        return account
    }

    private static let text = Notice(
        hash: notice, version: "1", language: "en", text: SealedValue(key: KeyID(.zero, .text), keyVersion: 1, box: []),
        purposes: ["ads", "news"], recordedAt: time(0))

    @Test(
        "Linking takes over what the account did not decide by itself, with when it was decided and that the notice was shown")
    func linking() throws {
        let account = try linked(
            [], [(.requested, "ads", 5), (.given, "ads", 6), (.requested, "news", 7), (.refused, "news", 8)])
        #expect(account.entries.map(\.event.kind) == [.requested, .given, .requested, .refused])
        #expect(account.status(for: "ads", at: Self.time(6)).state == .given)
        #expect(account.status(for: "ads", at: Self.time(5)).state == .requested)
        #expect(account.status(for: "news").state == .refused)
        #expect(account.status(for: "ads", at: Self.time(50), knownAt: .instant(Self.time(99))).state == .notAsked)
        #expect(account.entries.allSatisfy { $0.event.details?.origin?.linkedFrom == Self.device && $0.event.evidence == nil })
    }

    @Test(
        "The account's own choice stands, whatever it is and wherever it stands in the tree",
        arguments: [
            ConsentEvent.Kind.given, .refused, .withdrawn, .revoked, .expired, .optedOut,
        ], ["ads", "ads.video", "ads.video.long"] as [Purpose])
    func ownChoice(_ kind: ConsentEvent.Kind, _ purpose: Purpose) throws {
        for anonymous in [ConsentEvent.Kind.given, .refused, .withdrawn] {
            let account = try linked(
                [(.requested, purpose, 1), (kind, purpose, 2)], [(.requested, "ads.video", 5), (anonymous, "ads.video", 6)])
            #expect(account.entries.count == 2, "\(anonymous) was taken over beside '\(kind)'")
        }
    }

    @Test("A signal is taken over to an account that consented before it, and not to one that consented after it")
    func signal() throws {
        let before = try linked([(.requested, "ads", 1), (.given, "ads", 2)], [(.optedOut, "ads", 5)])
        #expect(before.status(for: "ads").state == .optedOut && before.hasObjection(to: "ads"))
        let after = try linked([(.requested, "ads", 8), (.given, "ads", 9)], [(.optedOut, "ads", 5)])
        #expect(after.status(for: "ads").state == .given && after.entries.count == 2)
    }

    @Test("A signal is taken over beside a later answer, and beside what a wider purpose decides: it still objects")
    func signalBesideAnAnswer() throws {
        let refused = try linked([], [(.optedOut, "ads", 5), (.requested, "ads", 6), (.refused, "ads", 7)])
        #expect(refused.entries.map(\.event.kind) == [.optedOut, .requested, .refused])
        #expect(refused.status(for: "ads").state == .refused && refused.hasObjection(to: "ads"))
        let wider = try linked([], [(.optedOut, "ads.video", 5), (.withdrawn, "ads", 7)])
        #expect(wider.entries.map(\.event.kind) == [.optedOut, .withdrawn])
        #expect(wider.hasObjection(to: "ads.video") && !wider.hasObjection(to: "ads"))
        let own = try linked([(.withdrawn, "ads", 1)], [(.optedOut, "ads", 5), (.requested, "ads", 6), (.refused, "ads", 7)])
        #expect(own.entries.map(\.event.kind) == [.withdrawn, .optedOut], "the account's own choice stands, and the signal")
        let over = try linked([], [(.optedOut, "ads", 5), (.requested, "ads", 6), (.given, "ads", 7)])
        #expect(over.entries.map(\.event.kind) == [.requested, .given] && !over.hasObjection(to: "ads"))
    }

    @Test("That a signal ended is taken over with it, so that it is news when it begins again")
    func signalThatEnded() throws {
        let ended = try linked([], [(.optedOut, "ads", 5), (.signalEnded, "ads", 6)])
        #expect(ended.entries.map(\.event.kind) == [.optedOut, .signalEnded] && ended.hasObjection(to: "ads"))
        #expect(ended.isTransition(.globalPrivacyControl, for: "ads"))
        let again = try linked([], [(.optedOut, "ads", 5), (.signalEnded, "ads", 6), (.optedOut, "ads", 7)])
        #expect(again.isSending(.globalPrivacyControl, for: "ads"))
        let own = try linked([(.optedOut, "ads", 9)], [(.optedOut, "ads", 5), (.signalEnded, "ads", 6)])
        #expect(own.isSending(.globalPrivacyControl, for: "ads"), "what ended before says nothing of what began later")
        let agreed = try linked(
            [(.requested, "ads", 8), (.given, "ads", 9)], [(.optedOut, "ads", 5), (.signalEnded, "ads", 6)])
        #expect(agreed.entries.count == 2, "a signal that is not taken over did not end either")

        var account = try linked([], [(.optedOut, "ads", 5)])
        #expect(account.isSending(.globalPrivacyControl, for: "ads"))
        let source = timeline(of: Self.device, [(.optedOut, "ads", 5), (.signalEnded, "ads", 120)])
        let late = account.linking(source, at: Self.time(130))
        #expect(late.map(\.kind) == [.signalEnded], "the signal was taken over before")
        for event in late { account.append(event, at: CommitSequence(rawValue: 60)) }
        #expect(account.isTransition(.globalPrivacyControl, for: "ads"))
    }

    @Test("A consent that was never valid ends no signal, for whoever knows that")
    func signalAndInvalidConsent() {
        func takenBack(_ number: Int, at second: Int) -> ConsentEvent {
            var details = ConsentDetails()
            details.invalidates = number
            return ConsentEvent(.invalidated, by: Self.person, for: "ads", recordedAt: Self.time(second), details: details)
        }
        var person = timeline([(.optedOut, "ads", 5), (.requested, "ads", 6), (.given, "ads", 6)])
        #expect(!person.hasObjection(to: "ads") && person.explain("ads").overridesSignal)
        person.append(takenBack(2, at: 7), at: CommitSequence(rawValue: 9))
        #expect(person.hasObjection(to: "ads") && person.standing().hasObjection(to: "ads.video"))
        #expect(!person.hasObjection(to: "ads", knownAt: .instant(Self.time(6))))
        #expect(person.status(for: "ads").state == .invalidated && !person.explain("ads").overridesSignal)

        var account = timeline([(.requested, "ads", 8), (.given, "ads", 9)])
        let source = timeline(of: Self.device, [(.optedOut, "ads", 5)])
        #expect(account.linking(source, at: Self.time(100)) == [])
        account.append(takenBack(1, at: 10), at: CommitSequence(rawValue: 9))
        #expect(account.linking(source, at: Self.time(100)).map(\.kind) == [.optedOut])
    }

    @Test("A consent that was never valid is not taken over")
    func invalid() throws {
        var details = ConsentDetails()
        details.invalidates = 1
        var source = timeline(of: Self.device, [(.requested, "ads", 5), (.given, "ads", 6)])
        source.append(
            ConsentEvent(.invalidated, by: Self.device, for: "ads", recordedAt: Self.time(7), details: details),
            at: CommitSequence(rawValue: 9))
        #expect(timeline([]).linking(source, at: Self.time(100)) == [])
    }
}
