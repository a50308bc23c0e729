import CustodyModel
import CustodyTraffic
import Testing

@testable import CustodyMonitor

@Suite("Sketches keep within their bounds of error")
struct SketchTests {
    @Test("HyperLogLog is within three standard errors", arguments: [8, 10])
    func hyperLogLog(precision: Int) {
        let bound = 3 * 1.04 / Double(1 << precision).squareRoot()
        var (outside, trials, worst) = (0, 0, 0.0)
        for seed in 0..<1000 as Range<UInt64> {
            var dice = Dice(seed: seed)
            let count = [20, 100, 400, 1500][Int(seed % 4)]
            var memory = DistinctMemory(window: 1000, precision: precision)
            memory.append()
            var hashes: [UInt64] = []
            for _ in 0..<count { hashes.append(dice.next()) }
            // Each thing twice: only different ones count.
            for hash in hashes + hashes.reversed() { _ = memory.insert(hash, at: 1, 0) }
            let error = abs(memory.count(0) - Double(count)) / Double(count)
            worst = max(worst, error)
            outside += error > bound ? 1 : 0
            trials += 1
        }
        // Three deviations leave 0.3 % of a normal distribution; twice that is allowed to a seeded run.
        #expect(Double(outside) <= 0.006 * Double(trials), "\(outside) of \(trials) outside \(bound), the worst \(worst)")
    }

    @Test("A count forgets what is older than its window, part by part")
    func distinctWindow() {
        var memory = DistinctMemory(window: 400, precision: 10)
        memory.append()
        for number in 0..<50 as Range<UInt64> { _ = memory.insert(Mixing.mix(number), at: 50, 0) }
        for number in 50..<100 as Range<UInt64> { _ = memory.insert(Mixing.mix(number), at: 150, 0) }
        #expect((90...110).contains(memory.count(0)))
        memory.advance(to: 420, 0)
        #expect((47...53).contains(memory.count(0)))
        memory.advance(to: 520, 0)
        #expect(memory.count(0) == 0)
        // Coming back finds a clean counter, and the count is that of the union.
        for time in [600, 700, 800] as [Int64] {
            for number in 0..<50 as Range<UInt64> { _ = memory.insert(Mixing.mix(number), at: time, 0) }
        }
        #expect((47...53).contains(memory.count(0)))
    }

    @Test("A ring's sum is the exact sum over the window less one bucket at most", arguments: 1...20 as ClosedRange<UInt64>)
    func ring(seed: UInt64) {
        var dice = Dice(seed: seed)
        let (window, buckets): (Int64, Int64) = (6000, 60)
        var ring = RingMemory(window: window, buckets: Int(buckets))
        ring.append()
        var (seen, time): ([(Int64, UInt32)], Int64) = ([], 1_000_000)
        for _ in 0..<400 {
            time += Int64(dice.below(dice.happens(0.05) ? 9000 : 120))
            let amount = UInt32(dice.below(5))
            seen.append((time, amount))
            let sum = ring.add(amount, at: time, 0)
            let all = seen.filter { $0.0 > time - window }.reduce(0) { $0 + $1.1 }
            let least = seen.filter { $0.0 > time - window + window / buckets }.reduce(0) { $0 + $1.1 }
            #expect(least <= sum && sum <= all, "seed \(seed)")
        }
    }

    @Test("A Bloom filter never forgets within its period, and is wrong about 1 % at 50 things")
    func bloom() {
        var (wrong, asked) = (0, 0)
        for seed in 0..<200 as Range<UInt64> {
            var dice = Dice(seed: seed)
            var memory = BloomMemory(period: 1000)
            memory.append()
            var known: [UInt64] = []
            for _ in 0..<50 { known.append(dice.next()) }
            for hash in known { _ = memory.insert(hash, at: 1500, 0) }
            var missing = 0
            for hash in known where !memory.insert(hash, at: 2500, 0) { missing += 1 }
            #expect(missing == 0, "seed \(seed)")
            var copy = BloomMemory(period: 1000)
            copy.append()
            for hash in known { _ = copy.insert(hash, at: 1500, 0) }
            for _ in 0..<50 {
                var asking = copy
                wrong += asking.insert(dice.next(), at: 1600, 0) ? 1 : 0
                asked += 1
            }
            // Two periods later nothing is left.
            var later = copy
            let isLeft = later.insert(known[0], at: 3500, 0)
            #expect(!isLeft, "seed \(seed)")
        }
        #expect(Double(wrong) / Double(asked) <= 0.015, "\(wrong) of \(asked)")
    }

