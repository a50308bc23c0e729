import CustodyModel
import CustodyMonitor
import CustodyTraffic

/// How much is remembered of each actor, and that a million of them take no more than the table's capacity.
enum MemoryProbe {
    static func run() {
        var dice = Dice(seed: 1)
        for capacity in [1000, 10_000] {
            guard let configuration = try? MonitorConfiguration(actors: capacity) else { continue }
            let empty = MonitorEngine(configuration).state().count
            var engine = MonitorEngine(configuration)
            for number in 0..<1_000_000 {
                var event = MonitorEvent(
                    .read, at: Instant(milliseconds: Traffic.start + Int64(number) * 100),
                    commit: CommitSequence(rawValue: UInt64(number + 1)))
                event.actor = Handle(words: (1, dice.next()))
                event.subjects = [Handle(words: (2, dice.next()))]
                _ = engine.ingest(event)
                if number + 1 == capacity || number == 999_999 {
                    let each = (engine.state().count - empty) / engine.actorCount
                    print(
                        "capacity \(capacity): after \(number + 1) actors \(engine.actorCount) are remembered, \(each) bytes each, "
                            + "\(ResidentMemory.bytes / 1024) KiB resident")
                }
            }
        }
    }
}
