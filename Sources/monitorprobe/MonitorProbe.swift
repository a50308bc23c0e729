import ArgumentParser
import CustodyMonitor
import CustodyTraffic

/// Says what the rules find, how much they say about nothing, how fast they are and how much they remember. See the handbook's page on
/// monitoring.
@main
struct MonitorProbe: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "monitorprobe", abstract: "Measure what the rules find, how fast they are and how much they remember.",
        subcommands: [Table.self, Speed.self, Memory.self])

    struct Table: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What each rule finds and misses.", discussion: "The thresholds were found on the seeds 1 to 20.")

        @Argument(help: "The first seed.")
        var first: UInt64 = 501
        @Argument(help: "The last seed.")
        var last: UInt64 = 540

        func validate() throws {
            guard first <= last else { throw ValidationError("the first seed is above the last") }
        }

        func run() { RuleTable.print(seeds: first...last) }
    }

    struct Speed: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "How many events a second the rules take.")

        func run() { SpeedProbe.run() }
    }

    struct Memory: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "What the rules remember.")

        func run() { MemoryProbe.run() }
    }
}
