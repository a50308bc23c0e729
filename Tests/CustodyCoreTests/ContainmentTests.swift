import CustodyAccess
import CustodyIncidents
import CustodyKeys
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("Containing an incident")
struct ContainmentTests {
    private struct Room {
        let bed: Bed
        var custodian: Custodian
        let incident: IncidentID

        init(_ backing: Backing) async throws {
            bed = Bed(backing)
            custodian = try await bed.withCustomer()
            incident = try await custodian.openIncident(title: "x", detectedAt: nil, by: bed.who("officer-1"))
        }

        func contain(_ act: ContainmentAct) async throws {
            try await custodian.contain(incident, act, because: "harm goes on", by: bed.who("officer-1"))
        }

        func release(_ place: Int = 0) async throws {
            try await custodian.release(incident, containment: place, because: "it is over", by: bed.who("officer-1"))
        }

        func support() async throws -> Disclosure<SupportView> {
            try await custodian.disclose(SupportView.self, about: "c-1042", for: .customerCare, to: bed.agent)
        }

        func payment(by principal: PrincipalID = "biller-1") async throws {
            _ = try await custodian.disclose(PaymentView.self, about: "c-1042", for: .payment, to: bed.who(principal))
        }

        /// Runs what must be held back.
        func expectHeldBack(_ body: () async throws -> Void) async throws {
            let error = try await thrown(.denied, from: body)
            #expect(error.decision?.reason == .contained && error.receipt != nil, "\(error)")
        }

        mutating func reopen() async throws {
            guard bed.backing == .files else { return }
            try await custodian.close()
            custodian = try await bed.open()
        }
    }

