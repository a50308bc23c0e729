import CustodyModel

/// What can be told of a block without reading it: between which times its entries lie, and which facets may be among them.
struct AuditZone: Equatable, Sendable {
    static let byteCount = 24

    private(set) var earliest = Int64.max
    private(set) var latest = Int64.min
    /// A bit for each facet's number, modulo 64.
    private(set) var facets: UInt64 = 0

    init() {}

    mutating func add(time: Int64, facet: UInt16) {
        earliest = min(earliest, time)
        latest = max(latest, time)
        facets |= Self.bit(facet)
    }

    mutating func add(_ other: AuditZone) {
        earliest = min(earliest, other.earliest)
        latest = max(latest, other.latest)
        facets |= other.facets
    }

    static func bit(_ facet: UInt16) -> UInt64 { 1 << UInt64(facet % 64) }

    /// Whether an entry of that time and one of those facets may be in the block.
    func admits(_ time: Range<Instant>?, _ mask: UInt64) -> Bool {
        guard facets & mask != 0 else { return false }
        guard let time else { return true }
        return earliest < time.upperBound.milliseconds && latest >= time.lowerBound.milliseconds
    }

    /// The months, `yyyymm`, between the first and the last entry.
    var months: ClosedRange<UInt32>? {
        guard earliest <= latest else { return nil }
        let (first, last) = (Instant(milliseconds: earliest).month, Instant(milliseconds: latest).month)
        return min(first, last)...max(first, last)
    }

    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(bigEndian: earliest)
        bytes.append(bigEndian: latest)
        bytes.append(bigEndian: facets)
        return bytes
    }

    init(_ bytes: ArraySlice<UInt8>) {
        let words = stride(from: bytes.startIndex, to: bytes.endIndex, by: 8).map { place in
            bytes[place..<place + 8].reduce(0) { $0 << 8 | UInt64($1) }
        }
        (earliest, latest, facets) = (Int64(bitPattern: words[0]), Int64(bitPattern: words[1]), words[2])
    }
}
