import CustodyCore
import CustodyFaults
import CustodyJournal
import CustodyModel
import Foundation
import Synchronization
import Testing

@testable import CustodyFiles

@Suite("Where a backup may be made, and what its manifest may name")
struct BackupPlaceTests {
    private func refused(_ code: CustodyFilesError.Code, _ what: String, _ body: () async throws -> Void) async throws {
        do {
            try await body()
            Issue.record("\(what) is taken")
        } catch let error as CustodyFilesError { #expect(error.code == code, "\(what): \(error)") }
    }

    @Test("a destination without the mark of a backup is never emptied, whatever the names in it, and none lies in a store")
    func aDestinationWithoutTheMarkOfABackupIsNeverEmptied() async throws {
        let bed = BackupBed()
        let disk = InMemoryFileSystem()
        let custodian = try await bed.make(disk)
        try await bed.collect(0..<2, custodian)
        let other = try await bed.make(disk, at: "/other")
        try await bed.collect(0..<2, other)
        try await other.close()
        // Names such as those of a backup, in what is none.
        disk.put([1], at: "/keys-alone/slots")
        disk.put([2], at: "/anchor/log/00000000000000000004.checkpoint")
        disk.put([], at: "/foreign/BACKUP")
        disk.put([3], at: "/foreign/notes.txt")
        disk.put([4], at: "/marked-otherwise/BACKUP")
        disk.put([5], at: "/marked-otherwise/slots")
        let places = [
            "/", "/store", "/store/", "/store/rows", "/store/audit", "/store/new", "/store/new/deep", "/other", "/other/keys",
            "/other/rows", "/other/new", "/keys-alone", "/anchor/log", "/foreign", "/marked-otherwise",
        ]
        for place in places {
            let before = disk.snapshot()
            try await refused(.alreadyExists, "the data to \(place)") { try await custodian.backUp(to: place, by: nil) }
            try await refused(.alreadyExists, "the keys to \(place)") { try await custodian.backUpKeys(to: place, by: nil) }
            let after = disk.snapshot()
            // The open store goes on with its own files.
            let (own, others) = (before.filter { $0.key.hasPrefix("/store/") }, before.filter { !$0.key.hasPrefix("/store/") })
            #expect(own.keys.allSatisfy { after[$0] != nil }, "\(place)")
            #expect(after.filter { !$0.key.hasPrefix("/store/") } == others, "\(place)")
        }
        #expect(try disk.status("/store/new") == .absent && disk.status("/other/new") == .absent)
        // Nor in a backup of the data.
        try await custodian.backUp(to: "/data", by: nil)
        try await refused(.alreadyExists, "the keys beside the data") {
            try await custodian.backUpKeys(to: "/data/keys", by: nil)
        }
        #expect(try await bed.names(0..<2, custodian) == ["name 0", "name 1"])
        try await custodian.close()
        let whole = try await bed.open(disk, at: "/other")
        #expect(try await bed.names(0..<2, whole) == ["name 0", "name 1"])
        try await whole.close()
    }

    @Test("a destination is looked for where it leads: out of a store, or into one by a link")
    func whereADestinationLeads() async throws {
        let place = FileManager.default.temporaryDirectory.appending(path: "custody-place-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: place) }
        try FileManager.default.createDirectory(atPath: place + "/store/rows", withIntermediateDirectories: true)
        try Data([1]).write(to: URL(filePath: place + "/store/custody.json"))
        try FileManager.default.createSymbolicLink(atPath: place + "/link", withDestinationPath: place + "/store/rows")
        func prepare(_ name: String) throws {
            try BackupDirectory(path: "\(place)/\(name)", files: PosixFileSystem()).prepare()
        }
        for name in ["store/../backup", "store/rows/../../other", "./store/./../third"] { try prepare(name) }
        #expect(try Set(PosixFileSystem().list(place)) == ["store", "link", "backup", "other", "third"])
        for name in ["store/rows/../backup", "store/../store/deep/backup", "link/../backup", "link/../deep/backup"] {
            try await refused(.alreadyExists, name) { try prepare(name) }
        }
        #expect(try PosixFileSystem().list(place + "/store").sorted() == ["custody.json", "rows"])
    }

    @Test("under its mark a backup that was cut off is made again, also at the root of a volume")
    func marked() async throws {
        let bed = BackupBed()
        let disk = InMemoryFileSystem(directories: ["/data/lost+found"])
        let custodian = try await bed.make(disk)
        try await bed.collect(0..<1, custodian)
        for name in ["BACKUP.tmp", "BACKUP"] { disk.put([], at: "/data/" + name) }
        for name in ["custody.json", "rows-00000", "evidence.checkpoint", "backup.json.tmp"] {
            disk.put([1], at: "/data/" + name)
        }
        disk.put([], at: "/keys/BACKUP.tmp")
        try await custodian.backUp(to: "/data", by: nil)
        try await custodian.backUpKeys(to: "/keys", by: nil)
        try await custodian.close()
        let names = try disk.list("/data") + disk.list("/keys")
        #expect(!names.contains { $0.hasSuffix("BACKUP") || $0.hasSuffix(".tmp") }, "\(names)")
        _ = try await bed.restore(disk, erasures: bed.anchor)
        let found = try await bed.open(disk, at: "/new")
        #expect(try await bed.name(0, found) == "name 0")
        try await found.close()
        try await refused(.alreadyExists, "a backup that is one") {
            let again = try await bed.open(disk)
            do { try await again.backUp(to: "/data", by: nil) } catch {
                try await again.close()
                throw error
            }
        }
    }

    @Test("nobody else can take the place until what was put back there is a store")
    func nobodyElseTakesThePlace() async throws {
        let bed = BackupBed()
        let disk = InMemoryFileSystem()
        let custodian = try await bed.make(disk)
        try await custodian.backUp(to: "/data", by: nil)
        try await custodian.backUpKeys(to: "/keys", by: nil)
        try await custodian.close()
        let refusals = Mutex<[JournalError.Code?]>([])
        let files = FaultyFileSystem(disk) { operation in
            guard operation.kind == .rename, operation.path.hasPrefix("/new/custody.json") else { return }
            var refusal: JournalError.Code?
            do throws(JournalError) { try disk.lockExclusive("/new/LOCK").release() } catch { refusal = error.code }
            refusals.withLock { [refusal] in $0.append(refusal) }
        }
        _ = try await bed.restore(files, erasures: bed.anchor)
        #expect(refusals.withLock { $0 } == [JournalError.Code.locked])
        try disk.lockExclusive("/new/LOCK").release()
    }

    @Test(
        "a manifest that leads elsewhere is foreign, and nothing that it names is opened",
        arguments: ["../x.checkpoint", "deep/x.checkpoint", "/x.checkpoint", "slots.tmp", "backup.json.tmp", "rows-1"])
    func aManifestThatLeadsElsewhereIsForeign(_ name: String) async throws {
        let bed = BackupBed()
        let disk = InMemoryFileSystem()
        let custodian = try await bed.make(disk)
        try await bed.collect(0..<1, custodian)
        try await custodian.backUp(to: "/data", by: nil)
        try await custodian.backUpKeys(to: "/keys", by: nil)
        try await custodian.close()
        let text = try #require(disk.bytes(of: "/data/backup.json"))
        var manifest = try JSONDecoder().decode(BackupManifest.self, from: Data(text))
        var file = manifest.files[0]
        disk.put(try #require(disk.bytes(of: "/data/" + file.path)), at: "/data/" + name)
        file.path = name
        manifest.files.append(file)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        disk.put(Array(try encoder.encode(manifest)) + [UInt8(ascii: "\n")], at: "/data/backup.json")
        let files = FaultyFileSystem(disk)
        try await refused(.foreignBackup, name) { _ = try await bed.restore(files, erasures: bed.anchor) }
        #expect(files.count(.open, pathSuffix: "/" + name) == 0)
        #expect(try disk.status("/new") == .absent)
    }
}
