import Crypto
import CustodyGovernance
import CustodyIncidents
import CustodyLaw
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("The response through the facade")
struct IncidentResponseTests {
    private func officer(_ bed: Bed) -> Principal { bed.who("officer-1") }

    @Test(
        "A playbook, escalations and parts are sealed, kept over a restart, and settled by place", arguments: Backing.allCases)
    func work(_ backing: Backing) async throws {
        let bed = Bed(backing)
        var custodian = try await bed.open()
        let id = try await custodian.openIncident(title: "x", detectedAt: bed.clock.now(), by: officer(bed))
        let playbook = Playbook(
            "loss", [.init("call the courier", for: .lead, within: 2), .init("write it down", isRequired: false)])
        let acts: [IncidentAct] = [
            .start(playbook), .escalate(by: EscalationMatrix([.init("the board", within: 1)])), .assign(.lead, to: "ada"),
        ]
        for act in acts { try await custodian.handle(id, act, by: officer(bed)) }
        if backing == .files {
            try await custodian.close()
            custodian = try await bed.open()
        }
        let response = try await custodian.incident(id, by: nil).incident.response
        var titles: [String] = []
        for task in response.tasks {
            titles.append(try await custodian.text(task.title, of: id, by: officer(bed)).exposed)
        }
        #expect(titles == ["call the courier", "write it down"])
        #expect(try await custodian.text(response.assignments[0].person, of: id, by: officer(bed)).exposed == "ada")
        bed.clock.advance(hours: 3)
        let found = try await custodian.incidentFindings().flatMap(\.findings)
        #expect(found.count == 2, "\(found)")
        try await custodian.handle(id, .finish(task: 0), by: officer(bed))
        try await custodian.handle(id, .acknowledge(escalation: 0), by: officer(bed))
        #expect(try await custodian.incidentFindings().isEmpty)
        _ = try await thrown(.invalidInput) { try await custodian.handle(id, .finish(task: 7), by: officer(bed)) }
        _ = try await thrown(.invalidInput) { try await custodian.handle(id, .waive(task: 1, because: " "), by: officer(bed)) }
        try await custodian.close()
    }

