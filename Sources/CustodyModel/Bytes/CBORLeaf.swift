/// A type that has a CBOR form of its own and does not go through `Codable` there: most of what a store holds.
protocol CBORLeaf {
    /// The form.
    var cbor: CBOR { get throws }
    /// The value of a form; nil when the form is of another kind.
    init?(cbor: CBOR)
}

extension CBOR: CBORLeaf {
    var cbor: CBOR { self }
    init?(cbor: CBOR) { self = cbor }
}

extension Bytes: CBORLeaf {
    var cbor: CBOR { .bytes(array) }
    init?(cbor: CBOR) {
        guard case .bytes(let bytes) = cbor else { return nil }
        self.init(bytes)
    }
}

extension String: CBORLeaf {
    var cbor: CBOR { .text(self) }
    init?(cbor: CBOR) {
        guard case .text(let text) = cbor else { return nil }
        self = text
    }
}

extension Bool: CBORLeaf {
    var cbor: CBOR { .bool(self) }
    init?(cbor: CBOR) {
        guard case .bool(let flag) = cbor else { return nil }
        self = flag
    }
}

extension Double: CBORLeaf {
    var cbor: CBOR { .double(self) }
    init?(cbor: CBOR) {
        switch cbor {
        case .double(let number): self = number
        case .unsigned(let number): self = Double(number)
        case .negative(let number): self = -1 - Double(number)
        default: return nil
        }
    }
}

extension Float: CBORLeaf {
    var cbor: CBOR { .double(Double(self)) }
    init?(cbor: CBOR) {
        guard let number = Double(cbor: cbor) else { return nil }
        self = Float(number)
    }
}

extension CBORLeaf where Self: FixedWidthInteger {
    var cbor: CBOR {
        get throws {
            if let value = UInt64(exactly: self) { return .unsigned(value) }
            if let value = Int64(exactly: self) { return .integer(value) }
            throw EncodingError.invalidValue(
                self, .init(codingPath: [], debugDescription: "the integer is wider than 64 bits"))
        }
    }

    init?(cbor: CBOR) {
        switch cbor {
        case .unsigned(let number): self.init(exactly: number)
        case .negative(let number):
            guard let number = Int64(exactly: number) else { return nil }
            self.init(exactly: -1 - number)
        default: return nil
        }
    }
}

extension Int: CBORLeaf {}
extension Int8: CBORLeaf {}
extension Int16: CBORLeaf {}
extension Int32: CBORLeaf {}
extension Int64: CBORLeaf {}
extension UInt: CBORLeaf {}
extension UInt8: CBORLeaf {}
extension UInt16: CBORLeaf {}
extension UInt32: CBORLeaf {}
extension UInt64: CBORLeaf {}

extension Instant: CBORLeaf {
    var cbor: CBOR { .integer(milliseconds) }
    init?(cbor: CBOR) {
        guard let milliseconds = Int64(cbor: cbor) else { return nil }
        self.init(milliseconds: milliseconds)
    }
}

extension Handle: CBORLeaf {
    var cbor: CBOR { .bytes(bytes) }
    init?(cbor: CBOR) {
        guard case .bytes(let bytes) = cbor else { return nil }
        self.init(bytes)
    }
}

/// One byte string, `owner16 | class1 | version4 | box`: there are more sealed values than anything else in a store.
extension SealedValue: CBORLeaf {
    private static let headLength = 21

    var cbor: CBOR { .bytes(packed) }

    /// The content of the byte string.
    package var packed: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.headLength + box.count)
        bytes.append(key.owner)
        bytes.append(key.keyClass.rawValue)
        bytes.append(bigEndian: keyVersion)
        bytes += box.array
        return bytes
    }

    init?(cbor: CBOR) {
        guard case .bytes(let bytes) = cbor, bytes.count >= Self.headLength, let owner = Handle(bytes[..<16]) else {
            return nil
        }
        self.init(
            key: KeyID(owner, KeyClass(rawValue: bytes[16])), keyVersion: bytes[17..<21].reduce(0) { $0 << 8 | UInt32($1) },
            box: Array(bytes[Self.headLength...]))
    }
}
