import Crypto
import CustodyAccess
import CustodyData
import CustodyKeys
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
}
