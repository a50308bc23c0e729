import Crypto
import CustodyAccess
import CustodyData
import CustodyGovernance
import CustodyKeys
import CustodyLaw
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("What changes while a decision is taken")
struct StaleDecisionTests {
    @Test("An objection during the decision stops the disclosure, also when it could not be written")
    func objectionMeanwhile() async throws {
        let bed = Bed(.memory)
        let hook = Hook()
        let coordinator = FaultyCoordinator()
        let custodian = try await bed.withSlowPolicy(hook, committingTo: coordinator)
        try await custodian.collect(
            Customer(email: "ada@example.org"), about: "c-1", for: [.customerCare], from: .subject, by: bed.importer)
        hook.arm {
            coordinator.fail()
            await #expect(throws: CustodianError.self) { try await custodian.object(on: "c-1", to: .customerCare) }
            coordinator.recover()
        }
        _ = try await thrown(.denied) {
            _ = try await custodian.disclose(SupportView.self, about: "c-1", for: .customerCare, to: bed.agent)
        }
        hook.arm {
            coordinator.fail()
            await #expect(throws: CustodianError.self) { try await custodian.object(on: "c-2", to: .customerCare) }
            coordinator.recover()
        }
        _ = try await thrown(.denied) {
            try await custodian.collect(
                Customer(email: "bob@example.org"), about: "c-2", for: [.customerCare], from: .subject, by: bed.importer)
        }
    }

    @Test("An objection by another identifier during the decision stops the disclosure too, and somebody else's does not")
    func objectionByAlias() async throws {
        let bed = Bed(.memory)
        let hook = Hook()
        let coordinator = FaultyCoordinator()
        let custodian = try await bed.withSlowPolicy(hook, committingTo: coordinator)
        try await custodian.collect(
            Customer(email: "ada@example.org"), about: "c-1", for: [.customerCare], from: .subject, by: bed.importer)
        try await custodian.link("ada", to: "c-1", reason: "her first name", by: bed.importer)
        func read(while other: SubjectID) async throws {
            hook.arm {
                coordinator.fail()
                await #expect(throws: CustodianError.self) { try await custodian.object(on: other, to: .customerCare) }
                coordinator.recover()
            }
            _ = try await custodian.disclose(SupportView.self, about: "c-1", for: .customerCare, to: bed.agent)
        }
        try await read(while: "stranger")
        _ = try await thrown(.denied) { try await read(while: "ada") }
    }

    @Test("A role that is revoked during the decision gives nothing")
    func revokedMeanwhile() async throws {
        let bed = Bed(.memory)
        let hook = Hook()
        let backends = try await Backends.inMemory(controller: "acme", provider: SlowProvider(hook: hook))
        let custodian = try await Custodian.open(backends, governance: try AccessTests.governance(), clock: bed.clock)
        try await custodian.collect(
            Customer(email: "ada@example.org"), about: "c-1", for: [.customerCare], from: .subject, by: bed.importer)
        let admin = bed.who("admin-1")
        func give(_ id: GrantID) async throws {
            let grant = RoleGrant(id, "support", to: "new-1", by: "admin-1", reason: "joins the team")
            try await custodian.changeAccess(.grant(grant), by: admin, reason: "joins the team")
        }
        func read() async throws {
            _ = try await custodian.disclose(SupportView.self, about: "c-1", for: .customerCare, to: bed.who("new-1"))
        }
        try await give("g1")
        hook.arm {
            do { try await custodian.changeAccess(.revoke("g1"), by: admin, reason: "leaves again") } catch {
                Issue.record("the grant was not ended: \(error)")
            }
        }
        _ = try await thrown(.denied) { try await read() }
        // A change that is none of theirs only has it decided anew.
        try await give("g2")
        hook.arm {
            let other = RoleGrant("g3", "support", to: "other-1", by: "admin-1", reason: "joins the team")
            do { try await custodian.changeAccess(.grant(other), by: admin, reason: "joins the team") } catch {
                Issue.record("the role was not given: \(error)")
            }
        }
        try await read()
    }

    @Test("A second objection of the same kind is noticed as well")
    func secondObjection() async throws {
        let bed = Bed(.memory)
        let hook = Hook()
        let coordinator = FaultyCoordinator()
        let custodian = try await bed.withSlowPolicy(hook, committingTo: coordinator)
        coordinator.fail()
        await #expect(throws: CustodianError.self) { try await custodian.object(on: "c-1", to: .payment) }
        coordinator.recover()
        hook.arm {
            coordinator.fail()
            await #expect(throws: CustodianError.self) { try await custodian.object(on: "c-1", to: .customerCare) }
            coordinator.recover()
        }
        _ = try await thrown(.denied) {
            try await custodian.collect(
                Customer(email: "ada@example.org"), about: "c-1", for: [.customerCare], from: .subject, by: bed.importer)
        }
    }

