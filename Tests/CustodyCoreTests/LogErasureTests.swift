import Crypto
import CustodyAudit
import CustodyData
import CustodyFiles
import CustodyIncidents
import CustodyKeys
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("What the log says about an erased person")
struct LogErasureTests {
    private static let day: Int64 = 86_400_000

    /// A desk with a store that holds two people, and everybody's keys.
    private struct Desk {
        let bed: Bed
        var custodian: Custodian
        let key = Curve25519.Signing.PrivateKey()
        var officer: Principal { bed.who("officer-1") }

        init(_ backing: Backing) async throws {
            bed = Bed(backing)
            custodian = try await bed.open()
            try await custodian.enroll(publicKey: Bytes([UInt8](key.publicKey.rawRepresentation)), of: "lead-1", by: nil)
            for subject in ["c-1042", "c-7"] as [SubjectID] {
                try await custodian.collect(
                    Customer(email: "ada@example.org", phone: "+44 20 7946 0018"), about: subject, for: [.customerCare],
                    from: .subject, by: bed.importer)
                for _ in 0..<3 { try await read(subject) }
            }
        }

        func read(_ subject: SubjectID) async throws {
            _ = try await custodian.disclose(SupportView.self, about: subject, for: .customerCare, to: bed.agent)
        }

        func token(_ subject: SubjectID) async throws -> SubjectToken {
            guard case .known(let token) = try await custodian.resolve(subject) else { throw BrokenPromise("nobody") }
            return token
        }

        func erase(_ subject: SubjectID, _ log: LogTreatment = .eraseNow) async throws -> ErasureCertificate {
            let plan = try await custodian.planErasure(of: subject, ground: .noLongerNecessary, log: log, by: officer)
            let approval = try await custodian.approve(plan, by: bed.who("lead-1"), signingWith: key)
            return try await custodian.execute(plan, approval: approval, by: officer)
        }

        func close(_ incident: IncidentID) async throws {
            let reason = try custodian.sealer.seal(
                Array("a drill".utf8), with: custodian.system.text, id: SystemKeys.textID, at: .text("reason"))
            let steps: [IncidentChange.Step] = [
                .determine(.notAnIncident, reason: reason), .assess(.noPersonalData, reason: nil), .close(note: nil),
            ]
            for step in steps {
                let version = try await custodian.incident(incident, by: nil).incident.version
                var unit = UnitOfWork()
                try custodian.backends.incidents.stage(
                    IncidentChange(
                        incident, expecting: version, step, recordedAt: bed.clock.now(), actor: PrincipalToken(.zero)),
                    in: &unit)
                _ = try await unit.commit()
            }
        }

        mutating func reopen() async throws {
            guard bed.backing == .files else { return }
            try await custodian.close()
            custodian = try await bed.open()
        }

        /// Every compartment of both logs, by its place.
        func compartments() async throws -> [AuditPlace: AuditCompartment] {
            var found: [AuditPlace: AuditCompartment] = [:]
            for entry in try await custodian.backends.audit.entries(AuditQuery(limit: .max)) {
                for compartment in entry.compartments {
                    found[AuditPlace(entry.log, entry.index, compartment: compartment.position)] = compartment
                }
            }
            return found
        }

        /// Whether a file has these bytes; in memory there is none.
        func requireInFiles(_ trace: [UInt8], _ isThere: Bool) throws {
            guard bed.backing == .files else { return }
            let found = bed.disk.snapshot().filter { $0.key.utf8.contains(trace) || $0.value.contains(trace) }.keys.sorted()
            try expect(!found.isEmpty, is: isThere, "whether a trace is in \(found)")
        }

        func requireIntact() async throws {
            let report = try await custodian.verify().audit
            try expect(report.findings, is: [], "findings")
        }
    }

