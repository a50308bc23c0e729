import Crypto
import CustodyData
import CustodyKeys
import CustodyModel
import Synchronization

extension Custodian {
    /// A person's identifier as the index knows it. A token, which the index does not have, stands there for itself.
    func identifier(of subject: SubjectID) throws -> Identifier {
        if subject.field == .token {
            guard let token = SubjectToken(subject.value.exposed) else {
                throw CustodianError(
                    .invalidInput, "a token is 32 hexadecimal digits in lower case; name the person by one that a list gave")
            }
            return Identifier(token)
        }
        return Identifier(
            name: system.name(of: subject.value.exposed, as: subject.field, controller: backends.controller),
            field: subject.field)
    }

    /// A principal's name as the index knows it.
    func identifier(of principal: PrincipalID) -> Identifier {
        Identifier(
            name: system.name(of: principal.rawValue, as: .principal, controller: backends.controller), field: .principal)
    }

    /// Whom an identifier stands for; nil when it stands for nobody.
    func handle(of identifier: Identifier) async throws -> Handle? {
        if identifier.field == .token {
            // While any identifier stands for it, and not those of principals, whose handles look the same.
            let bound = try await backends.data.identifiers(boundTo: identifier.name.handle)
            return bound.contains { $0.note?.field != .principal } ? identifier.name.handle : nil
        }
        if let handle = try await handle(of: identifier, in: index.withLock { $0 }) { return handle }
        // Another process may have moved the entry to a version that is not known here.
        guard backends.authority != nil, try await reloadIndex() else { return nil }
        return try await handle(of: identifier, in: index.withLock { $0 })
    }

    private func handle(of identifier: Identifier, in versions: IndexVersions) async throws -> Handle? {
        // In this order no entry is missed that a rotation moves meanwhile.
        for entry in try versions.entries(of: identifier) {
            if let handle = try await backends.data.token(for: entry.index) { return handle }
        }
        return nil
    }

    /// Takes in the versions that another process began or ended, and answers whether there were such.
    @discardableResult
    func reloadIndex() async throws -> Bool {
        guard let newer = try await index.withLock({ $0 }).reloaded(from: backends, sealer) else { return false }
        // A rotation of this process may have come further meanwhile.
        index.withLock { if newer.current >= $0.current { $0 = newer } }
        return true
    }

    /// Lets an identifier stand for a handle from the commit on.
    ///
    /// - Parameter key: the handle's log key, under which the name is sealed for the next rotation.
    func bind(_ identifier: Identifier, to handle: Handle, _ key: SymmetricKey, in unit: inout UnitOfWork) throws {
        let entries = try index.withLock { $0 }.entries(of: identifier)
        let bound = try entry(entries.last, of: identifier, for: handle, key)
        backends.data.stage(.bind(bound.index, to: handle, noting: bound.note), in: &unit)
        // Since it was looked up it may have come to stand for somebody under a version that a rotation is about to end.
        let others = entries.dropLast().map(\.index)
        if !others.isEmpty { backends.data.stage(.requireUnbound(others), in: &unit) }
        try requireIndex(unchangedSince: bound.note?.version, in: &unit)
    }

    /// Lets an identifier stand for nobody from the commit on, whichever version its entry is of by then.
    func unbind(_ identifier: Identifier, in unit: inout UnitOfWork) throws {
        let versions = index.withLock { $0 }
        backends.data.stage(.unbind(try versions.entries(of: identifier).map(\.index)), in: &unit)
        try requireIndex(unchangedSince: versions.current, in: &unit)
    }

    /// An entry under the current version.
    func entry(
        of identifier: Identifier, for handle: Handle, _ key: SymmetricKey, _ versions: IndexVersions
    ) throws -> BoundIdentifier {
        try entry(versions.entries(of: identifier).last, of: identifier, for: handle, key)
    }

    private func entry(
        _ made: (version: UInt8, index: BlindIndex)?, of identifier: Identifier, for handle: Handle, _ key: SymmetricKey
    ) throws -> BoundIdentifier {
        guard let (version, index) = made else {
            throw CustodianError(.integrity, "the blind index has no key; open the store again")
        }
        let name = try sealer.seal(
            identifier.name.bytes, with: key, id: KeyID(handle, .log), at: Self.place(of: identifier.field))
        return BoundIdentifier(
            index, of: handle, noting: IdentifierNote(version: version, field: identifier.field, name: name))
    }

    private static func place(of field: IdentifierField) -> Sealer.Place { .text("identifier/\(field)") }

    /// Makes the commit fail when another version of the index began meanwhile, in whichever process: all new entries are made under one.
    func requireIndex(unchangedSince version: UInt8?, in unit: inout UnitOfWork) throws {
        require({ self.index.withLock { $0.current } == version }, in: &unit)
        require({ try self.isAuthorityTakenIn() }, in: &unit)
    }

    /// What the entries of one handle were made of; those that cannot be known any more are left out.
    func named(_ bound: [BoundIdentifier]) async throws -> [(entry: BoundIdentifier, identifier: Identifier, key: SymmetricKey)]
    {
        guard let handle = bound.first?.handle else { return [] }
        let key: SymmetricKey
        do { key = try await backends.keys.key(KeyID(handle, .log), provider: backends.provider) } catch let error as KeyError
            where error.code == .erased || error.code == .absent
        { return [] }
        return try bound.compactMap { entry in
            guard let note = entry.note else { return nil }
            let bytes = try sealer.open(note.name, with: key, at: Self.place(of: note.field))
            guard let name = Handle(bytes) else {
                throw CustodianError(.integrity, "the name beside an entry of the blind index is damaged; run verify")
            }
            return (entry, Identifier(name: BlindIndex(name), field: note.field), key)
        }
    }

    /// How the identifiers of somebody who is erased are remembered.
    func suppressions(of bound: [BoundIdentifier]) async throws -> [BlindIndex] {
        let versions = index.withLock { $0 }
        return try await named(bound).map { try versions.suppression(of: $0.identifier, system) }
    }
}

extension SubjectID {
    /// What tells a request about the person from one about another when it is made again: of the same digits one may be a customer number,
    /// another a card, and a third a token.
    var requested: CBOR { .array([.text(field.rawValue), .text(value.exposed)]) }
}
