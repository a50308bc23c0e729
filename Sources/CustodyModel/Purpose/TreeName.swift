/// A name in a tree whose levels are parted by dots: `contact.email` stands below `contact`, and `contacts` does not.
public protocol TreeName: Name {}

extension TreeName {
    /// Whether the name is `ancestor` itself or stands below it.
    public func isWithin(_ ancestor: Self) -> Bool {
        guard rawValue.hasPrefix(ancestor.rawValue) else { return false }
        // Beyond ASCII one name may have two spellings, which need not be of one length.
        guard rawValue.utf8.allSatisfy({ $0 < 0x80 }) else { return sequence(first: self) { $0.parent }.contains(ancestor) }
        return rawValue.utf8.count == ancestor.rawValue.utf8.count
            || rawValue.utf8.dropFirst(ancestor.rawValue.utf8.count).first == UInt8(ascii: ".")
    }

    /// The name one level up; nil at the top.
    public var parent: Self? {
        guard let dot = rawValue.lastIndex(of: ".") else { return nil }
        return Self(rawValue: String(rawValue[..<dot]))
    }

    /// The name itself and all above it, lowest first.
    public var lineage: [Self] {
        Array(sequence(first: self) { $0.parent })
    }

    /// What is said of the name itself, or else of the nearest one above it; nil when of none.
    public func nearest<Said>(in said: [Self: Said]) -> Said? {
        guard !said.isEmpty else { return nil }
        return sequence(first: self) { $0.parent }.lazy.compactMap { said[$0] }.first
    }

    /// Whether the text can be a name: parts of letters, digits, `-` and `_`, none empty.
    public var isWellFormed: Bool {
        var previous = UInt8(ascii: ".")
        for byte in rawValue.utf8 {
            switch byte {
            case UInt8(ascii: "."): if previous == byte { return false }
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                break
            default: return false
            }
            previous = byte
        }
        return previous != UInt8(ascii: ".")
    }
}
