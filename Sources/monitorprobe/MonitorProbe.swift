import CustodyMonitor
import CustodyTraffic

/// Says what the rules find, how much they say about nothing, how fast they are and how much they remember. See the handbook's page on
/// monitoring.
@main
struct MonitorProbe {
    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch arguments.first {
        case "table": RuleTable.print(seeds: seeds(arguments) ?? 501...540)
        case "speed": SpeedProbe.run()
        case "memory": MemoryProbe.run()
        default:
            print("usage: monitorprobe table [FIRST LAST] | speed | memory")
            print("The thresholds were found on the seeds 1 to 20; `table` uses 501 to 540 unless told otherwise.")
        }
    }

    private static func seeds(_ arguments: [String]) -> ClosedRange<UInt64>? {
        guard arguments.count == 3, let first = UInt64(arguments[1]), let last = UInt64(arguments[2]), first <= last else {
            return nil
        }
        return first...last
    }
}
