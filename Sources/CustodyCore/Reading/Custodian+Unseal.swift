import CustodyAccess
import CustodyAudit
import CustodyData
import CustodyKeys
import CustodyModel

/// What opening a record under a permit gave.
struct Unsealed {
    /// The values, each in the form in which it may be seen.
    var values: [FieldName: CBOR]
    /// What is withheld, with what turned out to have no form in which it may be seen.
    var withheld: [FieldName: Withholding]

    /// As it is handed out.
    func disclosure<Value>(of value: Value, _ treatment: Treatment, recorded receipt: AuditReceipt) -> Disclosure<Value> {
        Disclosure(
            value: value, receipt: receipt, withheld: withheld,
            masked: treatment.masked.isEmpty ? [] : Set(treatment.masked.keys.filter { values[$0] != nil }),
            pseudonymised: treatment.pseudonymised, absent: treatment.absent, obligations: treatment.obligations)
    }
}

extension Custodian {
    /// Opens what a permit allows, and shows each value in its form.
    ///
    /// - Parameter wrapped: keys of the person that are known to be live.
    /// - Throws: ``CustodianError`` with `erased` or `integrity`.
    func unsealed(
        _ permit: consuming Permit, _ record: ShownRecord, _ treatment: Treatment, _ wrapped: [KeyClass: WrappedKey] = [:]
    ) async throws -> Unsealed {
        var values: [FieldName: CBOR]
        do {
            values = try await permit.open(
                record, sealer: sealer, keys: backends.keys, provider: backends.provider, known: wrapped)
        } catch {
            switch error as? KeyError {
            case let error? where error.code == .erased: throw CustodianError.erased
            case let error?: throw CustodianError(.integrity, error.message)
            // What a decoder says may hold the value.
            case nil: throw CustodianError(.integrity, "a field could not be read; run verify")
            }
        }
        var withheld = treatment.withheld
        for (name, keptCharacters) in treatment.masked {
            guard let value = values[name] else { continue }
            values[name] = Mask.apply(value, keepingLast: keptCharacters)
            if values[name] == nil { withheld[name] = .denied(.noRule) }
        }
        for name in treatment.pseudonymised { values[name] = values[name].map { pseudonym(of: $0, in: name) } }
        return Unsealed(values: values, withheld: withheld)
    }

    /// A name in place of a value: keyed, so that nobody can try values, and of one field, so that fields are not joined.
    private func pseudonym(of value: CBOR, in field: FieldName) -> CBOR {
        let bytes = value.encoded()
        return .text(
            "\(system.pseudonym(of: "\(field.rawValue)/\(bytes.hex)", controller: backends.controller).bytes.hex)")
    }
}

extension PersonalView {
    /// The view of opened values.
    ///
    /// - Throws: `DecodingError`, or what the view throws; ``CustodianError/init(view:withheld:)`` says it without values.
    init(_ values: [FieldName: CBOR], asking asked: Set<String>) throws {
        var named = [String: CBOR](minimumCapacity: values.count)
        for (name, value) in values { named[name.rawValue] = value }
        self = try CBOR.map(named).decode(Self.self, asking: asked)
    }
}

extension CustodianError {
    /// A view could not be made from what may be given. What the decoder or the view says about it may hold the value, so that only
    /// the field's name is passed on.
    init(view error: any Error, withheld: [FieldName: Withholding]) {
        switch error {
        case DecodingError.keyNotFound(let key, let context) where context.codingPath.isEmpty:
            let name = FieldName(key.stringValue)
            if let reason = withheld[name] {
                self.init(
                    .denied, "the view needs field '\(name)', which is withheld: \(reason)",
                    reasons: withheld.sorted { $0.key < $1.key }.map { "field '\($0.key)' is withheld: \($0.value)" })
            } else {
                self.init(.absentField, "the view needs field '\(name)', and nothing is stored; make it optional")
            }
        case DecodingError.keyNotFound(_, let context), DecodingError.typeMismatch(_, let context),
            DecodingError.valueNotFound(_, let context), DecodingError.dataCorrupted(let context):
            let field = context.codingPath.first.map { "field '\($0.stringValue)'" } ?? "what is stored"
            self.init(.invalidInput, "\(field) does not fit the view; compare its type with what was stored")
        default: self.init(.invalidInput, "the view refused what is stored; see its init(from:)")
        }
    }
}
