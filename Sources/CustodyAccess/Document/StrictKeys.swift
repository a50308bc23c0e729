import CustodyModel

extension Decoder {
    /// Throws when the value has a key that the type does not know: a misspelt key must not silently lose its rule.
    func refuseKeys<Key: CodingKey & CaseIterable>(except known: Key.Type) throws {
        try refuseKeys(except: known.allCases.map(\.stringValue))
    }

    /// Throws when the value has another key than these.
    func refuseKeys(except known: [String]) throws {
        let keys = try container(keyedBy: AnyKey.self).allKeys.map(\.stringValue).sorted()
        guard let unknown = keys.first(where: { !known.contains($0) }) else { return }
        throw AccessError(
            .unknownKey, "'\(unknown)' means nothing here; the keys are \(known.joined(separator: ", "))",
            at: (codingPath + [AnyKey(unknown)]).documentPath)
    }
}

extension [any CodingKey] {
    /// The path as an author reads it: `roles[0].rules[1]`.
    var documentPath: String {
        reduce(into: "") { path, key in
            if let place = key.intValue {
                path += "[\(place)]"
            } else {
                path += path.isEmpty ? key.stringValue : "." + key.stringValue
            }
        }
    }
}

/// Any key at all, so that keys can be listed.
private struct AnyKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { stringValue = String(intValue) }
}
