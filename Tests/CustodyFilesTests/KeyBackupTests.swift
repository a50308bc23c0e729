import CustodyCore
import CustodyFaults
import CustodyFiles
import CustodyJournal
import CustodyKeys
import CustodyModel
import Testing

@Suite("Backups of the keys beside other work")
struct KeyBackupTests {
    private static func insert(_ keyClass: KeyClass, _ owners: [Handle], _ bed: BackupBed, _ backends: Backends) async throws {
        var keys: [NewKey] = []
        for owner in owners {
            let made = try await NewKey.make(KeyID(owner, keyClass), provider: bed.provider, random: SystemRandomSource())
            keys.append(made.new)
        }
        var unit = UnitOfWork()
        try backends.keys.stage(inserting: keys, in: &unit)
        _ = try await unit.commit()
    }

    private static func liveKeys(_ bytes: [UInt8]) -> [LiveKey] {
        stride(from: 0, to: bytes.count, by: KeySlot.size).compactMap { start -> LiveKey? in
            let slot = Array(bytes[start..<min(start + KeySlot.size, bytes.count)])
            guard case .slot(.live(let key)) = KeySlot.decode(slot) else { return nil }
            return key
        }
    }

    @Test("one that is made while a checkpoint takes rows away holds every live key of its commit")
    func aKeyBackupBesideACheckpointHoldsEveryLiveKey() async throws {
        let bed = BackupBed()
        let disk = InMemoryFileSystem()
        let pause = Gate { $0.kind == .size && $0.path.hasSuffix("/keys/slots") }
        let files = FaultyFileSystem(disk, beforeOperation: { pause.pass($0) })
        let backends = try await FileBackend.create(
            at: BackupBed.store, controller: "acme", keys: bed.provider, random: SystemRandomSource(), files: files,
            options: FileOptions(checkpointBytes: .max, rowFileBytes: 2048))
        let custodian = try await Custodian.open(
            backends, governance: try BackupBed.governance(), erasures: bed.anchor, clock: bed.clock)
        let owners = (1...80).map { RowBed.handle($0, 9) }
        try await Self.insert(.log, owners, bed, backends)
        pause.shut()
        async let backup = custodian.backUpKeys(to: "/keys", by: nil)
        // Whatever fails before it is let go.
        defer { pause.open() }
        var arrivals = pause.arrivals.makeAsyncIterator()
        _ = await arrivals.next()
        // What is known of each owner stands in another row now, and the files with the former ones go.
        let before = try disk.list("/store/rows")
        try await Self.insert(.firstRetention, owners, bed, backends)
        try await custodian.backUp(to: "/data", by: nil)
        #expect(!Set(before).isSubset(of: try disk.list("/store/rows")), "no file of rows went")
        pause.open()
        let manifest = try await backup
        let live = Self.liveKeys(try #require(disk.bytes(of: "/keys/slots")))
        let handles = Set(owners.map(\.bytes))
        #expect(live.count { handles.contains($0.handle) } == owners.count)
        #expect(live.allSatisfy { $0.sequence <= manifest.commit.rawValue })
        try await custodian.close()
    }

    @Test("a live key of an earlier commit that the ledger does not know is damage, and no backup is made without it")
    func unknownKey() async throws {
        let bed = BackupBed()
        let disk = InMemoryFileSystem()
        let custodian = try await bed.make(disk)
        try await bed.collect(0..<1, custodian)
        let slots = try #require(disk.bytes(of: "/store/keys/slots"))
        let known = try #require(Self.liveKeys(slots).last)
        // Behind those that come next.
        let place = UInt64(slots.count + 8 * KeySlot.size)
        func put(_ sequence: UInt64) throws {
            let stranger = try #require(
                LiveKey(
                    retentionClass: known.retentionClass, kek: known.kek, handle: RowBed.handle(1, 9).bytes, nonce: known.nonce,
                    wrapped: known.wrapped, fingerprint: known.fingerprint, sequence: sequence))
            let file = try disk.open("/store/keys/slots", mode: .readWrite)
            defer { file.close() }
            try file.write(KeySlot.live(stranger).encoded(), at: place)
        }
        try put(known.sequence)
        do {
            try await custodian.backUpKeys(to: "/keys", by: nil)
            Issue.record("a backup lacks a key")
        } catch let error as CustodyFilesError { #expect(error.code == .corrupt && error.offset == place) }
        #expect(try disk.status("/keys/backup.json") == .absent)
        // The key of a commit that is under way stands in its slot first.
        try put(1 << 40)
        try await custodian.backUpKeys(to: "/keys", by: nil)
        #expect(Self.liveKeys(try #require(disk.bytes(of: "/keys/slots"))).allSatisfy { $0.sequence < 1 << 40 })
        try await custodian.close()
    }
}
