import Crypto
import CustodyCore
import CustodyIncidents
import CustodyLaw
import CustodyModel
import CustodyTesting
import Testing

@Suite("The scope of an incident, from the log")
struct ScopeTests {
    /// A store with three customers; the agent looks at two of them in the second hour, the biller at one.
    private func filled(_ bed: Bed) async throws -> Custodian {
        let custodian = try await bed.open()
        for name: SubjectID in ["c-1", "c-2", "c-3"] {
            try await custodian.collect(
                Customer(email: "a@example.org", phone: "1", iban: "2"), about: name, for: [.customerCare, .payment],
                from: .subject, by: bed.importer)
        }
        bed.clock.advance(hours: 1)
        for name: SubjectID in ["c-1", "c-1", "c-2"] {
            _ = try await custodian.disclose(SupportView.self, about: name, for: .customerCare, to: bed.agent)
        }
        _ = try await custodian.disclose(PaymentView.self, about: "c-3", for: .payment, to: bed.who("biller-1"))
        _ = try await thrown(.denied) {
            _ = try await custodian.disclose(PaymentView.self, about: "c-3", for: .directMarketing, to: bed.agent)
        }
        bed.clock.advance(hours: 1)
        return custodian
    }

    private static let everybody: [SubjectID] = ["c-1", "c-2", "c-3", "c-4"]

    @Test("An alert about a principal comes to whom it saw, which data, what for and how often", arguments: Backing.allCases)
    func principal(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await filled(bed)
        let alert = Alert(
            "many reads at night", at: bed.clock.now(),
            about: ScopeQuestion(principal: "agent-1", from: bed.clock.now().adding(milliseconds: -2 * 3_600_000)))
        let id = try await custodian.openIncident(from: alert, by: nil)
        let opened = try await custodian.incident(id, by: nil)
        #expect(opened.title.exposed == "many reads at night" && opened.incident.detected == PartialInstant(alert.at))
        #expect(opened.incident.awareness == nil && opened.incident.timeline.allSatisfy { $0.actor == nil })
        let scope = try await custodian.scope(of: id, by: bed.who("officer-1"))
        #expect(scope.count == .exactly(2) && scope.accesses == 3 && scope.unresolved == 0)
        #expect(scope.categories == [.emailAddress: 3, .telephone: 3] && scope.purposes == [.customerCare: 3])
        #expect(scope.refused == 1 && scope.isComplete)
        #expect(scope.people.map(\.accesses).sorted() == [1, 2])
        #expect(scope.people.allSatisfy { $0.categories == [.emailAddress, .telephone] && $0.first <= $0.last })
        #expect(try await custodian.affected(by: scope, among: Self.everybody, reader: bed.who("officer-1")) == ["c-1", "c-2"])
        let facts = scope.adding(to: BreachFacts())
        #expect(facts.people == .exactly(2) && facts.dataKinds == [.contact])
        try await custodian.close()
    }

    @Test(
        "A window comes to everybody in it, and reading the log for it is recorded with the incident",
        arguments: Backing.allCases)
    func window(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await filled(bed)
        let id = try await custodian.openIncident(title: "x", detectedAt: nil, by: bed.who("officer-1"))
        let now = bed.clock.now()
        func scope(_ from: Int64, _ to: Int64?) async throws -> IncidentScope {
            try await custodian.scope(
                of: id,
                asking: ScopeQuestion(
                    from: now.adding(milliseconds: from * 60_000), to: to.map { now.adding(milliseconds: $0 * 60_000) }),
                by: bed.who("officer-1"))
        }
        let second = try await scope(-61, -59)
        #expect(second.count == .exactly(3) && second.accesses == 4 && second.purposes == [.customerCare: 3, .payment: 1])
        #expect(try await scope(-59, -30).count == .exactly(0))
        let all = try await scope(-200, nil)
        #expect(all.count == .exactly(3) && all.accesses == 7)
        #expect(try await custodian.log(LogFilter(actions: [.readLog]), by: nil).count >= 3)
        #expect(second.receipt != nil)
        var notes: [String] = []
        for note in try await custodian.incident(id, by: nil).incident.timeline.compactMap(\.note) {
            notes.append(try await custodian.text(note, of: id, by: bed.who("officer-1")).exposed)
        }
        #expect(notes.first?.contains("3 people, 4 accesses") == true, "\(notes)")
        try await custodian.close()
    }