    @Test("What a person decides while being erased leaves nothing behind under the erased token", arguments: [true, false])
    func consentMeetsErasure(_ withdraws: Bool) async throws {
        let bed = Bed(.memory)
        let hook = Hook()
        let backends = try await Backends.inMemory(controller: "acme", provider: SlowProvider(hook: hook))
        let custodian = try await Custodian.open(backends, governance: try Bed.governance(), clock: bed.clock)
        try await custodian.collect(
            Customer(email: "ada@example.org"), about: "c-1", for: [.customerCare], from: .subject, by: bed.importer)
        let key = Curve25519.Signing.PrivateKey()
        try await custodian.enroll(publicKey: Bytes([UInt8](key.publicKey.rawRepresentation)), of: "lead-1", by: nil)
        let token = try await custodian.known("c-1")
        let plan = try await custodian.planErasure(of: "c-1", ground: .noLongerNecessary, by: bed.who("officer-1"))
        let approval = try await custodian.approve(plan, by: bed.who("lead-1"), signingWith: key)
        hook.arm {
            do { _ = try await custodian.execute(plan, approval: approval, by: bed.who("officer-1")) } catch {
                Issue.record("the erasure failed: \(error)")
            }
        }
        _ = try await thrown(.erased) {
            if withdraws {
                try await custodian.withdrawConsent(of: "c-1", for: .directMarketing)
            } else {
                try await custodian.recordConsent(
                    .given(explicitly: false), of: "c-1", for: .directMarketing, notice: Bed.notice, by: bed.agent)
            }
        }
        #expect(try await custodian.backends.consent.standing(of: token).head == nil)
        #expect(try await custodian.backends.keys.live(of: token.handle).isEmpty)
    }

    @Test("What was collected meanwhile makes the plan stale at once")
    func planMeetsCollection() async throws {
        let bed = Bed(.memory)
        let hook = Hook()
        let backends = try await Backends.inMemory(controller: "acme", provider: SlowProvider(hook: hook))
        let custodian = try await Custodian.open(backends, governance: try Bed.governance(), clock: bed.clock)
        try await custodian.collect(
            Customer(email: "ada@example.org"), about: "c-1", for: [.customerCare], from: .subject, by: bed.importer)
        let key = Curve25519.Signing.PrivateKey()
        try await custodian.enroll(publicKey: Bytes([UInt8](key.publicKey.rawRepresentation)), of: "lead-1", by: nil)
        let plan = try await custodian.planErasure(of: "c-1", ground: .noLongerNecessary, by: bed.who("officer-1"))
        let approval = try await custodian.approve(plan, by: bed.who("lead-1"), signingWith: key)
        hook.arm {
            do {
                try await custodian.collect(
                    Customer(email: "ada@example.net"), about: "c-1", for: [.customerCare], from: .subject, by: bed.importer,
                    options: CollectOptions(allowsSeveral: true))
            } catch { Issue.record("the collection failed: \(error)") }
        }
        _ = try await thrown(.planChanged) {
            _ = try await custodian.execute(plan, approval: approval, by: bed.who("officer-1"))
        }
    }

    /// What is decided by the role of who does it alone.
    enum RoleAct: CaseIterable {
        case changeAccess, enroll, recordConsent, endConsent
        case plan, approve, execute, placeHold, releaseHold, link, merge, split
        case note, inform, settleNotice, liftRestriction, advance, takeEvidence, shrinkRequests
        case openIncident, handleIncident, holdEvidence

        /// The role that it takes.
        var role: RoleID {
            switch self {
            case .changeAccess: "admin"
            case .enroll, .note: "clerk"
            case .recordConsent, .endConsent, .liftRestriction: "support"
            case .approve: "lead"
            case .plan, .execute, .placeHold, .releaseHold, .link, .merge, .split, .inform, .settleNotice, .advance,
                .takeEvidence, .shrinkRequests, .openIncident, .handleIncident, .holdEvidence:
                "officer"
            }
        }

