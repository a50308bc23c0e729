import Crypto
import CustodyAccess
import CustodyAudit
import CustodyData
import CustodyGovernance
import CustodyKeys
import CustodyLaw
import CustodyModel
import CustodyTesting
import Foundation
import Synchronization
import Testing

@testable import CustodyCore

@Suite("What a person is given")
struct PackageTests {
    /// The files of a package, and the largest piece that was written at once.
    final class Sink {
        var files: [String: [UInt8]] = [:]
        var order: [String] = []
        var largest = 0

        func write(_ file: String, _ bytes: [UInt8]) {
            if order.last != file { order.append(file) }
            files[file, default: []] += bytes
            largest = max(largest, bytes.count)
        }

        func text(_ file: String) -> String { String(decoding: files[file] ?? [], as: UTF8.self) }

        func json() throws -> [String: Any] {
            let value = try JSONSerialization.jsonObject(with: Data(files[PackageManifest.dataName] ?? []))
            return try #require(value as? [String: Any])
        }

        func list(_ section: String) throws -> [[String: Any]] { try #require(try json()[section] as? [[String: Any]]) }

        func verify(_ key: Bytes) throws -> (manifest: PackageManifest?, faults: [ExportFault]) {
            try PackageManifest.verify(signedBy: key, names: Array(files.keys)) { name, offset, limit in
                files[name].map { Array($0.dropFirst(Int(offset)).prefix(limit)) }
            }
        }
    }

    private static func governance() throws -> Governance {
        Governance(
            policy: try RolePolicy(controller: "acme") {
                Declare("care", on: .legitimateInterests, note: "weighed")
                Declare("orders", on: .contract)
                Declare("news", on: .consent)
                Role("staff") {
                    Allow([.collect, .read, .share], [.contact, "notes", "interests"], for: ["care", "orders", "news"])
                    Allow(.correct, [.contact, "interests"])
                    Allow(
                        [
                            .recordConsent, .handleRequest, .exportPerson, .planErasure, .executeErasure, .linkSubjects,
                            .changePolicy, .readLog,
                        ], [])
                }
                Role("lead") { Allow(.approveErasure, []) }
                Assign("agent-1", to: "staff")
                Assign("lead-1", to: "lead")
            },
            records: [
                RecordSchema("customer") {
                    Field("name", .personName, for: ["care", "orders"])
                    Field("email", .emailAddress, for: ["orders", "news"])
                    Field("note", "notes", for: ["care"], concernsOthers: true)
                },
                RecordSchema("order") { Field("what", "interests", for: ["orders"]) },
            ], logRetention: Bed.logRetention)
    }

    private func opened(_ bed: Bed) async throws -> Custodian { try await bed.open(Self.governance()) }

    private func draw(
        _ custodian: Custodian, _ bed: Bed, _ subject: SubjectID = "c-1", as form: PackageManifest.Form = .access,
        for request: RequestID? = nil
    ) async throws -> (Sink, PackageManifest) {
        let sink = Sink()
        let manifest =
            form == .access
            ? try await custodian.accessPackage(of: subject, for: request, by: bed.agent) { sink.write($0, $1) }
            : try await custodian.portabilityPackage(of: subject, for: request, by: bed.agent) { sink.write($0, $1) }
        return (sink, manifest)
    }

    private func fields(_ sink: Sink) throws -> [String: [String: Any]] {
        var found: [String: [String: Any]] = [:]
        for record in try sink.list("records") {
            for field in record["fields"] as? [[String: Any]] ?? [] {
                found["\(record["kind"] ?? "").\(field["field"] ?? "")"] = field
            }
        }
        return found
    }

