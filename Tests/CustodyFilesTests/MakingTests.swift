import CustodyCore
import CustodyFaults
import CustodyFiles
import CustodyJournal
import CustodyKeys
import CustodyModel
import Foundation
import Testing

@Suite("The making of a store")
struct MakingTests {
    private static let place = "/volume/store"
    private static let seed: UInt64 = {
        let seed = ProcessInfo.processInfo.environment["CUSTODY_SEED"].flatMap(UInt64.init) ?? .random(in: 0 ... .max)
        print("CUSTODY_SEED=\(seed)")
        return seed
    }()
    /// Every so manieth call is looked at in one run, from a seeded one on.
    private static let step = ProcessInfo.processInfo.environment["CUSTODY_BACKUPS"] == "all" ? 1 : 5

    private static let options = FileOptions(journal: JournalOptions(segmentBytes: 4096, preallocatedBytes: 0))

    private let provider = LocalKeyProvider.ephemeral()
    private let start = SimulatedDisk(directories: ["/volume"])

    /// What a service does when it begins.
    private func open(_ files: any JournalFileSystem) async throws -> Backends {
        try await FileBackend.openOrCreate(
            at: Self.place, controller: "acme", keys: provider, random: SystemRandomSource(), files: files,
            options: Self.options)
    }

    private func create(_ files: any JournalFileSystem) async throws -> Backends {
        try await FileBackend.create(
            at: Self.place, controller: "acme", keys: provider, random: SystemRandomSource(), files: files,
            options: Self.options)
    }

    /// The store takes a record, and is without a fault and without a mark.
    private func expectWhole(_ backends: Backends, _ files: any JournalFileSystem, _ what: String) async throws {
        let record = RowBed.record(1)
        _ = try await RowBed.put(record, in: backends)
        try await backends.close()
        let again = try await open(files)
        #expect(try await again.data.record(record.id) != nil, "\(what)")
        try await again.close()
        let names = try files.list(Self.place)
        #expect(names == ["LOCK", "audit", "custody.json", "keys", "rows", "wal"], "\(what)")
        let inspection = try await StoreInspection.inspect(at: Self.place, keys: provider, files: files)
        #expect(inspection.isIntact, "\(what): \(inspection.findings)")
    }

    @Test("one that died at any call is done again by the same call")
    func aMakingThatDiedAtAnyCallIsMadeAgainByTheSameCall() async throws {
        let whole = SimulatedFileSystem(start)
        try await open(whole).close()
        for call in stride(from: Int(Self.seed % UInt64(Self.step)), to: whole.calls, by: Self.step) {
            let dying = SimulatedFileSystem(start)
            dying.die(at: call)
            do { try await open(dying).close() } catch {}
            let profile = CrashProfile.allCases[Int((Self.seed / 7 &+ UInt64(call)) % 3)]
            let left = dying.crash(seed: Self.seed &+ UInt64(call), profile: profile)
            let what = "dead before call \(call), \(profile), CUSTODY_SEED=\(Self.seed)"
            do { try await expectWhole(try await open(left), left, what) } catch { Issue.record("\(what): \(error)") }
        }
    }

    @Test("one that failed at any change is done again by the same call, also by the same process")
    func aMakingThatFailedIsMadeAgainByTheSameCall() async throws {
        var number = 1
        while true {
            let files = SimulatedFileSystem(start)
            files.arm(.change(number, .error(28)))
            do {
                try await create(files).close()
                // No call was left to fail, or the one that failed was of no account.
                if files.injectedFaults == 0 { break }
            } catch {
                #expect(files.injectedFaults == 1, "change \(number): \(error)")
            }
            files.arm(FaultPlan())
            do { try await expectWhole(try await open(files), files, "change \(number)") } catch {
                Issue.record("change \(number): \(error)")
            }
            number += 1
        }
        #expect(number > 20)
    }

    @Test("it takes the root of a fresh volume, and no directory in which anything stands")
    func places() async throws {
        let volume = InMemoryFileSystem(directories: [Self.place + "/lost+found"])
        try await create(volume).close()
        let inspection = try await StoreInspection.inspect(at: Self.place, keys: provider, files: volume)
        #expect(inspection.findings.isEmpty, "\(inspection.findings)")
        for name in ["notes.txt", "keys/slots", "RESTORE"] {
            let taken = InMemoryFileSystem()
            taken.put([1], at: Self.place + "/" + name)
            await #expect(throws: CustodyFilesError.self, "\(name)") { _ = try await create(taken) }
            #expect(taken.snapshot() == [Self.place + "/" + name: [1]])
        }
    }

    @Test(
        "a mark that a crash left beside the identity gives no store away, and goes when it is opened",
        arguments: ["CREATE", "RESTORE"])
    func aMarkBesideTheIdentityGivesNothingAway(_ mark: String) async throws {
        let disk = InMemoryFileSystem()
        let backends = try await create(disk)
        _ = try await RowBed.put(RowBed.record(1), in: backends)
        try await backends.close()
        disk.put([], at: Self.place + "/" + mark)
        let before = disk.snapshot()
        await #expect(throws: CustodyFilesError.self) { _ = try await create(disk) }
        #expect(disk.snapshot() == before)
        let opened = try await open(disk)
        #expect(disk.bytes(of: Self.place + "/" + mark) == nil)
        #expect(try await opened.data.record(RowBed.record(1).id) != nil)
        try await opened.close()
        // Without its identity the store is not taken for one that was never made.
        try disk.remove(Self.place + "/custody.json")
        let lost = disk.snapshot()
        await #expect(throws: CustodyFilesError.self) { _ = try await open(disk) }
        #expect(disk.snapshot() == lost)
    }
}
