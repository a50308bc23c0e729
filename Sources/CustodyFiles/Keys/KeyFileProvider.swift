public import Crypto
import CustodyJournal
public import CustodyKeys
public import CustodyModel

/// The key-encryption key of a ``KeyFile``. What begins or retires a version changes the file first.
public final class KeyFileProvider: KeyProvider {
    /// The file.
    public let path: String
    private let keys: LocalKeyProvider
    private let files: any JournalFileSystem
    private let stores: KeyFileStores
    private let gate = SerialGate()

    init(_ keys: LocalKeyProvider, path: String, files: any JournalFileSystem) {
        self.keys = keys
        self.path = path
        self.files = files
        stores = KeyFileStores(of: path, files)
    }

    /// Every version that the file holds.
    public var versions: [UInt16] { keys.known.sorted() }

    /// Begins a new version with a fresh key, which is durable in the file before anything is wrapped under it.
    ///
    /// Keep a copy of the file as it is then, apart from the store: the former copy does not open what is wrapped from now on.
    /// - Throws: ``CustodyFilesError`` when the file cannot be replaced, or is no more what was read; `KeyError` with `exhausted`.
    @discardableResult
    public func begin(random: some RandomSource = SystemRandomSource()) async throws -> UInt16 {
        let key = SymmetricKey(data: random.bytes(32))
        return try await gate.enter { [self] in
            try await blocking { [self] in
                try requireUnchanged()
                let last = keys.known.max() ?? 0
                guard last < .max else {
                    throw KeyError(.exhausted, "the key-encryption key was replaced as often as can be")
                }
                var versions = keys.keys
                versions[last + 1] = key
                try KeyFile.replace(path, with: versions, files: files)
                return try keys.add(key)
            }
        }
    }

    /// The version that new wrappings use.
    public func currentVersion() async throws -> UInt16 { try await keys.currentVersion() }

    /// Wraps with AES-256-GCM under a random nonce.
    public func wrap(_ key: SymmetricKey, context: [UInt8]) async throws -> WrappedKey {
        try await keys.wrap(key, context: context)
    }

    /// Opens what ``wrap(_:context:)`` made with the same context.
    public func unwrap(_ wrapped: WrappedKey, context: [UInt8]) async throws -> SymmetricKey {
        try await keys.unwrap(wrapped, context: context)
    }

    /// Takes every version but these out of the file, and writes over where they stood.
    public func retire(allBut kept: Set<UInt16>) async throws -> [UInt16] {
        try await gate.enter { [self] in
            let held = keys.keys
            let gone = held.keys.filter { !kept.contains($0) }
            guard !gone.isEmpty else { return [] }
            // The file first: after a crash in between it may hold less than this process, never more than it says.
            guard let current = held.keys.max(), kept.contains(current) else { return try await keys.retire(allBut: kept) }
            try await blocking { [self] in
                try requireUnchanged()
                try KeyFile.replace(path, with: held.filter { kept.contains($0.key) }, files: files)
            }
            return try await keys.retire(allBut: kept)
        }
    }

    /// Takes note that the file opens a store. Where nothing may be written beside the file the store stays unknown.
    ///
    /// - Throws: ``CustodyFilesError`` with `io` when it cannot be made durable.
    public func note(_ store: Handle) async throws {
        let stores = stores
        try await blocking { try stores.add(store) }
    }

    /// The stores that the file is known to open: those that were opened with it where something may be written beside it.
    ///
    /// - Throws: ``CustodyFilesError`` with `io` when that cannot be told.
    public func notedStores() async throws -> Set<Handle> {
        let stores = stores
        return try await blocking { try stores.all() }
    }

    /// Forgets that the file opens stores. One that is opened with it again is known again.
    ///
    /// - Throws: ``CustodyFilesError`` with `io`.
    public func forget(_ stores: Set<Handle>) async throws {
        let known = self.stores
        try await blocking { try known.remove(stores) }
    }

    /// Another process may have replaced the file: what it began must not get lost.
    private func requireUnchanged() throws {
        guard try KeyFile.provider(at: path, files: files).keys.keys == keys.keys else {
            throw CustodyFilesError(
                .keyFileDamaged, "the key file was changed since it was read; open the store again", path: path)
        }
    }
}
