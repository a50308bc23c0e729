/// Where a text stops being JSON. The decoder says only that it does.
struct JSONFault: Hashable, CustomStringConvertible {
    /// The first byte that cannot stand where it does.
    var place: TextPlace
    /// Whether that is behind the last one: something is missing.
    var isAtEnd: Bool

    /// Where and what, without anything that stands there.
    var description: String {
        "\(place): " + (isAtEnd ? "it ends before it is whole JSON" : "from here on it is no JSON")
    }
}

extension JSONFault {
    /// The first fault; nil when it is JSON as the decoder takes it, which allows a comma before a closing bracket.
    init?(in bytes: [UInt8]) {
        var scan = JSONScan(bytes)
        guard let offset = scan.fault() else { return nil }
        self.init(place: TextPlace(of: offset, in: bytes), isAtEnd: offset >= bytes.count)
    }
}

/// Goes through a text as far as it is JSON. It keeps no values, and no stack but the brackets that are open.
private struct JSONScan {
    /// What may come next.
    private enum Next { case value, valueOrEnd, nameOrEnd, colon, commaOrEnd, nothing }

    /// The decoder follows no more brackets either.
    private static let deepest = 512

    private let bytes: [UInt8]
    private var place = 0
    private var next = Next.value
    /// The brackets that close what is open.
    private var closing: [UInt8] = []

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { place = 3 }
    }

    private var current: UInt8? { place < bytes.count ? bytes[place] : nil }

    /// The number of the first byte that cannot stand where it does, or how many there are when more must follow; nil for JSON.
    mutating func fault() -> Int? {
        while let byte = current {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): place += 1
            default: if !take(byte) { return place }
            }
        }
        return next == .nothing ? nil : bytes.count
    }

    /// Takes what begins with the byte. False when it cannot stand here, or something in it cannot; the place is there then.
    private mutating func take(_ byte: UInt8) -> Bool {
        switch next {
        case .valueOrEnd, .nameOrEnd, .commaOrEnd:
            if byte == closing.last { return close() }
        case .value, .colon, .nothing: break
        }
        switch (next, byte) {
        case (.value, _), (.valueOrEnd, _): return value(byte)
        case (.nameOrEnd, UInt8(ascii: "\"")): return text(before: .colon)
        case (.colon, UInt8(ascii: ":")): return step(to: .value)
        case (.commaOrEnd, UInt8(ascii: ",")):
            return step(to: closing.last == UInt8(ascii: "}") ? .nameOrEnd : .valueOrEnd)
        default: return false
        }
    }

    private var afterValue: Next { closing.isEmpty ? .nothing : .commaOrEnd }

    private mutating func step(to next: Next) -> Bool {
        place += 1
        self.next = next
        return true
    }

    private mutating func close() -> Bool {
        _ = closing.popLast()
        return step(to: afterValue)
    }

    private mutating func open(until bracket: UInt8, _ next: Next) -> Bool {
        guard closing.count < Self.deepest else { return false }
        closing.append(bracket)
        return step(to: next)
    }

    private mutating func value(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "{"): open(until: UInt8(ascii: "}"), .nameOrEnd)
        case UInt8(ascii: "["): open(until: UInt8(ascii: "]"), .valueOrEnd)
        case UInt8(ascii: "\""): text(before: afterValue)
        case UInt8(ascii: "t"): word("true")
        case UInt8(ascii: "f"): word("false")
        case UInt8(ascii: "n"): word("null")
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): number()
        default: false
        }
    }

    private mutating func word(_ word: String) -> Bool {
        for byte in word.utf8 {
            guard current == byte else { return false }
            place += 1
        }
        next = afterValue
        return true
    }

    private mutating func number() -> Bool {
        skip("-")
        let first = place
        guard digits() else { return false }
        if bytes[first] == UInt8(ascii: "0"), place > first + 1 {
            place = first
            return false
        }
        if skip("."), !digits() { return false }
        if skip("eE") {
            skip("+-")
            guard digits() else { return false }
        }
        next = afterValue
        return true
    }

    /// Takes one of the characters, if one stands there.
    @discardableResult
    private mutating func skip(_ characters: StaticString) -> Bool {
        guard let byte = current, characters.withUTF8Buffer({ $0.contains(byte) }) else { return false }
        place += 1
        return true
    }

    private mutating func digits() -> Bool {
        let first = place
        while skip("0123456789") {}
        return place > first
    }

    private mutating func text(before next: Next) -> Bool {
        place += 1
        var utf8 = UTF8Check()
        while let byte = current {
            guard byte >= 0x20, utf8.accepts(byte) else { return false }
            if byte == UInt8(ascii: "\"") { return step(to: next) }
            place += 1
            if byte == UInt8(ascii: "\\"), !escape() { return false }
        }
        return false
    }

    private mutating func escape() -> Bool {
        guard skip("u") else { return skip("\"\\/bfnrt") }
        for _ in 0..<4 {
            guard skip("0123456789abcdefABCDEF") else { return false }
        }
        return true
    }
}
