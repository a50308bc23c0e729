/// Where a tile of a published log is, from the log's own address (C2SP tlog-tiles).
public struct TilePath: Hashable, Sendable, CustomStringConvertible {
    /// How many hashes or entries a complete tile has.
    public static let width = 256

    /// The level of a tile of hashes; nil for a bundle of entries.
    public let level: Int?
    /// The tile's number within its level.
    public let number: UInt64
    /// How many hashes or entries it has, 1 to ``width``.
    public let width: Int

    /// A tile; nil when level or width are out of range.
    public init?(level: Int?, number: UInt64, width: Int = TilePath.width) {
        guard (1...Self.width).contains(width), level.map({ (0..<64).contains($0) }) ?? true else { return nil }
        self.level = level
        self.number = number
        self.width = width
    }

    /// Reads a path, such as `tile/0/x001/067.p/3`; nil when it is none.
    public init?(_ text: String) {
        var parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map {
            String(Substring($0))
        }
        guard parts.count >= 3, parts.removeFirst() == "tile" else { return nil }
        let name = parts.removeFirst()
        var width = Self.width
        if parts.count >= 2, parts[parts.count - 2].hasSuffix(".p") {
            guard let partial = Int(parts.removeLast()) else { return nil }
            width = partial
            parts[parts.count - 1].removeLast(2)
        }
        var number: UInt64 = 0
        for group in parts {
            let digits = group.utf8.drop { $0 == UInt8(ascii: "x") }
            let (scaled, isTooLarge) = number.multipliedReportingOverflow(by: 1000)
            guard digits.count == 3, let value = UInt64(Substring(digits)), !isTooLarge else { return nil }
            let (sum, isTooLargeStill) = scaled.addingReportingOverflow(value)
            guard !isTooLargeStill else { return nil }
            number = sum
        }
        self.init(level: name == "entries" ? nil : Int(name) ?? -1, number: number, width: width)
        // Every tile has one path: what is spelled otherwise is none.
        guard description.utf8.elementsEqual(text.utf8) else { return nil }
    }

    /// The path.
    public var description: String {
        var groups = [Self.padded(number % 1000)]
        var rest = number / 1000
        while rest > 0 {
            groups.insert("x" + Self.padded(rest % 1000), at: 0)
            rest /= 1000
        }
        let partial = width == Self.width ? "" : ".p/\(width)"
        return "tile/\(level.map(String.init) ?? "entries")/\(groups.joined(separator: "/"))\(partial)"
    }

    private static func padded(_ number: UInt64) -> String {
        let digits = String(number)
        return String(repeating: "0", count: 3 - digits.count) + digits
    }
}