    @Test("Space-Saving never counts too little, and too much by N/k at most", arguments: 1...10 as ClosedRange<UInt64>)
    func spaceSaving(seed: UInt64) {
        var dice = Dice(seed: seed)
        let capacity = 32
        var sketch = SpaceSaving(capacity: capacity)
        var exact: [UInt64: UInt32] = [:]
        let total = 5000
        for _ in 0..<total {
            // A few are frequent, many are rare.
            let key = UInt64(Double(400) * dice.fraction() * dice.fraction() * dice.fraction())
            exact[key, default: 0] += 1
            sketch.add(key)
        }
        let bound = UInt32(total / capacity)
        for (key, count) in exact {
            let told = sketch.count(of: key)
            if count > bound { #expect(told > 0, "seed \(seed)") }
            guard told > 0 else { continue }
            #expect(told >= count && told <= count + bound, "seed \(seed)")
        }
    }

    @Test("What is usual settles on the mean of a season, and one extreme value moves it by three deviations at most")
    func baseline() {
        var dice = Dice(seed: 7)
        var memory = BaselineMemory(seasons: 2)
        memory.append()
        for _ in 0..<300 {
            memory.learn(Float(dice.poisson(25)), 0, 0)
            memory.learn(Float(dice.poisson(4)), 1, 0)
        }
        #expect((21...29).contains(memory.expected(0, 0)) && (2.5...5.5).contains(memory.expected(1, 0)))
        // After Anscombe's transform chance has a deviation of one.
        #expect(abs(memory.deviation(of: 25, 0, 0)) < 1.2 && memory.deviation(of: 100, 0, 0) > 6)
        let before = memory.expected(0, 0)
        memory.learn(1_000_000, 0, 0)
        #expect(memory.expected(0, 0) < before + 10)
    }

    @Test("A cumulative sum is silent for long on noise and soon speaks on a shift")
    func cusum() {
        var (dice, quiet, delays) = (Dice(seed: 11), 0, [Int]())
        var memory = CusumMemory()
        memory.append()
        for _ in 0..<100_000 { quiet += memory.add(Float(dice.normal()), allowance: 0.75, threshold: 8, 0) == nil ? 0 : 1 }
        #expect(quiet <= 10, "\(quiet) alarms in 100,000 values of noise")
        for _ in 0..<200 {
            memory.clear(0)
            var delay = 1
            while memory.add(Float(dice.normal()) + 2, allowance: 0.75, threshold: 8, 0) == nil { delay += 1 }
            delays.append(delay)
        }
        #expect(delays.sorted()[100] <= 8)
    }

    @Test("The table of actors lets go of the one that acted longest ago")
    func actorTable() {
        func handle(_ number: UInt64) -> Handle { Handle(words: (1, number)) }
        var table = ActorTable(capacity: 3)
        for number in 1...3 as ClosedRange<UInt64> { _ = table.place(of: handle(number)) }
        _ = table.place(of: handle(1))
        guard case .reused(let place) = table.place(of: handle(4)) else { return #expect(Bool(false), "no place was given up") }
        #expect(place == 1 && table.known(handle(2)) == nil && table.known(handle(1)) == 0)
        let removed = [table.remove(handle(1)), table.remove(handle(1))]
        #expect(removed == [0, nil])
        guard case .reused(0) = table.place(of: handle(5)) else { return #expect(Bool(false), "the free place was not taken") }
        #expect(table.count == 3)
    }
}
