import Crypto
import CustodyAccess
import CustodyAudit
import CustodyKeys
import CustodyLaw
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("Handling requests")
struct RequestHandlingTests {
    private static let refusal = RequestRefusal(
        .rightsOfOthers, because: "the letter is about somebody else", complaintTo: "the authority", court: "the court")

    /// The key that would open a request's evidence.
    private func evidenceKey(_ id: RequestID, _ custodian: Custodian) async throws -> KeyID? {
        try await custodian.kept(id).0.evidence?.key
    }

    @Test(
        "a request is verified, granted and carried out; evidence goes with the decision, key and all",
        arguments: Backing.allCases)
    func wholeWay(_ backing: Backing) async throws {
        let bed = Bed(backing)
        var custodian = try await bed.withCustomer()
        let officer = bed.who("officer-1")
        let request = try await custodian.receiveRequest(
            .access, about: "c-1042", words: "What do you know about me?", by: bed.agent)
        // Nobody said who asks, and nothing is decided.
        let early = try await thrown(.refusedByLaw) { _ = try await custodian.verified(request.id) }
        #expect(early.reasons == ["notIdentified"])
        #expect(
            try await thrown(.refusedByLaw) { try await custodian.advance(request.id, .grant, by: officer) }.reasons == [
                "notIdentified"
            ])
        // What nobody asked for is not taken.
        _ = try await thrown(.refusedByLaw) {
            try await custodian.takeEvidence(Sensitive(Array("passport".utf8)), for: request.id, by: officer)
        }
        try await custodian.advance(request.id, .askIdentity(because: "another address"), by: officer)
        try await custodian.takeEvidence(Sensitive(Array("passport".utf8)), for: request.id, by: officer)
        #expect(try await custodian.evidence(of: request.id, by: officer)?.exposed == Array("passport".utf8))
        let key = try #require(try await evidenceKey(request.id, custodian))
        if backing == .files {
            try await custodian.close()
            custodian = try await bed.open()
        }
        _ = try await thrown(.refusedByLaw) {
            try await custodian.advance(request.id, .noDoubt(because: "logged in"), by: officer)
        }
        try await custodian.advance(request.id, .verify(by: "passport compared"), by: officer)
        #expect(try await custodian.evidence(of: request.id, by: officer) != nil)
        let granted = try await custodian.advance(request.id, .grant, by: officer)
        #expect(granted.identity == .verified && granted.decision == .granted && !granted.isClosed)
        #expect(try await custodian.evidence(of: request.id, by: officer) == nil)
        await #expect(throws: KeyError.self) { try await custodian.backends.keys.wrapped(key) }
        #expect(try await custodian.words(of: request.id, by: officer)?.exposed == "What do you know about me?")

        struct Broken: Error {}
        let first = try await custodian.verified(request.id)
        do {
            try await custodian.execute(first, by: officer) { throw Broken() }
            Issue.record("the work failed, and nobody says so")
        } catch is Broken {}
        #expect(try await custodian.request(request.id, by: nil).execution == .failed)
        let again = try await custodian.verified(request.id)
        let done = try await custodian.execute(again, by: officer) {
            // While it is carried out, nobody else begins it.
            let again = try await thrown(.refusedByLaw) { _ = try await custodian.verified(request.id) }
            #expect(again.reasons == ["underWay"])
        }
        #expect(done.execution == .done && done.isClosed)
        #expect(try await thrown(.refusedByLaw) { _ = try await custodian.verified(request.id) }.reasons == ["closed"])
        #expect(try await custodian.openRequests(by: nil).isEmpty)
        #expect(try await custodian.requests(about: "c-1042", by: officer) == [done])

