import Foundation

/// What a run measures and where.
struct ConsentSettings {
    var rounds = 5
    var seconds = 2.0
    /// How many consents are asked about, and how many events are opened.
    var consents = 1_000_000
    var directory = FileManager.default.currentDirectoryPath + "/.build/consent-bench"
    var json: String?

    static let usage = """
        usage: ConsentBench [--rounds N] [--seconds S] [--consents N] [--directory DIR] [--json FILE]
          --rounds      interleaved rounds of grants; medians are taken over them (5); 0 leaves them out
          --seconds     how long each row is measured in each round (2)
          --consents    how many consents are asked about, and how many events a store has that is opened (1000000); 0 leaves both out
          --directory   where the files are made; all of them on this one disk (.build/consent-bench)
          --json        writes the report there too
        """

    init(_ arguments: [String]) throws {
        try Options(usage: Self.usage).read(arguments) { option, value in
            switch option {
            case "--rounds": rounds = try Options.number(value, option)
            case "--consents": consents = try Options.number(value, option)
            case "--seconds": seconds = try Options.seconds(value, option)
            case "--directory": directory = value
            case "--json": json = value
            default: return false
            }
            return true
        }
    }
}
