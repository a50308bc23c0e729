import Crypto
import CustodyModel
import CustodyTesting
import Foundation
import Synchronization
import Testing

@testable import CustodyCore

@Suite("Erasing while something is open about the person")
struct OpenMatterTests {
    /// What the host keeps of requests and restrictions.
    private final class Desk: OpenMatterSource {
        private struct Away: Error {}
        private let open = Mutex<[SubjectToken: [OpenMatter]]>([:])
        private let isAway = Mutex(false)

        func set(_ matters: [OpenMatter], about subject: SubjectToken) { open.withLock { $0[subject] = matters } }
        func leave() { isAway.withLock { $0 = true } }

        func openMatters(about subject: SubjectToken) async throws -> [OpenMatter] {
            if isAway.withLock({ $0 }) { throw Away() }
            return open.withLock { $0[subject] ?? [] }
        }
    }

    /// A custodian with a person who has a profile, an invoice and a letter; and who approves.
    private struct Scene {
        let bed = Bed(.memory)
        let desk = Desk()
        let custodian: Custodian
        let token: SubjectToken
        private let key = Curve25519.Signing.PrivateKey()

        init() async throws {
            let backends = try await Backends.inMemory(controller: "acme", provider: bed.provider)
            custodian = try await Custodian.open(
                backends, governance: try KeptClassesTests.governance(), matters: desk, clock: bed.clock)
            try await custodian.enroll(publicKey: Bytes([UInt8](key.publicKey.rawRepresentation)), of: "lead-1", by: nil)
            try await custodian.recordConsent(
                .given(explicitly: false), of: "c-1", for: .directMarketing, notice: Bed.notice, by: bed.agent)
            for (record, field, purpose): (RecordName, FieldName, Purpose) in [
                ("profile", "email", .customerCare), ("letter", "phone", .directMarketing),
            ] {
                try await custodian.collect(
                    FieldValues(text: [field: "a value"]), as: record, about: "c-1", for: [purpose], from: .subject,
                    by: bed.agent)
            }
            token = try await custodian.token(of: "c-1", by: nil)
        }

        func plan(_ ground: ErasureGround = .noLongerNecessary) async throws -> ErasurePlan {
            try await custodian.planErasure(of: "c-1", ground: ground, by: bed.agent)
        }

        func execute(_ plan: ErasurePlan) async throws -> ErasureCertificate.Statement {
            let approval = try await custodian.approve(plan, by: bed.who("lead-1"), signingWith: key)
            return try await custodian.execute(plan, approval: approval, by: bed.agent).statement
        }
    }

    @Test("what is open keeps everything, is named, and no longer does when it is closed", arguments: OpenMatter.Kind.allCases)
    func binds(_ kind: OpenMatter.Kind) async throws {
        let scene = try await Scene()
        scene.desk.set([OpenMatter(kind, reference: "R-7")], about: scene.token)
        let refused = try await thrown(.refusedByLaw) { _ = try await scene.plan() }
        #expect(refused.reasons.count == 2 && refused.reasons.allSatisfy { $0.contains(kind.reference) }, "\(refused)")
        // Another person's matter is another person's.
        scene.desk.set([OpenMatter(kind, reference: "R-7")], about: SubjectToken(.zero))
        scene.desk.set([], about: scene.token)
        let done = try await scene.execute(try await scene.plan())
        #expect(done.kept.isEmpty && done.suppressed)
    }

