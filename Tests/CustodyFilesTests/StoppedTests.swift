import Crypto
import CustodyData
import CustodyFaults
import CustodyFiles
import CustodyJournal
import CustodyKeys
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

/// The ways in which an erased person could come back; the Handbook has the table. Backups and crashes have suites of their own.
@Suite("Who was erased stays erased")
struct StoppedTests {
    /// A store with one person, what led to them before, and the same store after the erasure.
    private struct Scene {
        let bed = BackupBed()
        let disk = InMemoryFileSystem()
        let before: InMemoryFileSystem
        let custodian: Custodian
        let token: SubjectToken
        let keys: [KeyID: (wrapped: WrappedKey, key: SymmetricKey)]
        let records: [StoredRecord]

        init() async throws {
            custodian = try await bed.make(disk)
            try await bed.collect(0..<2, custodian)
            let backends = custodian.backends
            token = try await custodian.known("p-0")
            var keys: [KeyID: (wrapped: WrappedKey, key: SymmetricKey)] = [:]
            for keyClass in try await backends.keys.live(of: token.handle).keys {
                let id = KeyID(token.handle, keyClass)
                keys[id] = (try await backends.keys.wrapped(id), try await backends.keys.key(id, provider: bed.provider))
            }
            self.keys = keys
            records = try await backends.data.records(of: token)
            before = disk.copy()
            _ = try await bed.erase(0, custodian)
        }

        func requireGone(_ custodian: Custodian) async throws {
            #expect(try await bed.names(0..<2, custodian) == ["erased", "name 1"])
            #expect(try await custodian.backends.keys.live(of: token.handle).isEmpty)
            #expect(try await custodian.verify().isIntact)
        }
    }

    private func refused(_ code: CustodianError.Code, _ body: () async throws -> Void) async {
        do {
            try await body()
            Issue.record("it was not refused")
        } catch let error as CustodianError { #expect(error.code == code) } catch { Issue.record("\(error)") }
    }

    @Test("a late write: taking in, correcting, and a key under the old token are refused")
    func lateWrite() async throws {
        let scene = try await Scene()
        await refused(.erased) { try await scene.bed.collect(0..<1, scene.custodian) }
        for (id, known) in scene.keys {
            await #expect(throws: KeyError.self) {
                var unit = UnitOfWork()
                let copy = NewKey(id: id, wrapped: known.wrapped, fingerprint: known.key.fingerprint)
                try scene.custodian.backends.keys.stage(inserting: [copy], in: &unit)
                _ = try await unit.commit()
            }
            // Nor in the place of a wrapping.
            let copy = NewKey(id: id, wrapped: known.wrapped, fingerprint: known.key.fingerprint)
            #expect(try await scene.custodian.backends.keys.rewrap([copy]) == 0)
        }
        // A record that was read before, written back as it was read, loses: the person's version moved on.
        let record = try #require(scene.records.first)
        await #expect(throws: DataError.self) {
            var unit = UnitOfWork()
            var again = record
            again.version += 1
            scene.custodian.backends.data.stage(.write([.put(again, expecting: record.version)]), in: &unit)
            _ = try await unit.commit()
        }
        try await scene.requireGone(scene.custodian)
        try await scene.custodian.close()
    }

    @Test("writes in flight while the erasure commits: each was before it and went with it, or was refused")
    func inFlight() async throws {
        let bed = BackupBed()
        let custodian = try await bed.make(InMemoryFileSystem())
        try await bed.collect(0..<2, custodian)
        let backends = custodian.backends
        let token = try await custodian.known("p-0")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<12 {
                group.addTask {
                    do {
                        try await custodian.collect(
                            FieldValues(text: ["name": "late \(number)"]), as: "customer", about: "p-0", for: [.customerCare],
                            from: .subject, by: bed.staff, options: CollectOptions(allowsSeveral: true))
                    } catch let error as CustodianError where [.erased, .busy].contains(error.code) {}
                }
            }
            group.addTask {
                for _ in 0..<100 {
                    do {
                        _ = try await bed.erase(0, custodian)
                        return
                    } catch let error as CustodianError where error.code == .planChanged { await Task.yield() }
                }
                throw BrokenPromise("the erasure never came through")
            }
            try await group.waitForAll()
        }
        #expect(try await bed.names(0..<2, custodian) == ["erased", "name 1"])
        #expect(try await backends.keys.live(of: token.handle).isEmpty)
        #expect(try await backends.data.records(of: token).isEmpty)
        try await custodian.close()
    }

    @Test("a key that was opened before: the store has nothing left that it opens, and leads nobody to what is sealed under it")
    func cachedKey() async throws {
        let scene = try await Scene()
        #expect(try await scene.custodian.backends.data.records(of: scene.token).isEmpty)
        // Whoever keeps key and token could still write under them behind the facade: nothing leads there.
        var unit = UnitOfWork()
        let record = StoredRecord(
            id: RecordID(Handle([UInt8](repeating: 5, count: 16))!), subject: scene.token, name: "customer",
            purposes: [.customerCare], fields: try #require(scene.records.first).fields, collectedAt: scene.bed.clock.now())
        scene.custodian.backends.data.stage(.write([.put(record, expecting: nil)]), in: &unit)
        _ = try await unit.commit()
        try await scene.requireGone(scene.custodian)
        try await scene.custodian.close()
    }

    @Test("a copy of the key file, put back: the journal knows better, and an inspection names it")
    func copiedKeyFile() async throws {
        let scene = try await Scene()
        try await scene.custodian.close()
        scene.disk.put(try #require(scene.before.bytes(of: "/store/keys/slots")), at: "/store/keys/slots")
        let inspection = try await StoreInspection.inspect(at: "/store", keys: scene.bed.provider, files: scene.disk)
        #expect(!inspection.isIntact)
        do {
            let opened = try await scene.bed.open(scene.disk)
            for id in scene.keys.keys {
                await #expect(throws: KeyError.self) { _ = try await opened.backends.keys.wrapped(id) }
            }
            try await scene.requireGone(opened)
            try await opened.close()
        } catch let error as CustodyFilesError { #expect(error.code == .corrupt) }
    }

    @Test("no file, temporary or not, holds the key, wrapped or not")
    func files() async throws {
        let scene = try await Scene()
        try await scene.custodian.close()
        for (path, bytes) in scene.disk.snapshot() where path.hasPrefix("/store/") {
            for known in scene.keys.values {
                for part in [known.wrapped.box, known.key.bytes] {
                    let found = bytes.indices.contains { bytes[$0] == part[0] && bytes[$0...].starts(with: part) }
                    #expect(!found, "\(path) holds a destroyed key")
                }
            }
        }
    }

    @Test("indexes that are built anew lead to nobody")
    func rebuiltIndex() async throws {
        let scene = try await Scene()
        try await scene.custodian.backends.audit.rebuildIndex()
        await refused(.erased) { _ = try await scene.custodian.log(of: "p-0", by: nil) }
        try await scene.custodian.close()
        // Without a snapshot everything is built from the journal.
        let opened = try await scene.bed.open(scene.disk)
        try await scene.requireGone(opened)
        await refused(.erased) { _ = try await opened.log(of: "p-0", by: nil) }
        try await opened.close()
    }
}
