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
        _ shown: ShownRecord, sealer: Sealer, keys: some KeyStore, provider: some KeyProvider,
        known: [KeyClass: WrappedKey] = [:]
    ) async throws -> [FieldName: CBOR] {
        let stored = shown.stored
        guard stored.id == record else { return [:] }
        var opener = RecordOpener(stored, sealer, known)
        guard !shown.origins.isEmpty else { return try await opener.open(fields, keys: keys, provider: provider) }
        var values: [FieldName: CBOR] = [:]
        for name in fields {
            guard let origin = shown.origins[name] else { continue }
            values[name] = origin.value(of: try await opener.open(Set(origin.fields), keys: keys, provider: provider))
        }
        return values
    }
}
