import CustodyModel

/// Finds out which fields a view asks for before anything is opened: the type is decoded once against a container that
/// notes which schema fields its coding keys name, and then stops. No value is made up, none is opened.
enum FieldProbe {
    /// The schema's fields that the view asks for.
    ///
    /// - Throws: ``CustodianError`` with `unlearnableView` when the type does not say it by itself.
    static func fields<View: PersonalView>(of view: View.Type, in schema: RecordSchema) throws(CustodianError) -> [FieldName] {
        if let declared = View.fields {
            for field in declared where schema[field] == nil { throw .unknownField(field, in: schema.name) }
            return declared
        }
        return try fields(decoding: view, in: schema)
    }

    /// The schema's fields that the type's coding keys name.
    static func fields<Value: Decodable>(decoding type: Value.Type, in schema: RecordSchema) throws(CustodianError)
        -> [FieldName]
    {
        do {
            _ = try Value(from: ProbeDecoder(names: schema.fields.map(\.name)))
        } catch let learnt as Learnt {
            return learnt.fields
        } catch {}
        throw CustodianError(
            .unlearnableView,
            "\(Value.self) does not say by its coding keys which fields it asks for; declare `static let fields`")
    }
}

private struct Learnt: Error {
    var fields: [FieldName]
}

private struct Unlearnable: Error {}

private struct ProbeDecoder: Decoder {
    let names: [FieldName]
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        // A type whose keys accept any name would accept this one too, and then its fields cannot be told.
        if Key(stringValue: "\u{0}custody probe") != nil { throw Unlearnable() }
        throw Learnt(fields: names.filter { Key(stringValue: $0.rawValue) != nil })
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw Unlearnable() }
    func singleValueContainer() throws -> any SingleValueDecodingContainer { throw Unlearnable() }
}
