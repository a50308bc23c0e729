import CustodyAccess
import CustodyConsent
import CustodyFaults
import CustodyIncidents
import CustodyKeys
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("When the log cannot be written")
struct UnwritableLogTests {
    private static let noSpace: Int32 = 28
    private static let io: Int32 = 5

    @Test(
        "Disclosing and collecting fail, and nothing comes out", arguments: [noSpace, io], [FileOperation.Kind.write, .sync])
    func failClosed(_ errno: Int32, _ kind: FileOperation.Kind) async throws {
        let bed = Bed(.files)
        let custodian = try await bed.withCustomer()
        bed.files.arm(FaultPlan([.init(kind, .from(1), pathSuffix: ".log", .error(errno))]))
        // After a failed sync nobody knows what is durable.
        let refused = try await thrown(kind == .sync ? .inDoubt : .notRecorded) {
            _ = try await custodian.disclose(SupportView.self, about: "c-1042", for: .customerCare, to: bed.agent)
        }
        #expect(!refused.description.contains("ada@"))
        _ = try await thrown(.notRecorded) {
            try await custodian.collect(
                Customer(email: "new@example.org"), about: "c-2", for: [.customerCare], from: .subject, by: bed.importer)
        }
        try? await custodian.close()
        bed.files.disarm()
        let reopened = try await bed.open()
        #expect(try await reopened.backends.data.counts().records == 1)
        let seen = try await reopened.disclose(SupportView.self, about: "c-1042", for: .customerCare, to: bed.agent)
        #expect(seen.value.email == "ada@example.org")
        #expect(try await reopened.verify().isIntact)
        try await reopened.close()
    }

