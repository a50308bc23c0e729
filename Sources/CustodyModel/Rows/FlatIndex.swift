/// Finds the place of a row by the hash of its key: one 64-bit slot a row, 40 bits of location and 24 of tag.
///
/// 1,024 shards, each an open-addressing array that grows by a quarter when it is 85 % full. Growth is split by that: the
/// largest insert moves one shard, and a table is never fuller than 85 % nor, grown once, emptier than 68 %. About 11 bytes a
/// row. A copy shares its shards until one of the two changes.
///
/// Two keys may have one tag: who looks up compares the key that stands in the row. A slot is zero when it is empty, so that
/// no location may be zero.
package struct FlatIndex: Sendable {
    package static let shardCount = 1024
    /// Locations are below this.
    package static let locationLimit: UInt64 = 1 << 40
    private static let tagBits: UInt64 = 24
    private static let tagMask: UInt64 = 1 << tagBits - 1

    private var shards: [[UInt64]] = []
    private var counts: [UInt32] = []
    /// How many rows there are.
    package private(set) var count = 0

    package init() {}

    // MARK: Looking

    /// The first location under the hash that `matches` takes for the row it looks for.
    package func find<Failure: Error>(
        _ hash: UInt64, where matches: (UInt64) throws(Failure) -> Bool
    ) throws(Failure) -> UInt64? {
        guard count > 0 else { return nil }
        let shard = shards[Self.shard(of: hash)]
        guard !shard.isEmpty else { return nil }
        let tag = hash & Self.tagMask
        var place = Self.home(tag, shard.count)
        while shard[place] != 0 {
            if shard[place] & Self.tagMask == tag {
                let location = shard[place] >> Self.tagBits
                if try matches(location) { return location }
            }
            place = Self.next(place, shard.count)
        }
        return nil
    }

    /// Where a row of that hash may stand: hardly ever more than one place.
    package func candidates(_ hash: UInt64) -> [UInt64] {
        var locations: [UInt64] = []
        _ = find(hash) { (location) throws(Never) in
            locations.append(location)
            return false
        }
        return locations
    }

    /// Whether a row of that hash stands at the location.
    package func contains(_ hash: UInt64, at location: UInt64) -> Bool {
        find(hash) { (found) throws(Never) in found == location } != nil
    }

    /// Every location, in no order.
    package var locations: [UInt64] {
        var locations: [UInt64] = []
        locations.reserveCapacity(count)
        for shard in shards { for slot in shard where slot != 0 { locations.append(slot >> Self.tagBits) } }
        return locations
    }

    /// The locations of one shard, in no order. A row stays in its shard as the table grows.
    package func locations(inShard shard: Int) -> [UInt64] {
        guard shards.indices.contains(shard) else { return [] }
        return shards[shard].filter { $0 != 0 }.map { $0 >> Self.tagBits }
    }

    // MARK: Changing

    /// Adds a row.
    ///
    /// - Returns: how many slots were moved because a shard grew.
    @discardableResult
    package mutating func insert(_ hash: UInt64, at location: UInt64) -> Int {
        if shards.isEmpty {
            shards = Array(repeating: [], count: Self.shardCount)
            counts = Array(repeating: 0, count: Self.shardCount)
        }
        let shard = Self.shard(of: hash)
        var moved = 0
        if Self.isFull(Int(counts[shard]) + 1, of: shards[shard].count) {
            moved = shards[shard].count
            Self.grow(&shards[shard])
        }
        Self.place(location << Self.tagBits | hash & Self.tagMask, in: &shards[shard])
        counts[shard] += 1
        count += 1
        return moved
    }

    /// Lets the row of that hash stand elsewhere.
    package mutating func move(_ hash: UInt64, from old: UInt64, to new: UInt64) {
        guard let (shard, place) = slot(hash, old) else { return }
        shards[shard][place] = new << Self.tagBits | hash & Self.tagMask
    }

    /// Takes the row away and closes the gap, so that no mark of it stays.
    package mutating func remove(_ hash: UInt64, at location: UInt64) {
        guard let (shard, place) = slot(hash, location) else { return }
        Self.close(place, in: &shards[shard])
        counts[shard] -= 1
        count -= 1
    }

    private func slot(_ hash: UInt64, _ location: UInt64) -> (shard: Int, place: Int)? {
        guard count > 0 else { return nil }
        let number = Self.shard(of: hash)
        let shard = shards[number]
        guard !shard.isEmpty else { return nil }
        let sought = location << Self.tagBits | hash & Self.tagMask
        var place = Self.home(hash & Self.tagMask, shard.count)
        while shard[place] != 0 {
            if shard[place] == sought { return (number, place) }
            place = Self.next(place, shard.count)
        }
        return nil
    }

    // MARK: One shard

    private static func shard(of hash: UInt64) -> Int { Int(hash >> tagBits) & (shardCount - 1) }

    /// Where the search for a tag begins: the tag, scaled to the size.
    private static func home(_ tag: UInt64, _ size: Int) -> Int { Int((tag &* UInt64(size)) >> tagBits) }

    private static func next(_ place: Int, _ size: Int) -> Int { place + 1 == size ? 0 : place + 1 }

    private static func isFull(_ count: Int, of size: Int) -> Bool { count * 100 > size * 85 }

    private static func place(_ slot: UInt64, in shard: inout [UInt64]) {
        var place = home(slot & tagMask, shard.count)
        while shard[place] != 0 { place = next(place, shard.count) }
        shard[place] = slot
    }

    private static func grow(_ shard: inout [UInt64]) {
        var larger = [UInt64](repeating: 0, count: max(8, shard.count + shard.count / 4))
        for slot in shard where slot != 0 { place(slot, in: &larger) }
        shard = larger
    }

    private static func close(_ gap: Int, in shard: inout [UInt64]) {
        var (gap, place) = (gap, gap)
        while true {
            place = next(place, shard.count)
            guard shard[place] != 0 else { break }
            let home = home(shard[place] & tagMask, shard.count)
            // What begins its search behind the gap, and not behind its own place, stays where it is.
            let isBetween = gap <= place ? gap < home && home <= place : gap < home || home <= place
            if isBetween { continue }
            shard[gap] = shard[place]
            gap = place
        }
        shard[gap] = 0
    }

    // MARK: As it is saved

    /// Bytes that it takes in memory.
    package var residentBytes: Int {
        // 32 bytes are the head of an array.
        shards.reduce(shards.capacity * 8 + counts.capacity * 4) { $0 + ($1.isEmpty ? 0 : 32 + $1.capacity * 8) }
    }

    /// Each shard that holds something, with its number.
    package var filledShards: [(number: Int, slots: [UInt64])] {
        shards.enumerated().filter { counts[$0.offset] > 0 }.map { ($0.offset, $0.element) }
    }

    /// Puts back a shard as ``filledShards`` gave it; false when it cannot be one.
    package mutating func restore(_ number: Int, _ slots: [UInt64]) -> Bool {
        let filled = slots.reduce(0) { $0 + ($1 == 0 ? 0 : 1) }
        guard number >= 0, number < Self.shardCount, !Self.isFull(filled, of: slots.count) else { return false }
        if shards.isEmpty {
            shards = Array(repeating: [], count: Self.shardCount)
            counts = Array(repeating: 0, count: Self.shardCount)
        }
        count += filled - Int(counts[number])
        shards[number] = slots
        counts[number] = UInt32(filled)
        return true
    }
}
