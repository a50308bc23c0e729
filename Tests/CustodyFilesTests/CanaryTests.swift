import Crypto
import CustodyAccess
import CustodyCore
import CustodyFaults
import CustodyFiles
import CustodyJournal
import CustodyKeys
import CustodyModel
import CustodyTesting
import Foundation
import Testing

@Suite("The plaintext canary")
struct CanaryTests {
    @Test("finds a marked value in every form, after whatever stands before it, and in names")
    func finds() throws {
        let canary = PlaintextCanary()
        let value = canary.value("name")
        for before in 0..<4 {
            let padding = [UInt8](repeating: 0xff, count: before)
            let plain = padding + Array(value.utf8) + padding
            let forms: [[UInt8]] = [
                plain, Array(Data(plain).base64EncodedString().utf8), Array(plain.hex.utf8), Array(plain.hex.uppercased().utf8),
                padding + value.utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] },
                padding + value.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xff)] },
            ]
            for form in forms { #expect(throws: BrokenPromise.self) { try canary.scan(form, at: "file") } }
        }
        #expect(throws: BrokenPromise.self) { try canary.scan([], at: "name of \(value)") }
        try canary.scan(Array(PlaintextCanary().value("name").utf8), at: "another canary's file")
        let directory = FileManager.default.temporaryDirectory.appending(path: "canary-\(UInt64.random(in: 0 ... .max))")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try Data("nothing".utf8).write(to: directory.appending(path: "plain"))
        #expect(try canary.scan(directory: directory.path) == 1)
        try Data(value.utf8).write(to: directory.appending(path: "leak"))
        #expect(throws: BrokenPromise.self) { try canary.scan(directory: directory.path) }
    }

    /// Looks at everything that is written, also what is gone a moment later.
    private final class WatchedFileSystem: JournalFileSystem {
        let base = InMemoryFileSystem()
        let canary: PlaintextCanary

        init(_ canary: PlaintextCanary) { self.canary = canary }

        private final class Watched: JournalFile {
            let base: any JournalFile
            let canary: PlaintextCanary
            let path: String

            init(_ base: any JournalFile, _ canary: PlaintextCanary, _ path: String) {
                (self.base, self.canary, self.path) = (base, canary, path)
            }

            func read(at offset: UInt64, count: Int) throws(JournalError) -> [UInt8] { try base.read(at: offset, count: count) }
            func write(_ bytes: [UInt8], at offset: UInt64) throws(JournalError) {
                #expect(throws: Never.self) { try canary.scan(bytes, at: path) }
                try base.write(bytes, at: offset)
            }
            func sync() throws(JournalError) { try base.sync() }
            func truncate(to size: UInt64) throws(JournalError) { try base.truncate(to: size) }
            func size() throws(JournalError) -> UInt64 { try base.size() }
            func close() { base.close() }
        }

        func open(_ path: String, mode: JournalFileMode) throws(JournalError) -> any JournalFile {
            Watched(try base.open(path, mode: mode), canary, path)
        }
        func rename(_ path: String, to destination: String) throws(JournalError) { try base.rename(path, to: destination) }
        func remove(_ path: String) throws(JournalError) { try base.remove(path) }
        func createDirectory(_ path: String) throws(JournalError) { try base.createDirectory(path) }
        func list(_ directory: String) throws(JournalError) -> [String] { try base.list(directory) }
        func status(_ path: String) throws(JournalError) -> JournalPathStatus { try base.status(path) }
        func syncDirectory(_ path: String) throws(JournalError) { try base.syncDirectory(path) }
        func lockExclusive(_ path: String) throws(JournalError) -> any JournalLock { try base.lockExclusive(path) }
    }

    @Test("hits nothing over a run of every feature: no byte that was ever written holds a value, a name or a reason in clear")
    func everything() async throws {
        let canary = PlaintextCanary()
        let files = WatchedFileSystem(canary)
        let provider = LocalKeyProvider.ephemeral()
        let clock = ManualClock()
        let (staffName, leadName) = (canary.value("staff"), canary.value("lead"))
        let governance = Governance(
            policy: try RolePolicy(controller: "acme") {
                Declare(.customerCare, on: .legitimateInterests, note: canary.value("note"))
                Declare(.directMarketing, on: .consent)
                Role("staff") {
                    Allow([.collect, .read, .correct], [.contact], for: [.customerCare, .directMarketing])
                    Allow(
                        [
                            .planErasure, .executeErasure, .recordConsent, .handleIncident, .placeHold, .linkSubjects, .backUp,
                            .rotateKeys,
                        ], [])
                }
                Role("lead") { Allow(.approveErasure, []) }
                Assign(PrincipalID(staffName), to: "staff")
                Assign(PrincipalID(leadName), to: "lead")
            },
            records: [
                RecordSchema("customer") {
                    Field("name", .personName, for: [.customerCare, .directMarketing])
                    Field("phone", .telephone, for: [.customerCare], retain: .years(10, after: .collection))
                }
            ], logRetention: LogRetention(evidence: .years(10), access: .months(12)))
        let anchor = FileErasureAnchor(at: "/erasures", files: files)
        func open(_ directory: String, creating: Bool = false) async throws -> Custodian {
            let backends =
                creating
                ? try await FileBackend.create(
                    at: directory, controller: "acme", keys: provider, random: SystemRandomSource(), files: files)
                : try await FileBackend.open(at: directory, keys: provider, random: SystemRandomSource(), files: files)
            return try await Custodian.open(backends, governance: creating ? governance : nil, erasures: anchor, clock: clock)
        }
        func who(_ name: String) -> Principal {
            Principal(PrincipalID(name), Authentication(.password, at: clock.now(), by: canary.value("directory"), level: 1))
        }
        let (staff, lead) = (who(staffName), who(leadName))
        let custodian = try await open("/store", creating: true)
        let subjects = (0..<3).map { SubjectID(canary.value("id \($0)")) }
        for subject in subjects {
            try await custodian.collect(
                FieldValues(text: ["name": canary.value("name"), "phone": canary.value("phone")]), as: "customer",
                about: subject,
                for: [.customerCare], from: .other(canary.value("source")), by: staff,
                options: CollectOptions(idempotencyKey: canary.value("key") + subject.value.exposed))
        }
        let notice = ShownNotice(text: Array(canary.value("notice").utf8), version: "1", language: "en")
        try await custodian.recordConsent(
            .given(explicitly: false), of: subjects[0], for: .directMarketing, notice: notice, by: staff)
        try await custodian.withdrawConsent(of: subjects[0], for: .directMarketing)
        try await custodian.object(on: subjects[0], to: .directMarketing)
        try await custodian.restrictProcessing(of: subjects[2])
        _ = try await custodian.disclose(
            [FieldRequest("name")], of: "customer", about: subjects[0], for: .customerCare, to: staff)
        await #expect(throws: CustodianError.self) {
            _ = try await custodian.disclose(
                [FieldRequest("name")], of: "customer", about: SubjectID(canary.value("unknown")), for: .customerCare,
                to: who(canary.value("stranger")))
        }
        try await custodian.correct(
            FieldValues(text: ["name": canary.value("new name")]), of: "customer", about: subjects[0], by: staff)
        let incident = try await custodian.openIncident(title: canary.value("title"), detectedAt: nil, by: staff)
        try await custodian.recordAwareness(of: incident, at: clock.now(), reason: canary.value("reason"), by: staff)
        try await custodian.link(SubjectID(canary.value("alias")), to: subjects[1], reason: canary.value("link"), by: staff)
        let hold = try await custodian.placeHold(on: subjects[1], reference: canary.value("case"), by: staff)
        try await custodian.backUp(to: "/data", by: staff)
        let key = Curve25519.Signing.PrivateKey()
        try await custodian.enroll(publicKey: Bytes([UInt8](key.publicKey.rawRepresentation)), of: lead.id, by: nil)
        _ = try await custodian.releaseHold(hold.id, reason: canary.value("release"), by: staff)
        let plan = try await custodian.planErasure(of: subjects[1], ground: .noLongerNecessary, by: staff)
        let approval = try await custodian.approve(plan, by: lead, signingWith: key)
        let certificate = try await custodian.execute(plan, approval: approval, by: staff)
        try canary.scan(try CBOR.encode(certificate), at: "the certificate")
        try provider.add(SymmetricKey(size: .bits256))
        try await custodian.rotateKeys(by: staff)
        _ = try await custodian.replaceLogKey(by: staff)
        try await custodian.backUpKeys(to: "/keys", by: staff)
        try await custodian.close()
        let report = try await StoreRestore.restore(
            data: "/data", keys: "/keys", to: "/new", provider: provider, erasures: anchor, reason: canary.value("restore"),
            clock: clock, files: files)
        #expect(report.isAnchored)
        let restored = try await open("/new")
        #expect(try await restored.verify().isIntact)
        try await restored.close()
        let written = files.base.snapshot()
        #expect(written.count > 15)
        try canary.scan(written)
    }
}
