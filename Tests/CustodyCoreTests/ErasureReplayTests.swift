import Crypto
import CustodyAccess
import CustodyData
import CustodyFaults
import CustodyFiles
import CustodyGovernance
import CustodyKeys
import CustodyLaw
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("Erasures that are carried out again")
struct ErasureReplayTests {
    /// A store of which an older copy is at hand, and an anchor that neither has.
    private struct Scene {
        let bed = Bed(.files)
        let anchor = InMemoryErasureAnchor()
        private let key = Curve25519.Signing.PrivateKey()
        var staff: Principal { bed.agent }

        static func governance() throws -> Governance {
            Governance(
                policy: try RolePolicy(controller: "acme") {
                    Declare("delivery", on: .contract)
                    Declare(.directMarketing, on: .consent)
                    Role("staff") {
                        Allow([.collect, .read, .share], [.contact], for: ["delivery", .directMarketing])
                        Allow([.verify], [.contact])
                        Allow([.recordConsent, .handleRequest, .noteMoment, .placeHold, .linkSubjects], [])
                        Allow([.planErasure, .executeErasure], [])
                    }
                    Role("lead") { Allow(.approveErasure, []) }
                    Assign("agent-1", to: "staff")
                    Assign("lead-1", to: "lead")
                },
                records: [
                    RecordSchema("customer") { Field("email", .emailAddress, for: ["delivery"]) },
                    RecordSchema("letter") { Field("phone", .telephone, for: [.directMarketing]) },
                ], logRetention: Bed.logRetention)
        }

        /// The store with one person, before anything is copied.
        func made() async throws -> Custodian {
            let custodian = try await bed.open(Self.governance())
            try await custodian.enroll(publicKey: Bytes([UInt8](key.publicKey.rawRepresentation)), of: "lead-1", by: nil)
            try await collect(custodian)
            return custodian
        }

        func collect(_ custodian: Custodian, again: Bool = false) async throws {
            try await custodian.collect(
                FieldValues(text: ["email": "ada@example.org"]), as: "customer", about: "c-1", for: ["delivery"],
                from: .other("a broker"), by: staff, options: CollectOptions(startsNewRelationship: again))
        }

        func open(_ disk: InMemoryFileSystem) async throws -> Custodian {
            let backends = try await FileBackend.open(
                at: Bed.directory, keys: bed.provider, random: bed.random, files: disk)
            do {
                return try await Custodian.open(backends, governance: nil, erasures: anchor, clock: bed.clock)
            } catch {
                try? await backends.close()
                throw error
            }
        }

        func erase(
            _ custodian: Custodian, _ log: LogTreatment = .eraseNow
        ) async throws -> ErasureCertificate.Statement {
            let plan = try await custodian.planErasure(of: "c-1", ground: .noLongerNecessary, log: log, by: staff)
            let approval = try await custodian.approve(plan, by: bed.who("lead-1"), signingWith: key)
            return try await custodian.execute(plan, approval: approval, by: staff).statement
        }

        /// Erases the person in the store, and answers a copy of it from before.
        func copiedBeforeErasure() async throws -> (InMemoryFileSystem, ErasureCertificate.Statement) {
            let copy = bed.disk.copy()
            let custodian = try await open(bed.disk)
            let statement = try await erase(custodian)
            try await custodian.close()
            return (copy, statement)
        }

        func email(_ custodian: Custodian) async throws -> String? {
            try await custodian.disclose(
                [FieldRequest("email")], of: "customer", about: "c-1", for: "delivery", to: staff
            ).value.text("email")
        }
    }

    @Test("one that is decided and cannot be finished is told to the anchor at once, and carried out again in an older copy")
    func toldAtOnce() async throws {
        let scene = Scene()
        try await scene.made().close()
        let copy = scene.bed.disk.copy()
        let faults = StoreFaults()
        let backends = try await FileBackend.open(
            at: Bed.directory, keys: scene.bed.provider, random: scene.bed.random, files: scene.bed.disk)
        let custodian = try await Custodian.open(
            backends.faulty(faults), governance: nil, erasures: scene.anchor, clock: scene.bed.clock)
        faults.fail(StoreCall.Keys.overwrite)
        _ = try await thrown(.notRecorded) { _ = try await scene.erase(custodian) }
        faults.recover()
        #expect(try await scene.anchor.records(of: backends.store).count == 1)
        try await custodian.close()
        let older = try await scene.open(copy)
        #expect(older.replayedErasures == 1)
        _ = try await thrown(.erased) { _ = try await scene.email(older) }
        try await older.close()
        let finished = try await scene.open(scene.bed.disk)
        #expect(finished.replayedErasures == 0 && finished.unfinishedErasures == 0)
        try await finished.close()
    }

    @Test("an older copy of the whole store erases again also after the time of every backup, once, and nobody who came since")
    func afterItsTime() async throws {
        let scene = Scene()
        try await scene.made().close()
        let (copy, _) = try await scene.copiedBeforeErasure()
        scene.bed.clock.advance(hours: 24 * 31)
        var older = try await scene.open(copy)
        #expect(older.replayedErasures == 1)
        _ = try await thrown(.erased) { _ = try await scene.email(older) }
        try await older.close()
        older = try await scene.open(copy)
        #expect(older.replayedErasures == 0)
        // The store forgets what is over; the anchor that it was opened with does not know of that.
        #expect(try await older.anchorErasures(in: InMemoryErasureAnchor()) == 0)
        #expect(try await older.records(KeptErasure.everything).isEmpty)
        try await scene.collect(older, again: true)
        for _ in 0..<2 {
            #expect(try await scene.email(older) == "ada@example.org")
            #expect(try await older.backends.data.counts().suppressions == 0)
            try await older.close()
            older = try await scene.open(copy)
            #expect(older.replayedErasures == 0, "what is gone is not carried out again")
        }
        #expect(try await older.verify().isIntact)
        try await older.close()
    }

