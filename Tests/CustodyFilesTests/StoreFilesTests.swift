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

@Suite("The files of a store")
struct StoreFilesTests {
    private static let directory = "/store"

    /// A closed store whose every personal value is marked, with everything done once.
    private static func closedStore(
        _ provider: LocalKeyProvider, options: FileOptions = FileOptions()
    ) async throws -> InMemoryFileSystem {
        let disk = InMemoryFileSystem()
        let clock = ManualClock()
        let backends = try await FileBackend.create(
            at: directory, controller: "acme", keys: provider, random: SystemRandomSource(), files: disk, options: options)
        let policy = try RolePolicy(controller: "acme") {
            Declare(.customerCare, on: .legitimateInterests, note: "MARK-BALANCE")
            Declare(.directMarketing, on: .consent)
            Role("all") {
                Allow([.collect, .read, .correct], [.contact], for: [.customerCare, .directMarketing, .rightsFulfilment])
                Allow([.recordConsent, .handleIncident, .planErasure, .executeErasure], [])
            }
            Role("lead") { Allow(.approveErasure, []) }
            Assign("MARK-STAFF", to: "all")
            Assign("MARK-LEAD", to: "lead")
        }
        let schema = RecordSchema("customer") {
            Field("name", .personName, for: [.customerCare, .directMarketing])
            Field("phone", .telephone, for: [.customerCare])
        }
        let custodian = try await Custodian.open(
            backends,
            governance: Governance(
                policy: policy, records: [schema], logRetention: LogRetention(evidence: .years(10), access: .months(12))),
            clock: clock)
        let staff = Principal("MARK-STAFF", Authentication(.password, at: clock.now(), by: "MARK-DIRECTORY", level: 1))
        let lead = Principal("MARK-LEAD", Authentication(.password, at: clock.now(), by: "MARK-DIRECTORY", level: 1))
        for subject in ["MARK-ID-1", "MARK-ID-2", "MARK-ID-3"] {
            try await custodian.collect(
                FieldValues(text: ["name": "MARK-NAME", "phone": "MARK-PHONE"]), as: "customer", about: SubjectID(subject),
                for: [.customerCare], from: .other("MARK-SOURCE"), by: staff,
                options: CollectOptions(idempotencyKey: "MARK-KEY-\(subject)"))
        }
        try await custodian.recordConsent(
            .given(explicitly: false), of: "MARK-ID-1", for: .directMarketing,
            notice: ShownNotice(text: Array("MARK-NOTICE".utf8), version: "1", language: "en"), by: staff)
        _ = try await custodian.disclose(
            ["name", "phone"].map { FieldRequest($0) }, of: "customer", about: "MARK-ID-1", for: .customerCare, to: staff)
        await #expect(throws: CustodianError.self) {
            _ = try await custodian.disclose(
                [FieldRequest("name")], of: "customer", about: "MARK-UNKNOWN", for: .customerCare,
                to: Principal("MARK-STRANGER", staff.authentication))
        }
        try await custodian.correct(FieldValues(text: ["phone": "MARK-PHONE-2"]), of: "customer", about: "MARK-ID-2", by: staff)
        try await custodian.withdrawConsent(of: "MARK-ID-1", for: .directMarketing)
        let incident = try await custodian.openIncident(title: "MARK-TITLE", detectedAt: nil, by: staff)
        try await custodian.recordAwareness(of: incident, at: clock.now(), reason: "MARK-REASON", by: staff)
        let key = Curve25519.Signing.PrivateKey()
        try await custodian.enroll(publicKey: Bytes([UInt8](key.publicKey.rawRepresentation)), of: "MARK-LEAD", by: nil)
        let plan = try await custodian.planErasure(of: "MARK-ID-3", ground: .noLongerNecessary, by: staff)
        let approval = try await custodian.approve(plan, by: lead, signingWith: key)
        _ = try await custodian.execute(plan, approval: approval, by: staff)
        try await custodian.close()
        return disk
    }

    @Test("No file holds a name, number, identifier, notice, title or staff name")
    func nothingInClear() async throws {
        let disk = try await Self.closedStore(.ephemeral())
        let files = disk.snapshot()
        #expect(files.count >= 5)
        for (path, bytes) in files {
            #expect(!path.contains("MARK"))
            #expect(!bytes.contains(Array("MARK".utf8)), "\(path) holds a marked value")
        }
    }

    @Test("Any changed byte of any file is reported with its file and place, and opening never traps")
    func anyByte() async throws {
        let provider = LocalKeyProvider.ephemeral()
        let disk = try await Self.closedStore(provider)
        let clean = try await StoreInspection.inspect(at: Self.directory, keys: provider, files: disk)
        #expect(clean.findings.isEmpty && clean.audit?.isIntact == true && clean.closedCleanly)
        let everyByte = ProcessInfo.processInfo.environment["CUSTODY_EVERY_BYTE"] != nil
        let seed = ProcessInfo.processInfo.environment["CUSTODY_SEED"].flatMap { UInt64($0) } ?? SystemRandomSource().number()
        print("CUSTODY_SEED=\(seed)")
        let random = SeededRandomSource(seed: seed)
        for (path, bytes) in disk.snapshot().sorted(by: { $0.key < $1.key }) where !bytes.isEmpty {
            let offsets =
                everyByte
                ? Array(bytes.indices)
                : [0, bytes.count - 1] + (0..<14).map { _ in Int(random.number() % UInt64(bytes.count)) }
            for offset in offsets {
                let mask = UInt8(truncatingIfNeeded: random.number()) | 1
                let damaged = disk.flipped(path, at: offset, mask: mask)
                let relative = String(path.dropFirst(Self.directory.count + 1))
                let inspection = try await StoreInspection.inspect(at: Self.directory, keys: provider, files: damaged)
                #expect(
                    inspection.findings.contains { $0.file.hasPrefix(relative) && $0.severity != .notice },
                    "byte \(offset) of \(relative) changed by \(mask) went unreported: \(inspection.findings)")
                try await Self.openWithoutTrap(damaged, provider)
            }
        }
    }

    /// Opening either refuses with a typed error or gives a store that answers rightly.
    private static func openWithoutTrap(_ disk: InMemoryFileSystem, _ provider: LocalKeyProvider) async throws {
        do {
            let backends = try await FileBackend.open(at: directory, keys: provider, random: SystemRandomSource(), files: disk)
            let custodian = try await Custodian.open(backends, governance: nil, clock: ManualClock())
            let staff = Principal("MARK-STAFF", Authentication(.password, at: custodianTime, by: "test", level: 1))
            let seen = try await custodian.disclose(
                [FieldRequest("name")], of: "customer", about: "MARK-ID-1", for: .customerCare, to: staff)
            #expect(seen.value.text("name") == "MARK-NAME")
            try await custodian.close()
        } catch is CustodyFilesError {} catch is KeyError {} catch is CustodianError {} catch let error {
            Issue.record("an untyped error: \(error)")
        }
    }

    private static let custodianTime = Instant(milliseconds: 0)

    @Test("A log cut below its newest signed checkpoint is refused and reported")
    func truncation() async throws {
        let provider = LocalKeyProvider.ephemeral()
        // Without a checkpoint of the stores the journal has every commit.
        let disk = try await Self.closedStore(provider, options: FileOptions(checkpointBytes: .max))
        let path = try #require(disk.snapshot().keys.first { $0.hasSuffix(".log") })
        // Ends of whole frames: cutting there leaves nothing torn, only less.
        var ends: [Int] = []
        let journal = try Journal.open(
            directory: Self.directory + "/wal", fileSystem: disk, storeID: Self.storeID(disk), mode: .readOnly, salt: { [] },
            replay: { ends.append(Int($0.offset)) })
        #expect(journal.recovery.frames == UInt64(ends.count))
        for end in [ends[ends.count - 1], ends[ends.count / 2], ends[8]] {
            let cut = disk.truncated(path, to: end)
            let inspection = try await StoreInspection.inspect(at: Self.directory, keys: provider, files: cut)
            #expect(!inspection.isIntact, "a cut at \(end) went unreported")
            await #expect(throws: (any Error).self) {
                _ = try await FileBackend.open(at: Self.directory, keys: provider, random: SystemRandomSource(), files: cut)
            }
        }
    }

    private static func storeID(_ disk: InMemoryFileSystem) throws -> [UInt8] {
        let text = String(decoding: disk.bytes(of: directory + "/custody.json") ?? [], as: UTF8.self)
        let line = try #require(text.split(separator: "\n").first { $0.contains("\"store\"") })
        return try #require([UInt8](hex: line.split(separator: "\"")[3]))
    }

    @Test("A second writer is refused at once; a reader may look")
    func oneWriter() async throws {
        let provider = LocalKeyProvider.ephemeral()
        let disk = try await Self.closedStore(provider)
        let held = try await FileBackend.open(at: Self.directory, keys: provider, random: SystemRandomSource(), files: disk)
        do {
            _ = try await FileBackend.open(at: Self.directory, keys: provider, random: SystemRandomSource(), files: disk)
            Issue.record("a second writer came in")
        } catch let error as CustodyFilesError { #expect(error.code == .heldElsewhere) }
        let inspection = try await StoreInspection.inspect(at: Self.directory, keys: provider, files: disk)
        #expect(inspection.holder != nil)
        #expect(inspection.isIntact)
        try await held.close()
    }

    @Test("A wrong key, a newer format, no store and a taken place are clear errors")
    func badInput() async throws {
        let provider = LocalKeyProvider.ephemeral()
        let disk = try await Self.closedStore(provider)
        do {
            _ = try await FileBackend.open(
                at: Self.directory, keys: LocalKeyProvider.ephemeral(), random: SystemRandomSource(), files: disk)
            Issue.record("a wrong key opened the store")
        } catch let error as KeyError { #expect(error.code == .wrongKey) }
        func refusal(_ disk: InMemoryFileSystem, at directory: String = Self.directory) async throws -> CustodyFilesError.Code?
        {
            do {
                _ = try await FileBackend.open(at: directory, keys: provider, random: SystemRandomSource(), files: disk)
                return nil
            } catch let error as CustodyFilesError { return error.code }
        }
        #expect(try await refusal(disk, at: "/nowhere") == .notAStore)
        #expect(try await refusal(InMemoryFileSystem(directories: [Self.directory])) == .notAStore)
        let newer = disk.copy()
        let text = String(decoding: newer.bytes(of: Self.directory + "/custody.json") ?? [], as: UTF8.self)
            .replacingOccurrences(of: "\"format\": 1", with: "\"format\": 2")
        let content = text.components(separatedBy: "\n  \"checksum\"")[0]
        var checksum: [UInt8] = []
        checksum.append(bigEndian: CRC32C.checksum(Array(content.utf8)))
        newer.put(Array((content + "\n  \"checksum\": \"\(checksum.hex)\"\n}\n").utf8), at: Self.directory + "/custody.json")
        #expect(try await refusal(newer) == .newerFormat)
        do {
            _ = try await FileBackend.create(
                at: Self.directory, controller: "acme", keys: provider, random: SystemRandomSource(), files: disk)
            Issue.record("a store was made over another")
        } catch let error as CustodyFilesError { #expect(error.code == .alreadyExists) }
        #expect(try await StoreInspection.inspect(at: Self.directory, keys: provider, files: disk).findings.isEmpty)
    }

    @Test("A controller whose name could not be read back makes no store")
    func unreadableController() async throws {
        for name in ["\u{301}acme", "", "a\"b"] {
            await #expect(throws: CustodyFilesError.self) {
                _ = try await FileBackend.create(
                    at: Self.directory, controller: ControllerID(name), keys: LocalKeyProvider.ephemeral(),
                    random: SystemRandomSource(), files: InMemoryFileSystem())
            }
        }
    }

    @Test("A crash at any write keeps every acknowledged collection, and the store opens")
    func crashes() async throws {
        let provider = LocalKeyProvider.ephemeral()
        for operation in 1...24 {
            let disk = InMemoryFileSystem()
            let files = FaultyFileSystem(disk)
            var acknowledged: [SubjectID] = []
            let backends = try await FileBackend.create(
                at: Self.directory, controller: "acme", keys: provider, random: SystemRandomSource(), files: files)
            let custodian = try await Custodian.open(backends, governance: try Self.small(), clock: ManualClock())
            files.arm(FaultPlan([.init(.write, .from(operation), .shortWrite(bytes: operation * 7, errno: 28))]))
            for number in 0..<12 {
                let subject = SubjectID("s-\(number)")
                do {
                    try await custodian.collect(
                        FieldValues(text: ["name": "n\(number)"]), as: "customer", about: subject, for: [.customerCare],
                        from: .subject, by: Self.clerk)
                    acknowledged.append(subject)
                } catch { break }
            }
            try? await custodian.close()
            files.disarm()
            let reopened = try await Custodian.open(
                FileBackend.open(at: Self.directory, keys: provider, random: SystemRandomSource(), files: files),
                governance: nil, clock: ManualClock())
            for subject in acknowledged {
                let seen = try await reopened.disclose(
                    [FieldRequest("name")], of: "customer", about: subject, for: .customerCare, to: Self.clerk)
                #expect(seen.value.text("name") != nil)
            }
            #expect(try await reopened.verify().isIntact)
            try await reopened.close()
        }
    }

    private static let clerk = Principal("clerk", Authentication(.password, at: custodianTime, by: "test", level: 1))

    private static func small() throws -> Governance {
        Governance(
            policy: try RolePolicy(controller: "acme") {
                Declare(.customerCare, on: .contract)
                Role("all") { Allow([.collect, .read], [.contact], for: [.customerCare]) }
                Assign("clerk", to: "all")
            },
            records: [RecordSchema("customer") { Field("name", .personName, for: [.customerCare]) }],
            logRetention: LogRetention(evidence: .years(10), access: .months(12)))
    }
}
