import Crypto
import CustodyAudit
import CustodyFaults
import CustodyKeys
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("Certificates of erasures")
struct CertificateTests {
    /// Goes on by a second whenever it is asked.
    private struct SteppingClock: CustodyClock {
        let base = ManualClock()

        func now() -> Instant {
            base.advance(milliseconds: 1000)
            return base.now()
        }
    }

    /// A store with two people, who may erase, and the key of whoever agrees.
    private struct Desk {
        let bed: Bed
        var custodian: Custodian
        let key = Curve25519.Signing.PrivateKey()
        var officer: Principal { bed.who("officer-1") }

        init(_ bed: Bed, _ opened: Custodian? = nil) async throws {
            self.bed = bed
            custodian = if let opened { opened } else { try await bed.open() }
            try await custodian.enroll(publicKey: Bytes([UInt8](key.publicKey.rawRepresentation)), of: "lead-1", by: nil)
            for subject in ["c-1", "c-2"] as [SubjectID] {
                try await custodian.collect(
                    Customer(email: "ada@example.org", phone: "+44 20 7946 0018"), about: subject, for: [.customerCare],
                    from: .subject, by: bed.importer)
            }
        }

        func approved(_ log: LogTreatment = .eraseNow) async throws -> (ErasurePlan, ErasureApproval) {
            let plan = try await custodian.planErasure(of: "c-1", ground: .noLongerNecessary, log: log, by: officer)
            return (plan, try await custodian.approve(plan, by: bed.who("lead-1"), signingWith: key))
        }

        func erase(_ log: LogTreatment = .eraseNow) async throws -> ErasureCertificate {
            let (plan, approval) = try await approved(log)
            return try await custodian.execute(plan, approval: approval, by: officer)
        }

        func merge() async throws {
            try await custodian.merge("c-1", with: "c-2", reason: "the same passport", by: officer)
        }

        mutating func reopen() async throws {
            guard bed.backing == .files else { return }
            try await custodian.close()
            custodian = try await bed.open()
        }
    }

    @Test("a certificate is had again as it was, by plan or by token, by whoever may erase", arguments: Backing.allCases)
    func again(_ backing: Backing) async throws {
        var desk = try await Desk(Bed(backing))
        let certificate = try await desk.erase()
        let statement = certificate.statement
        desk.bed.clock.advance(hours: 1)
        for _ in 0..<2 {
            let again = try await desk.custodian.certificate(ofPlan: statement.plan, by: desk.officer)
            #expect(again.statement == statement && again.merged == nil)
            #expect(again.isSigned(by: try desk.custodian.certificateKey()))
            let all = try await desk.custodian.certificates(of: statement.subject, by: desk.officer)
            #expect(all.map(\.statement) == [statement])
            try await desk.reopen()
        }
        #expect(try await desk.custodian.certificates(of: SubjectToken(.zero), by: desk.officer).isEmpty)
        let none = Bytes([UInt8](repeating: 0, count: 32))
        _ = try await thrown(.unknownRecord) {
            _ = try await desk.custodian.certificate(ofPlan: none, by: desk.officer)
        }
        // Who may not erase does not learn what was.
        for plan in [statement.plan, none] {
            _ = try await thrown(.denied) { _ = try await desk.custodian.certificate(ofPlan: plan, by: desk.bed.agent) }
        }
        _ = try await thrown(.denied) {
            _ = try await desk.custodian.certificates(of: statement.subject, by: desk.bed.agent)
        }
        #expect(try await desk.custodian.verify().isIntact)
        try await desk.custodian.close()
    }

