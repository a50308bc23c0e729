/// Why bytes are not a value of the deterministic profile.
public struct CBORError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What was wrong.
    public var message: String
    /// Where, counted in bytes from the start.
    public var offset: Int

    /// What was wrong and where.
    public var description: String { "not deterministic CBOR at byte \(offset): \(message)" }
}

extension CBOR {
    /// Nesting that is still read; deeper input is refused rather than followed.
    static let maximumDepth = 64

    /// Whether the value, once written, would be read again. Level by level, so that no depth exhausts the stack.
    package var isReadable: Bool {
        var level = [self]
        for _ in 0..<Self.maximumDepth {
            level = level.flatMap(\.elements)
            if level.isEmpty { return true }
        }
        return false
    }

    /// What stands in a list or a map, one level deeper.
    private var elements: [CBOR] {
        switch self {
        case .array(let values): values
        case .map(let values): Array(values.values)
        default: []
        }
    }

    /// Reads one value that fills the bytes exactly.
    public init(decoding bytes: [UInt8]) throws(CBORError) {
        var reader = CBORReader(bytes: bytes[...])
        self = try reader.value(depth: 0)
        guard reader.bytes.isEmpty else { throw reader.failure("there are bytes after the value") }
    }
}

private struct CBORReader {
    var bytes: ArraySlice<UInt8>

    func failure(_ message: String) -> CBORError { CBORError(message: message, offset: bytes.startIndex) }

    mutating func take(_ count: UInt64) throws(CBORError) -> ArraySlice<UInt8> {
        guard count <= UInt64(bytes.count) else { throw failure("the input ends early") }
        let taken = bytes.prefix(Int(count))
        bytes = bytes.dropFirst(Int(count))
        return taken
    }

    mutating func number(_ width: UInt64) throws(CBORError) -> UInt64 {
        try take(width).reduce(0) { $0 << 8 | UInt64($1) }
    }

    mutating func argument(_ info: UInt8) throws(CBORError) -> UInt64 {
        let smallest: UInt64
        let value: UInt64
        switch info {
        case 0..<24: return UInt64(info)
        case 24: (value, smallest) = (try number(1), 24)
        case 25: (value, smallest) = (try number(2), 0x100)
        case 26: (value, smallest) = (try number(4), 0x1_0000)
        case 27: (value, smallest) = (try number(8), 0x1_0000_0000)
        default: throw failure("indefinite lengths and reserved heads are not used")
        }
        guard value >= smallest else { throw failure("a shorter head exists for the value") }
        return value
    }

    mutating func text(_ count: UInt64) throws(CBORError) -> String {
        let taken = try take(count)
        guard let text = String(validating: taken, as: UTF8.self) else { throw failure("text is not UTF-8") }
        return text
    }

    mutating func value(depth: Int) throws(CBORError) -> CBOR {
        guard depth < CBOR.maximumDepth else { throw failure("nested more than \(CBOR.maximumDepth) deep") }
        guard let head = try take(1).first else { throw failure("the input ends early") }
        let (major, info) = (head >> 5, head & 31)
        if major == 7 { return try simple(info) }
        let argument = try argument(info)
        switch major {
        case 0: return .unsigned(argument)
        case 1: return .negative(argument)
        case 2: return .bytes(Array(try take(argument)))
        case 3: return .text(try text(argument))
        case 4:
            guard argument <= UInt64(bytes.count) else { throw failure("more elements than bytes") }
            var values: [CBOR] = []
            // A count is only a claim. Lists within lists that each claim the whole input must not reserve it many times over.
            values.reserveCapacity(Int(min(argument, 256)))
            for _ in 0..<argument { values.append(try value(depth: depth + 1)) }
            return .array(values)
        case 5:
            guard argument <= UInt64(bytes.count) else { throw failure("more entries than bytes") }
            return .map(try entries(argument, depth: depth))
        default: throw failure("tags are not used")
        }
    }

    private mutating func entries(_ count: UInt64, depth: Int) throws(CBORError) -> [String: CBOR] {
        var values: [String: CBOR] = [:]
        var last: String?
        for _ in 0..<count {
            guard case .text(let key) = try value(depth: depth + 1) else { throw failure("a key is not text") }
            if let last, !CBORWriter.keyPrecedes(last, key) { throw failure("keys are repeated or out of order") }
            values[key] = try value(depth: depth + 1)
            last = key
        }
        // Swift compares text by canonical equivalence, so two keys of different bytes can still meet in one entry.
        guard values.count == Int(count) else { throw failure("two keys are the same text") }
        return values
    }

    private mutating func simple(_ info: UInt8) throws(CBORError) -> CBOR {
        switch info {
        case 20: return .bool(false)
        case 21: return .bool(true)
        case 22: return .null
        case 26:
            let value = Float(bitPattern: UInt32(try number(4)))
            guard !value.isSignalingNaN else { throw failure("a signalling NaN would be written as a quiet one") }
            return .double(Double(value))
        case 27:
            let value = Double(bitPattern: try number(8))
            guard Double(Float(value)).bitPattern != value.bitPattern else { throw failure("a shorter number exists") }
            return .double(value)
        default: throw failure("an unknown simple value")
        }
    }
}
