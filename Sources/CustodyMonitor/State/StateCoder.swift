/// Writes a state or reads it again: one function of each part says its fields, so that both cannot differ.
///
/// Numbers are little-endian.
struct StateCoder {
    /// The version that is written. Older ones are read: what they lack begins empty.
    static let newest: UInt32 = 2
    private(set) var bytes: [UInt8]
    private var place = 0
    let isReading: Bool
    /// The version of what is written or read.
    var version = StateCoder.newest

    /// Begins to write.
    init(version: UInt32 = StateCoder.newest) {
        bytes = []
        isReading = false
        self.version = version
    }

    /// Begins to read.
    init(reading bytes: [UInt8]) {
        self.bytes = bytes
        isReading = true
    }

    /// Whether everything was read.
    var isAtEnd: Bool { place == bytes.count }

    mutating func code<Number: StateNumber>(_ value: inout Number) throws(MonitorError) {
        if isReading {
            let start = try take(MemoryLayout<Number>.size)
            value = bytes.withUnsafeBytes {
                Number(bits: Number.Bits(littleEndian: $0.loadUnaligned(fromByteOffset: start, as: Number.Bits.self)))
            }
            guard value.isPlausible else { throw Self.misfit }
        } else {
            withUnsafeBytes(of: value.bits.littleEndian) { bytes.append(contentsOf: $0) }
        }
    }

    mutating func code(_ value: inout Bool) throws(MonitorError) {
        var byte: UInt8 = value ? 1 : 0
        try code(&byte)
        value = byte != 0
    }

    mutating func code(_ text: inout String) throws(MonitorError) {
        var utf8 = Array(text.utf8)
        try code(&utf8)
        text = String(decoding: utf8, as: UTF8.self)
    }

    mutating func code<Number: StateNumber>(_ values: inout [Number]) throws(MonitorError) {
        try code(list: &values, empty: .zero) { coder, value throws(MonitorError) in try coder.code(&value) }
    }

    /// Bytes, all at once: they are most of a state.
    mutating func code(_ values: inout [UInt8]) throws(MonitorError) {
        var count = UInt32(clamping: values.count)
        try code(&count)
        guard isReading else { return bytes += values }
        let start = try take(Int(count))
        values = Array(bytes[start..<start + Int(count)])
    }

    /// A list of anything, its length first.
    mutating func code<Element>(
        list: inout [Element], empty: Element, _ body: (inout StateCoder, inout Element) throws(MonitorError) -> Void
    ) throws(MonitorError) {
        var count = UInt32(clamping: list.count)
        try code(&count)
        if isReading {
            // An element has a byte at least: a length that was made up takes no memory.
            guard Int(count) <= bytes.count - place else { throw Self.truncated }
            list = Array(repeating: empty, count: Int(count))
        }
        for place in list.indices { try body(&self, &list[place]) }
    }

    /// Throws when what was read cannot be.
    func expect(_ holds: @autoclosure () -> Bool) throws(MonitorError) {
        guard !isReading || holds() else { throw Self.misfit }
    }

    private static var misfit: MonitorError {
        MonitorError(
            .malformedState, "the state does not fit the configuration; replay the log from its beginning instead")
    }

    private static var truncated: MonitorError {
        MonitorError(.malformedState, "the state ends too early; replay the log from its beginning instead")
    }

    private mutating func take(_ count: Int) throws(MonitorError) -> Int {
        guard count <= bytes.count - place else { throw Self.truncated }
        defer { place += count }
        return place
    }
}

/// A number that a state is made of.
protocol StateNumber: Sendable {
    associatedtype Bits: FixedWidthInteger & BitwiseCopyable
    static var zero: Self { get }
    var bits: Bits { get }
    init(bits: Bits)
    /// Whether a state can hold it.
    var isPlausible: Bool { get }
}

extension StateNumber {
    var isPlausible: Bool { true }
}

extension StateNumber where Self: FixedWidthInteger & BitwiseCopyable {
    var bits: Self { self }
    init(bits: Self) { self = bits }
}

extension UInt8: StateNumber {}
extension UInt16: StateNumber {}
extension UInt32: StateNumber {}
extension UInt64: StateNumber {}
extension Int32: StateNumber {}
extension Int64: StateNumber {
    /// Every one is a time: differences of two must not overflow.
    var isPlausible: Bool { (0...1 << 53).contains(self) }
}

extension Float: StateNumber {
    var bits: UInt32 { bitPattern }
    init(bits: UInt32) { self = Float(bitPattern: bits) }
}

extension Double: StateNumber {
    var bits: UInt64 { bitPattern }
    init(bits: UInt64) { self = Double(bitPattern: bits) }
}

/// A part of what a monitor remembers.
protocol MonitorState {
    /// Says every field, in a fixed order.
    mutating func code(_ coder: inout StateCoder) throws(MonitorError)
}
