import Crypto
import CustodyFaults
import CustodyFiles
import CustodyJournal
import CustodyKeys
import CustodyModel
import CustodyTesting
import Testing

@Suite("The key file")
struct KeyFileTests {
    private let files = InMemoryFileSystem()
    private let path = "/keys/store.key"

    private func made() throws -> KeyFileProvider {
        try KeyFile.create(at: path, random: SeededRandomSource(seed: 4), files: files)
        return try KeyFile.provider(at: path, files: files)
    }

    @Test("of the first form opens as version 1, and stays as it is until a version is added")
    func firstForm() async throws {
        let provider = try made()
        #expect(String(decoding: try files.readAll(path), as: UTF8.self).hasPrefix("custody-key-v1 "))
        #expect(provider.versions == [1])
        #expect(try await provider.currentVersion() == 1)
    }

    @Test("holds each version until it is retired, and nothing of it afterwards")
    func versions() async throws {
        let provider = try made()
        let first = String(decoding: try files.readAll(path), as: UTF8.self).split(separator: " ")[1]
        let key = SymmetricKey(size: .bits256)
        let old = try await provider.wrap(key, context: [1])
        #expect(try await provider.begin() == 2)
        let new = try await provider.wrap(key, context: [1])
        #expect(new.version == 2)
        let again = try KeyFile.provider(at: path, files: files)
        #expect(again.versions == [1, 2])
        #expect(try await again.unwrap(old, context: [1]) == key)
        #expect(try await again.unwrap(new, context: [1]) == key)
        await #expect(throws: KeyError.self) { _ = try await again.retire(allBut: [1]) }
        // It was changed by another hand, and says so instead of losing what that began.
        #expect(try await again.begin() == 3)
        await #expect(throws: CustodyFilesError.self) { _ = try await provider.begin() }
        await #expect(throws: CustodyFilesError.self) { _ = try await provider.retire(allBut: [2]) }
        #expect(try await again.retire(allBut: [3]) == [1, 2])
        #expect(try await again.retire(allBut: [3]) == [])
        let last = try KeyFile.provider(at: path, files: files)
        #expect(last.versions == [3])
        await #expect(throws: KeyError.self) { _ = try await last.unwrap(new, context: [1]) }
        for (name, bytes) in files.snapshot() {
            #expect(!String(decoding: bytes, as: UTF8.self).contains(first), "\(name) still holds what was retired")
        }
    }

    @Test("knows the stores that it opened, beside it and not in it: neither a copy of it nor a new one of its name knows any")
    func stores() async throws {
        let provider = try made()
        let (one, other) = (Handle.random(from: SystemRandomSource()), Handle.random(from: SystemRandomSource()))
        let whole = try files.readAll(path)
        #expect(try await provider.notedStores().isEmpty)
        for store in [one, other, one] { try await provider.note(store) }
        #expect(try files.readAll(path) == whole, "no opening rewrites the key")
        files.put(whole, at: path + ".copy")
        #expect(try await KeyFile.provider(at: path + ".copy", files: files).notedStores().isEmpty)
        try await provider.begin()
        let again = try KeyFile.provider(at: path, files: files)
        #expect(try await again.notedStores() == [one, other])
        try await again.forget([one, .zero])
        #expect(try await again.notedStores() == [other])
        try files.remove(path)
        #expect(try await made().notedStores().isEmpty, "what a lost key opened, a new one does not")
    }

    @Test("that is only for reading opens stores without knowing them; any other failure to take note is told")
    func readOnly() async throws {
        _ = try made()
        let faulty = FaultyFileSystem(files)
        let provider = try KeyFile.provider(at: path, files: faulty)
        let store = Handle.random(from: SystemRandomSource())
        faulty.arm(.changes(errno: 30))  // EROFS
        try await provider.note(store)
        #expect(try await provider.notedStores().isEmpty)
        faulty.arm(.changes(errno: 5))  // EIO
        await #expect(throws: CustodyFilesError.self) { try await provider.note(store) }
        faulty.disarm()
        try await provider.note(store)
        #expect(try await provider.notedStores() == [store])
    }

    @Test("makes durable what it finds noted: whoever noted it may have died before it was")
    func notedAgain() async throws {
        _ = try made()
        let faulty = FaultyFileSystem(files)
        let provider = try KeyFile.provider(at: path, files: faulty)
        let store = Handle.random(from: SystemRandomSource())
        // The name stands there then, and is not durable.
        faulty.arm(FaultPlan([.init(.syncDirectory, .from(1), pathSuffix: ".stores", .error(5))]))
        await #expect(throws: CustodyFilesError.self) { try await provider.note(store) }
        #expect(try await provider.notedStores() == [store])
        await #expect(throws: CustodyFilesError.self) { try await provider.note(store) }
        faulty.disarm()
        faulty.forgetOperations()
        try await provider.note(store)
        #expect(faulty.count(.syncDirectory, pathSuffix: ".stores") == 1)
    }

    @Test("is not made where what an earlier one of its name opened cannot be forgotten")
    func notMadeWithoutForgetting() async throws {
        let store = Handle.random(from: SystemRandomSource())
        try await made().note(store)
        try files.remove(path)
        let faulty = FaultyFileSystem(files)
        faulty.arm(FaultPlan([.init(.remove, .from(1), .error(5))]))
        #expect(throws: CustodyFilesError.self) {
            try KeyFile.create(at: path, random: SeededRandomSource(seed: 5), files: faulty)
        }
        #expect(try files.status(path) == .absent)
        faulty.disarm()
        try KeyFile.create(at: path, random: SeededRandomSource(seed: 5), files: faulty)
        #expect(try await KeyFile.provider(at: path, files: files).notedStores().isEmpty)
        // One that stands keeps what it opened.
        try await KeyFile.provider(at: path, files: files).note(store)
        #expect(throws: CustodyFilesError.self) {
            try KeyFile.create(at: path, random: SeededRandomSource(seed: 6), files: files)
        }
        #expect(try await KeyFile.provider(at: path, files: files).notedStores() == [store])
    }

    @Test("is refused with any changed or missing byte, in either form", arguments: [1, 3])
    func damaged(_ count: Int) async throws {
        let provider = try made()
        for _ in 1..<count { try await provider.begin() }
        let whole = try files.readAll(path)
        for place in stride(from: 0, to: whole.count, by: 3) {
            var bytes = whole
            bytes[place] ^= 1
            try files.replace(path, with: bytes)
            #expect(throws: CustodyFilesError.self, "byte \(place)") { try KeyFile.provider(at: path, files: files) }
            try files.replace(path, with: Array(whole.prefix(place)))
            #expect(throws: CustodyFilesError.self, "\(place) bytes") { try KeyFile.provider(at: path, files: files) }
        }
    }
}
