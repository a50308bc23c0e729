import Crypto
import CustodyFaults
import CustodyFiles
import CustodyKeys
import CustodyModel
import CustodyTesting
import Synchronization
import Testing

@Suite("The KeyProvider contract")
struct KeyProviderContractTests {
    private static func inMemory() -> KeyProviderFixture {
        let provider = LocalKeyProvider.ephemeral()
        return KeyProviderFixture(provider) { try provider.add(SymmetricKey(size: .bits256)) }
    }

    @Test("is kept in memory", arguments: KeyProviderContract.promises)
    func inMemory(_ promise: ContractPromise<KeyProviderFixture>) async throws {
        try await promise.verify { Self.inMemory() }
    }

    @Test("is kept by a key file", arguments: KeyProviderContract.promises)
    func keyFile(_ promise: ContractPromise<KeyProviderFixture>) async throws {
        try await promise.verify {
            let (disk, path) = (InMemoryFileSystem(), "/keys/store.key")
            try KeyFile.create(at: path, random: SystemRandomSource(), files: disk)
            let provider = try KeyFile.provider(at: path, files: disk)
            return KeyProviderFixture(provider) { try await provider.begin() }
        }
    }

    @Test("is kept by a provider that can be made to fail, while nothing fails", arguments: KeyProviderContract.promises)
    func faulty(_ promise: ContractPromise<KeyProviderFixture>) async throws {
        try await promise.verify {
            let plain = Self.inMemory()
            return KeyProviderFixture(
                FaultyKeyProvider(plain.provider, faults: StoreFaults()), beginningNewVersion: plain.beginNewVersion)
        }
    }

    @Test("is kept by the provider that the faults are built into", arguments: KeyProviderContract.promises)
    func control(_ promise: ContractPromise<KeyProviderFixture>) async throws {
        try await promise.verify { BrokenProvider(nil).fixture }
    }

    @Test("has promises that each have a name of their own, and a provider that breaks it")
    func names() {
        let promises = KeyProviderContract.promises.map(\.description)
        #expect(Set(promises).count == promises.count)
        for promise in promises {
            #expect(BrokenProvider.Fault.allCases.contains { promise.contains($0.rawValue) }, "nothing breaks '\(promise)'")
        }
    }

    @Test("catches a provider that breaks it", arguments: BrokenProvider.Fault.allCases)
    func catches(_ fault: BrokenProvider.Fault) async {
        var broken: [String] = []
        for promise in KeyProviderContract.promises {
            do { try await promise.verify { BrokenProvider(fault).fixture } } catch { broken.append("\(promise)") }
        }
        #expect(broken.contains { $0.contains(fault.rawValue) }, "broken: \(broken)")
    }
}

/// A provider in memory with one thing wrong. The raw value is a part of the promise that must catch it.
final class BrokenProvider: KeyProvider {
    enum Fault: String, CaseIterable {
        case wrapsInClear = "opens as it was"
        case ignoresContexts = "by no other context"
        case saysDamaged = "that was altered"
        case takesAnyVersion = "a version that is not here"
        case mixesKeys = "each gets its own key"
        case keepsNoFormer = "former versions open"
        case retiresTheCurrent = "the current version is never retired"
        case retiresOnce = "retiring may be repeated"
        case forgetsNobody = "until they are forgotten"
    }

    private struct State {
        var noted: Set<Handle> = []
        var last: SymmetricKey?
        var hasRetired = false
    }

    private let fault: Fault?
    private let base = LocalKeyProvider.ephemeral()
    private let state = Mutex(State())

    init(_ fault: Fault?) { self.fault = fault }

    var fixture: KeyProviderFixture {
        KeyProviderFixture(self) { [self] in
            let version = try base.add(SymmetricKey(size: .bits256))
            if fault == .keepsNoFormer { _ = try await base.retire(allBut: [version]) }
        }
    }

    func currentVersion() async throws -> UInt16 { try await base.currentVersion() }

    func wrap(_ key: SymmetricKey, context: [UInt8]) async throws -> WrappedKey {
        switch fault {
        case .wrapsInClear:
            return WrappedKey(
                version: try await base.currentVersion(), nonce: [UInt8](repeating: 0, count: 12),
                box: key.bytes + [UInt8](repeating: 0, count: 16))
        case .mixesKeys:
            // One place for all who call, and others come before it is looked at again.
            state.withLock { $0.last = key }
            for _ in 0..<3 { await Task.yield() }
            return try await base.wrap(state.withLock { $0.last } ?? key, context: context)
        default: return try await base.wrap(key, context: fault == .ignoresContexts ? [] : context)
        }
    }

    func unwrap(_ wrapped: WrappedKey, context: [UInt8]) async throws -> SymmetricKey {
        switch fault {
        case .wrapsInClear: return SymmetricKey(data: wrapped.box.prefix(32))
        case .ignoresContexts: return try await base.unwrap(wrapped, context: [])
        case .saysDamaged:
            do { return try await base.unwrap(wrapped, context: context) } catch let error as KeyError
                where error.code == .wrongKey
            { throw KeyError(.damaged, "it does not open") }
        case .takesAnyVersion:
            var named = wrapped
            if !base.known.contains(wrapped.version) { named.version = try await base.currentVersion() }
            return try await base.unwrap(named, context: context)
        default: return try await base.unwrap(wrapped, context: context)
        }
    }

    func retire(allBut versions: Set<UInt16>) async throws -> [UInt16] {
        let current = try await base.currentVersion()
        if fault == .retiresTheCurrent, !versions.contains(current) { return Array(base.known.subtracting(versions)) }
        if fault == .retiresOnce, state.withLock({ $0.hasRetired }) {
            throw KeyError(.absent, "there is nothing to retire")
        }
        state.withLock { $0.hasRetired = true }
        return try await base.retire(allBut: versions)
    }

    func note(_ store: Handle) async throws { state.withLock { _ = $0.noted.insert(store) } }

    func notedStores() async throws -> Set<Handle> { state.withLock { $0.noted } }

    func forget(_ stores: Set<Handle>) async throws {
        if fault != .forgetsNobody { state.withLock { $0.noted.subtract(stores) } }
    }
}
