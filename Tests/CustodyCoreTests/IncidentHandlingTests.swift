import CustodyIncidents
import CustodyLaw
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("Handling incidents")
struct IncidentHandlingTests {
    private static func laws(_ ids: RegimeID...) throws -> LawBook {
        var laws = LawBook(LawBook.standard.regimes)
        for id in ids { try laws.switchOn(id) }
        return laws
    }

    private func officer(_ bed: Bed) -> Principal { bed.who("officer-1") }

    @Test("Awareness opens the duties of the laws that the host is under, and of no other", arguments: Backing.allCases)
    func regimes(_ backing: Backing) async throws {
        let bed = Bed(
            backing, incidents: IncidentSettings(laws: try Self.laws("eu-gdpr", "eu-nis2"), place: .unionInstitutions))
        let custodian = try await bed.open()
        let id = try await custodian.openIncident(title: "Outage", detectedAt: nil, by: officer(bed))
        let incident = try await custodian.handle(
            id, .aware(at: PartialInstant(bed.clock.now()), because: "the logs show it"), by: officer(bed))
        let duties = incident.obligations.map(\.duty)
        #expect(duties.contains(.gdprAuthority) && duties.contains("eu-nis2.earlyWarning"))
        #expect(duties.allSatisfy { $0.rawValue.hasPrefix("eu-gdpr.") || $0.rawValue.hasPrefix("eu-nis2.") })
        let due = try await custodian.dueDuties(within: 24)
        #expect(due.map(\.duty) == ["eu-nis2.earlyWarning"] && due.allSatisfy { !$0.isOverdue })
        try await custodian.close()
    }

    @Test("Once a notification is known to have been earlier, what follows it is owed earlier too", arguments: Backing.allCases)
    func correctedNotification(_ backing: Backing) async throws {
        let bed = Bed(backing, incidents: IncidentSettings(laws: try Self.laws("eu-nis2"), place: .unionInstitutions))
        var custodian = try await bed.open()
        let id = try await custodian.openIncident(title: "Outage", detectedAt: nil, by: officer(bed))
        let aware = bed.clock.now()
        try await custodian.handle(id, .aware(at: PartialInstant(aware), because: "seen"), by: officer(bed))
        bed.clock.advance(hours: 72)
        let told = try await custodian.handle(
            id, .submit("eu-nis2.notification", at: PartialInstant(bed.clock.now())), by: officer(bed))
        let before = try #require(told["eu-nis2.final"]?.opened.due)
        try await custodian.handle(
            id, .correct(line: told.version, at: PartialInstant(aware), because: "the receipt says so"), by: officer(bed))
        if backing == .files {
            try await custodian.close()
            custodian = try await bed.open()
        }
        let final = try #require(try await custodian.incident(id, by: nil).incident["eu-nis2.final"])
        let due = try #require(final.opened.due)
        #expect(final.opened.startedAt == aware && due < before && final.state == .due(due))
        #expect(try await custodian.dueDuties(within: 24 * 40).first { $0.duty == "eu-nis2.final" }?.due == due)
        try await custodian.close()
    }

    @Test("A processor tells its controller and nobody else, and judges no risk", arguments: Backing.allCases)
    func processor(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.open()
        let id = try await custodian.openIncident(title: "Tape", detectedAt: nil, as: .processor, by: officer(bed))
        let incident = try await custodian.handle(
            id, .aware(at: PartialInstant(bed.clock.now()), because: "the courier said so"), by: officer(bed))
        #expect(incident.obligations.map(\.duty) == ["eu-gdpr.33(2)"])
        _ = try await thrown(.invalidInput) {
            try await custodian.handle(id, .assess(.personalData(risk: .high)), by: officer(bed))
        }
        try await custodian.close()
    }

