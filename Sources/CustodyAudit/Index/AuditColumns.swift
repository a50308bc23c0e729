import CustodyModel

/// The numbers of the facets of a block's entries, one after another, in as few bytes as their variety needs.
///
///     count of different numbers u16 | the numbers, u16 each | one place of that list for each entry
///
/// A place takes no byte when there is one number, a byte up to 256, otherwise two.
enum AuditColumns {
    static func encoded(_ facets: [UInt16]) -> [UInt8] {
        let numbers = Set(facets).sorted()
        var places: [UInt16: Int] = [:]
        for (place, number) in numbers.enumerated() { places[number] = place }
        var bytes: [UInt8] = []
        bytes.append(bigEndian: UInt16(truncatingIfNeeded: numbers.count))
        for number in numbers { bytes.append(bigEndian: number) }
        guard numbers.count > 1 else { return bytes }
        for facet in facets {
            let place = places[facet] ?? 0
            if numbers.count > 256 { bytes.append(bigEndian: UInt16(place)) } else { bytes.append(UInt8(place)) }
        }
        return bytes
    }

    /// Two bytes each, as they are saved while the block is not complete.
    static func packed(_ facets: [UInt16]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(2 * facets.count)
        for facet in facets { bytes.append(bigEndian: facet) }
        return bytes
    }

    /// As ``packed(_:)`` gave them.
    static func unpacked(_ bytes: [UInt8]) -> [UInt16] {
        stride(from: 0, to: bytes.count - 1, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
    }

    static func decoded(_ bytes: [UInt8], count: Int) throws -> [UInt16] {
        func number(_ place: Int) -> UInt16 { UInt16(bytes[place]) << 8 | UInt16(bytes[place + 1]) }
        guard bytes.count >= 2 else { throw AuditIndexRow.malformed }
        let variety = Int(number(0))
        let start = 2 + 2 * variety
        let width = variety > 256 ? 2 : variety > 1 ? 1 : 0
        guard variety > 0, bytes.count == start + width * count else { throw AuditIndexRow.malformed }
        let numbers = (0..<variety).map { number(2 + 2 * $0) }
        guard width > 0 else { return Array(repeating: numbers[0], count: count) }
        return try (0..<count).map { entry in
            let place = width == 1 ? Int(bytes[start + entry]) : Int(number(start + 2 * entry))
            guard place < variety else { throw AuditIndexRow.malformed }
            return numbers[place]
        }
    }
}
