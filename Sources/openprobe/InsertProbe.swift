import CustodyModel

/// How long the slowest insert takes while a table grows to its size, and once more while a snapshot holds what it was.
///
/// A table that is rehashed whole makes one insert pay for all. The dictionary beside it shows that.
enum InsertProbe {
    static func run(count: Int) {
        let keys = (0..<count).map { OpenProbe.token($0, 1) }
        let hashes = (0..<count).map { number in
            OpenProbe.token(number, 2).bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
        var index = FlatIndex()
        report("index", time(count) { number in _ = index.insert(hashes[number], at: UInt64(number)) })
        let held = index
        report(
            "index, while a snapshot holds it",
            time(count / 10) { number in _ = index.insert(~hashes[number], at: UInt64(count + number)) })
        var list = OrderedChunks<Handle>()
        report("ordered list", time(count) { number in list.insert(keys[number]) })
        var dictionary: [Handle: UInt64] = [:]
        report("Dictionary, for comparison", time(count) { number in dictionary[keys[number]] = UInt64(number) })
        print("held: \(held.count), \(index.count), \(list.count), \(dictionary.count)")
    }

    /// Nanoseconds of each insert, sorted.
    private static func time(_ count: Int, _ insert: (Int) -> Void) -> [Int64] {
        let clock = ContinuousClock()
        var durations: [Int64] = []
        durations.reserveCapacity(count)
        var last = clock.now
        for number in 0..<count {
            insert(number)
            let now = clock.now
            durations.append((now - last).components.attoseconds / 1_000_000_000)
            last = now
        }
        return durations.sorted()
    }

    private static func report(_ name: String, _ durations: [Int64]) {
        guard let slowest = durations.last else { return }
        let slow = durations.count { $0 > 1_000_000 }
        print(
            "\(name): median \(durations[durations.count / 2]) ns, 99.99 % within \(durations[durations.count * 9999 / 10_000]) ns, "
                + "slowest \(slowest) ns; \(slow) of \(durations.count) above 1 ms")
    }
}
