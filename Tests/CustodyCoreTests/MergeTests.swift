import CustodyAudit
import CustodyConsent
import CustodyData
import CustodyKeys
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("Merging two people who are one")
struct MergeTests {
    /// Says that nothing is open, after something happened meanwhile.
    private struct SlowMatters: OpenMatterSource {
        let hook: Hook

        func openMatters(about subject: SubjectToken) async throws -> [OpenMatter] {
            await hook.run()
            return []
        }
    }

    @Test("one erasure reaches both, by whichever identifier, and each keeps its keys until then", arguments: Backing.allCases)
    func erases(_ backing: Backing) async throws {
        var desk = try await MergeDesk(backing)
        #expect(try await desk.merge() == MergeReport(tokens: 2, conflicts: []))
        // Again, from the other side, it changes nothing.
        try await desk.merge("lovelace", "ada")
        try await desk.custodian.link("byron", to: "ada", reason: "her father's name", by: desk.officer)
        try await desk.reopen()
        #expect(try await desk.email("ada") == "ada@example.org")
        #expect(try await desk.email("lovelace") == "lovelace@example.org")
        let (plan, approval) = try await desk.approved("lovelace")
        #expect(plan.merged?.count == 1)
        let certificate = try await desk.custodian.execute(plan, approval: approval, by: desk.officer)
        let key = try desk.custodian.certificateKey()
        #expect(certificate.isSigned(by: key))
        let merged = try #require(certificate.merged?.first)
        #expect(merged.statement.subject != certificate.statement.subject && merged.statement.kept.isEmpty)
        var forged = certificate
        forged.merged?[0].statement.suppressed = false
        #expect(!forged.isSigned(by: key))
        for _ in 0..<2 {
            try await desk.requireErased(["ada", "lovelace", "byron"])
            #expect(try await desk.email("eve") == "eve@example.org")
            #expect(try await desk.custodian.verify().isIntact)
            try await desk.reopen()
        }
        #expect(
            try await desk.custodian.backends.data.records(RecordQuery(.heldFor("custody.mergedPeople"), limit: 9)).records
                .isEmpty)
        _ = try await thrown(.planChanged) {
            _ = try await desk.custodian.execute(plan, approval: approval, by: desk.officer)
        }
        try await desk.custodian.close()
    }

    @Test("an erasure that is cut off between the two goes on by the same approval")
    func resumes() async throws {
        let bed = Bed(.files)
        let desk = try await MergeDesk(bed)
        try await desk.merge()
        let (plan, approval) = try await desk.approved("ada")
        // Of the two intents the second cannot be written.
        let faults = StoreFaults()
        let custodian = try await Custodian.open(
            desk.custodian.backends.faulty(faults), governance: nil, clock: bed.clock)
        faults.fail(StoreCall.Keys.intend, .nth(2))
        _ = try await thrown(.notRecorded) {
            _ = try await custodian.execute(plan, approval: approval, by: desk.officer)
        }
        faults.recover()
        try await desk.requireErased(["lovelace"])
        #expect(try await desk.email("ada") == "ada@example.org")
        _ = try await custodian.execute(plan, approval: approval, by: desk.officer)
        try await desk.requireErased(["ada", "lovelace"])
        #expect(try await custodian.verify().isIntact)
        try await custodian.close()
    }

    @Test("a hold on either keeps both, and its release completes what it suspended", arguments: Backing.allCases)
    func holds(_ backing: Backing) async throws {
        var desk = try await MergeDesk(backing)
        try await desk.merge()
        let hold = try await desk.custodian.placeHold(on: "ada", reference: "Case 1/26", by: desk.officer)
        _ = try await thrown(.refusedByLaw) { _ = try await desk.approved("lovelace") }
        _ = try await thrown(.held) {
            try await desk.custodian.correct(
                FieldValues(text: ["email": "x@example.org"]), of: "customer", about: "lovelace", by: desk.bed.agent)
        }
        try await desk.reopen()
        _ = try await desk.custodian.releaseHold(hold.id, reason: "settled", by: desk.officer)
        let (plan, approval) = try await desk.approved("lovelace")
        _ = try await desk.custodian.execute(plan, approval: approval, by: desk.officer)
        try await desk.requireErased(["ada", "lovelace"])
        try await desk.custodian.close()
    }

    @Test("what the log says about either is told by either identifier", arguments: Backing.allCases)
    func accessLog(_ backing: Backing) async throws {
        let desk = try await MergeDesk(backing)
        _ = try await desk.email("ada")
        let own = try await desk.custodian.subjectAccessLog(of: "lovelace", by: nil).accesses
        #expect(!own.contains { $0.action == .read })
        try await desk.merge()
        let both = try await desk.custodian.subjectAccessLog(of: "lovelace", by: nil).accesses
        #expect(both.count { $0.action == .read } == 1 && both.count { $0.action == .collect } == 2)
        #expect(both.count { $0.action == .linkSubjects } == 1)
        let others = try await desk.custodian.subjectAccessLog(of: "eve", by: nil).accesses
        #expect(others.count { $0.action == .collect } == 1)
        try await desk.custodian.close()
    }

    @Test(
        "of two decisions the narrower counts, the report says so, and the next decision counts for both; taken apart, each has its own",
        arguments: Backing.allCases)
    func consents(_ backing: Backing) async throws {
        var desk = try await MergeDesk(backing)
        try await desk.answer(.given(explicitly: false), "ada")
        try await desk.answer(.given(explicitly: false), "lovelace")
        try await desk.custodian.withdrawConsent(of: "lovelace", for: .directMarketing)
        let report = try await desk.merge()
        #expect(
            report.conflicts == [
                MergeReport.Conflict(purpose: .directMarketing, states: [.given, .withdrawn], prevailing: .withdrawn)
            ])
        for _ in 0..<2 {
            for subject: SubjectID in ["ada", "lovelace"] {
                #expect(try await desk.consent(subject) == .withdrawn)
                let explanation = try await desk.custodian.explainConsent(of: subject, for: .directMarketing, by: nil)
                #expect(explanation.status.state == .withdrawn && explanation.events.count == 5)
                #expect(try await desk.custodian.consentHistory(of: subject, by: nil).count == 5)
                #expect(try await desk.custodian.mergeReport(of: subject, by: nil).conflicts.count == 1)
                _ = try await thrown(.denied) {
                    try await desk.custodian.collect(
                        Customer(email: "a@example.org", hobby: "maths"), about: subject, for: [.directMarketing],
                        from: .subject, by: desk.bed.importer, options: CollectOptions(allowsSeveral: true))
                }
            }
            try await desk.reopen()
        }
        // Asked again as the one person, the answer counts for both.
        try await desk.answer(.given(explicitly: false), "ada")
        #expect(try await desk.consent("lovelace") == .given)
        try await desk.custodian.object(on: "ada", to: .directMarketing)
        try await desk.custodian.restrictProcessing(of: "lovelace")
        _ = try await thrown(.denied) { _ = try await desk.email("ada") }

        try await desk.custodian.split("ada", reason: "twins", by: desk.officer)
        #expect(try await desk.consent("ada") == .given)
        #expect(try await desk.consent("lovelace") == .withdrawn)
        #expect(try await desk.email("ada") == "ada@example.org")
        _ = try await thrown(.denied) { _ = try await desk.email("lovelace") }
        let (plan, approval) = try await desk.approved("ada")
        #expect(plan.merged == nil)
        _ = try await desk.custodian.execute(plan, approval: approval, by: desk.officer)
        try await desk.requireErased(["ada"])
        #expect(try await desk.consent("lovelace") == .withdrawn)
        #expect(try await desk.custodian.verify().isIntact)
        try await desk.custodian.close()
    }

    @Test("an erasure takes what was remembered of a merge that was undone", arguments: Backing.allCases)
    func forgetsParted(_ backing: Backing) async throws {
        let desk = try await MergeDesk(backing)
        let custodian = desk.custodian
        func remembered() async throws -> Set<RecordID> {
            let query = RecordQuery(.heldFor("custody.partedPeople"), limit: 9)
            return Set(try await custodian.backends.data.records(query).records.map(\.id))
        }
        let lovelace = try await custodian.known("lovelace")
        try await desk.merge()
        #expect(try await remembered().isEmpty)
        try await custodian.split("ada", reason: "twins", by: desk.officer)
        #expect(try await remembered().count == 2)
        let (plan, approval) = try await desk.approved("ada")
        _ = try await custodian.execute(plan, approval: approval, by: desk.officer)
        try await desk.requireErased(["ada"])
        #expect(try await remembered() == [MergedPeople.id(lovelace)])
        #expect(try await custodian.verify().isIntact)
        try await custodian.close()
    }

    @Test("is decided by policy, needs a reason, and is never of one person or of nobody; three are one too")
    func refusals() async throws {
        let desk = try await MergeDesk(.memory)
        let custodian = desk.custodian
        _ = try await thrown(.denied) { try await custodian.merge("ada", with: "eve", reason: "same", by: desk.bed.agent) }
        _ = try await thrown(.invalidInput) { try await custodian.merge("ada", with: "eve", reason: " ", by: desk.officer) }
        _ = try await thrown(.unknownSubject) { try await custodian.merge("ada", with: "x", reason: "same", by: desk.officer) }
        #expect(try await desk.merge("ada", "ada").tokens == 1)
        try await desk.merge("ada", "lovelace")
        #expect(try await desk.merge("lovelace", "eve").tokens == 3)
        try await custodian.split("lovelace", reason: "another", by: desk.officer)
        #expect(try await custodian.mergeReport(of: "ada", by: nil).tokens == 2)
        #expect(try await custodian.mergeReport(of: "lovelace", by: nil).tokens == 1)
        let (plan, approval) = try await desk.approved("eve")
        // Whoever is merged after the plan was made is not in it.
        try await desk.merge("lovelace", "ada")
        _ = try await thrown(.planChanged) { _ = try await custodian.execute(plan, approval: approval, by: desk.officer) }
        #expect(try await desk.email("ada") == "ada@example.org")
        let log = try await custodian.log(by: nil)
        #expect(log.count { $0.action == .linkSubjects && $0.decision == .permit } == 3)
        #expect(log.count { $0.action == .splitSubject && $0.decision == .permit } == 1)
    }

    @Test("decisions that run beside a merge know of it or are taken again", arguments: Backing.allCases)
    func concurrent(_ backing: Backing) async throws {
        let desk = try await MergeDesk(backing)
        try await desk.custodian.restrictProcessing(of: "lovelace")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    do { _ = try await desk.email("ada") } catch let error as CustodianError where error.code == .denied {}
                }
            }
            group.addTask { try await desk.merge() }
            try await group.waitForAll()
        }
        _ = try await thrown(.denied) { _ = try await desk.email("ada") }
        // In the log no read follows the merge.
        let log = try await desk.custodian.log(by: nil)
        let merge = try #require(log.first { $0.action == .linkSubjects })
        #expect(!log.contains { $0.action == .read && $0.decision == .permit && $0.commit > merge.commit })
        try await desk.custodian.close()
    }

    @Test("a merge between the look at the holds and the commit of an erasure stops it", arguments: [true, false])
    func mergedMeanwhile(_ isHeld: Bool) async throws {
        let bed = Bed(.memory)
        let hook = Hook()
        let custodian = try await Custodian.open(
            try await Backends.inMemory(controller: "acme", provider: bed.provider), governance: try Bed.governance(),
            matters: SlowMatters(hook: hook), clock: bed.clock)
        let desk = try await MergeDesk(bed, custodian)
        if isHeld { _ = try await custodian.placeHold(on: "lovelace", reference: "Case 2/26", by: desk.officer) }
        let (plan, approval) = try await desk.approved("ada")
        hook.arm {
            do { try await desk.merge() } catch { Issue.record("the merge failed: \(error)") }
        }
        _ = try await thrown(.planChanged) { _ = try await custodian.execute(plan, approval: approval, by: desk.officer) }
        #expect(try await custodian.mergeReport(of: "ada", by: nil).tokens == 2, "the merge came in between")
        #expect(try await desk.email("ada") == "ada@example.org")
        #expect(try await custodian.backends.keys.counts().destroyed == 0)
    }

    @Test("what an incident holds about either it holds about both", arguments: Backing.allCases)
    func evidence(_ backing: Backing) async throws {
        let desk = try await MergeDesk(backing)
        try await desk.merge()
        let incident = try await desk.custodian.openIncident(title: "A look too many", detectedAt: nil, by: desk.officer)
        try await desk.custodian.holdEvidence(about: ["ada"], for: incident, by: desk.officer)
        let (plan, approval) = try await desk.approved("lovelace")
        #expect(plan.logHeldBy == [incident] && plan.merged?.map(\.logHeldBy) == [[incident]])
        let certificate = try await desk.custodian.execute(plan, approval: approval, by: desk.officer)
        for done in [certificate] + (certificate.merged ?? []) {
            #expect(done.statement.log == .kept(until: nil, ground: nil, heldBy: [incident]))
        }
        let held = try await desk.custodian.heldEvidence(of: incident, by: desk.officer)
        #expect((held.people, held.unknown) == (2, 0))
        #expect(try await desk.custodian.eraseDueLogParts(by: desk.officer).isEmpty)
        // Whoever is nobody of them is not concerned.
        #expect(try await desk.approved("eve").0.logHeldBy.isEmpty)
        try await desk.custodian.close()
    }
}

extension MergeDesk {
    fileprivate func requireErased(_ subjects: [SubjectID]) async throws {
        for subject in subjects { _ = try await thrown(.erased) { _ = try await email(subject) } }
    }
}