    @Test(
        "A withdrawal that cannot be written holds in this process, and the caller is told to retry", arguments: [noSpace, io])
    func withdrawalHolds(_ errno: Int32) async throws {
        let bed = Bed(.files)
        let custodian = try await bed.withCustomer()
        try await custodian.recordConsent(
            .given(explicitly: false), of: "c-1042", for: .directMarketing, notice: Bed.notice, by: bed.agent)
        bed.files.arm(FaultPlan([.init(.write, .from(1), pathSuffix: ".log", .error(errno))]))
        let told = try await thrown(.protectedButNotRecorded) {
            try await custodian.withdrawConsent(of: "c-1042", for: .directMarketing)
        }
        #expect(told.message.contains("call again"))
        bed.files.disarm()
        await #expect(throws: CustodianError.self) {
            _ = try await custodian.disclose(
                ["email"].map(FieldRequest.init), of: "customer", about: "c-1042", for: .directMarketing,
                to: bed.who("marketer-1"))
        }
        try? await custodian.close()
    }

    @Test("Also when the disk recovers, the withdrawn purpose stays denied until the withdrawal is on record")
    func withdrawalOutlivesTheFault() async throws {
        let bed = Bed(.memory)
        let coordinator = FaultyCoordinator()
        let backends = try await Backends.inMemory(controller: "acme", coordinator: coordinator)
        let custodian = try await Custodian.open(backends, governance: try Bed.governance(), clock: bed.clock)
        try await custodian.recordConsent(
            .given(explicitly: false), of: "c-1", for: .directMarketing, notice: Bed.notice, by: bed.agent)
        try await custodian.collect(
            Customer(email: "ada@example.org"), about: "c-1", for: [.customerCare, .directMarketing], from: .subject,
            by: bed.importer)
        func read() async throws -> String? {
            try await custodian.disclose(
                ["email"].map(FieldRequest.init), of: "customer", about: "c-1", for: .directMarketing, to: bed.who("marketer-1")
            ).value.text("email")
        }
        #expect(try await read() == "ada@example.org")
        coordinator.fail()
        _ = try await thrown(.protectedButNotRecorded) { try await custodian.withdrawConsent(of: "c-1", for: .directMarketing) }
        coordinator.recover()
        let denied = try await thrown(.denied) { _ = try await read() }
        #expect(denied.decision?.reasons.contains(AccessReason.consentWithdrawn) == true)
        #expect(try await custodian.consentStatus(of: "c-1", for: .directMarketing).state == .given)
        try await custodian.withdrawConsent(of: "c-1", for: .directMarketing)
        #expect(try await custodian.consentStatus(of: "c-1", for: .directMarketing).state == .withdrawn)
        _ = try await thrown(.denied) { _ = try await read() }
    }

    @Test(
        "What is forbidden by one identifier of a person holds for all of them, and for whoever was merged with the person",
        arguments: ["c-1", "ada", "c-2"])
    func wholePerson(_ name: String) async throws {
        try await WholePerson().object(by: SubjectID(name), forbidding: WholePerson.names)
    }

    @Test(
        "What failed by one name of a person, and is on record by another, does not outlive its taking back",
        arguments: [true, false])
    func anotherName(_ failsByToken: Bool) async throws {
        let bed = Bed(.memory)
        let coordinator = FaultyCoordinator()
        let backends = try await Backends.inMemory(controller: "acme", coordinator: coordinator)
        let custodian = try await Custodian.open(backends, governance: try Bed.governance(), clock: bed.clock)
        for subject: SubjectID in ["c-1", "c-2"] {
            try await custodian.collect(
                Customer(email: "ada@example.org"), about: subject, for: [.customerCare], from: .subject, by: bed.importer)
        }
        try await custodian.link("ada", to: "c-1", reason: "her first name", by: bed.who("officer-1"))
        let named = SubjectID.token(try await custodian.known("c-1"))
        let (failing, lasting): (SubjectID, SubjectID) = failsByToken ? (named, "ada") : ("c-1", named)
        coordinator.fail()
        for subject in [failing, "c-2"] {
            _ = try await thrown(.protectedButNotRecorded) { try await custodian.object(on: subject, to: .customerCare) }
        }
        coordinator.recover()
        try await custodian.object(on: lasting, to: .customerCare)
        try await custodian.takeBackObjection(of: lasting, to: .customerCare)
        for subject in ["c-1", "ada", named] {
            _ = try await custodian.disclose(SupportView.self, about: subject, for: .customerCare, to: bed.agent)
        }
        // Somebody else's stays.
        _ = try await thrown(.denied) {
            _ = try await custodian.disclose(SupportView.self, about: "c-2", for: .customerCare, to: bed.agent)
        }
    }

    @Test("An objection that could not be written outlasts a signal that is on record, and the consent that ends it")
    func besideSignal() async throws {
        let bed = Bed(.memory)
        let coordinator = FaultyCoordinator()
        let backends = try await Backends.inMemory(controller: "acme", coordinator: coordinator)
        let custodian = try await Custodian.open(backends, governance: try Bed.governance(), clock: bed.clock)
        func consent() async throws {
            try await custodian.recordConsent(
                .given(explicitly: false), of: "c-1", for: .directMarketing, notice: Bed.notice, by: bed.agent)
        }
        func read() async throws {
            _ = try await custodian.disclose(
                ["email"].map(FieldRequest.init), of: "customer", about: "c-1", for: .directMarketing,
                to: bed.who("marketer-1"))
        }
        try await consent()
        try await custodian.collect(
            Customer(email: "ada@example.org"), about: "c-1", for: [.customerCare, .directMarketing], from: .subject,
            by: bed.importer)
        coordinator.fail()
        _ = try await thrown(.protectedButNotRecorded) { try await custodian.object(on: "c-1", to: .directMarketing) }
        coordinator.recover()
        try await custodian.observe(.globalPrivacyControl, of: "c-1", for: [.directMarketing])
        try await consent()
        let denied = try await thrown(.denied) { try await read() }
        #expect(denied.decision?.reasons.contains(AccessReason.objected) == true)
        try await custodian.object(on: "c-1", to: .directMarketing)
        try await custodian.takeBackObjection(of: "c-1", to: .directMarketing)
        try await read()
    }

    @Test("An objection by a kind of identifier that the store does not have is refused, and stops nobody's disclosure")
    func undeclaredKind() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.withCustomer()
        _ = try await thrown(.invalidInput) {
            try await custodian.object(on: SubjectID("c-1042", as: "fone"), to: .customerCare)
        }
        #expect(custodian.protections.all.isEmpty)
        var batches = try await custodian.discloseAll(SupportView.self, for: .customerCare, to: bed.agent).makeAsyncIterator()
        #expect(try await batches.next()?.disclosures.count == 1)
    }

    @Test("A host engine that throws has denied, on record")
    func engineFailure() async throws {
        struct Broken: AccessPolicy {
            struct Outage: Error {}
            let version = PolicyVersion(1)
            func session(for intent: AccessIntent) async throws -> any AccessSession { throw Outage() }
        }
        let bed = Bed(.memory)
        let backends = try await Backends.inMemory(controller: "acme")
        let custodian = try await Custodian.open(backends, governance: try Bed.governance(), engine: Broken(), clock: bed.clock)
        let error = try await thrown(.denied) {
            _ = try await custodian.disclose(SupportView.self, about: "c-1", for: .customerCare, to: bed.agent)
        }
        #expect(error.decision?.reason == .engineFailed)
        #expect(error.receipt != nil)
    }

    @Test("An engine that its host guards is not guarded again, with another patience")
    func ownGuard() async throws {
        let hook = Hook()
        let custodian = try await Bed(.memory).withSlowPolicy(hook)
        let guarded = try #require(custodian.policy as? GuardedAccessPolicy)
        #expect(Mirror(reflecting: guarded).descendant("engine") is SlowPolicy)
    }

    @Test("A refusal that cannot be recorded stands, and the error says both")
    func unrecordedRefusal() async throws {
        let bed = Bed(.memory)
        let coordinator = FaultyCoordinator()
        let backends = try await Backends.inMemory(controller: "acme", coordinator: coordinator)
        let custodian = try await Custodian.open(backends, governance: try Bed.governance(), clock: bed.clock)
        coordinator.fail()
        let error = try await thrown(.notRecorded) {
            _ = try await custodian.disclose(SupportView.self, about: "c-1", for: .payment, to: bed.who("nobody"))
        }
        #expect(error.decision?.outcome == .denied)
        #expect(error.message.contains("is denied") && error.message.contains("the disk is full"))
    }

    @Test("Of an import whose answer was lost nobody says that nothing was done")
    func importInDoubt() async throws {
        let bed = Bed(.memory)
        let officer = bed.who("officer-1")
        let first = try await bed.open()
        try await first.openIncident(title: "Lost", detectedAt: bed.clock.now(), by: officer)
        let exported = try await first.exportIncidents(by: nil)
        let faults = StoreFaults()
        let backends = try await Backends.inMemory(controller: "acme", coordinator: FaultyCoordinator(faults: faults))
        let second = try await Custodian.open(backends, governance: try Bed.governance(), clock: bed.clock)
        // Who takes them over is known from here on, so that the next commit is that of the incidents.
        _ = try await second.importIncidents([], by: officer)
        faults.fail(StoreCall.commit, .nth(1), with: CommitError(.commitUnknown, "no answer"), .after)
        let doubt = try await thrown(.inDoubt) { _ = try await second.importIncidents(exported, by: officer) }
        #expect(doubt.message.contains("whether") && !doubt.message.contains("nothing was done"))
        faults.recover()
        let again = try await second.importIncidents(exported, by: officer)
        #expect(again.added == 0 && again.known == 1)
    }
}
