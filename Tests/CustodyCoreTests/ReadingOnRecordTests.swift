import CustodyAccess
import CustodyAudit
import CustodyIncidents
import CustodyKeys
import CustodyLaw
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("Lists about people, and requests, are decided and on record")
struct ReadingOnRecordTests {
    /// Each list that carries tokens or names of people, or opens what was written about them.
    enum List: CaseIterable {
        case accuracyDue, retentionDue, auditData, recipientNotices, informationDuties, legalHolds
        case openRequests, requests, closedRequests
        case incidents, lastDrill, containments, affected, trainingStandings

        func ask(_ custodian: Custodian, by reader: Principal?) async throws {
            switch self {
            case .accuracyDue: _ = try await custodian.accuracyDue(by: reader)
            case .retentionDue: _ = try await custodian.retentionDue(by: reader)
            case .auditData: _ = try await custodian.auditData(by: reader)
            case .recipientNotices: _ = try await custodian.recipientNotices(by: reader)
            case .informationDuties: _ = try await custodian.informationDuties(by: reader)
            case .legalHolds: _ = try await custodian.legalHolds(by: reader)
            case .openRequests: _ = try await custodian.openRequests(by: reader)
            case .requests: _ = try await custodian.requests(by: reader)
            case .closedRequests: _ = try await custodian.closedRequests(by: reader)
            case .incidents: _ = try await custodian.incidents(by: reader)
            case .lastDrill: _ = try await custodian.lastDrill(by: reader)
            case .containments: _ = try await custodian.containmentsInForce(by: reader)
            case .trainingStandings: _ = try await custodian.trainingStandings(by: reader)
            case .affected:
                let scope = IncidentScope(
                    people: [], unresolved: 0, accesses: 0, categories: [:], purposes: [:], refused: 0, wholeLog: 0,
                    isComplete: true, receipt: nil)
                _ = try await custodian.affected(by: scope, among: ["c-1", "c-9"], reader: reader)
            }
        }
    }

    /// A store in which an officer may do everything that is asked for here, and a clerk nothing of it.
    private static func store(_ bed: Bed) async throws -> Custodian {
        var governance = try LifeBed.governance()
        governance.policy.roles.append(Role("responder", rules: [Rule([.handleIncident, .reviewAccess])]))
        governance.policy.principals.append(Assignment("responder-1", to: ["responder"]))
        return try await bed.open(governance)
    }

    /// Whoever may read the list.
    private static func reader(of list: List, _ bed: Bed) -> Principal {
        switch list {
        case .incidents, .lastDrill, .containments, .affected, .trainingStandings: bed.who("responder-1")
        default: bed.who("officer-1")
        }
    }

    /// Of one person data, a hold and a request; and an incident that holds something back.
    private static func fill(_ custodian: Custodian, _ bed: Bed) async throws {
        let (officer, responder) = (bed.who("officer-1"), bed.who("responder-1"))
        try await custodian.collect(
            FieldValues(text: ["name": "Ada", "phone": "+1"]), as: "customer", about: "c-1", for: [.customerCare],
            from: .other("a fair"), by: officer)
        _ = try await custodian.placeHold(on: "c-1", reference: "case 7", by: officer)
        try await custodian.receiveRequest(.rectification, about: "c-1", by: nil)
        let incident = try await custodian.openIncident(title: "A letter to Ada", detectedAt: nil, by: responder)
        try await custodian.contain(incident, .suspendPrincipal("nobody-1"), because: "harm goes on", by: responder)
    }

    /// How many entries say that something was read, and how the newest was decided.
    private struct Reads: Equatable {
        var count: Int
        var decision: AuditDecision?
    }

    private static func reads(_ custodian: Custodian) async throws -> Reads {
        let entries = try await custodian.backends.audit.entries(AuditQuery(actions: [.read, .readLog]))
        let leaves = try entries.map { try $0.leaf() }
        return Reads(count: leaves.count, decision: leaves.max { $0.commit < $1.commit }?.decision)
    }

    @Test(
        "Who may not read a list is refused on record, and told the same whether there is anybody in it",
        arguments: List.allCases)
    func outsiders(_ list: List) async throws {
        var told: Set<String> = []
        for isFilled in [false, true] {
            let bed = Bed(.memory)
            let custodian = try await Self.store(bed)
            if isFilled { try await Self.fill(custodian, bed) }
            let before = try await Self.reads(custodian).count
            let error = try await thrown(.denied) { try await list.ask(custodian, by: bed.agent) }
            #expect(error.receipt != nil)
            #expect(try await Self.reads(custodian) == Reads(count: before + 1, decision: .deny))
            told.insert(error.description)
        }
        #expect(told.count == 1, "\(told)")
    }

    @Test("Whoever may read a list, and the operator, leaves one entry each time", arguments: List.allCases)
    func readers(_ list: List) async throws {
        let bed = Bed(.memory)
        let custodian = try await Self.store(bed)
        try await Self.fill(custodian, bed)
        var count = try await Self.reads(custodian).count
        for (reader, decision) in [(Self.reader(of: list, bed), .permit), (nil, .none)] as [(Principal?, AuditDecision)] {
            try await list.ask(custodian, by: reader)
            count += 1
            #expect(try await Self.reads(custodian) == Reads(count: count, decision: decision))
        }
    }