    @Test(
        "A suspended principal may do nothing from the next decision on, others go on, and a release ends it",
        arguments: Backing.allCases)
    func principal(_ backing: Backing) async throws {
        var room = try await Room(backing)
        _ = try await room.support()
        try await room.contain(.suspendPrincipal("agent-1"))
        try await room.expectHeldBack { _ = try await room.support() }
        try await room.payment()
        try await room.reopen()
        try await room.expectHeldBack { _ = try await room.support() }
        #expect(
            try await room.custodian.containmentsInForce(by: nil)
                == [.init(incident: room.incident, place: 0, act: .suspendPrincipal("agent-1"))])
        try await room.release()
        #expect(try await room.support().value.email == "ada@example.org")
        try await room.reopen()
        _ = try await room.support()
        #expect(try await room.custodian.log(LogFilter(actions: [.updateIncident]), by: nil).count == 2)
        try await room.custodian.close()
    }

    @Test("A suspended role gives nothing, and who holds others as well keeps those", arguments: Backing.allCases)
    func role(_ backing: Backing) async throws {
        let room = try await Room(backing)
        try await room.contain(.suspendRole("support"))
        try await room.expectHeldBack { _ = try await room.support() }
        try await room.payment()
        _ = try await thrown(.invalidInput) { try await room.contain(.suspendRole("officer")) }
        _ = try await thrown(.invalidInput) { try await room.contain(.suspendRole("nobody")) }
        try await room.release()
        _ = try await room.support()
        try await room.custodian.close()
    }

    @Test("A role that inherits a suspended one is held back with it, and a second role of the same person is not")
    func inherited() async throws {
        let policy = try RolePolicy(controller: "acme") {
            Declare(.customerCare, on: .legitimateInterests, note: "Customers expect an answer when they ask.")
            Declare(.payment, on: .contract)
            Declare(.directMarketing, on: .consent)
            Declare("treatment", on: .contract, specialCondition: .healthCare)
            Role("import") { Allow(.collect, [.contact, .financial], for: [.customerCare, .payment]) }
            Role("support") { Allow(.read, [.contact], for: [.customerCare]) }
            Role("senior") {
                Inherits("support")
                Allow(.read, [.contact], for: [.payment])
            }
            Role("billing") { Allow(.read, [.financial], for: [.payment]) }
            Role("officer") { Allow(.handleIncident, []) }
            Assign("importer-1", to: "import")
            Assign("both-1", to: "senior", "billing")
            Assign("officer-1", to: "officer")
        }
        let bed = Bed(.memory)
        let custodian = try await bed.open(
            Governance(policy: policy, records: [Customer.schema, Patient.schema], logRetention: Bed.logRetention))
        try await custodian.collect(
            Customer(email: "ada@example.org", iban: "GB33BUKB20201555555555"), about: "c-1", for: [.customerCare, .payment],
            from: .subject, by: bed.importer)
        let incident = try await custodian.openIncident(title: "x", detectedAt: nil, by: bed.who("officer-1"))
        _ = try await custodian.disclose(SupportView.self, about: "c-1", for: .customerCare, to: bed.who("both-1"))
        try await custodian.contain(incident, .suspendRole("support"), because: "r", by: bed.who("officer-1"))
        _ = try await thrown(.denied) {
            _ = try await custodian.disclose(SupportView.self, about: "c-1", for: .customerCare, to: bed.who("both-1"))
        }
        _ = try await custodian.disclose(PaymentView.self, about: "c-1", for: .payment, to: bed.who("both-1"))
        try await custodian.close()
    }

    @Test(
        "Nothing is done for a frozen purpose, what the law itself wants goes on, and so does the will of people",
        arguments: Backing.allCases)
    func purpose(_ backing: Backing) async throws {
        let room = try await Room(backing)
        try await room.contain(.freezePurpose(.payment))
        try await room.expectHeldBack { try await room.payment() }
        try await room.expectHeldBack {
            try await room.custodian.collect(
                Customer(email: "b@example.org", iban: "1"), about: "c-2", for: [.customerCare, .payment], from: .subject,
                by: room.bed.importer)
        }
        _ = try await room.support()
        try await room.custodian.object(on: "c-1042", to: .payment)
        for purpose: Purpose in [.breachNotification, .rightsFulfilment] {
            _ = try await thrown(.invalidInput) { try await room.contain(.freezePurpose(purpose)) }
        }
        _ = try await thrown(.unknownPurpose) { try await room.contain(.freezePurpose("moonlight")) }
        try await room.custodian.close()
    }

    @Test("A frozen category is withheld from what else is given, and collected by nobody", arguments: Backing.allCases)
    func category(_ backing: Backing) async throws {
        let room = try await Room(backing)
        try await room.contain(.freezeCategory(.telephone))
        let seen = try await room.support()
        #expect(seen.value.email == "ada@example.org" && seen.value.phone == nil)
        #expect(seen.withheld["phone"] == .denied(.contained))
        _ = try await thrown(.denied) {
            try await room.custodian.collect(
                Customer(email: "b@example.org", phone: "1"), about: "c-2", for: [.customerCare], from: .subject,
                by: room.bed.importer)
        }
        try await room.contain(.freezeCategory(.contact))
        try await room.expectHeldBack { _ = try await room.support() }
        _ = try await thrown(.invalidInput) { try await room.contain(.freezeCategory("genome")) }
        try await room.release(1)
        try await room.release(0)
        #expect(try await room.support().value.phone != nil)
        try await room.custodian.close()
    }

    @Test("A denial of what is left of a request withholds what is frozen as well, and says no more of the incident")
    func deniedWhole() {
        var state = ContainmentState()
        _ = state.begin(.freezeCategory(.telephone))
        let whole = AccessRequest(
            .read, for: .customerCare, categories: CategoryMask([0, 1]), subject: .nobody, at: Instant(milliseconds: 0))
        var left = whole
        left.categories = CategoryMask([0])
        let denial = AccessDecision(
            denying: left, because: AccessReasons(.noRule), obligations: .notifyPerson, policyVersion: PolicyVersion(1),
            validUntil: Instant(milliseconds: 9))
        let told = state.restrict(denial, of: left, to: whole)
        #expect(!told.isPermitted && told.dropped == whole.categories && told.granted.isEmpty)
        #expect(told.reasons == denial.reasons && told.obligations == denial.obligations)
        #expect(told.policyVersion == denial.policyVersion && told.validUntil == denial.validUntil)
        #expect(state.restrict(denial, of: left, to: left) == denial)
    }

    @Test("Stopped exports stop the log's export by anybody and disclosures of many, and no other", arguments: Backing.allCases)
    func exports(_ backing: Backing) async throws {
        let room = try await Room(backing)
        func export() async throws {
            _ = try await room.custodian.exportLog(as: .ndjson, for: "an audit", by: nil) { _, _ in }
        }
        try await export()
        try await room.contain(.stopExports)
        let refused = try await thrown(.denied) { try await export() }
        #expect(refused.receipt != nil)
        try await room.expectHeldBack {
            _ = try await room.custodian.disclose(
                SupportView.self, aboutEach: ["c-1042", "c-2"], for: .customerCare, to: room.bed.agent)
        }
        _ = try await room.support()
        try await room.release()
        try await export()
        try await room.custodian.close()
    }

    @Test("Replacing keys is done at once and leaves nothing in force", arguments: Backing.allCases)
    func keys(_ backing: Backing) async throws {
        let room = try await Room(backing)
        let before = try await room.custodian.keyChanges(of: .evidence).count
        try await room.contain(.replaceKeys)
        #expect(try await room.custodian.keyChanges(of: .evidence).count == before + 1)
        let incident = try await room.custodian.incident(room.incident, by: nil).incident
        #expect(incident.containments.map(\.measure) == [.replaceKeys] && !incident.containments[0].isInForce)
        #expect(try await room.custodian.verify().isIntact)
        try await room.custodian.close()
    }

    @Test("Who may not handle incidents holds nothing back, nobody suspends themselves, and a closed incident holds nothing")
    func refused() async throws {
        let room = try await Room(.memory)
        _ = try await thrown(.denied) {
            try await room.custodian.contain(room.incident, .stopExports, because: "r", by: room.bed.agent)
        }
        _ = try await thrown(.invalidInput) { try await room.contain(.suspendPrincipal("officer-1")) }
        _ = try await thrown(.invalidInput) {
            try await room.custodian.contain(room.incident, .stopExports, because: " ", by: room.bed.who("officer-1"))
        }
        #expect(room.custodian.containment.withLock { $0.isEmpty })
        try await room.custodian.handle(
            room.incident, .determine(.notAnIncident, because: "r"), by: room.bed.who("officer-1"))
        try await room.custodian.handle(room.incident, .close(), by: room.bed.who("officer-1"))
        _ = try await thrown(.invalidInput) { try await room.contain(.stopExports) }
        _ = try await room.support()
    }

    @Test("What cannot be written is held back in this process all the same, and the caller is told")
    func unwritable() async throws {
        let bed = Bed(.memory)
        let coordinator = FaultyCoordinator()
        let backends = try await Backends.inMemory(controller: "acme", coordinator: coordinator)
        let custodian = try await Custodian.open(backends, governance: try Bed.governance(), clock: bed.clock)
        try await custodian.collect(
            Customer(email: "ada@example.org"), about: "c-1", for: [.customerCare], from: .subject, by: bed.importer)
        let incident = try await custodian.openIncident(title: "x", detectedAt: nil, by: bed.who("officer-1"))
        coordinator.fail()
        _ = try await thrown(.protectedButNotRecorded) {
            try await custodian.contain(incident, .suspendPrincipal("agent-1"), because: "r", by: bed.who("officer-1"))
        }
        coordinator.recover()
        _ = try await thrown(.denied) {
            _ = try await custodian.disclose(SupportView.self, about: "c-1", for: .customerCare, to: bed.agent)
        }
    }

    @Test("A disclosure that is being decided when somebody is suspended is decided anew")
    func meanwhile() async throws {
        let bed = Bed(.memory)
        let hook = Hook()
        let custodian = try await bed.withSlowPolicy(hook)
        try await custodian.collect(
            Customer(email: "ada@example.org"), about: "c-1", for: [.customerCare], from: .subject, by: bed.importer)
        let incident = try await custodian.openIncident(title: "x", detectedAt: nil, by: bed.who("officer-1"))
        hook.arm {
            do {
                try await custodian.contain(incident, .suspendPrincipal("agent-1"), because: "r", by: bed.who("officer-1"))
            } catch { Issue.record("\(error)") }
        }
        _ = try await thrown(.denied) {
            _ = try await custodian.disclose(SupportView.self, about: "c-1", for: .customerCare, to: bed.agent)
        }
    }

    @Test("What is being taken in about somebody new when its collector is suspended is decided anew")
    func collectingMeanwhile() async throws {
        let bed = Bed(.memory)
        let hook = Hook()
        let custodian = try await bed.withSlowPolicy(hook)
        let incident = try await custodian.openIncident(title: "x", detectedAt: nil, by: bed.who("officer-1"))
        hook.arm {
            do {
                try await custodian.contain(incident, .suspendPrincipal("importer-1"), because: "r", by: bed.who("officer-1"))
            } catch { Issue.record("\(error)") }
        }
        _ = try await thrown(.denied) {
            try await custodian.collect(
                Customer(email: "ada@example.org"), about: "c-1", for: [.customerCare], from: .subject, by: bed.importer)
        }
    }

    @Test("A suspended principal passes no role on, also when suspended while passing it on")
    func delegation() async throws {
        var governance = try Bed.governance()
        for place in governance.policy.roles.indices where governance.policy.roles[place].id == "support" {
            governance.policy.roles[place].isDelegable = true
        }
        let bed = Bed(.memory)
        let hook = Hook()
        let backends = try await Backends.inMemory(controller: "acme", provider: SlowProvider(hook: hook))
        let custodian = try await Custodian.open(backends, governance: governance, clock: bed.clock)
        let incident = try await custodian.openIncident(title: "x", detectedAt: nil, by: bed.who("officer-1"))
        func delegate(_ id: GrantID, to principal: PrincipalID) async throws {
            let grant = RoleGrant(
                id, "support", to: principal, until: bed.clock.now().adding(milliseconds: 3_600_000),
                source: .delegated(by: "agent-1"), by: "agent-1", reason: "holidays")
            try await custodian.changeAccess(.grant(grant), by: bed.agent, reason: "holidays")
        }
        try await delegate("d1", to: "deputy-1")
        hook.arm {
            do {
                try await custodian.contain(incident, .suspendPrincipal("agent-1"), because: "r", by: bed.who("officer-1"))
            } catch { Issue.record("\(error)") }
        }
        for _ in 0..<2 {
            let refused = try await thrown(.denied) { try await delegate("d2", to: "deputy-2") }
            #expect(refused.decision?.reason == .contained && refused.receipt != nil, "\(refused)")
        }
        #expect(custodian.accessLedger.grants.map(\.id) == ["d1"])
        try await custodian.release(incident, containment: 0, because: "it is over", by: bed.who("officer-1"))
        try await delegate("d2", to: "deputy-2")
        #expect(custodian.accessLedger.grants.map(\.id) == ["d1", "d2"])
    }
}
