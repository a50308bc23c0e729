import CustodyProof

/// The places of a great erasure in a few bytes each: what an operation changes is one frame of a journal, and a person may have had
/// millions of entries.
///
/// For each log in the order of their numbers how many there are, then for each how far its entry lies behind the one before, and a byte for
/// its compartment.
enum PackedPlaces {
    /// From so many places on they are packed. Fewer are listed, as earlier versions read them.
    static let minimum = 100_000

    /// Nil when the places are not in their order, or one of them is no compartment.
    static func encode(_ places: [AuditPlace]) -> [UInt8]? {
        guard zip(places, places.dropFirst()).allSatisfy({ $0 < $1 }) else { return nil }
        let first = places.firstIndex { $0.log != .evidence } ?? places.count
        var bytes: [UInt8] = []
        bytes.reserveCapacity(16 + 4 * places.count)
        for own in [places[..<first], places[first...]] {
            bytes.append(varint: UInt64(own.count))
            var former: UInt64 = 0
            for place in own {
                guard let index = place.index, let compartment = place.compartment, index >= former else { return nil }
                bytes.append(varint: index - former)
                bytes.append(compartment)
                former = index
            }
        }
        return bytes
    }

    /// Nil when the bytes tell no places, or tell them out of their order.
    static func decode(_ bytes: [UInt8]) -> [AuditPlace]? {
        var reader = VarintReader(bytes)
        var places: [AuditPlace] = []
        for log in [AuditLog.evidence, .access] {
            guard var left = reader.next() else { return nil }
            var index: UInt64 = 0
            while left > 0 {
                guard let distance = reader.next(), let compartment = reader.bigEndian(1) else { return nil }
                let (next, overflow) = index.addingReportingOverflow(distance)
                guard !overflow else { return nil }
                let place = AuditPlace(log, next, compartment: UInt8(truncatingIfNeeded: compartment))
                if let former = places.last, former >= place { return nil }
                places.append(place)
                (index, left) = (next, left - 1)
            }
        }
        return reader.isAtEnd ? places : nil
    }
}
