public import CustodyLaw
import CustodyModel

extension PartialInstant {
    /// Reads RFC 3339, a date, a month such as `2026-03`, a year, or a range of two of them such as `2026-03-01/2026-03-05`. What
    /// is no instant is read by the clocks of a place. Nil when the text is none of it, or names what the calendar lacks.
    public init?(_ text: String, in zone: CivilZone) {
        guard text.utf8.contains(UInt8(ascii: "/")) else {
            guard let time = Self.single(text, in: zone) else { return nil }
            self = time
            return
        }
        let ends = text.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard ends.count == 2, let first = Self.single(ends[0], in: zone), let last = Self.single(ends[1], in: zone) else {
            return nil
        }
        self.init(from: first.earliest, to: last.latest)
    }

    /// The text that reads back as the same time, whatever the clocks of the place; the precision of a day, a month or a year becomes
    /// that of a range.
    public var text: String { earliest == latest ? "\(earliest)" : "\(earliest)/\(latest)" }

    private static func single(_ text: String, in zone: CivilZone) -> PartialInstant? {
        guard text.utf8.count <= 10 else { return Instant(text).map { PartialInstant($0) } }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let numbers = zip(parts, [4, 2, 2]).compactMap { part, digits in
            part.utf8.count == digits && part.utf8.allSatisfy { (48...57).contains($0) } ? Int64(part) : nil
        }
        guard numbers.count == parts.count else { return nil }
        switch numbers.count {
        case 1: return during(year: numbers[0], in: zone)
        case 2: return during(month: numbers[1], of: numbers[0], in: zone)
        case 3: return CivilDate(year: numbers[0], month: numbers[1], day: numbers[2]).map { on($0, in: zone) }
        default: return nil
        }
    }
}
