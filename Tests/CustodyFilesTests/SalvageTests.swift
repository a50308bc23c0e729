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

@Suite("Salvaging a damaged store")
struct SalvageTests {
    private static let directory = "/store"
    private static let out = "/out"
    private static let staff = Principal(
        "staff", Authentication(.password, at: Instant(milliseconds: 0), by: "test", level: 1))
    private static let lead = Principal("lead", staff.authentication)

    private static func governance() throws -> Governance {
        Governance(
            policy: try RolePolicy(controller: "acme") {
                Declare(.customerCare, on: .contract)
                Role("staff") {
                    Allow([.collect, .read], [.contact], for: [.customerCare])
                    Allow([.planErasure, .executeErasure], [])
                }
                Role("lead") { Allow(.approveErasure, []) }
                Assign("staff", to: "staff")
                Assign("lead", to: "lead")
            },
            records: [RecordSchema("customer") { Field("name", .personName, for: [.customerCare]) }],
            logRetention: LogRetention(evidence: .years(10), access: .months(12)))
    }

    /// A closed store with three people, of whom the third was erased last. Without a checkpoint its journal holds everything.
    private struct Bed {
        let provider = LocalKeyProvider.ephemeral()
        let disk = InMemoryFileSystem()
        /// The store as it stood before the erasure, as a machine would find it that stopped there.
        let beforeErasure: InMemoryFileSystem

        init(checkpointBytes: UInt64 = .max) async throws {
            let custodian = try await Custodian.open(
                FileBackend.create(
                    at: directory, controller: "acme", keys: provider, random: SystemRandomSource(), files: disk,
                    options: FileOptions(checkpointBytes: checkpointBytes)),
                governance: try governance(), clock: ManualClock())
            let key = Curve25519.Signing.PrivateKey()
            try await custodian.enroll(publicKey: Bytes([UInt8](key.publicKey.rawRepresentation)), of: "lead", by: nil)
            for number in 1...3 {
                try await custodian.collect(
                    FieldValues(text: ["name": "Person \(number)"]), as: "customer", about: SubjectID("c-\(number)"),
                    for: [.customerCare], from: .subject, by: staff)
            }
            beforeErasure = disk.copy()
            let plan = try await custodian.planErasure(of: "c-3", ground: .noLongerNecessary, by: staff)
            let approval = try await custodian.approve(plan, by: lead, signingWith: key)
            _ = try await custodian.execute(plan, approval: approval, by: staff)
            try await custodian.close()
        }

        func salvage(_ disk: InMemoryFileSystem) async throws -> StoreSalvage {
            func standing() -> [String: [UInt8]] { disk.snapshot().filter { $0.key.hasPrefix(directory + "/") } }
            let before = standing()
            defer { #expect(standing() == before, "the damaged store was written to") }
            return try await StoreSalvage.salvage(from: directory, to: out, keys: provider, files: disk)
        }

        func inspect(_ directory: String, _ disk: InMemoryFileSystem) async throws -> StoreInspection {
            try await StoreInspection.inspect(at: directory, keys: provider, files: disk)
        }

        /// Opens what was salvaged twice, as a host does, and says who can still be read.
        func names(_ disk: InMemoryFileSystem) async throws -> [String?] {
            var names: [String?] = []
            for _ in 0..<2 {
                let custodian = try await Custodian.open(
                    FileBackend.open(at: out, keys: provider, random: SystemRandomSource(), files: disk),
                    governance: try governance(),
                    clock: ManualClock())
                #expect(try await custodian.verify().isIntact)
                #expect(try await custodian.backends.keys.unfinished().isEmpty)
                names = []
                for number in 1...3 {
                    do {
                        let seen = try await custodian.disclose(
                            [FieldRequest("name")], of: "customer", about: SubjectID("c-\(number)"), for: .customerCare,
                            to: staff)
                        names.append(seen.value.text("name"))
                    } catch let error as CustodianError where [.erased, .unknownSubject].contains(error.code) {
                        names.append(nil)
                    }
                }
                try await custodian.close()
                #expect(try await inspect(out, disk).findings.isEmpty)
            }
            return names
        }
    }

    /// At how many places a journal is damaged, evenly over it.
    private static let places = ProcessInfo.processInfo.environment["CUSTODY_EVERY_BYTE"] == nil ? 30 : 60