    @Test("Evidence is tied station to station, and a station that was altered, left out or put elsewhere shows")
    func evidence() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.open()
        let id = try await custodian.openIncident(title: "x", detectedAt: nil, by: officer(bed))
        let digest = Bytes(Array(SHA256.hash(data: [1, 2, 3])))
        let now = PartialInstant(bed.clock.now())
        _ = try await thrown(.invalidInput) {
            try await custodian.handle(
                id, .collect("dump", digest: [1], size: 3, location: "safe", by: "ada", at: now), by: officer(bed))
        }
        for act: IncidentAct in [
            .collect("dump", digest: digest, size: 3, location: "safe", by: "ada", at: now),
            .handOver(evidence: 0, .passed, to: "bob", at: now, digest: digest),
            .handOver(evidence: 0, .examined, to: "bob", at: now, digest: digest),
        ] { try await custodian.handle(id, act, by: officer(bed)) }
        _ = try await thrown(.invalidInput) {
            try await custodian.handle(id, .handOver(evidence: 1, .passed, to: "b", at: now, digest: digest), by: officer(bed))
        }
        let kept = try await custodian.incident(id, by: nil).incident.response.evidence[0]
        #expect(kept.isChained && kept.isUnaltered && kept.custody.count == 3)
        var other = kept
        other.custody[1].act = .returned
        #expect(!other.isChained)
        other = kept
        other.custody.remove(at: 1)
        #expect(!other.isChained)
        other = kept
        other.custody.swapAt(1, 2)
        #expect(!other.isChained)
        other = kept
        other.digest = [9]
        #expect(!other.isChained)
    }

    @Test("A notice that lacks what it must tell is not sent; what is sent is kept as it was, with its digest")
    func sending() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.open()
        let id = try await custodian.openIncident(title: "x", detectedAt: nil, by: officer(bed))
        let now = PartialInstant(bed.clock.now())
        try await custodian.handle(id, .aware(at: now, because: "r"), by: officer(bed))
        var notice = BreachNotice(.gdprPeople, phase: .final, texts: [.nature: "A tape was lost."])
        let error = try await thrown(.invalidInput) {
            try await custodian.handle(id, .send(notice, for: .gdprDataSubjects, to: "all", at: now), by: officer(bed))
        }
        #expect(error.reasons == ["contact", "consequences", "measures"])
        for item: NoticeItem in [.contact, .consequences, .measures] { notice.texts[item] = "t" }
        let sent = try await custodian.handle(
            id, .send(notice, for: .gdprDataSubjects, to: "all", at: now), by: officer(bed)
        ).sent
        let text = try await custodian.text(sent[0].content, of: id, by: officer(bed)).exposed
        #expect(text == notice.rendered(as: .text) && sent[0].digest == Bytes(Array(SHA256.hash(data: Array(text.utf8)))))
        let received = try await custodian.handle(id, .receive("posted", notice: 0), by: officer(bed)).sent
        let receipt = try #require(received[0].receipt)
        #expect(try await custodian.text(receipt, of: id, by: officer(bed)).exposed == "posted")
    }

    @Test("A high risk is closed only after a review, unless the host wants none", arguments: [BreachRisk.high, nil])
    func review(_ from: BreachRisk?) async throws {
        let bed = Bed(.memory, incidents: IncidentSettings(policy: IncidentPolicy(reviewFrom: from)))
        let custodian = try await bed.open()
        let id = try await custodian.openIncident(title: "x", detectedAt: nil, by: officer(bed))
        let now = PartialInstant(bed.clock.now())
        for act: IncidentAct in [
            .determine(.confirmed, because: "r"), .aware(at: now, because: "r"), .assess(.personalData(risk: .high)),
            .submit(.gdprAuthority, at: now), .submit(.gdprDataSubjects, at: now), .submit(.gdprRegister, at: now),
        ] { try await custodian.handle(id, act, by: officer(bed)) }
        if from != nil {
            let error = try await thrown(.invalidInput) { try await custodian.handle(id, .close(), by: officer(bed)) }
            #expect(error.reasons == [ClosingGuard.reviewMissing.description])
            try await custodian.handle(id, .review(findings: ["one password"]), by: officer(bed))
        }
        #expect(try await custodian.handle(id, .close(), by: officer(bed)).investigation == .closed)
    }

    @Test("A drill is the plan's last test, and neither the register nor an export has it", arguments: Backing.allCases)
    func drill(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.open()
        #expect(try await custodian.lastDrill(by: nil)?.incident == nil)
        let real = try await custodian.openIncident(title: "real", detectedAt: nil, by: officer(bed))
        bed.clock.advance(hours: 1)
        let id = try await custodian.openIncident(title: "drill", detectedAt: nil, rehearsing: "the plan", by: officer(bed))
        let last = try #require(try await custodian.lastDrill(by: nil))
        #expect(last.incident.id == id && last.incident.openedAt == bed.clock.now())
        let plan = try #require(last.incident.drill)
        #expect(try await custodian.text(plan, of: id, by: officer(bed)).exposed == "the plan")
        #expect(try await custodian.breachRegister(by: officer(bed)).entries.map(\.title) == ["real"])
        #expect(try await custodian.exportIncidents(by: officer(bed)).map(\.reference) == [real.description])
        try await custodian.close()
    }

    @Test(
        "a time after which closed incidents are forgotten is held against the laws that are switched on, and no other",
        arguments: [
            ("ca-pipeda", 730, 1), ("ca-pipeda", 731, 0), ("ca-qc", 1826, 1), ("ca-qc", 1827, 0), ("ca-qc", 3653, 0),
            ("eu-gdpr", 30, 0), ("ca-qc", -1, 1),
        ] as [(RegimeID, Int64, Int)])
    func registerTimes(_ law: RegimeID, _ days: Int64, _ count: Int) async throws {
        var laws = LawBook(LawBook.standard.regimes)
        try laws.switchOn(law)
        let bed = Bed(.memory, incidents: IncidentSettings(laws: laws, policy: IncidentPolicy(daysToKeepClosed: days)))
        let custodian = try await bed.open()
        let found = try await custodian.findings(by: nil).filter { $0.kind == .registerKeptTooShort }
        #expect(found.count == count && found.allSatisfy { $0.detail.contains("\(days) days") })
        try await custodian.close()
    }

    @Test(
        "A closed incident is forgotten after its time and not before, over a restart too, and leaves that there was one",
        arguments: Backing.allCases)
    func forgetting(_ backing: Backing) async throws {
        let bed = Bed(backing, incidents: IncidentSettings(policy: IncidentPolicy(daysToKeepClosed: 30)))
        var custodian = try await bed.open()
        let id = try await custodian.openIncident(title: "Ada's laptop", detectedAt: nil, by: officer(bed))
        let opened = bed.clock.now()
        _ = try await thrown(.notDue) { try await custodian.forgetIncident(id, by: officer(bed)) }
        try await custodian.handle(id, .determine(.notAnIncident, because: "found"), by: officer(bed))
        try await custodian.handle(id, .close(), by: officer(bed))
        bed.clock.advance(hours: 30 * 24 - 1)
        #expect(try await custodian.incidentsToForget().isEmpty)
        _ = try await thrown(.notDue) { try await custodian.forgetIncident(id, by: officer(bed)) }
        bed.clock.advance(hours: 1)
        #expect(try await custodian.incidentsToForget() == [id])
        _ = try await thrown(.denied) { try await custodian.forgetIncident(id, by: bed.agent) }
        try await custodian.forgetIncident(id, by: officer(bed))
        if backing == .files {
            try await custodian.close()
            custodian = try await bed.open()
        }
        let left = try await custodian.incident(id, by: nil)
        #expect(left.title.exposed == "forgotten" && left.incident.isForgotten && left.incident.openedAt == opened)
        #expect(left.incident.timeline.count == 1)
        #expect(try await custodian.incidentsToForget().isEmpty)
        #expect(try await custodian.incidentFindings().isEmpty)
        #expect(try await custodian.breachRegister(by: officer(bed)).entries.isEmpty)
        _ = try await thrown(.invalidInput) { try await custodian.handle(id, .note("n"), by: officer(bed)) }
        _ = try await thrown(.invalidInput) { try await custodian.forgetIncident(id, by: officer(bed)) }
        try await custodian.close()
    }
}
