/// A name in a tree whose levels are parted by dots: `contact.email` stands below `contact`, and `contacts` does not.
public protocol TreeName: Name {}

extension TreeName {
    /// Whether the name is `ancestor` itself or stands below it.
    public func isWithin(_ ancestor: Self) -> Bool {
        guard rawValue.hasPrefix(ancestor.rawValue) else { return false }
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
        Array(sequence(first: self, next: \.parent))
    }

    /// Whether the text can be a name: parts of letters, digits, `-` and `_`, none empty.
    public var isWellFormed: Bool {
        !rawValue.isEmpty
            && rawValue.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
                !part.isEmpty && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
            }
    }
}