    private static func segment(_ disk: InMemoryFileSystem) throws -> String {
        let name = try #require(try disk.list(directory + "/wal").first { JournalPath.segmentNumber($0) != nil })
        return directory + "/wal/" + name
    }

    @Test("Of a whole store nothing is missing")
    func whole() async throws {
        let bed = try await Bed()
        let salvage = try await bed.salvage(bed.disk)
        #expect(salvage.isComplete && salvage.leftOut.isEmpty && salvage.lostKeys == 0)
        #expect(salvage.copied.contains("custody.json") && salvage.copied.contains("audit/evidence.checkpoint"))
        #expect(try await bed.inspect(Self.out, bed.disk).findings.isEmpty)
        #expect(try await bed.names(bed.disk) == ["Person 1", "Person 2", nil])
    }

    @Test("Wherever the journal is damaged: what is salvaged verifies and opens, and an erasure whose commit is lost stays one")
    func everywhere() async throws {
        let bed = try await Bed()
        let path = try Self.segment(bed.disk)
        let size = (bed.disk.bytes(of: path)?.lastIndex { $0 != 0 } ?? 0) + 1
        var (seen, refused) = (Set<[String?]>(), 0)
        for offset in stride(from: 0, to: size, by: max(1, size / Self.places)) {
            let damaged = bed.disk.flipped(path, at: offset)
            let salvage: StoreSalvage
            do { salvage = try await bed.salvage(damaged) } catch let error as CustodyFilesError {
                #expect(error.code == .corrupt && error.path != nil, "\(offset): \(error)")
                #expect(try damaged.status(Self.out + "/custody.json") == .absent)
                refused += 1
                continue
            }
            let finding = try #require(salvage.leftOut.first, "\(offset)")
            #expect(finding.file.hasPrefix("wal/") && finding.offset <= UInt64(offset), "\(offset): \(finding)")
            #expect(finding.sequence == salvage.commits + 1)
            #expect(try await bed.inspect(Self.out, damaged).isIntact, "\(offset)")
            let names = try await bed.names(damaged)
            #expect(names[2] == nil, "\(offset): an erased person came back")
            seen.insert(names)
        }
        #expect(refused > 0 && seen.contains(["Person 1", "Person 2", nil]) && seen.contains([nil, nil, nil]), "\(seen)")
    }

    @Test("A signed checkpoint that is ahead of what can be read is left out and named")
    func checkpoint() async throws {
        let bed = try await Bed()
        let path = try Self.segment(bed.disk)
        let size = (bed.disk.bytes(of: path)?.lastIndex { $0 != 0 } ?? 0) + 1
        let damaged = bed.disk.flipped(path, at: size / 2)
        let salvage = try await bed.salvage(damaged)
        let left = try #require(salvage.leftOut.first { $0.file == "audit/evidence.checkpoint" })
        #expect(left.message.contains("were signed"))
        #expect(!salvage.copied.contains("audit/evidence.checkpoint") && !salvage.isComplete)
    }

    @Test("What a checkpoint covers is taken over with its rows, wherever the journal is damaged")
    func rows() async throws {
        let bed = try await Bed(checkpointBytes: 1 << 20)
        let whole = try await bed.salvage(bed.disk.copy())
        #expect(whole.isComplete && whole.copied.contains("rows/rows-00000"), "\(whole.copied)")
        let path = try Self.segment(bed.disk)
        let size = (bed.disk.bytes(of: path)?.lastIndex { $0 != 0 } ?? 0) + 1
        for offset in stride(from: 0, to: size, by: max(1, size / (Self.places / 2))) {
            let damaged = bed.disk.flipped(path, at: offset)
            let salvage = try await bed.salvage(damaged)
            #expect(salvage.commits == whole.commits, "\(offset)")
            #expect(try await bed.inspect(Self.out, damaged).isIntact, "\(offset)")
            #expect(try await bed.names(damaged) == ["Person 1", "Person 2", nil], "\(offset)")
        }
    }

