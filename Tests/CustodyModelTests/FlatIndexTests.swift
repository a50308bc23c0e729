import CustodyTesting
import Testing

@testable import CustodyModel

@Suite("A flat index")
struct FlatIndexTests {
    /// Hashes that meet often: few shards and few tags, so that probing and closing gaps is all that happens.
    private static func crowded(_ random: SeededRandomSource) -> UInt64 {
        let tag = random.number() % 40 * 400_000
        return random.number() % 3 << 24 | tag
    }

    @Test("It holds what a dictionary holds, however tags meet", arguments: [1, UInt64.random(in: 2 ... .max)])
    func likeADictionary(_ seed: UInt64) throws {
        let random = SeededRandomSource(seed: seed)
        var index = FlatIndex()
        var model: [UInt64: UInt64] = [:]  // location to hash
        var next: UInt64 = 1
        for round in 0..<20_000 {
            let grows = random.number() % 10 < (round < 10_000 ? 7 : 3)
            if grows || model.isEmpty {
                let hash = Self.crowded(random)
                index.insert(hash, at: next)
                model[next] = hash
                next += 1
            } else if let (location, hash) = model.randomElement() {
                if random.number() % 3 == 0 {
                    index.move(hash, from: location, to: next)
                    model[location] = nil
                    model[next] = hash
                    next += 1
                } else {
                    index.remove(hash, at: location)
                    model[location] = nil
                }
            }
            guard round.isMultiple(of: 500) else { continue }
            #expect(index.count == model.count, "seed \(seed)")
            #expect(index.locations.sorted() == model.keys.sorted(), "seed \(seed)")
            for (location, hash) in model { #expect(index.contains(hash, at: location), "seed \(seed)") }
            #expect(!index.contains(1 << 24, at: next), "seed \(seed)")
        }
        for (location, hash) in model { index.remove(hash, at: location) }
        #expect(index.count == 0 && index.filledShards.isEmpty)
    }

    @Test("Removing what is not there changes nothing")
    func absent() {
        var index = FlatIndex()
        index.remove(7, at: 1)
        index.move(7, from: 1, to: 2)
        #expect(index.count == 0)
        index.insert(7, at: 1)
        index.remove(7, at: 2)
        index.remove(8, at: 1)
        index.move(8, from: 1, to: 3)
        #expect(index.count == 1 && index.contains(7, at: 1))
    }

    @Test("No insert of half a million moves more than one shard, and a row takes at most 13 bytes")
    func growth() {
        var index = FlatIndex()
        var largest = 0
        let count = 500_000
        for number in 0..<count {
            let hash = RowHash.hash(Array("row \(number)".utf8))
            largest = max(largest, index.insert(hash, at: UInt64(number + 1)))
        }
        // A shard's share, and a bit for chance.
        #expect(largest <= 2 * count / FlatIndex.shardCount, "one insert moved \(largest) slots")
        #expect(index.residentBytes <= 13 * count, "\(Double(index.residentBytes) / Double(count)) bytes a row")
    }

    @Test("It is saved and restored whole, and what cannot be a shard is refused")
    func saved() {
        var index = FlatIndex()
        for number in UInt64(1)...3000 { index.insert(RowHash.hash(Array("\(number)".utf8)), at: number) }
        var restored = FlatIndex()
        for (number, slots) in index.filledShards {
            let isTaken = restored.restore(number, slots)
            #expect(isTaken)
        }
        #expect(restored.count == 3000 && restored.locations == index.locations)
        // The last has no empty slot, so that a search would not end.
        for (number, slots) in [(FlatIndex.shardCount, [0, 0, 1]), (-1, [0, 0, 1]), (0, [1, 2, 3])] as [(Int, [UInt64])] {
            let isTaken = restored.restore(number, slots)
            #expect(!isTaken)
        }
    }
}