    @Test("what is open about some records keeps those as they were, and the person stays known")
    func inPart() async throws {
        let scene = try await Scene()
        scene.desk.set(
            [
                OpenMatter(.access, reference: "R-8", records: ["letter"]),
                OpenMatter(.access, reference: "R-9", records: ["none"]),
            ],
            about: scene.token)
        let done = try await scene.execute(try await scene.plan())
        #expect(done.destroyed.map(\.fields) == [["profile.email"]] && !done.suppressed)
        let kept = try #require(done.kept.first)
        #expect(kept.fields == ["letter.phone"] && kept.ground == nil)
        #expect(
            kept.justifications == [
                "https://w3id.org/dpv/justifications#DelayJustification", "https://w3id.org/dpv/legal/eu/gdpr#A15",
            ])
        let seen = try await scene.custodian.disclose(
            [FieldRequest("phone")], of: "letter", about: "c-1", for: .directMarketing, to: scene.bed.agent)
        #expect(seen.value.text("phone") == "a value")
        scene.desk.set([], about: scene.token)
        let rest = try await scene.execute(try await scene.plan())
        #expect(rest.kept.isEmpty && rest.suppressed)
    }

    @Test("a plan is void when something was opened or closed since, and when nobody can say")
    func bound() async throws {
        let scene = try await Scene()
        let before = try await scene.plan()
        scene.desk.set([OpenMatter(.portability, reference: "R-1", records: ["letter"])], about: scene.token)
        _ = try await thrown(.planChanged) { _ = try await scene.execute(before) }
        let during = try await scene.plan()
        #expect(try during.digest() != before.digest() && during.matters.map(\.reference) == ["R-1"])
        scene.desk.set([], about: scene.token)
        _ = try await thrown(.planChanged) { _ = try await scene.execute(during) }
        let after = try await scene.plan()
        scene.desk.leave()
        _ = try await thrown(.notRecorded) { _ = try await scene.execute(after) }
        _ = try await thrown(.notRecorded) { _ = try await scene.plan() }
        #expect(try await scene.custodian.backends.keys.counts().destroyed == 0)
    }

    @Test("an erasure that a hold suspended waits for what is open as well when the hold is released, and is completed then")
    func suspended() async throws {
        let scene = try await Scene()
        let (custodian, agent) = (scene.custodian, scene.bed.agent)
        let hold = try await custodian.placeHold(on: "c-1", records: ["letter"], reference: "Case 2/26", by: agent)
        #expect(try await scene.execute(try await scene.plan()).kept.map(\.fields) == [["letter.phone"]])
        scene.desk.set([OpenMatter(.access, reference: "R-2")], about: scene.token)
        #expect(try await custodian.releaseHold(hold.id, reason: "settled", by: agent).completed == nil)
        #expect(try await custodian.completeSuspendedErasure(of: "c-1", by: agent) == nil)
        scene.desk.set([], about: scene.token)
        let done = try await custodian.completeSuspendedErasure(of: "c-1", by: agent)
        #expect(done?.statement.kept.isEmpty == true && done?.statement.suppressed == true)
    }

    @Test("a restriction on record keeps the data where the person may choose it, until it is lifted and they were told")
    func restriction() async throws {
        let scene = try await Scene()
        let (custodian, agent) = (scene.custodian, scene.bed.agent)
        #expect(try await custodian.liftRestriction(of: "c-1", toldAt: scene.bed.clock.now(), by: agent) == nil)
        try await custodian.restrictProcessing(of: "c-1")
        for ground in [ErasureGround.noLongerNecessary, .unlawfulProcessing] {
            let refused = try await thrown(.refusedByLaw) { _ = try await scene.plan(ground) }
            #expect(refused.reasons.allSatisfy { $0.contains("GDPR Art. 18(1)") }, "\(refused)")
        }
        #expect(try await scene.plan(.legalObligation).isComplete, "a law that orders the erasure leaves no choice")
        let early = try await thrown(.refusedByLaw) {
            try await custodian.liftRestriction(
                of: "c-1", toldAt: scene.bed.clock.now().adding(milliseconds: 1), by: agent)
        }
        #expect(early.receipt != nil)
        _ = try await thrown(.denied) {
            try await custodian.liftRestriction(of: "c-1", toldAt: scene.bed.clock.now(), by: scene.bed.who("lead-1"))
        }
        scene.bed.clock.advance(milliseconds: 1)
        #expect(try await custodian.liftRestriction(of: "c-1", toldAt: scene.bed.clock.now(), by: agent) != nil)
        #expect(try await scene.execute(try await scene.plan()).kept.isEmpty)
    }

    @Test("every ground is named by terms that the vocabulary has")
    func terms() throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let list = tests.appending(path: "CustodyConsentTests/Fixtures/dpv-2.3-iris.txt")
        let known = Set(try String(contentsOf: list, encoding: .utf8).split(separator: "\n").map { String($0) })
        let used =
            OpenMatter.Kind.allCases.flatMap(\.justifications) + KeepingGround.all.compactMap(\.iri)
            + ErasureGround.all.compactMap(\.iri) + (LawfulBasis.gdpr + LawfulBasis.unitedKingdom).compactMap(\.iri)
        #expect(used.count > 15 && used.allSatisfy(known.contains), "\(used.filter { !known.contains($0) })")
    }
}
