extension CBOR {
    /// The value as the tree that its `Encodable` conformance describes.
    ///
    /// Optional fields that are nil are left out, ``Bytes`` become byte strings.
    public init(encoding value: some Encodable) throws {
        self = try CBOREncoder(codingPath: []).box(value)
    }

    /// The bytes of an encodable value.
    public static func encode(_ value: some Encodable) throws -> [UInt8] {
        try CBOR(encoding: value).encoded()
    }
}

/// Where a container leaves what it has gathered.
private final class Slot {
    var scalar: CBOR?
    var map: [String: Slot]?
    var array: [Slot]?

    init(_ scalar: CBOR? = nil) { self.scalar = scalar }

    var value: CBOR {
        if let map { return .map(map.mapValues(\.value)) }
        if let array { return .array(array.map(\.value)) }
        return scalar ?? .map([:])
    }
}

private struct CBOREncoder: Encoder {
    var codingPath: [any CodingKey]
    var slot = Slot()
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func box(_ value: some Encodable) throws -> CBOR {
        // Two levels are left for the containers that an enum or a custom type opens without coming through here.
        guard codingPath.count < CBOR.maximumDepth - 2 else {
            // Without the value: it may be personal.
            throw EncodingError.invalidValue(
                type(of: value),
                .init(codingPath: codingPath, debugDescription: "nested deeper than the decoder follows; flatten the type"))
        }
        if let leaf = value as? any CBORLeaf { return try leaf.cbor }
        let encoder = CBOREncoder(codingPath: codingPath)
        try value.encode(to: encoder)
        return encoder.slot.value
    }

    func at(_ key: any CodingKey, _ slot: Slot) -> CBOREncoder { CBOREncoder(codingPath: codingPath + [key], slot: slot) }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        slot.map = slot.map ?? [:]
        return KeyedEncodingContainer(Keyed<Key>(encoder: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        slot.array = slot.array ?? []
        return Unkeyed(encoder: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { Single(encoder: self) }
}

private struct Keyed<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let encoder: CBOREncoder
    var codingPath: [any CodingKey] { encoder.codingPath }

    private func slot(_ key: any CodingKey, _ value: CBOR? = nil) -> Slot {
        let slot = Slot(value)
        encoder.slot.map?[key.stringValue] = slot
        return slot
    }

    mutating func encodeNil(forKey key: Key) throws { _ = slot(key, .null) }
    mutating func encode(_ value: some Encodable, forKey key: Key) throws {
        _ = slot(key, try encoder.at(key, Slot()).box(value))
    }
    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        encoder.at(key, slot(key)).container(keyedBy: type)
    }
    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        encoder.at(key, slot(key)).unkeyedContainer()
    }
    mutating func superEncoder() -> any Encoder {
        let key = CBORKey("super")
        return encoder.at(key, slot(key))
    }
    mutating func superEncoder(forKey key: Key) -> any Encoder { encoder.at(key, slot(key)) }
}

private struct Unkeyed: UnkeyedEncodingContainer {
    let encoder: CBOREncoder
    var codingPath: [any CodingKey] { encoder.codingPath }
    var count: Int { encoder.slot.array?.count ?? 0 }

    private func slot(_ value: CBOR? = nil) -> Slot {
        let slot = Slot(value)
        encoder.slot.array?.append(slot)
        return slot
    }

    private var here: CBOREncoder { encoder.at(CBORKey(String(count)), Slot()) }

    mutating func encodeNil() throws { _ = slot(.null) }
    mutating func encode(_ value: some Encodable) throws { _ = slot(try here.box(value)) }
    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        encoder.at(CBORKey(String(count)), slot()).container(keyedBy: type)
    }
    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        encoder.at(CBORKey(String(count)), slot()).unkeyedContainer()
    }
    mutating func superEncoder() -> any Encoder { encoder.at(CBORKey("super"), slot()) }
}

private struct Single: SingleValueEncodingContainer {
    let encoder: CBOREncoder
    var codingPath: [any CodingKey] { encoder.codingPath }

    mutating func encodeNil() throws { encoder.slot.scalar = .null }
    mutating func encode(_ value: some Encodable) throws { encoder.slot.scalar = try encoder.box(value) }
}

/// A key that a coder makes itself: a place in a list, or a name read from the bytes.
struct CBORKey: CodingKey {
    var stringValue: String
    var intValue: Int? { Int(stringValue) }

    init(_ stringValue: String) { self.stringValue = stringValue }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { stringValue = String(intValue) }
}
