import CustodyAudit
import CustodyCore
import CustodyFaults
import CustodyFiles
import CustodyJournal
import CustodyKeys
import CustodyModel
import Testing

@Suite("Small files that somebody made large")
struct LargeFileTests {
    /// A file system in which one file says that it has a terabyte.
    private final class SwollenFileSystem: JournalFileSystem {
        private let base: InMemoryFileSystem
        private let suffix: String
        private static let size: UInt64 = 1 << 40

        init(_ base: InMemoryFileSystem, _ suffix: String) { (self.base, self.suffix) = (base, suffix) }

        private final class Swollen: JournalFile {
            private let base: any JournalFile
            init(_ base: any JournalFile) { self.base = base }

            func read(at offset: UInt64, count: Int) throws(JournalError) -> [UInt8] {
                #expect(count <= 1 << 30, "memory for all of it is asked for")
                return try base.read(at: offset, count: count)
            }
            func write(_ bytes: [UInt8], at offset: UInt64) throws(JournalError) { try base.write(bytes, at: offset) }
            func sync() throws(JournalError) { try base.sync() }
            func truncate(to size: UInt64) throws(JournalError) { try base.truncate(to: size) }
            func size() throws(JournalError) -> UInt64 { SwollenFileSystem.size }
            func close() { base.close() }
        }

        func open(_ path: String, mode: JournalFileMode) throws(JournalError) -> any JournalFile {
            let file = try base.open(path, mode: mode)
            return path.hasSuffix(suffix) ? Swollen(file) : file
        }
        func status(_ path: String) throws(JournalError) -> JournalPathStatus {
            let status = try base.status(path)
            guard path.hasSuffix(suffix), case .file = status else { return status }
            return .file(size: Self.size)
        }
        func rename(_ path: String, to destination: String) throws(JournalError) { try base.rename(path, to: destination) }
        func remove(_ path: String) throws(JournalError) { try base.remove(path) }
        func createDirectory(_ path: String) throws(JournalError) { try base.createDirectory(path) }
        func list(_ directory: String) throws(JournalError) -> [String] { try base.list(directory) }
        func syncDirectory(_ path: String) throws(JournalError) { try base.syncDirectory(path) }
        func lockExclusive(_ path: String) throws(JournalError) -> any JournalLock { try base.lockExclusive(path) }
    }

    private func expect(_ code: CustodyFilesError.Code, _ what: String, _ body: () async throws -> Void) async throws {
        do {
            try await body()
            Issue.record("\(what) is read")
        } catch let error as CustodyFilesError { #expect(error.code == code, "\(what): \(error)") }
    }

    @Test("an identity, a signed checkpoint and slots on their way are typed errors, and an inspection names them")
    func aHugeIdentityIsATypedError() async throws {
        let bed = BackupBed()
        let disk = InMemoryFileSystem()
        let custodian = try await bed.make(disk)
        _ = try await custodian.backends.audit.checkpoint(.evidence, at: bed.clock.now(), ifDue: false)
        try await custodian.close()
        for name in ["custody.json", "audit/evidence.checkpoint", "keys/rewrap"] {
            let copy = disk.copy()
            if name == "keys/rewrap" { copy.put([1], at: "/store/keys/rewrap") }
            let files = SwollenFileSystem(copy, "/" + name)
            try #require(try files.status("/store/" + name) == .file(size: 1 << 40))
            try await expect(.corrupt, name) { try await bed.open(files).close() }
            let inspection = try await StoreInspection.inspect(at: "/store", keys: bed.provider, files: files)
            #expect(inspection.findings.contains { $0.file == name && $0.severity == .damage }, "\(inspection.findings)")
        }
    }

    @Test("so are a key file, a manifest of a backup, what anchors hold and what a monitor remembers")
    func others() async throws {
        let bed = BackupBed()
        let disk = InMemoryFileSystem()
        let custodian = try await bed.make(disk)
        try await bed.collect(0..<1, custodian)
        _ = try await bed.erase(0, custodian)
        let store = custodian.backends.store
        try await custodian.anchorErasures(in: FileErasureAnchor(at: "/erasures", files: disk))
        let audit = custodian.backends.audit
        _ = try await audit.anchor(.evidence, in: FileAnchor(at: "/anchor", files: disk), at: bed.clock.now())
        let origin = try #require(try await audit.status()[.evidence]?.checkpoint).checkpoint.origin
        try await custodian.backUp(to: "/data", by: nil)
        try await custodian.backUpKeys(to: "/keys", by: nil)
        try await custodian.close()
        try KeyFile.create(at: "/key", random: SystemRandomSource(), files: disk)
        disk.put([1], at: "/memory")
        try await expect(.keyFileDamaged, "a key file") {
            _ = try KeyFile.provider(at: "/key", files: SwollenFileSystem(disk, "/key"))
        }
        try await expect(.tornBackup, "a manifest") {
            _ = try await bed.restore(SwollenFileSystem(disk, "/backup.json"), erasures: bed.anchor)
        }
        try await expect(.corrupt, "an erasure") {
            _ = try await FileErasureAnchor(at: "/erasures", files: SwollenFileSystem(disk, ".erasure")).records(of: store)
        }
        try await expect(.corrupt, "an anchored checkpoint") {
            _ = try await FileAnchor(at: "/anchor", files: SwollenFileSystem(disk, ".checkpoint")).held(origin: origin)
        }
        try await expect(.corrupt, "a monitor's memory") {
            _ = try await FileMonitorMemory(at: "/memory", files: SwollenFileSystem(disk, "/memory")).load()
        }
    }
}
