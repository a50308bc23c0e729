import CustodyCore
import CustodyFaults
import CustodyFiles
import CustodyKeys
import CustodyModel
import CustodyTesting
import Foundation
import Testing

@Suite("Backups under crashes")
struct BackupCrashTests {
    private static let seed: UInt64 = {
        let seed = ProcessInfo.processInfo.environment["CUSTODY_SEED"].flatMap(UInt64.init) ?? .random(in: 0 ... .max)
        print("CUSTODY_SEED=\(seed)")
        return seed
    }()
    /// Every so manieth call is looked at in one run, from a seeded one on; the full run looks at all of them.
    private static let step = ProcessInfo.processInfo.environment["CUSTODY_BACKUPS"] == "all" ? 1 : 29

    private func calls(_ count: Int) -> [Int] {
        Array(stride(from: Int(Self.seed % UInt64(Self.step)), to: count, by: Self.step))
    }

    @Test("a backup that dies at any call is none; made again at the same place it restores")
    func backup() async throws {
        let bed = BackupBed()
        let files = SimulatedFileSystem()
        let custodian = try await bed.make(files)
        try await bed.collect(0..<2, custodian)
        try await custodian.close()
        func copy(_ files: SimulatedFileSystem, _ data: String = "/data", _ keys: String = "/keys") async throws {
            let custodian = try await bed.open(files)
            do {
                try await custodian.backUp(to: data, by: nil)
                try await custodian.backUpKeys(to: keys, by: nil)
                try await custodian.close()
            } catch {
                try? await custodian.close()
                throw error
            }
        }
        let whole = SimulatedFileSystem(files.disk)
        try await copy(whole)
        for call in calls(whole.calls) {
            let dying = SimulatedFileSystem(files.disk)
            dying.die(at: call)
            try? await copy(dying)
            let left = dying.crash(seed: Self.seed &+ UInt64(call), profile: .adversarial)
            do {
                // What calls itself a backup is whole; it is kept, and another place is taken.
                func place(_ path: String) throws -> String {
                    try left.status(path + "/backup.json") == .absent ? path : path + "-again"
                }
                let (data, keys) = (try place("/data"), try place("/keys"))
                try await copy(left, data, keys)
                let report = try await bed.restore(left, data: data, keys: keys, erasures: bed.anchor)
                #expect(report.keys > 6)
                let found = try await bed.open(left, at: "/new")
                #expect(try await bed.names(0..<2, found) == ["name 0", "name 1"])
                try await found.close()
            } catch { Issue.record("dead before call \(call), CUSTODY_SEED=\(Self.seed): \(error)") }
        }
    }

    @Test(
        "a restore that dies at any call leaves no store or the whole one; done again it converges, and nobody erased is back")
    func restore() async throws {
        let bed = BackupBed()
        let files = SimulatedFileSystem()
        let custodian = try await bed.make(files)
        try await bed.collect(0..<3, custodian)
        try await custodian.backUp(to: "/data", by: nil)
        try await custodian.backUpKeys(to: "/keys", by: nil)
        _ = try await bed.erase(1, custodian)
        try await custodian.close()
        let whole = SimulatedFileSystem(files.disk.settled())
        _ = try await bed.restore(whole, erasures: bed.anchor)
        for call in calls(whole.calls) {
            let dying = SimulatedFileSystem(files.disk.settled())
            dying.die(at: call)
            _ = try? await bed.restore(dying, erasures: bed.anchor)
            let left = dying.crash(seed: Self.seed &+ UInt64(call), profile: .adversarial)
            do {
                if try left.status("/new/custody.json") == .absent {
                    do {
                        _ = try await bed.open(left, at: "/new")
                        Issue.record("half a restore opens")
                    } catch let error as CustodyFilesError { #expect(error.code == .notAStore) }
                    _ = try await bed.restore(left, erasures: bed.anchor)
                }
                let found = try await bed.open(left, at: "/new", erasures: InMemoryErasureAnchor())
                #expect(try await bed.names(0..<3, found) == ["name 0", "erased", "name 2"])
                #expect(try await found.verify().isIntact)
                try await found.close()
            } catch { Issue.record("dead before call \(call), CUSTODY_SEED=\(Self.seed): \(error)") }
        }
    }
}
