import Crypto
import CustodyCore
import CustodyFaults
import CustodyJournal
import CustodyKeys
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyFiles

@Suite("Wrapping keys anew in place")
struct RewrapTests {
    private static let place = "/store"

    /// A store of keys that was cut off in the middle of a rewrapping: new slots beside, one of them torn in place.
    private struct Scene {
        let provider = LocalKeyProvider.ephemeral()
        let disk = InMemoryFileSystem()
        let paths = StorePaths(directory: place)
        let ids = (0..<3).map { KeyID(Handle([UInt8](repeating: UInt8($0 + 1), count: 16))!, .log) }
        var keys: [SymmetricKey] = []
        var writes: [SlotWrite] = []

        init() async throws {
            let backends = try await FileBackend.create(
                at: place, controller: "acme", keys: provider, random: SystemRandomSource(), files: disk)
            var unit = UnitOfWork()
            for id in ids {
                let made = try await NewKey.make(id, provider: provider, random: SystemRandomSource())
                keys.append(made.key)
                try backends.keys.stage(inserting: [made.new], in: &unit)
            }
            _ = try await unit.commit()
            try await backends.close()
            try provider.add(SymmetricKey(size: .bits256))
            let slots = try disk.open(paths.slots, mode: .readWrite)
            defer { slots.close() }
            for slot in 0..<UInt64(SystemKeys.slotCount + ids.count) {
                let offset = FileKeySlots.offset(slot)
                guard case .slot(.live(let old)) = KeySlot.decode(try slots.read(at: offset, count: KeySlot.size)) else {
                    continue
                }
                let id = KeyID(try #require(Handle(old.handle)), KeyClass(rawValue: old.retentionClass))
                let key = try await provider.unwrap(
                    WrappedKey(version: old.kek, nonce: old.nonce, box: old.wrapped), context: id.wrappingContext)
                let new = try await provider.wrap(key, context: id.wrappingContext)
                let live = try #require(
                    LiveKey(
                        retentionClass: old.retentionClass, kek: new.version, handle: old.handle, nonce: new.nonce,
                        wrapped: new.box, fingerprint: old.fingerprint, sequence: old.sequence))
                writes.append(SlotWrite(offset: offset, bytes: KeySlot.live(live).encoded()))
            }
            try RewrapFile(in: paths.keys, disk).write(writes)
        }

        /// Half of a slot's new bytes stand in place.
        func tear(_ slot: Int) throws {
            let slots = try disk.open(paths.slots, mode: .readWrite)
            defer { slots.close() }
            try slots.write(Array(writes[slot].bytes.prefix(60)), at: writes[slot].offset)
        }

        func open() async throws -> Backends {
            try await FileBackend.open(at: place, keys: provider, random: SystemRandomSource(), files: disk)
        }
    }

    @Test(
        "a slot that was torn, the store's own among them, is put right at the next opening, and the copy is gone",
        arguments: 0..<10)
    func torn(_ slot: Int) async throws {
        let scene = try await Scene()
        try scene.tear(slot)
        // Whoever only looks sees what a writer will find.
        #expect(try await StoreInspection.inspect(at: Self.place, keys: scene.provider, files: scene.disk).isIntact)
        let backends = try await scene.open()
        for (id, key) in zip(scene.ids, scene.keys) {
            #expect(try await backends.keys.key(id, provider: scene.provider) == key)
            #expect(try await backends.keys.wrapped(id).version == 2)
        }
        #expect(try scene.disk.list(scene.paths.keys) == ["slots"])
        try await backends.close()
        #expect(try await StoreInspection.inspect(at: Self.place, keys: scene.provider, files: scene.disk).findings.isEmpty)
    }

    @Test("a copy that is not whole is no reason to touch a slot: it was never in use, or is done with")
    func half() async throws {
        let scene = try await Scene()
        let path = RewrapFile(in: scene.paths.keys, scene.disk).path
        let whole = try scene.disk.readAll(path)
        for length in [0, 8, 11, 12, 200, whole.count - 1] {
            try scene.disk.replace(path, with: Array(whole.prefix(length)))
            let backends = try await scene.open()
            #expect(try await backends.keys.wrapped(scene.ids[0]).version == 1, "\(length) bytes")
            try await backends.close()
            #expect(try scene.disk.list(scene.paths.keys) == ["slots"])
        }
    }

    @Test("a copy that was left behind brings no destroyed key back")
    func noResurrection() async throws {
        let scene = try await Scene()
        let path = RewrapFile(in: scene.paths.keys, scene.disk).path
        let copy = try scene.disk.readAll(path)
        var backends = try await scene.open()
        var unit = UnitOfWork()
        try backends.keys.stage(intendingToDestroy: [scene.ids[1]], in: &unit)
        _ = try await unit.commit()
        // As if taking it away had failed: destroying the key takes it away first.
        try scene.disk.replace(path, with: copy)
        try await backends.keys.overwrite([scene.ids[1]])
        #expect(try scene.disk.list(scene.paths.keys) == ["slots"])
        try await backends.close()
        // As if somebody put it there.
        try scene.disk.replace(path, with: copy)
        backends = try await scene.open()
        await #expect(throws: KeyError.self) { _ = try await backends.keys.wrapped(scene.ids[1]) }
        let wrapped = Array(scene.writes[SystemKeys.slotCount + 1].bytes[36..<84])
        for (name, bytes) in scene.disk.snapshot() {
            #expect(!bytes.indices.contains { bytes[$0...].starts(with: wrapped) }, "\(name) holds the destroyed key")
        }
        try await backends.close()
    }
}
