import Crypto
import CustodyData
import CustodyKeys
import CustodyModel

/// The versions of the blind index that have a key: one, and while a rotation runs two.
struct IndexVersions: Sendable {
    /// One version.
    struct Version: Sendable {
        let number: UInt8
        /// Its key, ready to make entries.
        let entries: HMAC<SHA256>

        init(number: UInt8, key: SymmetricKey) {
            self.number = number
            entries = SystemKeys.entries(under: key)
        }
    }

    /// The oldest first: entries move from there to the newest, so that who looks in this order misses none that is moving.
    var all: [Version]
    /// How each of them hashes.
    var book: IndexBook

    /// The version that new entries are made under.
    var current: UInt8 { all.last?.number ?? 0 }

    /// The entry that each version has for an identifier.
    ///
    /// - Throws: ``CustodianError`` with `invalidInput` when the current version has no such kind of identifier.
    func entries(of identifier: Identifier) throws -> [(version: UInt8, index: BlindIndex)] {
        try require(identifier.field)
        var hashed: [IdentifierHash: [UInt8]] = [:]
        return try all.compactMap { version in
            guard let hash = book.hash(identifier.field, in: version.number) else { return nil }
            let name = try hashed[hash] ?? hash.hash(identifier.name.bytes)
            hashed[hash] = name
            return (version.number, SystemKeys.entry(forHashed: name, under: version.entries))
        }
    }

    /// Throws `invalidInput` when the current version has no such kind of identifier.
    func require(_ field: IdentifierField) throws {
        guard book.hash(field, in: current) != nil else {
            throw CustodianError(
                .invalidInput, "the store has no kind of identifier '\(field)'; declare it in `Governance.identifiers`")
        }
    }

    /// How an erased identifier is remembered from now on.
    func suppression(of identifier: Identifier, _ system: SystemKeys) throws -> BlindIndex {
        let hash = book.hash(identifier.field, in: current) ?? .keyed
        return system.suppression(ofHashed: try hash.hash(identifier.name.bytes))
    }

    /// How an erased identifier may be remembered, by whatever the index did when it was erased.
    func suppressions(of identifier: Identifier, _ system: SystemKeys) throws -> [BlindIndex] {
        try book.hashes(identifier.field).map { system.suppression(ofHashed: try $0.hash(identifier.name.bytes)) }
    }
}

/// An identifier as the index knows it: it cannot be read back.
struct Identifier: Hashable, Sendable {
    /// The keyed digest that entries are made of.
    var name: BlindIndex
    /// Which kind of identifier it is.
    var field: IdentifierField
}

extension Identifier {
    /// A token in the place of an identifier: it stands for itself, and no entry is ever made of it.
    init(_ token: SubjectToken) { self.init(name: BlindIndex(token.handle), field: .token) }
}

extension IndexVersions {
    /// What a store has, and what it needs to begin with: a first key, and the kinds of identifiers that are declared since.
    static func load(
        from backends: Backends, _ sealer: Sealer, declaring declared: [IdentifierField: IdentifierHash],
        _ random: any RandomSource, at now: Instant
    ) async throws -> IndexVersions {
        let stored = try await backends.data.record(IndexBook.id)
        var versions = IndexVersions(
            all: [], book: try stored.map { try IndexBook($0, sealer, backends.system) } ?? IndexBook())
        for keyClass in try await backends.keys.live(of: SystemKeys.indexOwner).keys.sorted() {
            let key = try await backends.keys.key(SystemKeys.indexID(keyClass.rawValue), provider: backends.provider)
            versions.all.append(Version(number: keyClass.rawValue, key: key))
        }
        var unit = UnitOfWork()
        if versions.all.isEmpty {
            let counts = try await backends.data.counts()
            guard counts.bindings == counts.bindingsByVersion.values.reduce(0, +) else {
                throw CustodianError(
                    .integrity,
                    "the store is from before the blind index had versions, and nobody would be found in it; make it anew")
            }
            let (version, new) = try await next(after: versions, backends, random)
            try backends.keys.stage(inserting: [new], in: &unit)
            versions.all = [version]
        }
        // Nothing stands under a kind that the version does not have yet; what people are called by may have been in use before.
        let known = versions.book[versions.current]
        let isFresh = try await backends.data.counts().bindings == 0
        let added = declared.filter { known[$0.key] == nil && ($0.key != .subject || isFresh) }
        versions.book[versions.current] = known.merging(added) { known, _ in known }
        if !added.isEmpty {
            backends.data.stage(
                .write([try versions.book.write(over: stored, sealer, backends.system, at: now)]), in: &unit)
        }
        if !unit.isEmpty { _ = try await unit.commit() }
        return versions
    }

    /// What they are by now in a store that another process may have open too; nil when they are as they were. What a version is known by
    /// already is not read again.
    func reloaded(from backends: Backends, _ sealer: Sealer) async throws -> IndexVersions? {
        // First the keys: how a version hashes is recorded with its key, or before.
        let live = try await backends.keys.live(of: SystemKeys.indexOwner).keys.map(\.rawValue).sorted()
        guard live != all.map(\.number) else { return nil }
        var versions = self
        versions.all = []
        for number in live {
            if let known = all.first(where: { $0.number == number }) {
                versions.all.append(known)
                continue
            }
            do {
                let key = try await backends.keys.key(SystemKeys.indexID(number), provider: backends.provider)
                versions.all.append(Version(number: number, key: key))
            } catch let error as KeyError where error.code == .erased {
                // Its rotation ended meanwhile.
                continue
            }
        }
        guard !versions.all.isEmpty else { return nil }
        if let stored = try await backends.data.record(IndexBook.id) {
            versions.book = try IndexBook(stored, sealer, backends.system)
        }
        return versions
    }

    /// A version that never was.
    static func next(
        after versions: IndexVersions, _ backends: Backends, _ random: any RandomSource
    ) async throws -> (version: Version, new: NewKey) {
        for number in (versions.current...UInt8.max).dropFirst() {
            let id = SystemKeys.indexID(number)
            do { _ = try await backends.keys.wrapped(id) } catch let error as KeyError where error.code == .absent {
                let made = try await NewKey.make(id, provider: backends.provider, random: random)
                return (Version(number: number, key: made.key), made.new)
            } catch let error as KeyError where error.code == .erased {
                continue
            }
        }
        throw CustodianError(
            .invalidInput, "the blind index had 255 keys, and there is no number for another; move the data to a new store")
    }
}