    @Test("A role that is learnt once we are aware opens its duties in the same commit, once", arguments: Backing.allCases)
    func anotherRole(_ backing: Backing) async throws {
        let bed = Bed(backing)
        var custodian = try await bed.open()
        let id = try await custodian.openIncident(title: "Tape", detectedAt: nil, by: officer(bed))
        let aware = bed.clock.now()
        let before = try await custodian.handle(
            id, .learn(.role(.processor), because: "a client's tape"), by: officer(bed))
        #expect(before.timeline.map(\.kind) == [.opened, .learnt], "nothing is owed before the awareness")
        try await custodian.handle(
            id, .aware(at: PartialInstant(aware), because: "the courier said so"), by: officer(bed))
        bed.clock.advance(hours: 1)
        for _ in 0..<2 {
            let incident = try await custodian.handle(
                id, .learn(.role(.controller), because: "our own tape"), key: "role", by: officer(bed))
            #expect(incident.version == 5)
        }
        if backing == .files {
            try await custodian.close()
            custodian = try await bed.open()
        }
        let incident = try await custodian.incident(id, by: nil).incident
        #expect(incident.timeline.map(\.kind) == [.opened, .learnt, .aware, .learnt, .aware])
        #expect(incident[.gdprAuthority]?.state == .due(aware.adding(milliseconds: 72 * 3_600_000)))
        let awareness = try #require(incident.awareness)
        #expect(awareness.at == PartialInstant(aware) && awareness.decidedAt == aware)
        #expect(try await custodian.text(awareness.reason, of: id, by: officer(bed)).exposed == "the courier said so")
        #expect(try await custodian.dueDuties(within: 72).map(\.duty) == [.gdprAuthority])
        // Each act has one entry, also the one that left two lines.
        #expect(try await custodian.log(LogFilter(actions: [.updateIncident]), by: nil).count == 2)
        _ = try await thrown(.invalidInput) {
            try await custodian.handle(id, .learn(.role(.processor)), by: officer(bed))
        }
        let released = try await custodian.handle(
            id, .notRequired(.gdprController, because: "we are the controller"), by: officer(bed))
        #expect(released[.gdprController]?.isDecided == true)
        try await custodian.close()
    }

    @Test("A processor's notice proposes its receipt as awareness, and a person decides so", arguments: Backing.allCases)
    func proposal(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.open()
        let id = try await custodian.openIncident(title: "Host", detectedAt: nil, by: officer(bed))
        _ = try await thrown(.invalidInput) {
            try await custodian.handle(id, .awareAsProposed(because: "told"), by: officer(bed))
        }
        let told = bed.clock.now()
        try await custodian.handle(id, .learn(.processorNotice(PartialInstant(told))), by: officer(bed))
        #expect(try await custodian.incident(id, by: nil).incident.awareness == nil)
        bed.clock.advance(hours: 3)
        let incident = try await custodian.handle(id, .awareAsProposed(because: "they are our host"), by: officer(bed))
        #expect(incident.awareAt == told)
        #expect(incident[.gdprAuthority]?.state == .due(told.adding(milliseconds: 72 * 3_600_000)))
        try await custodian.close()
    }

