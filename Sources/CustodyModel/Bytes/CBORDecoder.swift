extension CBOR {
    /// The tree as a value of a decodable type.
    ///
    /// - Parameter asked: the only names that the outermost type may ask for; any other name throws. Nil allows all.
    /// - Throws: `DecodingError`.
    public func decode<Value: Decodable>(_ type: Value.Type = Value.self, asking asked: Set<String>? = nil) throws -> Value {
        let decoder = CBORDecoder(value: self, codingPath: [], asked: asked)
        // What asks by names has no form of its own.
        return try asked == nil ? decoder.unbox(type) : Value(from: decoder)
    }

    /// A value from the bytes that ``encode(_:)`` wrote.
    public static func decode<Value: Decodable>(_ type: Value.Type = Value.self, from bytes: [UInt8]) throws -> Value {
        try CBOR(decoding: bytes).decode(type)
    }
}

private struct CBORDecoder: Decoder {
    var value: CBOR
    var codingPath: [any CodingKey]
    var asked: Set<String>?
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func at(_ key: any CodingKey, _ value: CBOR) -> CBORDecoder { CBORDecoder(value: value, codingPath: codingPath + [key]) }

    func mismatch(_ type: Any.Type) -> DecodingError {
        // The value itself stays out of the message: it may be personal.
        .typeMismatch(type, .init(codingPath: codingPath, debugDescription: "the stored value is of another kind"))
    }

    func unbox<Value: Decodable>(_ type: Value.Type) throws -> Value {
        guard let leaf = type as? any CBORLeaf.Type else { return try Value(from: self) }
        guard let result = leaf.init(cbor: value) as? Value else { throw mismatch(type) }
        return result
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard case .map(let values) = value else { throw mismatch([String: CBOR].self) }
        return KeyedDecodingContainer(Keyed<Key>(decoder: self, values: values))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .array(let values) = value else { throw mismatch([CBOR].self) }
        return Unkeyed(decoder: self, values: values)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { Single(decoder: self) }
}

private struct Keyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: CBORDecoder
    let values: [String: CBOR]
    var codingPath: [any CodingKey] { decoder.codingPath }
    var allKeys: [Key] { values.keys.sorted(by: CBORWriter.keyPrecedes).compactMap(Key.init(stringValue:)) }

    private func look(_ key: some CodingKey) throws -> CBOR? {
        let name = key.stringValue
        if let asked = decoder.asked, !asked.contains(name) {
            throw DecodingError.dataCorrupted(
                .init(codingPath: codingPath + [key], debugDescription: "the type asks for a field it did not name before"))
        }
        return values[name]
    }

    private func find(_ key: some CodingKey) throws -> CBOR {
        guard let value = try look(key) else {
            throw DecodingError.keyNotFound(key, .init(codingPath: codingPath, debugDescription: "no value is stored"))
        }
        return value
    }

    private func leaf<Leaf: CBORLeaf>(_ value: CBOR, _ key: Key) throws -> Leaf {
        guard let leaf = Leaf(cbor: value) else { throw decoder.at(key, value).mismatch(Leaf.self) }
        return leaf
    }

    private func leafIfPresent<Leaf: CBORLeaf>(_ key: Key) throws -> Leaf? {
        guard let value = try look(key), value != .null else { return nil }
        return try leaf(value, key)
    }

    // This cannot throw. Claiming that a key which was not named before is there leads to the call that does.
    func contains(_ key: Key) -> Bool {
        if let asked = decoder.asked, !asked.contains(key.stringValue) { return true }
        return values[key.stringValue] != nil
    }
    func decodeNil(forKey key: Key) throws -> Bool { try look(key) == .null }
    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try decoder.at(key, try find(key)).unbox(type)
    }

    // Most of what is asked for is one of these, whose form need not be found out at run time.
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try leaf(find(key), key) }
    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try leaf(find(key), key) }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try leaf(find(key), key) }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try leaf(find(key), key) }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? { try leafIfPresent(key) }
    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { try leafIfPresent(key) }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? { try leafIfPresent(key) }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? { try leafIfPresent(key) }

    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        guard let value = try look(key), value != .null else { return nil }
        return try decoder.at(key, value).unbox(type)
    }
    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try decoder.at(key, try find(key)).container(keyedBy: type)
    }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try decoder.at(key, try find(key)).unkeyedContainer()
    }
    func superDecoder() throws -> any Decoder { try superDecoder(at: CBORKey("super")) }
    func superDecoder(forKey key: Key) throws -> any Decoder { try superDecoder(at: key) }
    private func superDecoder(at key: some CodingKey) throws -> any Decoder { decoder.at(key, try find(key)) }
}

private struct Unkeyed: UnkeyedDecodingContainer {
    let decoder: CBORDecoder
    let values: [CBOR]
    var currentIndex = 0
    var codingPath: [any CodingKey] { decoder.codingPath }
    var count: Int? { values.count }
    var isAtEnd: Bool { currentIndex >= values.count }

    init(decoder: CBORDecoder, values: [CBOR]) {
        self.decoder = decoder
        self.values = values
    }

    private mutating func next() throws -> CBORDecoder {
        guard !isAtEnd else {
            throw DecodingError.valueNotFound(
                CBOR.self, .init(codingPath: codingPath, debugDescription: "the list has no further element"))
        }
        defer { currentIndex += 1 }
        return decoder.at(CBORKey(String(currentIndex)), values[currentIndex])
    }

    mutating func decodeNil() throws -> Bool {
        guard !isAtEnd, values[currentIndex] == .null else { return false }
        currentIndex += 1
        return true
    }
    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try next().unbox(type) }
    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested> {
        try next().container(keyedBy: type)
    }
    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try next().unkeyedContainer() }
    mutating func superDecoder() throws -> any Decoder { try next() }
}

private struct Single: SingleValueDecodingContainer {
    let decoder: CBORDecoder
    var codingPath: [any CodingKey] { decoder.codingPath }

    func decodeNil() -> Bool { decoder.value == .null }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try decoder.unbox(type) }
}

extension CBOR: Codable {
    /// Answered by the CBOR decoder without this call; other coders do not know the value.
    public init(from decoder: any Decoder) throws {
        throw DecodingError.dataCorrupted(
            .init(codingPath: decoder.codingPath, debugDescription: "a CBOR value is only read by the CBOR decoder"))
    }

    /// Answered by the CBOR encoder without this call; other coders do not know the value.
    public func encode(to encoder: any Encoder) throws {
        throw EncodingError.invalidValue(
            self, .init(codingPath: encoder.codingPath, debugDescription: "a CBOR value is only written by the CBOR encoder"))
    }
}
