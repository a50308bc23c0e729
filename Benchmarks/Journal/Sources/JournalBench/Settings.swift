import Foundation

/// What a run measures and where.
struct Settings {
    var rounds = 5
    var seconds = 2.0
    var directory = FileManager.default.currentDirectoryPath + "/.build/journal-bench"
    var json: String?
    /// Only the rows and probes whose name begins with one of these.
    var only: [String] = []
    var recoveryMegabytes = 200

    static let usage = """
        usage: JournalBench [--rounds N] [--seconds S] [--directory DIR] [--only NAME]... [--recovery-mb N] [--json FILE]
          --rounds      interleaved rounds; medians are taken over them (5)
          --seconds     how long each row is measured in each round (2)
          --directory   where the files are made; all of them on this one disk (.build/journal-bench)
          --only        only rows whose name begins so; may be repeated
          --recovery-mb size of the journal whose opening is measured (200)
          --json        writes the report there too
        """

    init(_ arguments: [String]) throws {
        try Options(usage: Self.usage).read(arguments) { option, value in
            switch option {
            case "--rounds": rounds = try Options.number(value, option, from: 1)
            case "--seconds": seconds = try Options.seconds(value, option)
            case "--directory": directory = value
            case "--only": only.append(value)
            case "--recovery-mb": recoveryMegabytes = try Options.number(value, option, from: 1)
            case "--json": json = value
            default: return false
            }
            return true
        }
    }

    func includes(_ name: String) -> Bool { only.isEmpty || only.contains { name.hasPrefix($0) } }
}