    @Test(
        "Awareness that nobody decided within the host's hours is a finding, until somebody does",
        arguments: [24, 6] as [Int64])
    func undecided(_ hours: Int64) async throws {
        let bed = Bed(.memory, incidents: IncidentSettings(policy: IncidentPolicy(hoursToDecide: hours)))
        let custodian = try await bed.open()
        let noticed = bed.clock.now()
        let id = try await custodian.openIncident(title: "Odd logins", detectedAt: noticed, by: officer(bed))
        bed.clock.advance(hours: hours)
        #expect(try await custodian.incidentFindings().isEmpty)
        bed.clock.advance(milliseconds: 1)
        #expect(
            try await custodian.incidentFindings()
                == [Custodian.IncidentFindings(incident: id, findings: [.awarenessUndecided(since: noticed)])])
        try await custodian.handle(id, .aware(at: PartialInstant(noticed), because: "it was one"), by: officer(bed))
        #expect(try await custodian.incidentFindings().isEmpty)
        try await custodian.close()
    }

    @Test("What is overdue stays so when the clock is set back", arguments: Backing.allCases)
    func overdue(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.open()
        let id = try await custodian.openIncident(title: "x", detectedAt: nil, by: officer(bed))
        try await custodian.recordAwareness(of: id, at: bed.clock.now(), reason: "r", by: officer(bed))
        bed.clock.advance(hours: 73)
        #expect(try await custodian.dueDuties(within: 0).map(\.isOverdue) == [true])
        bed.clock.advance(hours: -73)
        #expect(try await custodian.dueDuties(within: 0).map(\.isOverdue) == [true])
        #expect(try await custodian.incidentFindings().count == 1)
        try await custodian.close()
    }

    @Test("An act that is sent again alters nothing and is recorded once; another version refuses", arguments: Backing.allCases)
    func repeated(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.open()
        let id = try await custodian.openIncident(title: "x", detectedAt: nil, by: officer(bed))
        for _ in 0..<3 {
            let incident = try await custodian.handle(id, .note("first"), expecting: nil, key: "k", by: officer(bed))
            #expect(incident.version == 2)
        }
        #expect(try await custodian.log(LogFilter(actions: [.updateIncident]), by: nil).count == 1)
        _ = try await thrown(.invalidInput) {
            try await custodian.handle(id, .determine(.confirmed, because: "r"), key: "k", by: officer(bed))
        }
        _ = try await thrown(.planChanged) {
            try await custodian.handle(id, .note("second"), expecting: 1, by: officer(bed))
        }
        try await custodian.handle(id, .note("second"), expecting: 2, by: officer(bed))
        let note = try #require(try await custodian.incident(id, by: nil).incident.timeline.last?.note)
        #expect(try await custodian.text(note, of: id, by: officer(bed)).exposed == "second")
        try await custodian.close()
    }

    @Test("Anybody may file a suspicion, and only who may handle incidents goes on with it", arguments: Backing.allCases)
    func suspicion(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.open()
        let id = try await custodian.fileSuspicion(title: "A parcel looked opened", by: bed.who("nobody-knows"))
        let report = try await custodian.incident(id, by: nil)
        #expect(report.incident.investigation == .reported && report.incident.determination == .undetermined)
        #expect(report.title.exposed == "A parcel looked opened" && report.incident.timeline.first?.actor != nil)
        let error = try await thrown(.denied) { try await custodian.handle(id, .note("n"), by: bed.agent) }
        #expect(error.receipt != nil)
        #expect(try await custodian.log(LogFilter(actions: [.openIncident]), by: nil).count == 1)
        try await custodian.close()
    }

    @Test("Closing too early names everything that stands against it", arguments: Backing.allCases)
    func closing(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.open()
        let id = try await custodian.openIncident(title: "x", detectedAt: nil, by: officer(bed))
        try await custodian.recordAwareness(of: id, at: bed.clock.now(), reason: "r", by: officer(bed))
        let error = try await thrown(.invalidInput) { try await custodian.handle(id, .close(), by: officer(bed)) }
        #expect(error.reasons == (try await custodian.incident(id, by: nil).incident.unmetGuards.map(\.description)))
        #expect(error.reasons.count == 5)
        let blank = try await thrown(.invalidInput) { try await custodian.handle(id, .note("  "), by: officer(bed)) }
        #expect(blank.message.contains("reason"))
        try await custodian.close()
    }

    @Test(
        "What is exported is taken in by another store as it was, once, and both have it in the log",
        arguments: Backing.allCases)
    func books(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.open()
        let id = try await custodian.openIncident(
            title: "Lost, =laptop", detectedAt: bed.clock.now(), by: officer(bed))
        let now = PartialInstant(bed.clock.now())
        var facts = BreachFacts()
        facts.people = try Magnitude(least: 3, most: 9)
        for act: IncidentAct in [
            .learn(.breach(facts)), .learn(.records(.atLeast(4))), .determine(.confirmed, because: "seen"),
            .aware(at: now, because: "seen"), .assess(.personalData(risk: .risk)), .submit(.gdprAuthority, at: now),
        ] { try await custodian.handle(id, act, by: officer(bed)) }
        let register = try await custodian.breachRegister(by: officer(bed))
        #expect(register.entries.map(\.title) == ["Lost, =laptop"])
        let exported = try await custodian.exportIncidents(by: officer(bed))
        let other = Bed(.memory)
        other.clock.advance(hours: 1)
        let second = try await other.open()
        for (added, known) in [(1, 0), (0, 1)] {
            let report = try await second.importIncidents(exported, by: other.who("officer-1"))
            #expect(report.added == added && report.known == known && report.faults.isEmpty)
        }
        let taken = try #require(try await second.incidents(by: nil).first)
        #expect(taken.title.exposed == "Lost, =laptop" && taken.incident.awareAt == now.earliest)
        #expect(taken.incident.facts.people == facts.people && taken.incident.records == .atLeast(4))
        #expect(taken.incident[.gdprAuthority]?.isDecided == true)
        #expect(try await second.log(LogFilter(actions: [.openIncident]), by: nil).map(\.recordCount) == [1])
        _ = try await thrown(.denied) { _ = try await custodian.breachRegister(by: bed.agent) }
        _ = try await thrown(.denied) { _ = try await second.importIncidents(exported, by: other.agent) }
        try await custodian.close()
        try await second.close()
    }
}
