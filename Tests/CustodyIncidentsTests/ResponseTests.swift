import CustodyIncidents
import CustodyLaw
import CustodyModel
import Testing

@Suite("The response to an incident")
struct ResponseTests {
    private let desk = IncidentDesk()

    private var handover: Evidence.Handover {
        Evidence.Handover(.collected, holder: desk.text, at: desk.time(0), digest: [1], link: [2])
    }

    private var evidence: Evidence {
        Evidence(desk.text, digest: [1], size: 9, location: desk.text, collected: handover)
    }

    private func incident(_ steps: ResponseStep...) throws -> Incident {
        try desk.incident(after: [desk.open(detected: 0)] + steps.map { .respond($0) })
    }

    private func refuses(_ step: ResponseStep, in incident: Incident, at hour: Int64 = 100) -> IncidentError.Code? {
        do {
            _ = try desk.take(.respond(step), in: incident, at: hour)
            return nil
        } catch let error as IncidentError { return error.code } catch { return nil }
    }

    @Test("A step reads back as it was written", arguments: 0..<13)
    func coding(_ place: Int) throws {
        let steps: [ResponseStep] = [
            .assign(.lead, to: desk.text), .relieve(assignment: 1),
            .plan([ResponseTask(desk.text, for: .scribe, isRequired: true, due: desk.hour(1))]), .finish(task: 2),
            .waive(task: 3, reason: desk.text), .escalate([Escalation(to: desk.text, by: desk.hour(1))]),
            .acknowledge(escalation: 4), .collect(evidence), .handOver(evidence: 5, handover),
            .review(IncidentReview(findings: [desk.text], causes: [])),
            .improve([ImprovementAction(desk.text, owner: desk.text, due: desk.hour(2))]), .carryOut(action: 6),
            .verify(action: 7),
        ]
        let change = IncidentChange(desk.id, expecting: 3, .respond(steps[place]), recordedAt: desk.hour(1))
        #expect(try CBOR.decode(IncidentChange.self, from: CBOR.encode(change)) == change)
    }

    @Test("A part has a start and an end, and a second person may have it meanwhile")
    func parts() throws {
        var incident = try incident(.assign(.lead, to: desk.text), .assign(.lead, to: desk.text))
        incident = try desk.take(.respond(.relieve(assignment: 0)), in: incident, at: 5)
        #expect(incident.response.assignments.map(\.to) == [desk.hour(5), nil])
        #expect(incident.response.assignments.map(\.from) == [desk.hour(1), desk.hour(1)])
        #expect(refuses(.relieve(assignment: 0), in: incident) == .wrongState)
        #expect(refuses(.relieve(assignment: 2), in: incident) == .eventUnknown)
    }

