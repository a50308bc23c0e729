import CustodyIncidents
import CustodyLaw
import CustodyModel
import Testing

@Suite struct IncidentFindingTests {
    private let desk = IncidentDesk()

    @Test("Until somebody decides, the deadline from the detection is shown, and no obligation stands")
    func provisional() throws {
        let incident = try desk.incident(after: [desk.open(detected: -30)])
        let authority = incident.provisionalDeadlines(under: .standard).first { $0.duty.id == .gdprAuthority }
        #expect(authority?.due == desk.hour(42))
        #expect(incident.obligations.isEmpty && incident.awareness == nil)
        let decided = try desk.take(desk.aware(0), in: incident)
        #expect(decided.provisionalDeadlines(under: .standard).isEmpty)
        #expect(decided[.gdprAuthority]?.opened.due == desk.hour(72), "the decision counts, not the detection")
    }

    @Test("A processor's notice is what a deadline is shown from, where it came before the detection")
    func notice() throws {
        let incident = try desk.incident(after: [
            desk.open(detected: -10), .learn(.processorNotice(desk.time(-20)), reason: nil),
        ])
        #expect(incident.noticedAt == desk.hour(-20) && incident.proposedAwareness == desk.time(-20))
        #expect(try desk.take(desk.aware(0), in: incident).proposedAwareness == nil)
    }

    @Test("Undecided for longer than the policy allows is a finding, which a clock that is set back does not take away")
    func undecided() throws {
        let incident = try desk.incident(after: [desk.open(detected: 0)])
        let finding = IncidentFinding.awarenessUndecided(since: desk.hour(0))
        #expect(incident.findings(at: desk.hour(24)).isEmpty)
        #expect(incident.findings(at: desk.hour(24).adding(milliseconds: 1)) == [finding])
        #expect(incident.findings(at: desk.hour(5), policy: IncidentPolicy(hoursToDecide: 4)) == [finding])
        let later = try desk.take(.note(desk.text, at: nil), in: incident, at: 30)
        #expect(later.findings(at: desk.hour(2)) == [finding])
        for step in [desk.aware(1), desk.determine(.notAnIncident), .assess(.noPersonalData, reason: nil)] {
            #expect(try desk.take(step, in: later, at: 31).findings(at: desk.hour(31)).isEmpty)
        }
    }

    @Test("What is overdue and what was late without a reason are findings until they are settled")
    func overdue() throws {
        var incident = try desk.incident(after: [desk.open(), desk.aware(0)])
        #expect(incident.findings(at: desk.hour(72)).isEmpty)
        #expect(incident.findings(at: desk.hour(73)) == [.overdue(.gdprAuthority, since: desk.hour(72))])
        incident = try desk.take(desk.submit(.gdprAuthority, 70), in: incident)
        #expect(incident.findings(at: desk.hour(200)).isEmpty)
        incident = try desk.take(desk.aware(-9), in: incident)
        #expect(incident.findings(at: desk.hour(200)) == [.latenessUnexplained(.gdprAuthority)])
        incident = try desk.take(.explainLateness(.gdprAuthority, reason: desk.text), in: incident)
        #expect(incident.findings(at: desk.hour(200)).isEmpty)
    }

    @Test("A range is late unless all of it was in time, and a period runs from its earliest instant")
    func ranges() throws {
        let range = try #require(PartialInstant(from: desk.hour(-9), to: desk.hour(0)))
        let aware = try desk.incident(after: [
            desk.open(), .aware(at: range, reason: desk.text, under: [.gdpr]),
        ])
        #expect(aware[.gdprAuthority]?.opened.due == desk.hour(63))
        let sent = try #require(PartialInstant(from: desk.hour(60), to: desk.hour(64)))
        #expect(throws: IncidentError(.lateReasonMissing, "", incident: desk.id)) {
            try desk.take(.submit(.gdprAuthority, at: sent, lateReason: nil, duties: []), in: aware)
        }
    }

    @Test("What was known at an instant is asked for by the record, not by what is claimed")
    func bitemporal() throws {
        let incident = try desk.incident(after: [
            (0, desk.open()), (5, .learn(.occurred(desk.time(-50)), reason: nil)), (9, desk.aware(-20)), (12, desk.aware(-30)),
        ])
        #expect(incident.asKnown(at: desk.hour(-1)) == nil)
        #expect(incident.asKnown(at: desk.hour(4))?.occurred == nil)
        #expect(incident.asKnown(at: desk.hour(5))?.occurred == desk.time(-50))
        #expect(incident.asKnown(at: desk.hour(11))?.awareAt == desk.hour(-20))
        #expect(incident.asKnown(at: desk.hour(12)) == incident)
        #expect(incident.timeline[2].supersededBy == 4)
        #expect(incident.course.map(\.number) == [2, 4, 1])
    }
}
