extension CBOR {
    /// The value as the tree that its `Encodable` conformance describes.
    ///
    /// Optional fields that are nil are left out, ``Bytes`` become byte strings.
    public init(encoding value: some Encodable) throws { self = try CBOREncoder(path: nil).box(value).value }

    /// The bytes of an encodable value.
    public static func encode(_ value: some Encodable) throws -> [UInt8] {
        var writer = CBORWriter()
        try CBOREncoder(path: nil).box(value).write(to: &writer)
        return writer.bytes
    }
}

/// Where a container leaves what it has gathered.
private final class Slot {
    private enum Content {
        /// An empty map, if nothing more comes.
        case nothing
        case leaf(CBOR)
        case map([(key: String, value: Slot)])
        case array([Slot])
    }

    private var content = Content.nothing

    init() {}

    init(_ leaf: CBOR) { content = .leaf(leaf) }

    func set(_ leaf: CBOR) { content = .leaf(leaf) }

    func take(_ other: Slot) { content = other.content }

    func becomeMap() { if case .map = content {} else { content = .map([]) } }

    func becomeArray() { if case .array = content {} else { content = .array([]) } }

    func add(_ slot: Slot, for key: String) {
        guard case .map(var entries) = content else { return }
        content = .nothing
        entries.append((key, slot))
        content = .map(entries)
    }

    func add(_ slot: Slot) {
        guard case .array(var elements) = content else { return }
        content = .nothing
        elements.append(slot)
        content = .array(elements)
    }

    var count: Int { if case .array(let elements) = content { elements.count } else { 0 } }

    var value: CBOR {
        switch content {
        case .nothing: .map([:])
        case .leaf(let leaf): leaf
        // Of what was given twice under a key the later counts.
        case .map(let entries): .map(Dictionary(entries.map { ($0.key, $0.value.value) }) { $1 })
        case .array(let elements): .array(elements.map(\.value))
        }
    }

    /// Writes the bytes of ``value``, without making it.
    func write(to writer: inout CBORWriter) {
        switch content {
        case .nothing: writer.map(0)
        case .leaf(let leaf): leaf.write(to: &writer)
        case .map(let entries):
            let sorted = entries.sorted { CBORWriter.keyPrecedes($0.key, $1.key) }
            // What is of one key stands together now.
            guard zip(sorted, sorted.dropFirst()).allSatisfy({ $0.key != $1.key }) else { return value.write(to: &writer) }
            writer.map(sorted.count)
            for entry in sorted {
                writer.text(entry.key)
                entry.value.write(to: &writer)
            }
        case .array(let elements):
            writer.array(elements.count)
            for element in elements { element.write(to: &writer) }
        }
    }
}

/// How a value was come to: an encoder for each value would copy the keys again and again.
private final class Path {
    let key: any CodingKey
    let above: Path?
    let depth: Int

    init(_ key: any CodingKey, below above: Path?) {
        self.key = key
        self.above = above
        depth = (above?.depth ?? 0) + 1
    }

    var keys: [any CodingKey] { (above?.keys ?? []) + [key] }
}

private struct CBOREncoder: Encoder {
    let path: Path?
    var slot = Slot()
    var codingPath: [any CodingKey] { path?.keys ?? [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    /// What becomes of a value.
    func box(_ value: some Encodable) throws -> Slot {
        // Two levels are left for the containers that an enum or a custom type opens without coming through here.
        guard path?.depth ?? 0 < CBOR.maximumDepth - 2 else {
            // Without the value: it may be personal.
            throw EncodingError.invalidValue(
                type(of: value),
                .init(codingPath: codingPath, debugDescription: "nested deeper than the decoder follows; flatten the type"))
        }
        if let leaf = value as? any CBORLeaf { return Slot(try leaf.cbor) }
        let encoder = CBOREncoder(path: path)
        try value.encode(to: encoder)
        return encoder.slot
    }

    func at(_ key: any CodingKey, _ slot: Slot = Slot()) -> CBOREncoder {
        CBOREncoder(path: Path(key, below: path), slot: slot)
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        slot.becomeMap()
        return KeyedEncodingContainer(Keyed<Key>(encoder: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        slot.becomeArray()
        return Unkeyed(encoder: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { Single(encoder: self) }
}

private struct Keyed<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let encoder: CBOREncoder
    var codingPath: [any CodingKey] { encoder.codingPath }

    private func add(_ slot: Slot, _ key: some CodingKey) { encoder.slot.add(slot, for: key.stringValue) }

    /// An encoder for what comes under the key later.
    private func later(_ key: some CodingKey) -> CBOREncoder {
        let encoder = encoder.at(key)
        add(encoder.slot, key)
        return encoder
    }

    mutating func encodeNil(forKey key: Key) throws { add(Slot(.null), key) }
    mutating func encode(_ value: some Encodable, forKey key: Key) throws { add(try encoder.at(key).box(value), key) }

    // Most of what is written is one of these, whose form need not be found out at run time.
    mutating func encode(_ value: String, forKey key: Key) throws { add(Slot(value.cbor), key) }
    mutating func encode(_ value: Bool, forKey key: Key) throws { add(Slot(value.cbor), key) }
    mutating func encode(_ value: Double, forKey key: Key) throws { add(Slot(value.cbor), key) }
    mutating func encode(_ value: Int, forKey key: Key) throws { add(Slot(try value.cbor), key) }
    mutating func encode(_ value: UInt64, forKey key: Key) throws { add(Slot(try value.cbor), key) }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> { later(key).container(keyedBy: type) }
    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { later(key).unkeyedContainer() }
    mutating func superEncoder() -> any Encoder { later(CBORKey("super")) }
    mutating func superEncoder(forKey key: Key) -> any Encoder { later(key) }
}

private struct Unkeyed: UnkeyedEncodingContainer {
    let encoder: CBOREncoder
    var codingPath: [any CodingKey] { encoder.codingPath }
    var count: Int { encoder.slot.count }

    private var next: CBOREncoder { encoder.at(CBORKey(String(count))) }

    /// An encoder for what comes in the next place later.
    private func later() -> CBOREncoder {
        let encoder = next
        self.encoder.slot.add(encoder.slot)
        return encoder
    }

    mutating func encodeNil() throws { encoder.slot.add(Slot(.null)) }
    mutating func encode(_ value: some Encodable) throws { encoder.slot.add(try next.box(value)) }
    mutating func encode(_ value: String) throws { encoder.slot.add(Slot(value.cbor)) }
    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        later().container(keyedBy: type)
    }
    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { later().unkeyedContainer() }
    mutating func superEncoder() -> any Encoder { later() }
}

private struct Single: SingleValueEncodingContainer {
    let encoder: CBOREncoder
    var codingPath: [any CodingKey] { encoder.codingPath }

    mutating func encodeNil() throws { encoder.slot.set(.null) }
    mutating func encode(_ value: some Encodable) throws { encoder.slot.take(try encoder.box(value)) }
    mutating func encode(_ value: String) throws { encoder.slot.set(value.cbor) }
}

/// A key that a coder makes itself: a place in a list, or a name read from the bytes.
struct CBORKey: CodingKey {
    var stringValue: String
    var intValue: Int? { Int(stringValue) }

    init(_ stringValue: String) { self.stringValue = stringValue }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { stringValue = String(intValue) }
}