    @Test("an erasure that was cut off after its intent is certified once the next opening has finished it, and with that time")
    func cutOff() async throws {
        let bed = Bed(.files)
        var desk = try await Desk(bed)
        let (plan, approval) = try await desk.approved()
        // The first write to the key file after the intent is the overwriting.
        bed.files.arm(FaultPlan([.init(.write, .from(1), pathSuffix: "keys/slots", .error(5))]))
        _ = try await thrown(.notRecorded) {
            _ = try await desk.custodian.execute(plan, approval: approval, by: desk.officer)
        }
        await #expect(throws: CustodianError.self, "what is not destroyed is not certified") {
            _ = try await desk.custodian.certificate(ofPlan: plan.digest(), by: desk.officer)
        }
        try? await desk.custodian.close()
        bed.files.disarm()
        bed.clock.advance(hours: 2)
        let finished = bed.clock.now()
        desk.custodian = try await bed.open()
        for _ in 0..<2 {
            bed.clock.advance(hours: 1)
            let certificate = try await desk.custodian.certificate(ofPlan: plan.digest(), by: desk.officer)
            let said = certificate.statement
            #expect(certificate.isSigned(by: try desk.custodian.certificateKey()))
            #expect(said.subject == plan.subject && said.destroyed == plan.destroys && said.kept.isEmpty)
            #expect(said.erasedAt == finished, "not when it was decided")
            #expect(said.selfCheck?.keys == plan.destroys.count && said.selfCheck?.values == plan.destroys.count)
            guard case .erased(let scope) = said.log else { throw BrokenPromise("the log kept what it says") }
            let entry = try #require(
                try await desk.custodian.backends.audit.entries(
                    AuditQuery(log: scope.entry.log, from: scope.entry.index ?? 0, limit: 1)
                ).first)
            #expect(try entry.leaf().commit == said.intent && entry.leafHash == scope.leafHash)
            #expect(said.intent < said.done)
            let all = try await desk.custodian.certificates(of: plan.subject, by: desk.officer)
            #expect(all.map(\.statement) == [said])
            try await desk.reopen()
        }
        #expect(try await desk.custodian.verify().isIntact)
        try await desk.custodian.close()
    }

    @Test("an erasure that another process finishes, because it was opened in between, is certified once, as that one noted it")
    func finishedByAnother() async throws {
        let bed = Bed(.memory)
        let hook = Hook()
        let backends = try await Backends.inMemory(
            controller: "acme", provider: bed.provider, coordinator: SlowCoordinator(hook: hook))
        let desk = try await Desk(
            bed, try await Custodian.open(backends, governance: try Bed.governance(), clock: bed.clock))
        let (plan, approval) = try await desk.approved()
        // The first commit from here on is the intent, the second the note that it is done.
        hook.arm { hook.arm { await Self.open(backends, bed) } }
        let certificate = try await desk.custodian.execute(plan, approval: approval, by: desk.officer)
        let again = try await desk.custodian.certificate(ofPlan: plan.digest(), by: desk.officer)
        #expect(again.statement == certificate.statement)
        #expect(try await desk.custodian.log(by: nil).count { $0.action == .erasureDone } == 1)
        #expect(try await desk.custodian.verify().isIntact)
    }

    @Test("a process opens although another, which is opened beside it, finishes the same erasure first")
    func finishedBeside() async throws {
        let bed = Bed(.memory)
        let (hook, faults) = (Hook(), StoreFaults())
        let backends = try await Backends.inMemory(
            controller: "acme", provider: bed.provider, coordinator: SlowCoordinator(hook: hook))
        let desk = try await Desk(
            bed, try await Custodian.open(backends.faulty(faults), governance: try Bed.governance(), clock: bed.clock))
        let (plan, approval) = try await desk.approved()
        faults.fail(StoreCall.Keys.overwrite)
        _ = try await thrown(.notRecorded) {
            _ = try await desk.custodian.execute(plan, approval: approval, by: desk.officer)
        }
        hook.arm { await Self.open(backends, bed) }
        let custodian = try await Custodian.open(backends, governance: nil, clock: bed.clock)
        let certificate = try await custodian.certificate(ofPlan: plan.digest(), by: desk.officer)
        #expect(certificate.isSigned(by: try custodian.certificateKey()))
        #expect(try await custodian.log(by: nil).count { $0.action == .erasureDone } == 1)
    }

    /// Opens a store once more, as another process does.
    private static func open(_ backends: Backends, _ bed: Bed) async {
        do { _ = try await Custodian.open(backends, governance: nil, clock: bed.clock) } catch {
            Issue.record("the other process could not be opened: \(error)")
        }
    }

    @Test("a certificate tells when the keys were gone, as the log does, and not when that was decided")
    func erasedAt() async throws {
        let bed = Bed(.memory)
        let desk = try await Desk(
            bed,
            try await Custodian.open(
                try await Backends.inMemory(controller: "acme", provider: bed.provider), governance: try Bed.governance(),
                clock: SteppingClock()))
        let said = try await desk.erase().statement
        let lines = try await desk.custodian.log(by: nil)
        let intent = try #require(lines.last(where: { $0.action == .executeErasure }))
        let done = try #require(lines.last(where: { $0.action == .erasureDone }))
        #expect(said.erasedAt == done.time && done.time > intent.time)
        #expect(said.intent == intent.commit && said.done == done.commit)
    }

    @Test("an erasure of two who are one that was cut off between them certifies both in the end")
    func cutOffBetweenTwo() async throws {
        let desk = try await Desk(Bed(.files))
        try await desk.merge()
        let (plan, approval) = try await desk.approved()
        // Of the two intents the second cannot be written.
        let faults = StoreFaults()
        let custodian = try await Custodian.open(
            desk.custodian.backends.faulty(faults), governance: nil, clock: desk.bed.clock)
        faults.fail(StoreCall.Keys.intend, .nth(2))
        _ = try await thrown(.notRecorded) {
            _ = try await custodian.execute(plan, approval: approval, by: desk.officer)
        }
        faults.recover()
        let certificate = try await custodian.execute(plan, approval: approval, by: desk.officer)
        let parts = try plan.merged?.map { try $0.digest() }
        #expect(certificate.merged?.map(\.statement.plan) == parts)
        #expect(certificate.isSigned(by: try custodian.certificateKey()))
        let again = try await custodian.certificate(ofPlan: plan.digest(), by: desk.officer)
        #expect(again.statement == certificate.statement)
        #expect(again.merged?.map(\.statement) == certificate.merged?.map(\.statement))
        try await custodian.close()
    }

    @Test(
        "a hold on an erased person who was merged binds what the log says by either token, and its release lets go of both",
        arguments: Backing.allCases)
    func mergedHold(_ backing: Backing) async throws {
        var desk = try await Desk(Bed(backing))
        let tokens = [try await desk.custodian.known("c-1"), try await desk.custodian.known("c-2")]
        try await desk.merge()
        let until = desk.bed.clock.now().adding(milliseconds: 90 * 86_400_000)
        let certificate = try await desk.erase(.keepPseudonymousUntil(until, ground: .legalClaims))
        #expect(certificate.merged?.map(\.statement.subject) == [tokens[1]])
        let hold = try await desk.custodian.placeHold(onErased: tokens[0], reference: "Case 12/26", by: desk.officer)
        desk.bed.clock.advance(hours: 24 * 91)
        try await desk.reopen()
        #expect(try await desk.custodian.eraseDueLogParts(by: desk.officer).isEmpty)
        for token in tokens { #expect(try await desk.custodian.backends.keys.live(of: token.handle)[.log] != nil) }
        let second = try await desk.custodian.placeHold(onErased: tokens[1], reference: "Case 13/26", by: desk.officer)
        let early = try await desk.custodian.releaseHold(second.id, reason: "settled", by: desk.officer)
        #expect(early.log == nil && early.logForMerged == nil)
        let released = try await desk.custodian.releaseHold(hold.id, reason: "settled", by: desk.officer)
        #expect(released.log?.subject == tokens[0] && released.logForMerged?.map(\.subject) == [tokens[1]])
        for token in tokens {
            #expect(try await desk.custodian.backends.keys.live(of: token.handle).isEmpty)
            _ = try await thrown(.erased) {
                _ = try await desk.custodian.placeHold(onErased: token, reference: "Case 14/26", by: desk.officer)
            }
        }
        // With the last part it is forgotten who they were.
        #expect(try await desk.custodian.records(MergedPeople.everybody).isEmpty)
        #expect(try await desk.custodian.verify().isIntact)
        try await desk.custodian.close()
    }
}