    @Test(
        "a package tells where each value is from, what it is for, and how long it stays; what is about others is named and not shown",
        arguments: Backing.allCases)
    func content(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await opened(bed)
        try await custodian.collect(
            FieldValues(text: ["name": "Ada <b>Lovelace</b> & co", "email": "ada@example.org", "note": "quarrels with Bob"]),
            as: "customer", about: "c-1", for: ["care", "orders"], from: .other("a trade fair"), by: bed.agent)
        try await custodian.collect(
            FieldValues(text: ["what": "two pens"]), as: "order", about: "c-1", for: ["orders"], from: .subject, by: bed.agent)
        let (sink, manifest) = try await draw(custodian, bed)
        #expect(sink.order == ["data.json", "report.html", "manifest.json"])
        #expect(manifest.records == 2 && manifest.withheld == 1)
        let fields = try fields(sink)
        #expect(fields["customer.name"]?["value"] as? String == "Ada <b>Lovelace</b> & co")
        #expect(fields["customer.note"]?["value"] == nil && fields["customer.note"]?["withheld"] != nil)
        #expect(fields["customer.name"]?["retention"] as? String == "while a purpose needs it")
        let purposes = try #require(fields["customer.name"]?["purposes"] as? [[String: String]])
        #expect(purposes == [["purpose": "care", "basis": "gdpr:6(1)(f)"], ["purpose": "orders", "basis": "gdpr:6(1)(b)"]])
        let sources = try sink.list("records").compactMap { $0["source"] as? String }
        #expect(Set(sources) == ["other: a trade fair", "subject"])
        #expect(!sink.text("data.json").contains("Bob") && !sink.text("report.html").contains("Bob"))
        let report = sink.text("report.html")
        #expect(report.contains("Ada &lt;b&gt;Lovelace&lt;/b&gt; &amp; co") && !report.contains("<b>"))
        for section in PackageSection.allCases { #expect(report.contains("<h2>\(section.title)</h2>")) }
        #expect(report.hasSuffix("</main></body></html>\n"))
        #expect(!report.contains("http://") && !report.contains("https://") && !report.contains("<script"))
        // It is on record that it was drawn up, and the record stands in it.
        #expect(try sink.list("log").last?["action"] as? String == "person.export")
    }

    @Test("its manifest is checked without the store, and tells every byte that was altered")
    func verifies() async throws {
        let bed = Bed(.memory)
        let custodian = try await opened(bed)
        try await custodian.collect(
            FieldValues(text: ["what": "two pens"]), as: "order", about: "c-1", for: ["orders"], from: .subject, by: bed.agent)
        let (sink, manifest) = try await draw(custodian, bed)
        let key = try custodian.certificateKey()
        let whole = try sink.verify(key)
        #expect(whole.faults.isEmpty && whole.manifest == manifest)
        #expect(try sink.verify(Bytes(Array(repeating: 1, count: 32))).faults.map(\.code) == [.manifest])
        for (name, bytes) in sink.files {
            for place in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 40)) {
                sink.files[name]?[place] ^= 1
                #expect(try !sink.verify(key).faults.isEmpty, "\(name) at \(place)")
                sink.files[name]?[place] ^= 1
            }
            sink.files[name] = nil
            #expect(try sink.verify(key).faults.contains { $0.code == .missing && $0.file == name })
            sink.files[name] = bytes
        }
        sink.files["more"] = []
        #expect(try sink.verify(key).faults.map(\.code) == [.unexpected])
    }

    @Test("what can be taken along is what the person gave, on consent or for a contract")
    func portable() async throws {
        let bed = Bed(.memory)
        let custodian = try await opened(bed)
        let several = CollectOptions(allowsSeveral: true)
        try await custodian.recordConsent(.given(explicitly: false), of: "c-1", for: "news", notice: Bed.notice, by: bed.agent)
        for (values, purposes, source): ([FieldName: String], [Purpose], DataSource) in [
            (["name": "name for care", "note": "note"], ["care"], .subject),
            (["name": "name for an order", "note": "another note"], ["care", "orders"], .subject),
            (["email": "mail for news"], ["news"], .subject),
            (["email": "mail from a fair"], ["news"], .other("a trade fair")),
        ] {
            try await custodian.collect(
                FieldValues(text: values), as: "customer", about: "c-1", for: purposes, from: source, by: bed.agent,
                options: several)
        }
        let (sink, manifest) = try await draw(custodian, bed, as: .portability)
        #expect(sink.order == ["data.json", "manifest.json"] && manifest.form == .portability)
        let values = try sink.list("records").flatMap { $0["fields"] as? [[String: Any]] ?? [] }.map { $0["value"] as? String }
        #expect(Set(values) == ["name for an order", "mail for news"])
        #expect(manifest.records == 2 && manifest.withheld == 0)
        #expect(try sink.json()["log"] == nil && sink.json()["consents"] == nil)
        #expect(try sink.verify(try custodian.certificateKey()).faults.isEmpty)
    }