    @Test("A playbook counts each task's hours from its own start, and a task that is late is a finding until it is settled")
    func playbook() throws {
        let playbook = Playbook(
            "loss",
            [
                Playbook.Task("stop it", for: .lead, within: 2, from: .noticed),
                Playbook.Task("tell the officer", isRequired: false, within: 4, from: .aware),
                Playbook.Task("tidy up", within: .max), Playbook.Task("write it down", within: 1),
            ])
        var incident = try incident()
        let tasks = playbook.tasks(for: incident, plannedAt: desk.hour(10)) { _ in desk.text }
        #expect(tasks.map(\.due) == [desk.hour(2), desk.hour(4), Instant(milliseconds: .max), desk.hour(11)])
        incident = try desk.take(desk.aware(3), in: incident)
        #expect(
            playbook.tasks(for: incident, plannedAt: desk.hour(10)) { _ in desk.text }.map(\.due)[1] == desk.hour(7))
        let early = try desk.take(.respond(.plan(tasks)), in: try self.incident(), at: 1)
        #expect(!early.findings(at: desk.hour(2)).contains(.taskOverdue(0, since: desk.hour(2))), "due is not over")
        #expect(early.findings(at: desk.hour(200)).contains(.taskOverdue(0, since: desk.hour(2))))
        incident = try desk.take(.respond(.plan(tasks)), in: incident)
        #expect(incident.findings(at: desk.hour(200)).contains(.taskOverdue(0, since: desk.hour(2))))
        incident = try desk.take(.respond(.waive(task: 0, reason: desk.text)), in: incident)
        #expect(!incident.findings(at: desk.hour(200)).contains(.taskOverdue(0, since: desk.hour(2))))
        #expect(refuses(.finish(task: 0), in: incident) == .wrongState)
    }

    @Test("Whom the matrix names hears of it by the risk, of an unknown one as of a high one, and is asked until they have")
    func escalation() throws {
        let matrix = EscalationMatrix([
            .init("officer", within: 1), .init("board", within: 24, from: .high),
        ])
        func count(_ incident: Incident) throws -> Int { matrix.escalations(for: incident) { _ in desk.text }.count }
        var incident = try incident()
        #expect(try count(incident) == 2)
        #expect(try count(desk.take(.assess(.personalData(risk: .risk), reason: nil), in: incident)) == 1)
        #expect(try count(desk.take(.assess(.personalData(risk: .high), reason: nil), in: incident)) == 2)
        #expect(try count(desk.take(.assess(.noPersonalData, reason: nil), in: incident)) == 1)
        let lines = matrix.escalations(for: incident) { _ in desk.text }
        incident = try desk.take(.respond(.escalate(lines)), in: incident, at: 1)
        let finding = IncidentFinding.escalationUnacknowledged(0, since: desk.hour(1))
        #expect(!incident.findings(at: desk.hour(1)).contains(finding))
        incident = try desk.take(.note(desk.text, at: nil), in: incident, at: 2)
        #expect(incident.findings(at: desk.hour(0)).contains(finding), "a clock that is set back hides nothing")
        incident = try desk.take(.respond(.acknowledge(escalation: 0)), in: incident, at: 3)
        #expect(!incident.findings(at: desk.hour(9)).contains(finding))
        #expect(refuses(.acknowledge(escalation: 0), in: incident) == .wrongState)
    }

    @Test("Evidence keeps its stations in order, tells when its bytes changed, and has none after it was destroyed")
    func custody() throws {
        var incident = try incident(.collect(evidence))
        #expect(incident.findings(at: desk.hour(1)).isEmpty)
        var station = handover
        station.act = .examined
        station.at = desk.time(-1)
        #expect(refuses(.handOver(evidence: 0, station), in: incident) == .timeInvalid)
        station.at = desk.time(1)
        station.digest = [9]
        incident = try desk.take(.respond(.handOver(evidence: 0, station)), in: incident)
        #expect(incident.response.evidence[0].custody.count == 2 && !incident.response.evidence[0].isUnaltered)
        #expect(incident.findings(at: desk.hour(1)).contains(.evidenceAltered(0)))
        station.act = .destroyed
        incident = try desk.take(.respond(.handOver(evidence: 0, station)), in: incident)
        #expect(refuses(.handOver(evidence: 0, station), in: incident) == .wrongState)
        var other = evidence
        other.digest = [3]
        #expect(refuses(.collect(other), in: incident) == .wrongState)
        #expect(refuses(.handOver(evidence: 0, handover), in: incident, at: -9) == .timeInvalid, "after its record")
    }

    @Test("A review finishes the investigation, and a high risk is not closed without one, as the host wants")
    func review() throws {
        var incident = try incident()
        #expect(refuses(.review(IncidentReview(findings: [], causes: [])), in: incident) == .wrongState)
        incident = try desk.take(.assess(.personalData(risk: .high), reason: nil), in: incident)
        #expect(incident.unmetGuards(under: IncidentPolicy()).contains(.reviewMissing))
        #expect(!incident.unmetGuards(under: IncidentPolicy(reviewFrom: nil)).contains(.reviewMissing))
        let lower = try desk.take(.assess(.personalData(risk: .risk), reason: nil), in: incident)
        #expect(!lower.unmetGuards(under: IncidentPolicy()).contains(.reviewMissing))
        #expect(lower.unmetGuards(under: IncidentPolicy(reviewFrom: .unlikely)).contains(.reviewMissing))
        incident = try desk.take(.respond(.review(IncidentReview(findings: [desk.text], causes: []))), in: incident)
        #expect(incident.investigation == .reviewed && !incident.unmetGuards(under: IncidentPolicy()).contains(.reviewMissing))
    }

    @Test("A corrective action is verified by somebody else than who carried it out, and is a finding until then")
    func actions() throws {
        var incident = try incident(.improve([ImprovementAction(desk.text, owner: desk.text, due: desk.hour(5))]))
        #expect(refuses(.verify(action: 0), in: incident) == .wrongState, "it was not carried out")
        incident = try desk.take(.respond(.carryOut(action: 0)), in: incident, at: 4)
        let finding = IncidentFinding.actionOverdue(0, since: desk.hour(5))
        #expect(incident.findings(at: desk.hour(6)).contains(finding), "nobody verified it")
        #expect(refuses(.verify(action: 0), in: incident) == .wrongState, "the same person")
        let other = PrincipalToken(try #require(Handle([UInt8](repeating: 1, count: 16))))
        let change = IncidentChange(
            desk.id, expecting: incident.version, .respond(.verify(action: 0)), recordedAt: desk.hour(6), actor: other)
        incident = try IncidentRules.applying(change, to: incident, at: .zero)
        #expect(!incident.findings(at: desk.hour(9)).contains(finding))
        #expect(incident.response.actions[0].verified?.by == other)
    }

    @Test("An incident is a drill from its first moment or never, runs like any other, and stands in no register")
    func drill() throws {
        let drill = IncidentChange.Step.learn(.drill(desk.text), reason: nil)
        var incident = try desk.incident(after: [desk.open(), drill, desk.aware(0)])
        #expect(incident.isDrill && incident[.gdprAuthority]?.state == .due(desk.hour(72)))
        #expect(BreachRegister([incident]) { _, _ in "" }.entries.isEmpty)
        incident = try desk.incident(after: [desk.open(), desk.aware(0)])
        #expect(BreachRegister([incident]) { _, _ in "" }.entries.count == 1)
        #expect(throws: IncidentError.self) { try desk.take(drill, in: incident) }
    }
}
