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
        var rest = arguments[...]
        while let option = rest.popFirst() {
            guard let value = rest.popFirst() else { throw BenchError("\(option) needs a value\n\(Self.usage)") }
            switch option {
            case "--rounds": rounds = try Self.number(value, option)
            case "--seconds":
                guard let number = Double(value), number > 0 else { throw BenchError("\(option): \(value) is no duration") }
                seconds = number
            case "--directory": directory = value
            case "--only": only.append(value)
            case "--recovery-mb": recoveryMegabytes = try Self.number(value, option)
            case "--json": json = value
            default: throw BenchError("\(option) is not known\n\(Self.usage)")
            }
        }
    }

    func includes(_ name: String) -> Bool { only.isEmpty || only.contains { name.hasPrefix($0) } }

    private static func number(_ text: String, _ option: String) throws -> Int {
        guard let number = Int(text), number > 0 else { throw BenchError("\(option): \(text) is no number above 0") }
        return number
    }
}
