/// `keyprobe erase DIR COUNT RECORDS` fills a store with so many people, and times erasing one who has one record and one who has so
/// many, with the durable syncs of each. `keyprobe seal` times sealing and opening a field of 512 bytes. `keyprobe put DIR` times durable
/// puts of sealed and of unsealed values. Run each in an optimised build.
@main
enum KeyProbe {
    static func main() async throws {
        let arguments = CommandLine.arguments
        switch arguments.dropFirst().first {
        case "erase" where arguments.count == 5:
            try await EraseProbe(directory: arguments[2], people: Int(arguments[3]) ?? 0, records: Int(arguments[4]) ?? 0).run()
        case "seal" where arguments.count == 2: try await SealProbe.run()
        case "put" where arguments.count == 3: try await PutProbe.run(arguments[2])
        default: print("keyprobe erase DIR COUNT RECORDS | keyprobe seal | keyprobe put DIR")
        }
    }

    /// The middle one.
    static func median(_ durations: [Duration]) -> Duration {
        let sorted = durations.sorted()
        return sorted.isEmpty ? .zero : sorted[sorted.count / 2]
    }
}
