import CustodyConsent
import CustodyModel
import Testing

@Suite("Objections that nobody but the person takes back") struct AbsoluteObjectionTests {
    private static let subject = SubjectToken(.zero)

    private func event(
        _ kind: ConsentEvent.Kind, _ purpose: Purpose, at second: Int, against basis: ConsentBasis? = nil,
        by actor: PrincipalToken? = nil
    ) -> ConsentEvent {
        var details: ConsentDetails?
        if let basis {
            details = ConsentDetails()
            details?.basis = basis
        }
        return ConsentEvent(
            kind, by: Self.subject, for: purpose, recordedAt: Instant(milliseconds: Int64(second) * 1000), actor: actor,
            details: details)
    }

    private func timeline(_ events: ConsentEvent...) -> ConsentTimeline {
        var timeline = ConsentTimeline(of: Self.subject)
        for (place, event) in events.enumerated() {
            timeline.append(event, at: CommitSequence(rawValue: UInt64(place + 1)))
        }
        return timeline
    }

    /// Why the controller may not lift it; nil when it may.
    private func refusal(of purpose: Purpose, after timeline: ConsentTimeline) -> ConsentError.Code? {
        let lifting = event(.objectionLifted, purpose, at: 90, by: PrincipalToken(.zero))
        do {
            try ConsentRules.check(lifting, after: timeline, attached: [], recorded: { _ in nil })
            return nil
        } catch { return error.code }
    }

    @Test("Lifting the whole lifts no objection to a part of direct marketing, and lifting another part is free")
    func parts() throws {
        let objected = timeline(event(.objected, "directMarketing.email", at: 1, against: .directMarketing))
        for purpose: Purpose in ["directMarketing", "directMarketing.email", "directMarketing.email.weekly"] {
            #expect(refusal(of: purpose, after: objected) == .objectionAbsolute, "\(purpose)")
        }
        #expect(refusal(of: "directMarketing.post", after: objected) == nil)
        for purpose: Purpose in ["directMarketing", "directMarketing.email"] {
            let lifted = event(.objectionLifted, purpose, at: 2)
            try ConsentRules.check(lifted, after: objected, attached: [], recorded: { _ in nil })
            var after = objected
            after.append(lifted, at: CommitSequence(rawValue: 2))
            #expect(refusal(of: "directMarketing", after: after) == nil, "the person took back \(purpose)")
        }
        let part = timeline(
            event(.objected, "directMarketing.email", at: 1), event(.objectionLifted, "directMarketing.email.weekly", at: 2))
        #expect(refusal(of: "directMarketing", after: part) == .objectionAbsolute)
        #expect(refusal(of: "directMarketing.email.weekly", after: part) == nil)
    }

    @Test("A signal is lifted by nobody but the person, also where it names a part and where it was told to have ended")
    func signals() {
        let sent = timeline(event(.optedOut, "ads.video", at: 1))
        for purpose: Purpose in ["ads", "ads.video", "ads.video.long"] {
            #expect(refusal(of: purpose, after: sent) == .objectionAbsolute, "\(purpose)")
        }
        #expect(refusal(of: "news", after: sent) == nil)
        let ended = timeline(event(.optedOut, "ads", at: 1), event(.signalEnded, "ads", at: 2))
        #expect(refusal(of: "ads", after: ended) == .objectionAbsolute)
        let agreed = timeline(event(.optedOut, "ads", at: 1), event(.given, "ads", at: 2))
        #expect(refusal(of: "ads", after: agreed) == nil)
        let takenBack = timeline(event(.optedOut, "ads", at: 1), event(.objectionLifted, "ads", at: 2))
        #expect(refusal(of: "ads", after: takenBack) == nil)
    }

    @Test("What was handed over without saying what it is against is told by its purpose")
    func withoutBasis() {
        #expect(
            refusal(of: .directMarketing, after: timeline(event(.objected, .directMarketing, at: 1))) == .objectionAbsolute)
        #expect(refusal(of: "care", after: timeline(event(.objected, "care", at: 1))) == nil)
        #expect(refusal(of: "directMarketings", after: timeline(event(.objected, "directMarketings", at: 1))) == nil)
        #expect(
            refusal(of: "care", after: timeline(event(.objected, "care", at: 1, against: .directMarketing)))
                == .objectionAbsolute)
    }

    @Test("An objection that may be weighed hides none that is absolute")
    func hidden() {
        let both = timeline(
            event(.objected, "ads", at: 1, against: .directMarketing),
            event(.objected, "ads", at: 2, against: .legitimateInterest))
        #expect(refusal(of: "ads", after: both) == .objectionAbsolute)
        let signal = timeline(
            event(.optedOut, "ads", at: 1), event(.objected, "ads", at: 2, against: .legitimateInterest))
        #expect(refusal(of: "ads", after: signal) == .objectionAbsolute)
        let later = timeline(
            event(.objected, "ads", at: 1, against: .directMarketing), event(.objectionLifted, "ads", at: 2),
            event(.objected, "ads", at: 3, against: .legitimateInterest))
        #expect(refusal(of: "ads", after: later) == nil)
    }
}