    // MARK: Every datum

    /// Seeds marked values through every door, and tells them.
    private func seed(
        _ custodian: Custodian, _ bed: Bed, _ canary: PlaintextCanary
    ) async throws -> [String] {
        var marks: [String] = []
        func mark(_ name: String) -> String {
            marks.append(canary.value(name))
            return canary.value(name)
        }
        let several = CollectOptions(allowsSeveral: true)
        // Taking in, and putting right.
        try await custodian.collect(
            FieldValues(text: ["name": mark("name"), "email": "before"]), as: "customer", about: "c-1",
            for: ["care", "orders"], from: .other(mark("source")), by: bed.agent)
        try await custodian.correct(
            FieldValues(text: ["email": mark("corrected")]), of: "customer", about: "c-1", by: bed.agent)
        for number in 0..<3 {
            try await custodian.collect(
                FieldValues(text: ["what": mark("order \(number)")]), as: "order", about: "c-1", for: ["orders"],
                from: .subject, by: bed.agent, options: several)
        }
        // Consent, and objections that were weighed.
        var circumstances = ConsentCircumstances()
        circumstances.evidence = Sensitive(Array(mark("evidence of consent").utf8))
        try await custodian.recordConsent(
            .given(explicitly: true), of: "c-1", for: "news", notice: Bed.notice, under: circumstances, by: bed.agent)
        try await custodian.object(on: "c-1", to: "care")
        try await custodian.liftObjection(of: "c-1", to: "care", because: mark("grounds"), by: bed.agent)
        // Sharing, and telling who got it.
        _ = try await custodian.share(
            [FieldRequest("email")], of: "customer", about: "c-1", for: "orders",
            with: DataRecipient("post", named: mark("recipient"), as: .controller, in: "AT"), by: bed.agent)
        try await custodian.correct(
            FieldValues(text: ["email": mark("corrected again")]), of: "customer", about: "c-1", by: bed.agent)
        for notice in try await custodian.recipientNotices(by: nil) {
            try await custodian.settleNotice(notice.id, notTold: mark("not told"), by: bed.agent)
        }
        // Requests: what the person says, and what the person is told.
        let refused = try await custodian.receiveRequest(.rectification, about: "c-1", words: Sensitive(mark("words")), by: nil)
        try await custodian.advance(refused.id, .askIdentity(because: mark("doubt")), by: bed.agent)
        try await custodian.takeEvidence(Sensitive(Array("a card".utf8)), for: refused.id, by: bed.agent)
        try await custodian.advance(refused.id, .verify(by: mark("verified by")), by: bed.agent)
        try await custodian.advance(
            refused.id,
            .refuse(RequestRefusal(.accurate, because: mark("refusal"), complaintTo: mark("authority"), court: mark("court"))),
            by: bed.agent)
        let open = try await custodian.receiveRequest(.erasure, about: "c-1", words: Sensitive(mark("more words")), by: nil)
        try await custodian.advance(open.id, .askIdentity(because: mark("another doubt")), by: bed.agent)
        try await custodian.takeEvidence(Sensitive(Array(mark("evidence").utf8)), for: open.id, by: bed.agent)
        // Who the person is besides.
        try await custodian.link("alias", to: "c-1", reason: mark("why an alias"), by: bed.agent)
        try await custodian.collect(
            FieldValues(text: ["what": mark("order of another")]), as: "order", about: "c-2", for: ["orders"], from: .subject,
            by: bed.agent)
        _ = try await custodian.merge("c-1", with: "c-2", reason: mark("why one person"), by: bed.agent)
        try await custodian.inform("c-1", .exempt(.disproportionate), by: bed.agent)
        return marks
    }

