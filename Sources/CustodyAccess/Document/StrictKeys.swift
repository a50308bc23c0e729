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

extension DuplicateKeys {
    /// Throws when the text cannot be searched for keys that stand twice.
    static func requireUTF8(_ json: [UInt8]) throws(AccessError) {
        guard canSearch(json) else { throw AccessError(.malformedDocument, "this is not UTF-8; write it as UTF-8") }
    }

    /// Throws when a key stands twice.
    static func refuse(in json: [UInt8]) throws {
        guard let twice = try first(in: json) else { return }
        throw AccessError(.duplicateKey, "'\(twice.name)' stands twice; keep one", at: twice.path)
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