    @Test("evidence of who asks goes with the person again")
    func evidence() async throws {
        let scene = Scene()
        let made = try await scene.made()
        let request = try await made.receiveRequest(.rectification, about: "c-1", by: scene.staff)
        try await made.advance(request.id, .askIdentity(because: "another address"), by: scene.staff)
        try await made.takeEvidence(Sensitive(Array("passport".utf8)), for: request.id, by: scene.staff)
        let key = try #require(try await made.kept(request.id).0.evidence?.key)
        try await made.close()
        let (copy, _) = try await scene.copiedBeforeErasure()
        let older = try await scene.open(copy)
        #expect(older.replayedErasures == 1)
        #expect(try await older.evidence(of: request.id, by: scene.staff) == nil)
        #expect(try await older.backends.keys.live(of: key.owner).isEmpty)
        #expect(try await older.verify().isIntact)
        try await older.close()
    }

    @Test("what was remembered beside the data goes again, and who was given some of it is due a notice")
    func besideTheData() async throws {
        let scene = Scene()
        let made = try await scene.made()
        let token = try await made.known("c-1")
        let carrier = DataRecipient("carrier", named: "Carrier", as: .controller, in: "DE")
        _ = try await made.share(
            [FieldRequest("email")], of: "customer", about: "c-1", for: "delivery", with: carrier, by: scene.staff)
        try await made.verify(["email"], of: "customer", about: "c-1", by: .person, principal: scene.staff)
        try await made.note(.activity, about: "c-1", by: scene.staff)
        let filters = [SharedData.of(token), InformationDuty.of(token), AccuracyMarks.of(token)]
        for filter in filters { #expect(try await made.records(filter).count == 1) }
        try await made.close()
        let (copy, _) = try await scene.copiedBeforeErasure()
        let older = try await scene.open(copy)
        #expect(older.replayedErasures == 1)
        for filter in filters { #expect(try await older.records(filter).isEmpty) }
        #expect(try await older.backends.data.record(SubjectMoments.id(token)) == nil)
        let due = try await older.recipientNotices(by: nil)
        #expect(due.map(\.recipient) == [carrier] && due.map(\.kind) == [.erasure] && due.map(\.fields) == [["email"]])
        try await older.close()
    }

    @Test("what a hold keeps back waits again, and the release of the hold completes the erasure")
    func suspended() async throws {
        let scene = Scene()
        let made = try await scene.made()
        try await made.recordConsent(
            .given(explicitly: false), of: "c-1", for: .directMarketing, notice: Bed.notice, by: scene.staff)
        try await made.collect(
            FieldValues(text: ["phone": "+1"]), as: "letter", about: "c-1", for: [.directMarketing], from: .subject,
            by: scene.staff)
        let hold = try await made.placeHold(on: "c-1", records: ["letter"], reference: "Case 1/26", by: scene.staff)
        try await made.close()
        let (copy, statement) = try await scene.copiedBeforeErasure()
        #expect(statement.kept.map(\.fields) == [["letter.phone"]])
        scene.bed.clock.advance(hours: 1)
        var older = try await scene.open(copy)
        #expect(older.replayedErasures == 1)
        #expect(try await older.backends.data.record(SuspendedErasure.id(statement.subject))?.collectedAt == statement.erasedAt)
        try await older.close()
        older = try await scene.open(copy)
        let released = try await older.releaseHold(hold.id, reason: "settled", by: scene.staff)
        #expect(released.completed?.statement.kept.isEmpty == true && released.awaitingPlan == nil)
        _ = try await thrown(.erased) { _ = try await scene.email(older) }
        #expect(try await older.backends.data.record(SuspendedErasure.id(statement.subject)) == nil)
        #expect(try await older.verify().isIntact)
        try await older.close()
    }

    @Test("of people who were merged after the copy was made, a hold on one binds what the log says about both again")
    func mergedAfterwards() async throws {
        let scene = Scene()
        let made = try await scene.made()
        try await made.collect(
            FieldValues(text: ["email": "ada@example.net"]), as: "customer", about: "c-2", for: ["delivery"], from: .subject,
            by: scene.staff)
        let tokens = [try await made.known("c-1"), try await made.known("c-2")]
        try await made.close()
        let copy = scene.bed.disk.copy()
        let custodian = try await scene.open(scene.bed.disk)
        try await custodian.merge("c-1", with: "c-2", reason: "the same passport", by: scene.staff)
        let until = scene.bed.clock.now().adding(milliseconds: 86_400_000)
        _ = try await scene.erase(custodian, .keepPseudonymousUntil(until, ground: .legalClaims))
        try await custodian.close()
        let older = try await scene.open(copy)
        #expect(older.replayedErasures == 2)
        let hold = try await older.placeHold(onErased: tokens[0], reference: "Case 1/26", by: scene.staff)
        scene.bed.clock.advance(hours: 25)
        #expect(try await older.eraseDueLogParts(by: scene.staff).isEmpty)
        let released = try await older.releaseHold(hold.id, reason: "settled", by: scene.staff)
        #expect(released.log?.subject == tokens[0] && released.logForMerged?.map(\.subject) == [tokens[1]])
        #expect(try await older.records(MergedPeople.everybody).isEmpty)
        #expect(try await older.verify().isIntact)
        try await older.close()
    }
}
