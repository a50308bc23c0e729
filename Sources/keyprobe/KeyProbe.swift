/// `keyprobe erase DIR COUNT RECORDS` fills a store with so many people, and times erasing one who has one record and one who has so
/// many, with the durable syncs of each. `keyprobe seal` times sealing and opening a field of 512 bytes. `keyprobe put DIR` times durable
/// puts of sealed and of unsealed values. `keyprobe all DIR COUNT` discloses everybody of a store of so many people. `keyprobe ask COUNT` times
/// questions about what a store of so many records holds. Run each in an
/// optimised build.
@main
enum KeyProbe {
    static func main() async throws {
        let arguments = CommandLine.arguments
        switch arguments.dropFirst().first {
        case "erase" where arguments.count == 5:
            try await EraseProbe(directory: arguments[2], people: Int(arguments[3]) ?? 0, records: Int(arguments[4]) ?? 0).run()
        case "seal" where arguments.count == 2: try await SealProbe.run()
        case "put" where arguments.count == 3: try await PutProbe.run(arguments[2])
        case "all" where arguments.count == 4:
            try await BulkProbe(directory: arguments[2], people: Int(arguments[3]) ?? 0).run()
        case "ask" where arguments.count == 3: try await AskProbe.run(max(20, Int(arguments[2]) ?? 0))
        default:
            print(
                "keyprobe erase DIR COUNT RECORDS | keyprobe seal | keyprobe put DIR | keyprobe all DIR COUNT | keyprobe ask COUNT"
            )
        }
    }

    /// The middle one.
    static func median(_ durations: [Duration]) -> Duration {
        let sorted = durations.sorted()
        return sorted.isEmpty ? .zero : sorted[sorted.count / 2]
    }
}