    @Test(
        "Every proof and receipt of before still verifies; the erasure leaf covers exactly the erased compartments",
        arguments: Backing.allCases)
    func proofs(_ backing: Backing) async throws {
        var desk = try await Desk(backing)
        let references = try await desk.custodian.logReferences(to: desk.token("c-1042"))
        let before = try await desk.compartments()
        let mine = before.filter { references.contains(AuditReference($0.value.reference, month: $0.value.month)) }
        #expect(mine.count >= 4)
        var proofs: [LogProof] = []
        for place in Set(before.keys.map { AuditPlace($0.log, $0.index) }).sorted() {
            proofs.append(try await desk.custodian.proof(of: place))
        }
        let trusted = try await [AuditLog.access, .evidence].asyncMap {
            TrustedLog(try await desk.custodian.status(of: $0).verifier)
        }

        let certificate = try await desk.erase("c-1042")
        guard case .erased(let scope) = certificate.statement.log else { throw BrokenPromise("nothing was erased") }
        try await desk.reopen()
        let after = try await desk.compartments()
        let erased = after.filter { $0.value.erasedBy != nil }
        // What was there before, and what planning and approving added.
        #expect(Set(mine.keys).isSubset(of: erased.keys))
        #expect(erased.count == Int(scope.count))
        #expect(erased.values.allSatisfy { $0.box == nil && $0.erasedBy == scope.entry })
        #expect(erased.values.allSatisfy { references.contains(AuditReference($0.reference, month: $0.month)) })
        #expect(after.filter { $0.value.erasedBy == nil }.values.allSatisfy { $0.box != nil })
        let commits = try await desk.custodian.backends.audit.entries(AuditQuery(limit: .max))
            .reduce(into: [:]) { $0[$1.place] = try $1.leaf().commit }
        let dropped = erased.reduce(into: [AuditPlace: (commit: CommitSequence, commitment: Bytes)]()) {
            $0[$1.key] = (commits[AuditPlace($1.key.log, $1.key.index)] ?? .zero, $1.value.commitment)
        }
        #expect(AuditScheme.erasedRoot(dropped) == scope.root)
        for proof in proofs {
            let origin = try Checkpoint(proof.note.text).origin
            _ = try proof.verifiedLeaf(in: try #require(trusted.first { $0.origin == origin }))
        }
        let receipt = try await desk.custodian.proof(of: scope.entry)
        let leaf = try receipt.verifiedLeaf(in: trusted[1])
        #expect(leaf.hash == scope.leafHash)
        let report = try await desk.custodian.verify().audit
        #expect(report.findings == [])
        #expect(report.logs.values.reduce(0) { $0 + $1.erasedCompartments } == erased.count)
        // The other person's parts are as they were.
        #expect(try await desk.custodian.log(of: "c-7", by: nil).count >= 4)
        try await desk.custodian.close()
    }

    @Test(
        "Erase a subject touched by an open alert: scope still computes; after closure and expiry nothing of the subject remains",
        arguments: Backing.allCases, [false, true])
    func held(_ backing: Backing, _ isKept: Bool) async throws {
        var desk = try await Desk(backing)
        let token = try await desk.token("c-1042")
        let began = desk.bed.clock.now()
        let incident = try await desk.custodian.openIncident(
            title: "A look too many", detectedAt: nil, occurredAt: began, by: desk.officer)
        try await desk.custodian.holdEvidence(about: ["c-1042"], for: incident, by: desk.officer)
        let before = try await desk.custodian.heldEvidence(of: incident, by: desk.officer)
        #expect((before.people, before.unknown) == (1, 0))
        #expect(before.entries >= 4)
        #expect(before.categories.contains(.emailAddress))

        let until = began.adding(milliseconds: 90 * Self.day)
        let treatment: LogTreatment = isKept ? .keepPseudonymousUntil(until, ground: .legalClaims) : .eraseNow
        let certificate = try await desk.erase("c-1042", treatment)
        #expect(
            certificate.statement.log
                == .kept(until: isKept ? until : nil, ground: isKept ? .legalClaims : nil, heldBy: [incident]))
        #expect(certificate.isSigned(by: try desk.custodian.certificateKey()))
        try await desk.reopen()
        _ = try await thrown(.erased) { try await desk.read("c-1042") }
        let meanwhile = try await desk.custodian.heldEvidence(of: incident, by: desk.officer)
        #expect((meanwhile.people, meanwhile.unknown) == (1, 0))
        #expect(meanwhile.entries >= before.entries)
        #expect(meanwhile.categories.isSuperset(of: before.categories))
        #expect(try await desk.custodian.eraseDueLogParts(by: desk.officer).isEmpty, "the incident is open")

        try await desk.close(incident)
        if isKept {
            #expect(try await desk.custodian.eraseDueLogParts(by: desk.officer).isEmpty, "its time is not over")
            desk.bed.clock.advance(milliseconds: 90 * Self.day)
        }
        _ = try await thrown(.denied) { _ = try await desk.custodian.eraseDueLogParts(by: desk.bed.agent) }
        let references = try await desk.custodian.logReferences(to: token)
        let wrapped = try await desk.custodian.backends.keys.wrapped(KeyID(token.handle, .log)).box
        try desk.requireInFiles(wrapped, true)
        let done = try await desk.custodian.eraseDueLogParts(by: desk.officer)
        #expect(done.map(\.subject) == [token])
        #expect(done.map(\.plan) == [certificate.statement.plan])
        #expect(try await desk.custodian.eraseDueLogParts(by: desk.officer).isEmpty)
        try await desk.reopen()

        // Nothing of the subject remains: no key, no record, no sealed part, and nothing that leads to the token.
        #expect(try await desk.custodian.backends.keys.live(of: token.handle).isEmpty)
        #expect(try await desk.custodian.backends.data.records(of: token).isEmpty)
        #expect(try await desk.custodian.backends.data.records(RecordQuery(KeptLogPart.everything)).records.isEmpty)
        #expect(try await desk.custodian.evidenceHolds(of: incident).isEmpty)
        #expect(try await desk.custodian.backends.data.indexes(boundTo: token.handle).isEmpty)
        let left = try await desk.compartments().values.filter {
            references.contains(AuditReference($0.reference, month: $0.month)) && $0.box != nil
        }
        #expect(left.isEmpty)
        let scope = try await desk.custodian.heldEvidence(of: incident, by: desk.officer)
        #expect((scope.people, scope.entries) == (0, 0))
        try await desk.requireIntact()
        try await desk.custodian.close()
        // No file names them, tells what was held of them, or has the key that the log's parts were sealed under.
        for trace in [wrapped] + ["c-1042", "ada@example.org", "+44 20 7946 0018"].map({ Array($0.utf8) }) {
            try desk.requireInFiles(trace, false)
        }
    }