    /// Everything that the store itself can open: its own records, and what the log keeps for it.
    private func ownText(_ custodian: Custodian) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for record in try await custodian.backends.data.records(of: .store, name: nil) {
            for (name, field) in record.fields {
                bytes += try custodian.sealer.open(
                    field.value, with: custodian.system.text, at: .field(record.id, name, schemaVersion: 1))
            }
        }
        for try await entry in AuditEntries(of: custodian.backends.audit, matching: AuditQuery()) {
            guard entry.compartments.contains(where: { $0.keyClass == .system }) else { continue }
            bytes += try entry.open(as: custodian.systemIdentity).encoded()
        }
        return bytes
    }

    @Test(
        "every datum is reached by the export and by the erasure: each marked value is in the one, and none is left after the other",
        arguments: Backing.allCases)
    func everyDatum(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await opened(bed)
        let canary = PlaintextCanary()
        let marks = try await seed(custodian, bed, canary)
        #expect(marks.count > 20 && Set(marks).count == marks.count)
        let (sink, _) = try await draw(custodian, bed)
        for mark in marks {
            #expect(sink.text("data.json").contains(mark), "\(mark) is not in the export")
        }
        // Another person's export has none of them.
        try await custodian.collect(
            FieldValues(text: ["what": "a pencil"]), as: "order", about: "c-3", for: ["orders"], from: .subject, by: bed.agent)
        let (other, _) = try await draw(custodian, bed, "c-3")
        for (name, bytes) in other.files { try canary.scan(bytes, at: name) }

        let key = Curve25519.Signing.PrivateKey()
        try await custodian.enroll(publicKey: Bytes([UInt8](key.publicKey.rawRepresentation)), of: "lead-1", by: nil)
        let plan = try await custodian.planErasure(of: "c-1", ground: .noLongerNecessary, by: bed.agent)
        let approval = try await custodian.approve(plan, by: bed.who("lead-1"), signingWith: key)
        let certificate = try await custodian.execute(plan, approval: approval, by: bed.agent)
        #expect(certificate.statement.kept.isEmpty)
        for subject: SubjectID in ["c-1", "c-2", "alias"] {
            _ = try await thrown(.erased) { _ = try await draw(custodian, bed, subject) }
        }
        for request in try await custodian.requests(by: nil) {
            #expect(try await custodian.words(of: request.id, by: bed.agent) == nil)
            #expect(try await custodian.evidence(of: request.id, by: bed.agent) == nil)
            #expect(try await custodian.refusal(of: request.id, by: bed.agent) == nil)
        }
        // The recipient's name is the controller's own datum, and is needed to tell it of the erasure.
        let left = try await ownText(custodian).split(separator: Array(canary.value("recipient").utf8))
        for part in left { try canary.scan(Array(part), at: "what the store keeps for itself") }
        #expect(try await custodian.verify().isIntact)
    }

    /// Counts how many records are read at once.
    private final class Paging: DataStore {
        let base: any DataStore
        let largest = Mutex(0)
        let isWhole = Mutex(false)
        init(_ base: any DataStore) { self.base = base }

        private func note(_ records: [StoredRecord]) -> [StoredRecord] {
            largest.withLock { $0 = max($0, records.count) }
            return records
        }

        @discardableResult
        func stage(_ change: DataChange, in unit: inout UnitOfWork) -> Staged<DataOutcome> { base.stage(change, in: &unit) }
        func token(for index: BlindIndex) async throws -> Handle? { try await base.token(for: index) }
        func identifiers(boundTo handle: Handle) async throws -> [BoundIdentifier] {
            try await base.identifiers(boundTo: handle)
        }
        func identifiers(after cursor: UInt64?, limit: Int) async throws -> IdentifierPage {
            try await base.identifiers(after: cursor, limit: limit)
        }
        func suppression(for index: BlindIndex) async throws -> Suppression? { try await base.suppression(for: index) }
        func suppressions(after cursor: UInt64?, limit: Int) async throws -> SuppressionPage {
            try await base.suppressions(after: cursor, limit: limit)
        }
        func subjectVersion(_ subject: SubjectToken) async throws -> CommitSequence { try await base.subjectVersion(subject) }
        func begunErasures() async throws -> [BegunErasure] { try await base.begunErasures() }
        func counts() async throws -> DataCounts { try await base.counts() }
        func record(_ id: RecordID) async throws -> StoredRecord? { try await base.record(id) }
        func records(of subject: SubjectToken, name: RecordName?) async throws -> [StoredRecord] {
            note(try await base.records(of: subject, name: name))
        }
        func records(of subject: SubjectToken, after: RecordID?, limit: Int) async throws -> [StoredRecord] {
            note(try await base.records(of: subject, after: after, limit: limit))
        }
        func records(_ query: RecordQuery) async throws -> RecordPage { try await base.records(query) }
    }

    @Test("a person with 10,000 records is drawn up a page at a time, and nothing grows with them")
    func many() async throws {
        let bed = Bed(.memory)
        var backends = try await Backends.inMemory(controller: "acme", provider: bed.provider)
        let paging = Paging(backends.data)
        backends.data = paging
        let custodian = try await Custodian.open(backends, governance: try Self.governance(), clock: bed.clock)
        try await custodian.collect(
            FieldValues(text: ["what": "pen 0"]), as: "order", about: "c-1", for: ["orders"], from: .subject, by: bed.agent)
        // The rest is stored without a decision for each: what is tried here is the way out.
        let token = try await custodian.known("c-1")
        let schema = try custodian.schema(of: "order")
        let count = 10_000
        for start in stride(from: 1, to: count, by: 500) {
            var unit = UnitOfWork()
            var writes: [RecordWrite] = []
            for number in start..<min(start + 500, count) {
                let sealed = try await custodian.seal(
                    schema.fields, FieldValues(text: ["what": "pen \(number)"]), of: RecordID(Handle.random(from: bed.random)),
                    schema, ["orders"], token, .subject, at: bed.clock.now(), in: &unit)
                writes.append(.put(sealed.record, expecting: nil))
            }
            backends.data.stage(.write(writes), in: &unit)
            _ = try await unit.commit()
        }
        paging.largest.withLock { $0 = 0 }
        let sink = Sink()
        let manifest = try await custodian.accessPackage(of: "c-1", by: bed.agent) { sink.write($0, $1) }
        #expect(manifest.records == UInt64(count))
        #expect(paging.largest.withLock { $0 } <= 256, "so many records were in memory at once")
        #expect(sink.largest < 1 << 17, "so many bytes were in memory at once")
        #expect(sink.files["data.json"]?.count ?? 0 > 2_000_000)
        #expect(try sink.list("records").count == count)
        #expect(try sink.verify(try custodian.certificateKey()).faults.isEmpty)
    }

    @Test("who may not draw it up, for whom nothing is held, and what changes meanwhile", arguments: Backing.allCases)
    func refusals(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await opened(bed)
        try await custodian.collect(
            FieldValues(text: ["what": "two pens"]), as: "order", about: "c-1", for: ["orders"], from: .subject, by: bed.agent)
        _ = try await thrown(.denied) {
            try await custodian.accessPackage(of: "c-1", by: bed.who("lead-1")) { _, _ in Issue.record("something was given") }
        }
        _ = try await thrown(.unknownSubject) {
            try await custodian.accessPackage(of: "c-2", by: bed.agent) { _, _ in Issue.record("something was given") }
        }
        struct Full: Error {}
        await #expect(throws: Full.self) {
            try await custodian.accessPackage(of: "c-1", by: bed.agent) { _, _ in throw Full() }
        }
        _ = try await thrown(.busy) {
            try await custodian.accessPackage(of: "c-1", by: bed.agent) { name, _ in
                guard name == "report.html" else { return }
                try await custodian.correct(
                    FieldValues(text: ["what": "three pens"]), of: "order", about: "c-1", by: bed.agent)
            }
        }
    }
}