        /// Does what has to be there first, and answers the act.
        func prepared(
            _ custodian: Custodian, _ name: String, by principal: Principal, _ bed: Bed
        ) async throws -> () async throws -> Void {
            let (subject, alias) = (SubjectID(name), SubjectID("\(name) too"))
            let (officer, lead) = (bed.who("officer-1"), bed.who("lead-1"))
            let key = Curve25519.Signing.PrivateKey()
            func collect(_ subject: SubjectID) async throws {
                try await custodian.collect(
                    Customer(email: "ada@example.org"), about: subject, for: [.customerCare], from: .subject, by: bed.importer)
            }
            func enroll(_ approver: PrincipalID) async throws {
                try await custodian.enroll(publicKey: Bytes([UInt8](key.publicKey.rawRepresentation)), of: approver, by: nil)
            }
            func planned(by planner: Principal) async throws -> ErasurePlan {
                try await custodian.planErasure(of: subject, ground: .noLongerNecessary, by: planner)
            }
            switch self {
            case .changeAccess, .enroll, .recordConsent: break
            case .endConsent: try await Self.recordConsent.perform(custodian, name, by: bed.agent)
            default: try await collect(subject)
            }
            func received() async throws -> RequestID {
                try await custodian.receiveRequest(.rectification, about: subject, by: nil).id
            }
            switch self {
            case .note: return { _ = try await custodian.note(.activity, about: subject, by: principal) }
            case .inform:
                return { _ = try await custodian.inform(subject, .exempt(.disproportionate), by: principal) }
            case .settleNotice:
                _ = try await custodian.share(
                    [FieldRequest("email")], of: "customer", about: subject, for: .customerCare, with: ConsentBed.post,
                    by: bed.who("clerk-1"))
                try await custodian.restrictProcessing(of: subject)
                let token = try await custodian.known(subject)
                let notice = try #require(try await custodian.untoldNotices().first { $0.subject == token })
                return { _ = try await custodian.settleNotice(notice.id, by: principal) }
            case .liftRestriction:
                try await custodian.restrictProcessing(of: subject)
                let told = bed.clock.now()
                return { _ = try await custodian.liftRestriction(of: subject, toldAt: told, by: principal) }
            case .advance:
                let request = try await received()
                return { _ = try await custodian.advance(request, .verify(by: "card"), by: principal) }
            case .takeEvidence:
                let request = try await received()
                try await custodian.advance(request, .askIdentity(because: "another address"), by: officer)
                return { _ = try await custodian.takeEvidence(Sensitive([1]), for: request, by: principal) }
            case .shrinkRequests:
                try await custodian.advance(try await received(), .takeBack, by: officer)
                // The second one is closed so much later that it is left by who shrinks the first.
                bed.clock.advance(hours: 24 * 400)
                let period: RetentionClass.Period = name == "first" ? .days(600) : .days(300)
                return {
                    let shrunk = try await custodian.shrinkRequests(after: period, by: principal)
                    #expect(shrunk == 1)
                }
            case .openIncident:
                return { _ = try await custodian.openIncident(title: name, detectedAt: nil, by: principal) }
            case .handleIncident:
                let id = try await custodian.openIncident(title: name, detectedAt: nil, by: officer)
                let aware = bed.clock.now()
                return { try await custodian.recordAwareness(of: id, at: aware, reason: "seen", by: principal) }
            case .holdEvidence:
                let id = try await custodian.openIncident(title: name, detectedAt: nil, by: officer)
                return { try await custodian.holdEvidence(about: [subject], for: id, by: principal) }
            case .plan: return { _ = try await planned(by: principal) }
            case .approve:
                try await enroll(principal.id)
                let plan = try await planned(by: officer)
                return { _ = try await custodian.approve(plan, by: principal, signingWith: key) }
            case .execute:
                try await enroll(lead.id)
                let plan = try await planned(by: officer)
                let approval = try await custodian.approve(plan, by: lead, signingWith: key)
                return { _ = try await custodian.execute(plan, approval: approval, by: principal) }
            case .placeHold:
                return { _ = try await custodian.placeHold(on: subject, reference: "case 7", by: principal) }
            case .releaseHold:
                let hold = try await custodian.placeHold(on: subject, reference: "case 7", by: officer)
                return { _ = try await custodian.releaseHold(hold.id, reason: "it is closed", by: principal) }
            case .link: return { try await custodian.link(alias, to: subject, reason: "same", by: principal) }
            case .merge:
                try await collect(alias)
                return { _ = try await custodian.merge(subject, with: alias, reason: "same", by: principal) }
            case .split:
                try await custodian.link(alias, to: subject, reason: "same", by: officer)
                return { try await custodian.split(alias, reason: "another's", by: principal) }
            case .changeAccess, .enroll, .recordConsent, .endConsent:
                return { try await perform(custodian, name, by: principal) }
            }
        }

