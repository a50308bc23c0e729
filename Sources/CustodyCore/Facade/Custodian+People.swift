import Crypto
import CustodyAudit
import CustodyData
import CustodyKeys
import CustodyModel
import Synchronization

extension Custodian {
    /// Who is meant. The identifier goes no further than this.
    func resolve(_ subject: SubjectID) async throws -> KnownSubject { try await resolve(try named(subject)) }

    /// The identifier as the index knows it.
    ///
    /// - Throws: ``CustodianError`` with `invalidInput` when it is empty, of the kind by which only principals are found or of one that is
    ///   not declared, or no token where it is to be one.
    func named(_ subject: SubjectID) throws -> Identifier {
        guard !subject.value.exposed.isEmpty else { throw CustodianError(.invalidInput, "the subject's identifier is empty") }
        guard subject.field != .principal else {
            throw CustodianError(.invalidInput, "no person is found by the name of a principal; name another identifier")
        }
        // What an act forbids about it is remembered when it cannot be written: a misspelling must not be.
        if subject.field != .token { try index.withLock { $0 }.require(subject.field) }
        return try identifier(of: subject)
    }

    /// Who is meant by an identifier that the index knows.
    func resolve(_ identifier: Identifier) async throws -> KnownSubject {
        if let handle = try await handle(of: identifier) { return .known(SubjectToken(handle)) }
        if identifier.field == .token { return try await wasErased(SubjectToken(identifier.name.handle)) ? .erased : .unknown }
        for suppression in try index.withLock({ $0 }).suppressions(of: identifier, system) {
            // The store has no clock.
            guard let entry = try await backends.data.suppression(for: suppression) else { continue }
            if entry.until.map({ $0 > clock.now() }) ?? true { return .erased }
        }
        return .unknown
    }

    /// Whether a token that stands for nobody stood for somebody who was erased, as far as what is left tells it.
    private func wasErased(_ token: SubjectToken) async throws -> Bool {
        do { _ = try await backends.keys.wrapped(KeyID(token.handle, .log)) } catch let error as KeyError
            where error.code == .erased
        { return true } catch let error as KeyError where error.code == .absent {}
        return try await keepsLogPart(ofAnyOf: [token])
    }

    /// The token of a subject whose data is held.
    func known(_ subject: SubjectID) async throws -> SubjectToken {
        switch try await facing({ try await resolve(subject) }) {
        case .known(let token): return token
        case .erased: throw CustodianError.erased
        case .unknown: throw CustodianError.unknownSubject
        }
    }

    /// The token of a subject about whom an act was permitted. That nobody is known, or the person was erased, is told on record.
    ///
    /// Ask for it once the act is decided: who may not act learns nothing about whether the person is known.
    func known(
        _ subject: SubjectID, for action: AuditAction, _ purpose: Purpose? = nil, by principal: Principal?
    ) async throws -> SubjectToken {
        let standing = try await facing { try await resolve(subject) }
        guard case .known(let token) = standing else {
            throw try await refusal(standing.absence, action, purpose: purpose, principal: principal)
        }
        return token
    }

    /// The principal as the log names it: by a token, with the name sealed under the principal's own key.
    ///
    /// A principal that acts for the first time gets token and key in the same unit of work.
    ///
    /// - Parameter said: what the log says of the principal besides.
    func actor(
        _ principal: Principal, saying said: [String: CBOR] = [:], in unit: inout UnitOfWork
    ) async throws -> AuditPerson {
        let identifier = identifier(of: principal.id)
        let handle: Handle
        let key: SymmetricKey
        if let known = try await self.handle(of: identifier) {
            handle = known
            key = try await backends.keys.key(KeyID(handle, .log), provider: backends.provider)
        } else {
            handle = Handle.random(from: random)
            let made = try await NewKey.make(KeyID(handle, .log), provider: backends.provider, random: random)
            key = made.key
            try backends.keys.stage(inserting: [made.new], in: &unit)
            try bind(identifier, to: handle, key, in: &unit)
        }
        let payload: [String: CBOR] = [
            "id": .text(principal.id.rawValue), "method": .text(principal.authentication.method.rawValue),
            "level": .integer(Int64(principal.authentication.level)), "by": .text(principal.authentication.authority),
            "at": .integer(principal.authentication.at.milliseconds),
        ]
        return AuditPerson(handle: handle, key: key, keyClass: .actor, payload: .map(payload.merging(said) { $1 }))
    }

    /// The subject as the log names it; nobody when the log key is gone.
    func subjects(_ token: SubjectToken, _ payload: [String: CBOR] = [:]) async throws -> [AuditPerson] {
        do {
            let key = try await backends.keys.key(KeyID(token.handle, .log), provider: backends.provider)
            return [AuditPerson(handle: token.handle, key: key, keyClass: .subject, payload: .map(payload))]
        } catch let error as KeyError where error.code == .erased {
            return []
        }
    }

    /// What opens the log's parts of the store itself.
    var systemIdentity: AuditIdentity { AuditIdentity(SystemKeys.owner, key: system.text, as: .system) }

    /// What the log says for the store itself.
    func systemPerson(_ payload: CBOR) -> AuditPerson {
        AuditPerson(handle: SystemKeys.owner, key: system.text, keyClass: .system, payload: payload)
    }

    /// A subject's keys for a unit of work: those that are there, and new ones for those that are not.
    func keys(
        _ classes: Set<KeyClass>, of token: SubjectToken, in unit: inout UnitOfWork
    ) async throws -> [KeyClass: SymmetricKey] {
        let live = try await backends.keys.live(of: token.handle)
        var keys: [KeyClass: SymmetricKey] = [:]
        var new: [NewKey] = []
        for keyClass in classes.sorted() {
            let id = KeyID(token.handle, keyClass)
            if live[keyClass] != nil {
                keys[keyClass] = try await backends.keys.key(id, provider: backends.provider)
            } else {
                try await requireNeverMade(id)
                let made = try await NewKey.make(id, provider: backends.provider, random: random)
                keys[keyClass] = made.key
                new.append(made.new)
            }
        }
        if !new.isEmpty { try backends.keys.stage(inserting: new, in: &unit) }
        return keys
    }

    /// A destroyed key never comes back under its name, so that nothing more can be sealed under it.
    private func requireNeverMade(_ id: KeyID) async throws {
        do { _ = try await backends.keys.wrapped(id) } catch let error as KeyError where error.code == .absent {
        } catch let error as KeyError where error.code == .erased {
            throw CustodianError(
                .erased, "this part of the person's data was erased, and nothing can be added to it under the same token")
        }
    }
}

extension AuditPerson {
    /// The person, of whom more is said.
    func saying(_ more: [String: CBOR]) -> AuditPerson {
        guard case .map(let said) = payload else { return self }
        var person = self
        person.payload = .map(said.merging(more) { $1 })
        return person
    }
}

extension CustodianError {
    static let erased = CustodianError(
        .erased, "the person was erased; a new relationship with the same person has to be begun explicitly")
    static let unknownSubject = CustodianError(.unknownSubject, "no data is held about a person of this identifier")
}