    @Test("A snapshot that is damaged is done without while the journal has everything, and a damaged row is named")
    func damagedRows() async throws {
        let bed = try await Bed(checkpointBytes: 1 << 20)
        let name = try #require(try bed.disk.list(Self.directory + "/rows").first { $0.hasPrefix("snapshot-") })
        let damaged = bed.disk.flipped(Self.directory + "/rows/" + name, at: 100)
        let salvage = try await bed.salvage(damaged)
        #expect(!salvage.isComplete && salvage.leftOut.contains { $0.message.contains("checkpoint") })
        #expect(try await bed.names(damaged) == ["Person 1", "Person 2", nil])

        let rows = Self.directory + "/rows/rows-00000"
        let row = bed.disk.flipped(rows, at: (bed.disk.bytes(of: rows)?.count ?? 0) / 2)
        let withRow = try await bed.salvage(row)
        let finding = try #require(withRow.leftOut.first)
        #expect(finding.file == "rows/rows-00000" && finding.offset > 0 && !withRow.isComplete)
        let found = try await bed.inspect(Self.out, row).findings.filter { $0.severity == .damage }
        #expect(found.contains { $0.file == "rows/rows-00000" && $0.offset == finding.offset }, "\(found)")
        // Where the row is the log's, its verification names the entry as well, and nothing else.
        #expect(found.allSatisfy { $0.file == "rows/rows-00000" || $0.message.contains("cannot be read") }, "\(found)")
    }

    @Test("A key whose slot is damaged is told, and its person is erased in the new store; the others are not")
    func slot() async throws {
        let bed = try await Bed()
        let slots = Self.directory + "/keys/slots"
        let count = (bed.disk.bytes(of: slots)?.count ?? 0) / KeySlot.size
        var erased = 0
        for slot in SystemKeys.ids.count..<count {
            let damaged = bed.disk.flipped(slots, at: slot * KeySlot.size + 50)
            let salvage = try await bed.salvage(damaged)
            guard salvage.lostKeys > 0 else { continue }
            let lost = try #require(salvage.leftOut.first)
            #expect(lost.file == "keys/slots" && lost.offset == UInt64(slot * KeySlot.size))
            // Whose key it was cannot be told from outside: when it is the one who acts, nothing can be read by them.
            let names = try? await bed.names(damaged)
            // The key of the blind index is nobody's: the index is made anew.
            if slot == SystemKeys.ids.count {
                let sound = bed.disk.copy()
                _ = try await bed.salvage(sound)
                let whole = try await bed.names(sound)
                #expect(names == whole)
            }
            if names?.prefix(2).contains(nil) == true { erased += 1 }
        }
        #expect(erased > 0)
        for slot in SystemKeys.ids.indices {
            let damaged = bed.disk.flipped(slots, at: slot * KeySlot.size + 50)
            await #expect(throws: CustodyFilesError.self) { _ = try await bed.salvage(damaged) }
            #expect(try damaged.status(Self.out) == .absent)
        }
    }

    @Test("A store that was in use when its machine stopped is taken over as well")
    func unclosed() async throws {
        let bed = try await Bed()
        let salvage = try await bed.salvage(bed.beforeErasure)
        #expect(salvage.isComplete)
        #expect(try await bed.names(bed.beforeErasure) == ["Person 1", "Person 2", "Person 3"])
    }

    @Test("Nothing is made where something stands, inside the damaged store, of a held one, of none, or with a wrong key")
    func refused() async throws {
        let bed = try await Bed()
        func code(_ to: String = Self.out, from: String = Self.directory) async throws -> CustodyFilesError.Code? {
            do {
                _ = try await StoreSalvage.salvage(from: from, to: to, keys: bed.provider, files: bed.disk)
                return nil
            } catch let error as CustodyFilesError { return error.code }
        }
        #expect(try await code(Self.directory) == .alreadyExists)
        #expect(try await code(Self.directory + "/new") == .alreadyExists)
        #expect(try await code(from: "/nowhere") == .notAStore)
        let lock = try bed.disk.lockExclusive(Self.directory + "/LOCK")
        #expect(try await code() == .heldElsewhere)
        lock.release()
        await #expect(throws: KeyError.self) {
            _ = try await StoreSalvage.salvage(
                from: Self.directory, to: Self.out, keys: LocalKeyProvider.ephemeral(), files: bed.disk)
        }
        #expect(try bed.disk.status(Self.out) == .absent)
        #expect(try await code() == nil)
    }
}
