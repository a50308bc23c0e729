import Crypto
import CustodyAccess
import CustodyAudit
import CustodyConsent
import CustodyFiles
import CustodyIncidents
import CustodyJournal
import CustodyKeys
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

extension CanaryRun {
    /// Taking in, disclosing, refusing, failing, correcting.
    func people(_ custodian: Custodian) async throws {
        for name in ["a", "b", "c", "d", "e"] {
            try await collect(
                subject(name), custodian, options: CollectOptions(idempotencyKey: value("key") + name))
        }
        _ = try await custodian.disclose(
            [FieldRequest("name")], of: "customer", about: subject("a"), for: .customerCare, to: staff)
        await #expect(throws: CustodianError.self) {
            _ = try await custodian.disclose(
                [FieldRequest("name")], of: "customer", about: subject("unknown"), for: .customerCare, to: who("stranger"))
        }
        try await custodian.correct(
            FieldValues(text: ["name": value("new name")]), of: "customer", about: subject("a"), by: staff)
        // A number cannot be masked: the disclosure is permitted and then not made.
        try await collect(subject("aged"), custodian, more: ["age": .integer(36), "account": .text(value("account"))])
        await #expect(throws: CustodianError.self) {
            _ = try await custodian.disclose(
                [FieldRequest("age")], of: "customer", about: subject("aged"), for: .customerCare, to: staff)
        }
        let phone = subject("number", as: "phone")
        try await custodian.link(phone, to: subject("b"), reason: value("link"), by: staff)
        try await custodian.link(subject("second"), to: subject("b"), reason: value("link"), by: staff)
        try await custodian.split(subject("second"), reason: value("split"), by: staff)
        try await custodian.merge(subject("d"), with: subject("e"), reason: value("merge"), by: staff)
        try await custodian.split(subject("e"), reason: value("unmerge"), by: staff)
        try await custodian.merge(subject("d"), with: subject("e"), reason: value("merge"), by: staff)
        try await custodian.restrictProcessing(of: subject("c"))
    }

    /// Every act about consent.
    func consents(_ custodian: Custodian, _ other: Custodian) async throws {
        let notice = ShownNotice(text: Array(value("notice").utf8), version: "1", language: "en")
        let circumstances = ConsentCircumstances(channel: "web", evidence: Sensitive(Array(value("evidence").utf8)))
        func answer(_ answer: ConsentAnswer, _ person: SubjectID) async throws {
            try await custodian.recordConsent(
                answer, of: person, for: .directMarketing, notice: notice, under: circumstances, by: staff)
        }
        _ = try await custodian.recordNotice(
            ShownNotice(text: Array(value("edition").utf8), version: "1", language: "en", name: "newsletter", change: nil),
            explaining: [.directMarketing], by: staff)
        _ = try await custodian.requestConsent(
            of: subject("a"), for: .directMarketing, notice: notice, under: circumstances, by: staff)
        try await answer(.given(explicitly: false), subject("a"))
        try await answer(.renewed(explicitly: false), subject("a"))
        try await custodian.withdrawConsent(of: subject("a"), for: .directMarketing, through: "app")
        try await answer(.refused, subject("b"))
        try await answer(.given(explicitly: false), subject("c"))
        _ = try await custodian.invalidateConsent(of: subject("c"), for: .directMarketing, by: staff)
        try await answer(.given(explicitly: false), subject("d"))
        _ = try await custodian.endConsent(of: subject("d"), for: .directMarketing, as: .revoked, by: staff)
        try await custodian.object(on: subject("a"), to: .directMarketing)
        _ = try await custodian.takeBackObjection(of: subject("a"), to: .directMarketing)
        _ = try await custodian.observe(.globalPrivacyControl, of: subject("device"), for: [.directMarketing])
        _ = try await custodian.signalEnded(.globalPrivacyControl, of: subject("device"), for: [.directMarketing])
        try await answer(.given(explicitly: false), subject("device"))
        _ = try await custodian.linkConsents(of: subject("device"), to: subject("aged"), by: staff)
        // What is handed to another system has to be plain: who decided, in the words that they were shown. It is the one export that
        // names people, and whoever asks for it without naming them gets tokens.
        var lines: [[UInt8]] = []
        _ = try await custodian.exportConsents(of: [subject("a"), subject("b")], by: staff) {
            lines.append(Array($0.dropLast()))
        }
        #expect(throws: BrokenPromise.self) { try canary.scan(lines.flatMap(\.self), at: "the consents handed over") }
        let report = try await other.importConsents(lines, by: staff)
        #expect(report.added > 0 && report.faults.isEmpty)
    }

    /// Grants, tickets and another policy. Answers the custodian under it.
    func access(_ custodian: Custodian) async throws -> Custodian {
        try await custodian.enroll(
            publicKey: Bytes([UInt8](approvalKey.publicKey.rawRepresentation)), of: who("lead").id, by: nil)
        let until = clock.now().adding(milliseconds: 3_600_000)
        try await custodian.changeAccess(
            .grant(RoleGrant("g1", "temp", to: who("holiday").id, until: until, by: staff.id, reason: value("grant"))),
            by: staff, reason: value("grant"))
        try await custodian.changeAccess(.revoke("g1"), by: staff, reason: value("revoke"))
        try await custodian.close()
        // Whatever is sealed by then is sealed anew under another edition.
        var later = try governance(note: "later note")
        later.migrations = later.records.map { SchemaMigration(from: $0, []) }
        for place in later.records.indices { later.records[place].version += 1 }
        let adopted = try await open("/store", later, adoption: .adopt(by: staff, reason: value("adoption")))
        for record in later.records.map(\.name) { #expect(try await adopted.migrate(record, by: staff).isComplete) }
        return adopted
    }

    /// Incidents from the first word to the last.
    func incidents(_ custodian: Custodian, _ other: Custodian) async throws {
        let id = try await custodian.openIncident(title: value("title"), detectedAt: nil, by: staff)
        try await custodian.recordAwareness(of: id, at: clock.now(), reason: value("aware"), by: staff)
        _ = try await custodian.fileSuspicion(title: value("suspicion"), by: staff)
        let now = PartialInstant(clock.now())
        for act: IncidentAct in [
            .effects(value("effects")), .remedialAction(value("remedy")), .note(value("note")),
            .assign(.lead, to: value("assigned")),
            .collect(
                value("evidence"), digest: Bytes([UInt8](repeating: 1, count: 32)), size: 1, location: value("place"),
                by: value("holder"), at: now),
            .review(findings: [value("finding")], causes: [value("cause")]),
            .improve(value("improvement"), owner: value("owner"), by: clock.now()),
        ] { try await custodian.handle(id, act, by: staff) }
        try await custodian.holdEvidence(about: [subject("a")], for: id, by: staff)
        _ = try await custodian.heldEvidence(of: id, by: staff)
        _ = try await custodian.contain(id, .suspendPrincipal(who("temp").id), because: value("contained"), by: staff)
        _ = try await custodian.release(id, containment: 0, because: value("released"), by: staff)
        _ = try await custodian.scope(of: id, asking: ScopeQuestion(principal: staff.id), by: staff)
        _ = try await custodian.breachRegister(by: staff)
        _ = try await other.importIncidents(try await custodian.exportIncidents(by: staff), by: staff)
        let false_ = try await custodian.openIncident(title: value("false alarm"), detectedAt: nil, by: staff)
        try await custodian.handle(false_, .determine(.notAnIncident, because: value("why not")), by: staff)
        try await custodian.handle(false_, .close(note: value("closed")), by: staff)
    }

    /// Everything that reads the log or hands it out.
    func logs(_ custodian: Custodian) async throws {
        for form in ExportForm.allCases {
            _ = try await custodian.exportLog(as: form, for: "the yearly audit", by: staff) { keep("\(form)/\($0)", $1) }
        }
        for log in AuditLog.allCases {
            _ = try await custodian.exportTiles(of: log, by: staff) { keep("tiles/\(log)/\($0)", $1) }
        }
        // Who asks for the names of those who acted gets them, by a decision of their own.
        let decision = ActorDisclosure(decidedBy: staff, reason: value("disclosure"))
        var named: [String: [UInt8]] = [:]
        _ = try await custodian.exportLog(as: .ndjson, for: "a court", by: staff, naming: decision) {
            named[$0, default: []] += $1
        }
        let naming = named.filter { (try? canary.scan($0.value, at: $0.key)) == nil }.keys
        #expect(!naming.isEmpty && !naming.contains("manifest.json"), "\(naming) name somebody")
        let own = try await custodian.subjectAccessLog(of: subject("a"), by: staff, naming: decision)
        #expect(own.accesses.contains { $0.actor != nil })
        _ = try await custodian.recordGap(AuditGap(dropped: 1, from: clock.now(), to: clock.now()), by: staff)
        _ = try await custodian.anchor(in: FileAnchor(at: "/anchor", files: files))
        try await custodian.rebuildLogIndex()
    }

    /// Removes what is old of the access log, after an export.
    func prune(_ custodian: Custodian) async throws {
        var unit = UnitOfWork()
        let then = clock.now().adding(milliseconds: -400 * 86_400_000)
        for _ in 0..<(2 * AuditPrune.unit) {
            _ = try custodian.backends.audit.stage(AuditEvent(.access, .read, .permit, at: then), in: &unit)
        }
        _ = try await unit.commit()
    }

    func removeOld(_ custodian: Custodian) async throws {
        let plan = try await custodian.planPrune(of: .access)
        _ = try await custodian.exportForPruning(.access, by: staff) { keep("prune/\($0)", $1) }
        let export = try await custodian.verifyExport(of: .access) { path in exported.withLock { $0["prune/\(path)"] } }
        _ = try await custodian.prune(
            plan, exported: export, anchoring: InMemoryAnchor(), by: staff)
    }

    /// Holds, erasures, and every rotation of a key.
    func endings(_ custodian: Custodian) async throws {
        let hold = try await custodian.placeHold(on: subject("b"), reference: value("case"), by: staff)
        try await custodian.backUp(to: "/data", by: staff)
        try await custodian.rotateIndex(by: staff)
        _ = try await custodian.releaseHold(hold.id, reason: value("release"), by: staff)
        try await erase(subject("b"), custodian)
        try await erase(subject("d"), custodian)
        // A part of it stays, for a statute.
        try await erase(subject("aged"), custodian)
        try provider.add(SymmetricKey(size: .bits256))
        try await custodian.rotateKeys(by: staff)
        _ = try await custodian.replaceLogKey(by: staff)
        try await custodian.backUpKeys(to: "/keys", by: staff)
        #expect(try await custodian.indexReport().fields.contains { $0.field == "phone" } == false)
        await #expect(throws: CustodianError.self) { try await self.collect(self.subject("b"), custodian) }
        clock.advance(milliseconds: 31 * 86_400_000)
        #expect(try await custodian.liftSuppressions(by: staff) > 0)
        try await sweep(custodian)
        try await collect(subject("b"), custodian)
    }
}