        private func perform(_ custodian: Custodian, _ name: String, by principal: Principal) async throws {
            switch self {
            case .changeAccess:
                let grant = RoleGrant(
                    GrantID(rawValue: name), "support", to: PrincipalID(rawValue: name), by: principal.id, reason: "joins")
                try await custodian.changeAccess(.grant(grant), by: principal, reason: "joins")
            case .enroll:
                let key = Curve25519.Signing.PrivateKey().publicKey
                try await custodian.enroll(publicKey: Bytes([UInt8](key.rawRepresentation)), of: "lead-1", by: principal)
            case .recordConsent:
                try await custodian.recordConsent(
                    .given(explicitly: false), of: SubjectID(name), for: .directMarketing, notice: Bed.notice, by: principal)
            case .endConsent:
                try await custodian.endConsent(of: SubjectID(name), for: .directMarketing, as: .revoked, by: principal)
            default: Issue.record("it needs something first")
            }
        }
    }

    @Test("Who loses the role by which they do something while they do it does nothing", arguments: RoleAct.allCases)
    func actorRevokedMeanwhile(_ act: RoleAct) async throws {
        let bed = Bed(.memory)
        let hook = Hook()
        let backends = try await Backends.inMemory(controller: "acme", coordinator: SlowCoordinator(hook: hook))
        var governance = try AccessTests.governance()
        governance.policy.roles.append(
            Role(
                "clerk",
                rules: [
                    Rule([.enrollPrincipal, .noteMoment]),
                    Rule([.share], categories: [.contact], purposes: [.customerCare]),
                ]))
        governance.policy.principals.append(Assignment("clerk-1", to: ["clerk"]))
        let custodian = try await Custodian.open(backends, governance: governance, clock: bed.clock)
        let (admin, new) = (bed.who("admin-1"), bed.who("new-1"))
        let grant = RoleGrant("g1", act.role, to: "new-1", by: "admin-1", reason: "joins the team")
        try await custodian.changeAccess(.grant(grant), by: admin, reason: "joins the team")
        let first = try await act.prepared(custodian, "first", by: new, bed)
        let second = try await act.prepared(custodian, "second", by: new, bed)
        try await first()
        hook.arm {
            do { try await custodian.changeAccess(.revoke("g1"), by: admin, reason: "leaves again") } catch {
                Issue.record("the grant was not ended: \(error)")
            }
        }
        let error = try await thrown(.denied) { try await second() }
        #expect(error.receipt != nil)
        let permitted = try await custodian.log(LogFilter(principal: "new-1", decisions: [.permit]), by: nil)
        #expect(permitted.count == 1, "the first one")
    }

    @Test("Who loses the right to a request before it is begun does not begin it; what came of one that was begun is on record")
    func carryingOut() async throws {
        let bed = Bed(.memory)
        let hook = Hook()
        let backends = try await Backends.inMemory(controller: "acme", coordinator: SlowCoordinator(hook: hook))
        let custodian = try await Custodian.open(backends, governance: try AccessTests.governance(), clock: bed.clock)
        let (admin, officer, new) = (bed.who("admin-1"), bed.who("officer-1"), bed.who("new-1"))
        func granted(_ subject: SubjectID) async throws -> RequestID {
            let id = try await custodian.receiveRequest(.rectification, about: subject, by: nil).id
            try await custodian.advance(id, .verify(by: "card"), by: officer)
            try await custodian.advance(id, .grant, by: officer)
            return id
        }
        func give(_ id: GrantID) async throws {
            let grant = RoleGrant(id, "officer", to: "new-1", by: "admin-1", reason: "joins the team")
            try await custodian.changeAccess(.grant(grant), by: admin, reason: "joins the team")
        }
        let (first, second) = (try await granted("c-1"), try await granted("c-2"))
        try await give("g1")
        let done = try await custodian.execute(try await custodian.verified(first), by: new) {
            try await custodian.changeAccess(.revoke("g1"), by: admin, reason: "leaves again")
        }
        #expect(done.execution == .done)
        try await give("g2")
        hook.arm {
            do { try await custodian.changeAccess(.revoke("g2"), by: admin, reason: "leaves again") } catch {
                Issue.record("the grant was not ended: \(error)")
            }
        }
        let error = try await thrown(.denied) {
            _ = try await custodian.execute(try await custodian.verified(second), by: new) { Issue.record("it was begun") }
        }
        #expect(error.receipt != nil)
        #expect(try await custodian.request(second).execution == .notBegun)
    }
}
