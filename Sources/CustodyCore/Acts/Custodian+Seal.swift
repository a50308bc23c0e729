import Crypto
import CustodyData
import CustodyKeys
import CustodyModel
import Synchronization

extension Custodian {
    /// A record as it is stored, with the log key of its person.
    struct SealedRecord {
        var record: StoredRecord
        var logKey: SymmetricKey
    }

    /// Seals a new record under the person's keys, which are made where they are missing.
    func seal(
        _ fields: [Field], _ values: FieldValues, of record: RecordID, _ schema: RecordSchema, _ purposes: [Purpose],
        _ token: SubjectToken, _ source: DataSource, at now: Instant, in unit: inout UnitOfWork
    ) async throws -> SealedRecord {
        var classes: [FieldName: KeyClass] = [:]
        for field in fields { classes[field.name] = try keyClass(of: field, collectedFor: purposes) }
        let textClass = classes.values.min() ?? .log
        let keys = try await keys(Set(classes.values).union([.log, textClass]), of: token, in: &unit)
        var ready: [KeyClass: Sealer.Key] = [:]
        for (keyClass, key) in keys { ready[keyClass] = sealer.key(KeyID(token.handle, keyClass), key) }
        var stored: [FieldName: StoredField] = [:]
        for field in fields {
            guard let keyClass = classes[field.name], let key = ready[keyClass], let value = values.values[field.name] else {
                continue
            }
            stored[field.name] = StoredField(
                value: try sealer.seal(
                    value.encoded(), with: key, at: .field(record, field.name, schemaVersion: schema.version)),
                category: field.category, expiresAt: field.retention.end(collectedAt: now), verifiedAt: now)
        }
        guard let logKey = keys[.log], let textKey = ready[textClass] else {
            throw CustodianError(.integrity, "the person's keys are not complete; run verify")
        }
        return SealedRecord(
            record: StoredRecord(
                id: record, subject: token, name: schema.name, schemaVersion: schema.version, version: 1, purposes: purposes,
                fields: stored, collectedAt: now,
                source: try sealer.seal(
                    Array(source.text.utf8), with: textKey, at: .text("source/\(record)")),
                origin: origin(of: source)),
            logKey: logKey)
    }

    /// Stands for a source in an index: nobody can try names, and it tells nothing but that two records came from the same. Nil for the
    /// person.
    func origin(of source: DataSource) -> BlindIndex? {
        source == .subject ? nil : system.pseudonym(of: "source/\(source.text)", controller: backends.controller)
    }

    /// The key that seals a field collected for these purposes.
    func keyClass(of field: Field, collectedFor purposes: [Purpose]) throws -> KeyClass {
        let bases = try purposes.filter(field.isHeld).map { try declaration(of: $0) }
        let onConsentAlone = !bases.isEmpty && bases.allSatisfy(\.needsConsent)
        guard let keyClass = keyClasses.withLock({ $0[field.retention, onConsentAlone: onConsentAlone] }) else {
            throw CustodianError(.integrity, "retention class '\(field.retention.name)' has no key class; open the store again")
        }
        return keyClass
    }
}