    @Test("A sweep that removes nothing is a list as well, and a merge that is one already a report")
    func trials() async throws {
        let bed = Bed(.memory)
        let custodian = try await Self.store(bed)
        try await Self.fill(custodian, bed)
        let officer = bed.who("officer-1")
        let before = try await Self.reads(custodian).count
        _ = try await custodian.sweep(by: officer, dryRun: true)
        #expect(try await Self.reads(custodian) == Reads(count: before + 1, decision: .permit))
        _ = try await thrown(.denied) { _ = try await custodian.sweep(by: bed.agent, dryRun: true) }
        #expect(try await Self.reads(custodian) == Reads(count: before + 2, decision: .deny))
        try await custodian.merge("c-1", with: "c-1", reason: "the same", by: officer)
        #expect(try await Self.reads(custodian) == Reads(count: before + 3, decision: .permit))
    }

    @Test("That an identifier stands for a person already is told on record, with the person")
    func linkedAlready() async throws {
        let bed = Bed(.memory)
        let custodian = try await Self.store(bed)
        try await Self.fill(custodian, bed)
        let before = try await Self.reads(custodian).count
        try await custodian.link("ada", to: "c-1", reason: "her name", by: bed.who("officer-1"))
        #expect(try await Self.reads(custodian).count == before)
        try await custodian.link("ada", to: "c-1", reason: "her name", by: bed.who("officer-1"))
        #expect(try await Self.reads(custodian) == Reads(count: before + 1, decision: .permit))
        #expect(try await custodian.log(LogFilter(subject: "c-1", actions: [.read]), by: nil).count == 1)
        #expect(try await custodian.log(LogFilter(actions: [.linkSubjects]), by: nil).count == 1)
    }

    @Test("What a job asks for that may handle nothing names nobody, and leaves no entry")
    func watchers() async throws {
        let bed = Bed(.memory)
        let custodian = try await Self.store(bed)
        try await Self.fill(custodian, bed)
        let before = try await Self.reads(custodian).count
        _ = try await custodian.dueDuties()
        _ = try await custodian.incidentFindings()
        _ = try await custodian.incidentsToForget()
        _ = try await custodian.informationFindings()
        #expect(try await Self.reads(custodian).count == before)
    }

    @Test("Who may not handle requests is told the same of one that is there and of one that is not, on record")
    func foreignRequests() async throws {
        let bed = Bed(.memory)
        let custodian = try await Self.store(bed)
        try await Self.fill(custodian, bed)
        let known = try #require(try await custodian.openRequests(by: nil).first).id
        var told: Set<String> = []
        for id in [known, RequestID(.zero)] {
            let error = try await thrown(.denied) { _ = try await custodian.request(id, by: bed.agent) }
            #expect(error.receipt != nil)
            told.insert(error.description)
        }
        #expect(told.count == 1, "\(told)")
        #expect(try await custodian.log(LogFilter(subject: "c-1", actions: [.read]), by: nil).isEmpty)
    }

    @Test("A request is read on record, with the person, by who handles requests and by the operator")
    func requests() async throws {
        let bed = Bed(.memory)
        let custodian = try await Self.store(bed)
        try await Self.fill(custodian, bed)
        let id = try #require(try await custodian.openRequests(by: nil).first).id
        let token = try await custodian.known("c-1")
        for reader in [bed.who("officer-1"), nil] {
            #expect(try await custodian.request(id, by: reader).subject == token)
        }
        let reads = try await custodian.log(LogFilter(subject: "c-1", actions: [.read]), by: nil)
        #expect(reads.map(\.decision) == [.permit, .none])
        // That there is none is told on record.
        let absent = try await thrown(.unknownRecord) {
            _ = try await custodian.request(RequestID(.zero), by: bed.who("officer-1"))
        }
        #expect(absent.receipt != nil)
    }

    @Test(
        "Who takes a request in is not told whether anybody is known; who handles it is, and reads what they wrote",
        arguments: Backing.allCases)
    func receiving(_ backing: Backing) async throws {
        let bed = Bed(backing)
        var custodian = try await bed.withCustomer()
        let officer = bed.who("officer-1")
        let known = try await custodian.known("c-1042")
        var received: [RightsRequest] = []
        for subject: SubjectID in ["c-1042", "stranger"] {
            received.append(
                try await custodian.receiveRequest(.rectification, about: subject, words: "my name is wrong", by: bed.agent))
        }
        #expect(received.allSatisfy { $0.subject == nil })
        if backing == .files {
            try await custodian.close()
            custodian = try await bed.open()
        }
        var keys: [KeyID] = []
        for (request, subject) in zip(received, [known, nil]) {
            #expect(try await custodian.request(request.id, by: officer).subject == subject)
            #expect(try await custodian.words(of: request.id, by: officer)?.exposed == "my name is wrong")
            keys.append(try #require(try await custodian.kept(request.id).0.words).key)
            try await custodian.advance(request.id, .takeBack, by: officer)
            // They are kept for as long as the request is.
            #expect(try await custodian.words(of: request.id, by: officer) != nil)
        }
        bed.clock.advance(hours: 3 * 366 * 24)
        #expect(try await custodian.shrinkRequests(after: .years(3), by: officer) == 2)
        // Of the stranger nothing opens the words any more; the other's key is the person's.
        _ = try await custodian.backends.keys.wrapped(keys[0])
        await #expect(throws: KeyError.self) { try await custodian.backends.keys.wrapped(keys[1]) }
        #expect(try await custodian.verify().isIntact)
        try await custodian.close()
    }

    @Test("Who carries out what needs nobody's leave is not told whether anybody is known either")
    func carryingOut() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.withCustomer()
        for subject: SubjectID in ["c-1042", "stranger"] {
            let request = try await custodian.receiveRequest(
                .optOutOfSale, under: "us-ca", about: subject, purposes: [.directMarketing], by: bed.agent)
            let done = try await custodian.execute(try await custodian.verified(request.id), for: subject, by: bed.agent)
            #expect(done.execution == .done && done.subject == nil)
        }
    }
}