        let actions = try await custodian.log(of: "c-1042", by: nil).map(\.action.description)
        #expect(
            actions.filter { $0.hasPrefix("request.") } == [
                "request.receive", "request.advance", "request.advance", "request.advance", "request.decide",
                "request.execute", "request.execute", "request.execute", "request.execute",
            ])
        #expect(try await custodian.verify().isIntact)
    }

    @Test("what was cut off can be ended and begun again")
    func cutOff() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.withCustomer()
        let officer = bed.who("officer-1")
        let request = try await custodian.receiveRequest(.rectification, about: "c-1042", by: nil)
        try await custodian.advance(request.id, .noDoubt(because: "logged in"), by: officer)
        try await custodian.advance(request.id, .grant, by: officer)
        _ = try await custodian.change(request.id, as: .requestExecuted, [:], by: officer, in: { _ in nil }) { kept, rule, _ in
            try kept.request.begin(by: rule)
        }
        #expect(try await thrown(.refusedByLaw) { _ = try await custodian.verified(request.id) }.reasons == ["underWay"])
        try await custodian.abandon(request.id, reason: "the process died", by: officer)
        let verified = try await custodian.verified(request.id)
        #expect(try await custodian.execute(verified, by: officer) {}.execution == .done)
    }

    @Test(
        "what only stops something is carried out at once, by whoever takes it in, and never asks who it is",
        arguments: Backing.allCases)
    func absolute(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.withCustomer()
        try await custodian.recordConsent(
            .given(explicitly: false), of: "c-1042", for: .directMarketing, notice: Bed.notice, by: bed.agent)
        let marketer = bed.who("marketer-1")
        _ = try await custodian.disclose(SupportMarketing.self, about: "c-1042", for: .directMarketing, to: marketer)
        let request = try await custodian.receiveRequest(
            .marketingObjection, about: "c-1042", purposes: [.directMarketing], by: nil)
        let asked = try await thrown(.refusedByLaw) {
            try await custodian.advance(request.id, .askIdentity(because: "who is it?"), by: bed.who("officer-1"))
        }
        #expect(asked.reasons == ["identityForbidden"])
        let refused = try await thrown(.refusedByLaw) {
            try await custodian.advance(request.id, .refuse(Self.refusal), by: bed.who("officer-1"))
        }
        #expect(refused.reasons == ["noGround"])
        // The agent may not handle requests, and this one nevertheless.
        let done = try await custodian.execute(try await custodian.verified(request.id), for: "c-1042", by: bed.agent)
        #expect(done.execution == .done && done.identity == .unchecked)
        // It takes effect on the next decision.
        let denied = try await thrown(.denied) {
            _ = try await custodian.disclose(SupportMarketing.self, about: "c-1042", for: .directMarketing, to: marketer)
        }
        #expect(denied.decision?.reasons.all.contains(.objected) == true)

        for kind: RightKind in [.optOutOfSale, .limitSensitive] {
            let request = try await custodian.receiveRequest(
                kind, under: "us-ca", about: "c-2", purposes: [.customerCare, .directMarketing], by: nil)
            #expect(custodian.clock(of: request)?.due != nil && custodian.clock(of: request)?.acknowledgeBy == nil)
            let done = try await custodian.execute(try await custodian.verified(request.id), for: "c-2", by: bed.agent)
            #expect(done.execution == .done)
        }
        #expect(try await custodian.consentStatus(of: "c-2", for: .directMarketing).state == .optedOut)
        let withdrawal = try await custodian.receiveRequest(.withdrawal, about: "c-1042", purposes: [.directMarketing], by: nil)
        _ = try await thrown(.invalidInput) {
            _ = try await custodian.execute(try await custodian.verified(withdrawal.id), for: "c-2", by: bed.agent)
        }
        try await custodian.execute(try await custodian.verified(withdrawal.id), for: "c-1042", by: bed.agent)
        #expect(try await custodian.consentStatus(of: "c-1042", for: .directMarketing).state == .withdrawn)
    }

    private struct SupportMarketing: PersonalView {
        typealias Record = Customer
        let email: String
    }

    @Test("a duplicate is not carried out, whatever became of it before, and is again when it turns out to be none")
    func duplicates() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.withCustomer()
        let officer = bed.who("officer-1")
        let first = try await custodian.receiveRequest(.access, about: "c-1042", by: nil)
        let second = try await custodian.receiveRequest(.access, about: "c-1042", by: nil)
        let other = try await custodian.receiveRequest(.erasure, about: "c-1042", by: nil)
        let another = try await custodian.receiveRequest(.access, about: "c-9", by: nil)
        try await custodian.advance(second.id, .noDoubt(because: "logged in"), by: officer)
        try await custodian.advance(second.id, .grant, by: officer)
        for wrong in [other.id, another.id] {
            _ = try await thrown(.invalidInput) {
                try await custodian.advance(second.id, .markDuplicate(of: wrong), by: officer)
            }
        }
        try await custodian.advance(second.id, .markDuplicate(of: first.id), by: officer)
        // Neither of two is marked as a duplicate of the other.
        _ = try await thrown(.invalidInput) {
            try await custodian.advance(first.id, .markDuplicate(of: second.id), by: officer)
        }
        #expect(try await thrown(.refusedByLaw) { _ = try await custodian.verified(second.id) }.reasons == ["duplicate"])
        try await custodian.advance(second.id, .clearDuplicate, by: officer)
        #expect(try await custodian.verified(second.id).id == second.id)
    }

    @Test("a refusal has a listed ground; that the right does not exist is checked against the bases of what is held")
    func refusing() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.withCustomer()
        let officer = bed.who("officer-1")
        func refusal(_ ground: RefusalGround) -> RequestStep {
            .refuse(RequestRefusal(ground, because: "because", complaintTo: "the authority", court: "the court"))
        }
        // The account is paid for under a contract, so that the right is there.
        let portability = try await custodian.receiveRequest(.portability, about: "c-1042", by: nil)
        let wrong = try await thrown(.refusedByLaw) {
            try await custodian.advance(portability.id, refusal(.notOnThisBasis), by: officer)
        }
        #expect(wrong.reasons == ["rightExists"] && wrong.message.contains("payment"))
        // Care rests on legitimate interests, which Art. 20 does not know.
        let care = try await custodian.receiveRequest(.portability, about: "c-1042", purposes: [.customerCare], by: nil)
        let refused = try await custodian.advance(care.id, refusal(.notOnThisBasis), by: officer)
        #expect(refused.isClosed)
        #expect(try await thrown(.refusedByLaw) { _ = try await custodian.verified(care.id) }.reasons == ["refused"])
        #expect(
            try await thrown(.refusedByLaw) { try await custodian.advance(portability.id, refusal("noTime"), by: officer) }
                .reasons == ["noGround"])
        // An appeal is about a refused request of the same person.
        _ = try await thrown(.invalidInput) {
            try await custodian.receiveRequest(.appeal, under: "us-va", about: "c-1042", appealing: portability.id, by: nil)
        }
        let appeal = try await custodian.receiveRequest(.appeal, under: "us-va", about: "c-1042", appealing: care.id, by: nil)
        #expect(appeal.about == care.id)
        let days = try #require(custodian.clock(of: appeal)?.deadline)
        #expect(days.duty.period == .calendarDays(60) && days.longerEnd == nil)
    }

    @Test("who may not handle requests, and what makes no sense, is refused")
    func refusals() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.withCustomer()
        let request = try await custodian.receiveRequest(.access, about: "c-1042", by: nil)
        _ = try await thrown(.denied) { try await custodian.advance(request.id, .acknowledge, by: bed.agent) }
        _ = try await thrown(.denied) { _ = try await custodian.words(of: request.id, by: bed.agent) }
        _ = try await thrown(.invalidInput) {
            try await custodian.receiveRequest(.access, under: "atlantis", about: "c-1042", by: nil)
        }
        _ = try await thrown(.invalidInput) {
            try await custodian.receiveRequest(.optOutOfSale, about: "c-1042", purposes: [.payment], by: nil)
        }
        _ = try await thrown(.invalidInput) { try await custodian.receiveRequest(.objection, about: "c-1042", by: nil) }
        _ = try await thrown(.unknownPurpose) {
            try await custodian.receiveRequest(.objection, about: "c-1042", purposes: ["nothing"], by: nil)
        }
        _ = try await thrown(.invalidInput) {
            try await custodian.receiveRequest(.access, about: "c-1042", restriction: .accuracyContested, by: nil)
        }
        let later = bed.clock.now().adding(milliseconds: 1)
        _ = try await thrown(.invalidInput) {
            try await custodian.receiveRequest(.access, about: "c-1042", received: later, by: nil)
        }
        _ = try await thrown(.unknownRecord) { _ = try await custodian.request(RequestID(.zero), by: nil) }
        // A stranger is answered too, if only that nothing is held.
        let stranger = try await custodian.receiveRequest(.access, about: "stranger", by: nil)
        #expect(stranger.subject == nil)
        try await custodian.advance(stranger.id, .verify(by: "card"), by: bed.who("officer-1"))
        try await custodian.advance(stranger.id, .grant, by: bed.who("officer-1"))
        let verified = try await custodian.verified(stranger.id)
        #expect(try await custodian.execute(verified, by: bed.who("officer-1")) {}.isClosed)
        #expect(try await custodian.requests(about: "stranger", by: bed.who("officer-1")).count == 1)
    }

    @Test("an erasure waits for an open request for access, and takes words and evidence along", arguments: Backing.allCases)
    func erasing(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.open()
        try await custodian.collect(
            Customer(email: "ada@example.org"), about: "c-1", for: [.customerCare], from: .subject, by: bed.importer)
        let key = Curve25519.Signing.PrivateKey()
        let (officer, lead) = (bed.who("officer-1"), bed.who("lead-1"))
        try await custodian.enroll(publicKey: Bytes([UInt8](key.publicKey.rawRepresentation)), of: "lead-1", by: nil)
        func plan() async throws -> (ErasurePlan, ErasureApproval) {
            let plan = try await custodian.planErasure(of: "c-1", ground: .noLongerNecessary, by: officer)
            return (plan, try await custodian.approve(plan, by: lead, signingWith: key))
        }
        let before = try await plan()
        let access = try await custodian.receiveRequest(.access, about: "c-1", by: nil)
        // A plan from before is no plan any more.
        _ = try await thrown(.planChanged) {
            _ = try await custodian.execute(before.0, approval: before.1, by: officer)
        }
        let refused = try await thrown(.refusedByLaw) { _ = try await plan() }
        #expect(refused.reasons.allSatisfy { $0.contains("GDPR Art. 15") })
        try await custodian.advance(access.id, .takeBack, by: officer)

        let rectification = try await custodian.receiveRequest(.rectification, about: "c-1", words: "my name is wrong", by: nil)
        try await custodian.advance(rectification.id, .askIdentity(because: "doubt"), by: officer)
        try await custodian.takeEvidence(Sensitive(Array("passport".utf8)), for: rectification.id, by: officer)
        let evidence = try #require(try await evidenceKey(rectification.id, custodian))
        let (now, approval) = try await plan()
        let certificate = try await custodian.execute(now, approval: approval, by: officer)
        #expect(certificate.statement.kept.isEmpty)
        #expect(try await custodian.words(of: rectification.id, by: officer) == nil)
        #expect(try await custodian.evidence(of: rectification.id, by: officer) == nil)
        await #expect(throws: KeyError.self) { try await custodian.backends.keys.wrapped(evidence) }
        // The request itself can still be brought to an end.
        let ended = try await custodian.advance(rectification.id, .takeBack, by: officer)
        #expect(ended.isClosed)
        #expect(try await custodian.verify().isIntact)
    }

    @Test("a closed request shrinks to a keyed reference after its time, and not before", arguments: Backing.allCases)
    func shrinking(_ backing: Backing) async throws {
        let bed = Bed(backing)
        var custodian = try await bed.withCustomer()
        let officer = bed.who("officer-1")
        let closed = try await custodian.receiveRequest(.access, about: "c-1042", by: nil)
        try await custodian.advance(closed.id, .noDoubt(because: "logged in"), by: officer)
        try await custodian.advance(closed.id, .refuse(Self.refusal), by: officer)
        let open = try await custodian.receiveRequest(.portability, about: "c-1042", by: nil)
        #expect(try await custodian.shrinkRequests(after: .years(3), by: officer) == 0)
        bed.clock.advance(hours: 3 * 366 * 24)
        #expect(try await custodian.shrinkRequests(after: .years(3), by: officer) == 1)
        #expect(try await custodian.shrinkRequests(after: .years(3), by: officer) == 0)
        if backing == .files {
            try await custodian.close()
            custodian = try await bed.open()
        }
        #expect(try await custodian.requests(by: nil).map(\.id) == [open.id])
        _ = try await thrown(.unknownRecord) { _ = try await custodian.request(closed.id, by: nil) }
        let left = try #require(try await custodian.closedRequests(by: nil).first)
        #expect(left.kind == .access && left.outcome == .refused && left.claimant == closed.claimant)
    }
}