    @Test(
        "As long as nobody said whom an incident concerns, it holds the evidence about everybody", arguments: Backing.allCases)
    func presumed(_ backing: Backing) async throws {
        let desk = try await Desk(backing)
        let incident = try await desk.custodian.openIncident(title: "Something", detectedAt: nil, by: desk.officer)
        let certificate = try await desk.erase("c-1042")
        #expect(certificate.statement.log == .kept(until: nil, ground: nil, heldBy: [incident]))
        let scope = try await desk.custodian.heldEvidence(of: incident, by: desk.officer)
        #expect((scope.people, scope.presumed, scope.unknown) == (1, 1, 0))
        // What it says about others is free once somebody said whom it concerns; who was presumed to be concerned still is.
        try await desk.custodian.collect(
            Customer(email: "eve@example.org"), about: "c-8", for: [.customerCare], from: .subject, by: desk.bed.importer)
        try await desk.custodian.holdEvidence(about: ["c-8"], for: incident, by: desk.officer)
        guard case .erased = try await desk.erase("c-7").statement.log else { throw BrokenPromise("kept without a reason") }
        _ = try await thrown(.erased) {
            try await desk.custodian.holdEvidence(about: ["c-7"], for: incident, by: desk.officer)
        }
        #expect(try await desk.custodian.eraseDueLogParts(by: desk.officer).isEmpty)
        try await desk.close(incident)
        #expect(try await desk.custodian.eraseDueLogParts(by: desk.officer).count == 1)
        try await desk.requireIntact()
        try await desk.custodian.close()
    }

