import Crypto
import CustodyAccess
public import CustodyAudit
import CustodyData
import CustodyKeys
public import CustodyModel

/// Leave to open certain fields of one record, once.
///
/// Only a recorded decision makes one: there is no public initialiser, it cannot be copied, and opening consumes it.
public struct Permit: ~Copyable, Sendable {
    /// The fields that may be opened.
    public let fields: Set<FieldName>
    /// The record of the decision.
    public let receipt: AuditReceipt
    let record: RecordID

    init(_ decision: AccessDecision, fields: Set<FieldName>, of record: RecordID, recorded receipt: AuditReceipt) throws {
        guard decision.outcome != .denied else {
            throw CustodianError(.denied, "a denial opens nothing", decision: decision, receipt: receipt)
        }
        self.fields = fields
        self.record = record
        self.receipt = receipt
    }

    /// Leave to open what is given to the person themselves, which is recorded as a whole.
    init(toThePerson fields: Set<FieldName>, of record: RecordID, recorded receipt: AuditReceipt) {
        self.fields = fields
        self.record = record
        self.receipt = receipt
    }

    /// Opens the permitted fields of the record and nothing else.
    ///
    /// - Throws: `KeyError` with `erased` when the person was erased meanwhile, `damaged` when a value was altered.
    consuming func open(
        _ stored: StoredRecord, sealer: Sealer, keys: some KeyStore, provider: some KeyProvider
    ) async throws -> [FieldName: CBOR] {
        guard stored.id == record else { return [:] }
        var unwrapped: [KeyClass: SymmetricKey] = [:]
        var ready: [KeyClass: Sealer.Key] = [:]
        var values: [FieldName: CBOR] = [:]
        for name in fields.sorted() {
            guard let field = stored.fields[name] else { continue }
            let keyClass = field.value.key.keyClass
            let key: Sealer.Key
            // Values that were sealed together share a key and its version.
            if let known = ready[keyClass], known.id == field.value.key, known.version == field.value.keyVersion {
                key = known
            } else {
                let owner: SymmetricKey
                if let known = unwrapped[keyClass], ready[keyClass]?.id == field.value.key {
                    owner = known
                } else {
                    owner = try await keys.key(field.value.key, provider: provider)
                }
                key = sealer.key(field.value.key, owner, version: field.value.keyVersion)
                (unwrapped[keyClass], ready[keyClass]) = (owner, key)
            }
            let bytes = try sealer.open(
                field.value, with: key, at: .field(stored.id, name, schemaVersion: stored.schemaVersion))
            values[name] = try CBOR(decoding: bytes)
        }
        return values
    }
}
