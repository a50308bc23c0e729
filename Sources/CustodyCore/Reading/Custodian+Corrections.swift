import CustodyAudit
import CustodyKeys
public import CustodyModel

extension Custodian {
    /// What was put right about a person, oldest first, as the log says. That it was read is recorded first.
    ///
    /// - Parameter reader: who reads; nil when the operator of the store does, which the log says.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits the reader `Action.readLog`, `erased`, `unknownSubject`.
    public func corrections(of subject: SubjectID, by reader: Principal?) async throws -> [Correction] {
        let filter = LogFilter(subject: subject, actions: [.correct])
        let permit = try await permitReading(by: reader)
        let people = try await people(of: filter, for: permit)
        _ = try await recordReading(.access, .readLog, permit, about: people.subject, ["form": .text("corrections")])
        let query = try await query(filter, about: people)
        guard let token = people.subject else { return [] }
        return try await facing {
            let openers = try await self.openers(of: self.tokens(of: token))
            let vocabulary = try await self.backends.audit.vocabulary()
            var corrections: [Correction] = []
            for try await entry in AuditEntries(of: self.backends.audit, matching: query) {
                let line = try LogLine(entry, vocabulary)
                guard line.decision == .permit,
                    case .map(let said)? = try openers.said(in: entry), case .bytes(let id)? = said["record"],
                    let handle = Handle(id), case .unsigned(let version)? = said["version"],
                    case .array(let fields)? = said["fields"]
                else { continue }
                corrections.append(
                    Correction(
                        time: line.time, record: RecordID(handle), version: Int(clamping: version),
                        fields: fields.compactMap { if case .text(let name) = $0 { FieldName(name) } else { nil } },
                        role: line.role))
            }
            return corrections
        }
    }

    /// What opens the log's parts about a person who has these tokens.
    func openers(of tokens: [SubjectToken]) async throws -> SubjectOpeners {
        var identities: [AuditReference: AuditIdentity] = [:]
        for token in tokens {
            let key = try await backends.keys.key(KeyID(token.handle, .log), provider: backends.provider)
            let identity = AuditIdentity(token.handle, key: key, as: .subject)
            for reference in try await backends.audit.references(to: identity) { identities[reference] = identity }
        }
        return SubjectOpeners(identities: identities)
    }
}

/// Opens what log entries say about one person.
struct SubjectOpeners {
    var identities: [AuditReference: AuditIdentity]

    /// What an entry says about the person; nil when it says nothing, or nothing that can be opened any more.
    func said(in entry: AuditEntry) throws -> CBOR? {
        for compartment in entry.compartments where compartment.keyClass == .subject && compartment.box != nil {
            guard let identity = identities[AuditReference(compartment.reference, month: compartment.month)] else { continue }
            return try entry.open(as: identity)
        }
        return nil
    }
}
