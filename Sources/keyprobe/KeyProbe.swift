import ArgumentParser

/// What keys cost. Run it in an optimised build.
@main
struct KeyProbe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keyprobe", abstract: "Measure what keys, sealing and erasing cost.",
        subcommands: [Erase.self, Seal.self, Put.self, All.self, Ask.self])

    struct Erase: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Erase people of one record and of many out of a large store, with the durable syncs of each.")

        @Argument(help: "Where the store is made.")
        var directory: String
        @Argument(help: "How many people it holds.")
        var people: UInt32
        @Argument(help: "How many records a person of many has.")
        var records: UInt32

        func run() async throws {
            try await EraseProbe(directory: directory, people: Int(people), records: Int(records)).run()
        }
    }

    struct Seal: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Seal and open a field of 512 bytes, with the key at hand and cold.")

        func run() async throws { try await SealProbe.run() }
    }

    struct Put: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Put sealed and unsealed values durably, in turn.")

        @Argument(help: "Where the store is made.")
        var directory: String

        func run() async throws { try await PutProbe.run(directory) }
    }

    struct All: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Disclose everybody of a store.")

        @Argument(help: "Where the store is made.")
        var directory: String
        @Argument(help: "How many people it holds.")
        var people: UInt32

        func run() async throws { try await BulkProbe(directory: directory, people: Int(people)).run() }
    }

    struct Ask: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ask what a store holds, by purpose, expiry, objection and source.")

        @Argument(help: "How many records it holds.")
        var records: UInt32

        func run() async throws { try await AskProbe.run(max(20, Int(records))) }
    }

    /// The middle one.
    static func median(_ durations: [Duration]) -> Duration {
        let sorted = durations.sorted()
        return sorted.isEmpty ? .zero : sorted[sorted.count / 2]
    }
}