    @Test("Only who handles incidents names people, and only people who are known, for one that is open")
    func namings() async throws {
        let desk = try await Desk(.memory)
        let incident = try await desk.custodian.openIncident(title: "Something", detectedAt: nil, by: desk.officer)
        _ = try await thrown(.denied) {
            try await desk.custodian.holdEvidence(about: ["c-7"], for: incident, by: desk.bed.agent)
        }
        _ = try await thrown(.denied) { _ = try await desk.custodian.heldEvidence(of: incident, by: desk.bed.agent) }
        _ = try await thrown(.invalidInput) {
            try await desk.custodian.holdEvidence(about: [], for: incident, by: desk.officer)
        }
        _ = try await thrown(.unknownSubject) {
            try await desk.custodian.holdEvidence(about: ["c-7", "c-9"], for: incident, by: desk.officer)
        }
        #expect(try await desk.custodian.evidenceHolds(of: incident).isEmpty)
        for _ in 0..<2 { try await desk.custodian.holdEvidence(about: ["c-7", "c-7"], for: incident, by: desk.officer) }
        #expect(try await desk.custodian.evidenceHolds(of: incident).count == 1)
        try await desk.close(incident)
        _ = try await thrown(.invalidInput) {
            try await desk.custodian.holdEvidence(about: ["c-7"], for: incident, by: desk.officer)
        }
        try await desk.custodian.close()
    }