    @Test(
        "Somebody who was erased before is counted and not named, and who was erased meanwhile is named",
        arguments: Backing.allCases)
    func erased(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await filled(bed)
        let key = try await SecondPerson.enrolled(in: custodian)
        func erase(_ subject: SubjectID) async throws {
            let plan = try await custodian.planErasure(of: subject, ground: .unlawfulProcessing, by: bed.who("officer-1"))
            let approval = try await custodian.approve(plan, by: bed.who("lead-1"), signingWith: key)
            _ = try await custodian.execute(plan, approval: approval, by: bed.who("officer-1"))
        }
        try await erase("c-2")
        let id = try await custodian.openIncident(title: "x", detectedAt: nil, by: bed.who("officer-1"))
        // What the log says about this one is evidence of the open incident.
        try await erase("c-1")
        let scope = try await custodian.scope(
            of: id, asking: ScopeQuestion(principal: "agent-1"), by: bed.who("officer-1"))
        #expect(scope.people.count == 1 && scope.unresolved >= 1 && scope.count.least == 2, "\(scope)")
        try await custodian.close()
    }

    @Test("Everything is no scope, and who may not handle incidents gets none", arguments: Backing.allCases)
    func refused(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await filled(bed)
        let id = try await custodian.openIncident(title: "x", detectedAt: nil, by: bed.who("officer-1"))
        _ = try await thrown(.invalidInput) { _ = try await custodian.scope(of: id, by: bed.who("officer-1")) }
        _ = try await thrown(.invalidInput) {
            _ = try await custodian.scope(of: id, asking: ScopeQuestion(), by: bed.who("officer-1"))
        }
        _ = try await thrown(.invalidInput) {
            _ = try await custodian.scope(of: id, asking: ScopeQuestion(principal: "nobody"), by: bed.who("officer-1"))
        }
        // Nothing would be found in a window that ends before it begins, or at its beginning.
        let now = bed.clock.now()
        for milliseconds in [0, -1] as [Int64] {
            let question = ScopeQuestion(principal: "agent-1", from: now, to: now.adding(milliseconds: milliseconds))
            _ = try await thrown(.invalidInput) {
                _ = try await custodian.scope(of: id, asking: question, by: bed.who("officer-1"))
            }
        }
        let error = try await thrown(.denied) {
            _ = try await custodian.scope(of: id, asking: ScopeQuestion(principal: "agent-1"), by: bed.agent)
        }
        #expect(error.receipt != nil)
        try await custodian.close()
    }

    @Test("Who may not handle incidents is told the same whoever they ask about, on record", arguments: Backing.allCases)
    func outsiders(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await filled(bed)
        let id = try await custodian.openIncident(title: "x", detectedAt: nil, by: bed.who("officer-1"))
        var told: Set<String> = []
        for question in [ScopeQuestion(principal: "agent-1"), ScopeQuestion(principal: "nobody"), nil] {
            let error = try await thrown(.denied) { _ = try await custodian.scope(of: id, asking: question, by: bed.agent) }
            #expect(error.receipt != nil)
            told.insert(error.description)
        }
        #expect(told.count == 1, "\(told)")
        try await custodian.close()
    }
}

/// The lead, whose key an erasure needs.
private enum SecondPerson {
    static func enrolled(in custodian: Custodian) async throws -> Curve25519.Signing.PrivateKey {
        let key = Curve25519.Signing.PrivateKey()
        try await custodian.enroll(publicKey: Bytes([UInt8](key.publicKey.rawRepresentation)), of: "lead-1", by: nil)
        return key
    }
}
