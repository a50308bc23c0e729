import CustodyIncidents
import CustodyLaw
import CustodyModel
import Testing

/// Obligations of laws other than the GDPR.
@Suite struct ObligationTests {
    private let desk = IncidentDesk()

    private func book(_ regimes: [Regime]) -> LawBook { LawBook(regimes, switchedOn: Set(regimes.map(\.id))) }

    @Test("A law that is switched on opens its duties with source and mark; a chained one waits for what starts it")
    func chained() throws {
        let laws = book([.nis2])
        var incident = try desk.incident(after: [desk.open()])
        incident = try desk.take(desk.aware(0, of: incident, under: laws, at: .unionInstitutions), in: incident)
        let warning = try #require(incident["eu-nis2.earlyWarning"])
        #expect(warning.state == .due(desk.hour(24)))
        #expect(warning.opened.verification == "primary" && !warning.opened.reference.isEmpty)
        let notification = try #require(incident["eu-nis2.notification"])
        #expect(notification.state == .due(desk.hour(72)))
        let final = try #require(
            incident.obligations.first { $0.opened.trigger.family == .chained && !$0.opened.isStarted },
            "no duty of NIS2 waits for the notification")
        #expect(!final.isDecided && final.opened.due == nil)
        let duties = incident.duties(
            under: laws, following: notification.duty, metAt: desk.time(50), place: .unionInstitutions)
        incident = try desk.take(
            .submit(notification.duty, at: desk.time(50), lateReason: nil, duties: duties), in: incident)
        let started = try #require(incident[final.duty])
        #expect(started.opened.startedAt == desk.hour(50))
        #expect(try #require(started.opened.due) > desk.hour(50 + 27 * 24), "the month runs from the notification")
    }

    @Test("A submission that turns out to have been earlier moves what follows it at once, and a later one moves nothing")
    func correctedSubmission() throws {
        let (laws, place) = (book([.nis2]), LegalPlace.unionInstitutions)
        let (notification, final): (DutyID, DutyID) = ("eu-nis2.notification", "eu-nis2.final")
        var incident = try desk.incident(after: [desk.open()])
        incident = try desk.take(desk.aware(0, of: incident, under: laws, at: place), in: incident)
        func opened(_ hour: Int64) -> [OpenedDuty] {
            incident.duties(under: laws, following: notification, metAt: desk.time(hour), place: place)
        }
        func correcting(_ line: UInt64, in incident: Incident, to hour: Int64) -> IncidentChange.Step {
            let duties = incident.duties(under: laws, correcting: line, to: desk.time(hour), place: place)
            return .correct(event: line, at: desk.time(hour), text: nil, reason: desk.text, duties: duties)
        }
        let (first, early) = (opened(70), try #require(opened(20).first { $0.duty == final }))
        incident = try desk.take(.submit(notification, at: desk.time(70), lateReason: nil, duties: first), in: incident)
        let due = try #require(early.due)
        #expect(try #require(incident[final]?.opened.due) > due)
        let asked = incident.duties(under: laws, correcting: 3, to: desk.time(20), place: place)
        #expect(asked == [early], "only what follows")

        let corrected = try desk.take(correcting(3, in: incident, to: 20), in: incident)
        #expect(corrected[final]?.opened == early && corrected[final]?.state == .due(due))
        // The correction is corrected. An end never comes later by that.
        let later = try desk.take(correcting(4, in: corrected, to: 60), in: corrected)
        #expect(later[final]?.opened == early)
        let earlier = try desk.take(correcting(4, in: corrected, to: 1), in: corrected)
        #expect(earlier[final]?.opened.startedAt == desk.hour(1))
        // What was met already may turn out to have been late.
        let hour = (due.milliseconds - desk.hour(0).milliseconds) / 3_600_000 + 1
        let met = try desk.take(
            .submit(final, at: desk.time(hour), lateReason: nil, duties: []), in: incident, at: hour)
        #expect(met[final]?.state == .submitted(at: desk.time(hour), late: false, reason: nil))
        let late = try desk.take(correcting(3, in: met, to: 20), in: met, at: hour)
        #expect(late[final]?.state == .submitted(at: desk.time(hour), late: true, reason: nil))
        #expect(late.at(version: late.version) == late)
    }

    @Test("A correction that was written before it could say what follows is read, and moves what it moved")
    func formerCorrection() throws {
        let (laws, place) = (book([.nis2]), LegalPlace.unionInstitutions)
        var incident = try desk.incident(after: [desk.open()])
        incident = try desk.take(desk.aware(0, of: incident, under: laws, at: place), in: incident)
        let notification: DutyID = "eu-nis2.notification"
        let duties = incident.duties(under: laws, following: notification, metAt: desk.time(70), place: place)
        incident = try desk.take(.submit(notification, at: desk.time(70), lateReason: nil, duties: duties), in: incident)
        let former = IncidentChange.Step.correct(event: 3, at: desk.time(20), text: nil, reason: desk.text)
        let told = IncidentChange.Step.correct(event: 3, at: desk.time(20), text: nil, reason: desk.text, duties: duties)
        for (step, says) in [(former, false), (told, true)] {
            let bytes = try CBOR.encode(step)
            #expect(String(decoding: bytes, as: UTF8.self).contains("duties") == says, "it is written as it was")
            #expect(try CBOR.decode(IncidentChange.Step.self, from: bytes) == step)
        }
        let corrected = try desk.take(former, in: incident)
        #expect(corrected["eu-nis2.final"] == incident["eu-nis2.final"])
        #expect(corrected[notification]?.state == .submitted(at: desk.time(20), late: false, reason: nil))
    }

    @Test("Correcting when more was submitted moves nothing that follows the first")
    func correctedSupplement() throws {
        let laws = book([try #require(LawBook.standard.regime("eu-eprivacy-611"))])
        let first: DutyID = "eu-eprivacy-611.first"
        var incident = try desk.incident(after: [desk.open()])
        incident = try desk.take(desk.aware(0, of: incident, under: laws, at: .unionInstitutions), in: incident)
        for hour in [10, 20] as [Int64] {
            let duties = incident.duties(
                under: laws, following: first, metAt: desk.time(hour), place: .unionInstitutions)
            incident = try desk.take(.submit(first, at: desk.time(hour), lateReason: nil, duties: duties), in: incident)
        }
        #expect(incident[first]?.supplements == [desk.time(20)])
        func asked(_ line: UInt64) -> [OpenedDuty] {
            incident.duties(under: laws, correcting: line, to: desk.time(5), place: .unionInstitutions)
        }
        #expect(asked(3).map(\.duty) == ["eu-eprivacy-611.second"] && asked(4).isEmpty && asked(1).isEmpty && asked(9).isEmpty)
    }

    @Test("A law that is not verified opens no obligation, even when it is asked for by name")
    func unverified() throws {
        let weak = try #require(LawBook.standard.regimes.first { !$0.isVerified })
        let incident = try desk.incident(after: [desk.open(), desk.aware(0, under: [weak])])
        #expect(incident.obligations.isEmpty && incident.awareness != nil)
        #expect(book([weak]).active.isEmpty)
    }

    @Test("A contested reading gives both ends, and the earlier is the one that is due")
    func contested() throws {
        let laws = LawBook(LawBook.standard.regimes, switchedOn: Set(LawBook.standard.regimes.map(\.id)))
        let incident = try desk.incident(after: [desk.open()])
        let duties = incident.duties(under: laws, after: .awareness, at: desk.time(0), place: .unionInstitutions)
        let contested = duties.filter { !$0.otherReadings.isEmpty }
        #expect(!contested.isEmpty, "no law can be read in two ways")
        for duty in contested {
            let due = try #require(duty.due)
            #expect(duty.otherReadings.allSatisfy { $0.due > due }, "\(duty.duty)")
        }
        for duty in duties {
            if let due = duty.due, let start = duty.startedAt { #expect(due >= start, "\(duty.duty) ends before it starts") }
        }
    }

    @Test("What a law asks of counts and answers is owed once they are known, and a person releases what is not")
    func thresholds() throws {
        let laws = book([.nis2])
        var incident = try desk.incident(after: [desk.open(), .assess(.noPersonalData, reason: nil)])
        incident = try desk.take(desk.aware(0, of: incident, under: laws), in: incident)
        let release = IncidentChange.Step.notRequired("eu-nis2.earlyWarning", reason: desk.text)
        #expect(throws: IncidentError(.notAssessed, "", incident: desk.id)) { try desk.take(release, in: incident) }
        var facts = BreachFacts()
        let question = try #require(incident["eu-nis2.earlyWarning"]?.opened.threshold.questions.first)
        facts.answers[question] = false
        incident = try desk.take(.learn(.breach(facts), reason: nil), in: incident)
        incident = try desk.take(release, in: incident)
        #expect(incident["eu-nis2.earlyWarning"]?.state == .notRequired(reason: desk.text))
        facts.answers[question] = true
        incident = try desk.take(.learn(.breach(facts), reason: nil), in: incident)
        #expect(incident["eu-nis2.earlyWarning"]?.state == .due(desk.hour(24)), "what is owed now was released before")
    }

    @Test("A decision other than awareness starts the periods that wait for it")
    func decisions() throws {
        let laws = book([.dora])
        var incident = try desk.incident(after: [desk.open()])
        incident = try desk.take(desk.aware(0, of: incident, under: laws, at: .unionInstitutions), in: incident)
        let waiting = incident.obligations.filter { $0.opened.startedAt == nil }.map(\.duty)
        #expect(!waiting.isEmpty)
        let duties = incident.duties(
            under: laws, after: .classificationAsMajor, at: desk.time(1), place: .unionInstitutions)
        incident = try desk.take(
            .decide(.classificationAsMajor, at: desk.time(1), reason: desk.text, duties: duties), in: incident)
        let started = waiting.compactMap { incident[$0] }.filter { $0.opened.startedAt == desk.hour(1) }
        #expect(!started.isEmpty && started.allSatisfy { $0.opened.due.map { $0 >= desk.hour(1) } ?? true })
        #expect(incident.decisions[.classificationAsMajor] == desk.time(1))
    }

    @Test("A role that is learnt after the awareness opens its duties since then, and the decision stays as it was")
    func anotherRole() throws {
        let laws = book([.gdpr])
        var incident = try desk.incident(after: [desk.open(as: .processor), desk.aware(0, as: .processor)])
        let decided = incident.awareness
        #expect(incident.obligations.map(\.duty) == [.gdprController])
        #expect(throws: IncidentError(.timeInvalid, "", incident: desk.id), "no role was learnt") {
            try desk.take(desk.aware(0, of: incident, under: laws), in: incident)
        }
        incident = try desk.take(.learn(.role(.controller), reason: desk.text), in: incident)
        incident = try desk.take(desk.aware(0, of: incident, under: laws), in: incident)
        #expect(
            incident.obligations.map(\.duty) == [.gdprController, .gdprAuthority, .gdprRegister, .gdprDataSubjects])
        #expect(incident[.gdprAuthority]?.state == .due(desk.hour(72)))
        #expect(incident.awareness == decided && incident.timeline.allSatisfy { $0.supersededBy == nil })
        // Once for each role, and at no other time.
        for hour in [0, 1] as [Int64] {
            #expect(throws: IncidentError(.timeInvalid, "", incident: desk.id)) {
                try desk.take(desk.aware(hour, of: incident, under: laws), in: incident)
            }
        }
        // An earlier awareness holds in the place of both lines.
        let earlier = try desk.take(desk.aware(-5, of: incident, under: laws), in: incident)
        #expect(earlier.timeline.map(\.supersededBy) == [nil, 5, nil, 5, nil])
        #expect(earlier[.gdprAuthority]?.state == .due(desk.hour(67)) && earlier.at(version: 4) == incident)
        let released = try desk.take(.notRequired(.gdprController, reason: desk.text), in: incident)
        #expect(released[.gdprController]?.state == .notRequired(reason: desk.text))
    }

    @Test(
        "What waits for something that never came is released for a reason, so that the incident can be closed",
        arguments: ["eu-nis2", "eu-dora", "us-ny-dfs", "us-sec-8k"] as [RegimeID])
    func neverCame(_ id: RegimeID) throws {
        let laws = book([try #require(LawBook.standard.regime(id))])
        var incident = try desk.incident(after: [
            desk.open(), desk.determine(.confirmed), .assess(.noPersonalData, reason: nil),
        ])
        incident = try desk.take(desk.aware(0, of: incident, under: laws, at: .unionInstitutions), in: incident)
        var facts = BreachFacts()
        for question in incident.obligations.flatMap(\.opened.threshold.questions) { facts.answers[question] = true }
        incident = try desk.take(.learn(.breach(facts), reason: nil), in: incident)
        #expect(incident.obligations.contains { $0.state == .waiting && !$0.opened.hasExceptions })
        for duty in incident.obligations.map(\.duty) {
            let following = incident.duties(
                under: laws, following: duty, metAt: desk.time(2), place: .unionInstitutions)
            let isStarted = try #require(incident[duty]).opened.isStarted
            incident = try desk.take(
                isStarted
                    ? .submit(duty, at: desk.time(2), lateReason: nil, duties: following)
                    : .notRequired(duty, reason: desk.text), in: incident)
        }
        #expect(try desk.close(incident).investigation == .closed)
    }

    @Test("What was released while it waited is owed once it starts after all, and what has started is not released so")
    func cameAfterAll() throws {
        let laws = book([.dora])
        var incident = try desk.incident(after: [desk.open()])
        incident = try desk.take(desk.aware(0, of: incident, under: laws, at: .unionInstitutions), in: incident)
        for duty in ["eu-dora.initial", "eu-dora.intermediate"] as [DutyID] {
            incident = try desk.take(.notRequired(duty, reason: desk.text), in: incident)
        }
        let duties = incident.duties(
            under: laws, after: .classificationAsMajor, at: desk.time(1), place: .unionInstitutions)
        incident = try desk.take(
            .decide(.classificationAsMajor, at: desk.time(1), reason: desk.text, duties: duties), in: incident)
        let initial = try #require(incident["eu-dora.initial"])
        let due = try #require(initial.opened.due)
        #expect(initial.opened.startedAt == desk.hour(1) && initial.state == .due(due))
        #expect(incident["eu-dora.intermediate"]?.state == .notRequired(reason: desk.text), "it waits still")
        #expect(throws: IncidentError(.dutyOwed, "", incident: desk.id)) {
            try desk.take(.notRequired("eu-dora.initial", reason: desk.text), in: incident)
        }
    }

    @Test("A processor owes what binds in any role, and what was written before a law could say so binds as it did")
    func anyRole() throws {
        let laws = book([.gdpr, .nis2])
        var incident = try desk.incident(after: [desk.open(as: .processor)])
        incident = try desk.take(desk.aware(0, of: incident, under: laws, at: .unionInstitutions), in: incident)
        #expect(incident["eu-nis2.earlyWarning"]?.state == .due(desk.hour(24)))
        #expect(incident[.gdprController] != nil && incident[.gdprAuthority] == nil)
        let opened = try #require(incident["eu-nis2.earlyWarning"]?.opened)
        #expect(opened.bindsAnyRole && opened.isOwed(as: .processor))
        let marked = try CBOR.encode(opened)
        #expect(try CBOR.decode(OpenedDuty.self, from: marked) == opened)
        var former = opened
        former.bindsAnyRole = false
        let written = try CBOR.encode(former)
        #expect(written.count < marked.count, "what does not bind so is written as it was")
        let read = try CBOR.decode(OpenedDuty.self, from: written)
        #expect(read == former && read.isOwed(as: .controller) && !read.isOwed(as: .processor))
    }
}