    @Test("The rest of an entry still opens when one person's part of it is erased")
    func rest() async throws {
        let desk = try await Desk(.memory)
        guard case .erased(let scope) = try await desk.erase("c-1042").statement.log else { throw BrokenPromise("kept") }
        let entry = try #require(
            try await desk.custodian.backends.audit.entries(AuditQuery(log: .access, limit: .max))
                .first { $0.compartments.contains { $0.erasedBy != nil } })
        let erased = try #require(entry.compartments.first { $0.erasedBy != nil })
        #expect(erased.erasedBy == scope.entry)
        // The rest of the entry still opens: the agent's own part.
        let agent = try #require(try await desk.custodian.identity(of: "agent-1"))
        #expect(throws: Never.self) { _ = try entry.open(as: agent) }
        try await desk.custodian.close()
    }

    @Test(
        "A plan says what becomes of the log, and what holds it; a change of that is a changed plan",
        arguments: Backing.allCases)
    func plans(_ backing: Backing) async throws {
        let desk = try await Desk(backing)
        let officer = desk.officer
        for log in [
            .keepPseudonymousUntil(desk.bed.clock.now(), ground: .legalClaims),
            .keepPseudonymousUntil(desk.bed.clock.now().adding(milliseconds: 1), ground: "curiosity"),
        ] as [LogTreatment] {
            _ = try await thrown(.invalidInput) {
                _ = try await desk.custodian.planErasure(of: "c-7", ground: .noLongerNecessary, log: log, by: officer)
            }
        }
        let plan = try await desk.custodian.planErasure(of: "c-7", ground: .noLongerNecessary, by: officer)
        #expect(plan.erasesLog)
        #expect(plan.destroys.map(\.keyClass).contains(.log))
        let approval = try await desk.custodian.approve(plan, by: desk.bed.who("lead-1"), signingWith: desk.key)
        let incident = try await desk.custodian.openIncident(title: "Late", detectedAt: nil, by: officer)
        try await desk.custodian.holdEvidence(about: ["c-7"], for: incident, by: officer)
        _ = try await thrown(.planChanged) { _ = try await desk.custodian.execute(plan, approval: approval, by: officer) }
        let held = try await desk.custodian.planErasure(of: "c-7", ground: .noLongerNecessary, by: officer)
        #expect(held.logHeldBy == [incident] && !held.erasesLog)
        #expect(!held.destroys.map(\.keyClass).contains(.log))
        try await desk.custodian.close()
    }

    @Test("What was being recorded about a person when the erasure came does not outlive it", arguments: Backing.allCases)
    func races(_ backing: Backing) async throws {
        let desk = try await Desk(backing)
        let token = try await desk.token("c-1042")
        let references = try await desk.custodian.logReferences(to: token)
        // Staged before the erasure, committed after it.
        var late = UnitOfWork()
        _ = try desk.custodian.backends.audit.stage(
            AuditEvent(
                class: .access, action: .read, decision: .permit, time: desk.bed.clock.now(),
                subjects: try await desk.custodian.subjects(token)), in: &late)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<40 {
                group.addTask {
                    do { try await desk.read("c-1042") } catch let error as CustodianError
                        where [.erased, .absentField, .unknownRecord, .busy].contains(error.code)
                    {}
                }
            }
            group.addTask {
                // Reading moves nothing that the plan rests on.
                _ = try await desk.erase("c-1042")
            }
            try await group.waitForAll()
        }
        await #expect(throws: AuditError(.subjectErased, "")) { _ = try await late.commit() }
        let left = try await desk.compartments().values.filter {
            references.contains(AuditReference($0.reference, month: $0.month)) && $0.box != nil
        }
        #expect(left.isEmpty)
        try await desk.requireIntact()
        try await desk.custodian.close()
    }

    @Test(
        "What the log says about an erased person stays under a legal hold beyond its time, and goes when it is released",
        arguments: Backing.allCases)
    func legalHold(_ backing: Backing) async throws {
        var desk = try await Desk(backing)
        let token = try await desk.token("c-1042")
        let until = desk.bed.clock.now().adding(milliseconds: 90 * Self.day)
        _ = try await thrown(.erased) {
            _ = try await desk.custodian.placeHold(onErased: token, reference: "Case 12/26", by: desk.officer)
        }
        _ = try await desk.erase("c-1042", .keepPseudonymousUntil(until, ground: .legalClaims))
        _ = try await thrown(.denied) {
            _ = try await desk.custodian.placeHold(onErased: token, reference: "Case 12/26", by: desk.bed.agent)
        }
        let hold = try await desk.custodian.placeHold(onErased: token, reference: "Case 12/26", by: desk.officer)
        let early = try await desk.custodian.placeHold(onErased: token, reference: "Case 13/26", by: desk.officer)
        #expect(try await desk.custodian.releaseHold(early.id, reason: "settled", by: desk.officer).log == nil)
        desk.bed.clock.advance(milliseconds: 91 * Self.day)
        #expect(try await desk.custodian.eraseDueLogParts(by: desk.officer).isEmpty)
        try await desk.reopen()
        #expect(try await desk.custodian.eraseDueLogParts(by: desk.officer).isEmpty)
        #expect(try await desk.custodian.backends.keys.live(of: token.handle)[.log] != nil)
        let released = try await desk.custodian.releaseHold(hold.id, reason: "settled", by: desk.officer)
        #expect(released.log?.subject == token && released.completed == nil)
        #expect(try await desk.custodian.backends.keys.live(of: token.handle).isEmpty)
        _ = try await thrown(.erased) {
            _ = try await desk.custodian.placeHold(onErased: token, reference: "Case 14/26", by: desk.officer)
        }
        #expect(try await desk.custodian.verify().isIntact)
        try await desk.custodian.close()
    }
}

extension Sequence {
    fileprivate func asyncMap<Result>(_ body: (Element) async throws -> Result) async rethrows -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await body(element)) }
        return results
    }
}
