import Foundation

/// What a run measures and where.
struct AuditSettings {
    var rounds = 5
    var seconds = 2.0
    /// How many leaves the large log has; 0 leaves it out.
    var leaves = 10_000_000
    var directory = FileManager.default.currentDirectoryPath + "/.build/audit-bench"
    /// A store with the large log that stays, and is measured again when it is there; nil for one that goes.
    var store: String?
    var json: String?

    static let usage = """
        usage: AuditBench [--rounds N] [--seconds S] [--leaves N] [--directory DIR] [--store DIR] [--json FILE]
          --rounds      interleaved rounds; medians are taken over them (5); 0 leaves the appends out
          --seconds     how long each row is measured in each round (2)
          --leaves      how many leaves the large log has (10000000); 0 leaves it out
          --directory   where the files are made; all of them on this one disk (.build/audit-bench)
          --store       keeps the store with the large log there, and measures it again when it is there
          --json        writes the report there too
        """

    init(_ arguments: [String]) throws {
        try Options(usage: Self.usage).read(arguments) { option, value in
            switch option {
            case "--rounds": rounds = try Options.number(value, option)
            case "--leaves": leaves = try Options.number(value, option)
            case "--seconds": seconds = try Options.seconds(value, option)
            case "--directory": directory = value
            case "--store": store = value
            case "--json": json = value
            default: return false
            }
            return true
        }
    }
}
