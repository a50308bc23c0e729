import ArgumentParser

/// An option that was given more often than it counts: the parser takes the last one and says nothing, and whose data was meant, or
/// who acts, nobody can tell.
enum RepeatedOptions {
    /// What the parser tells of a command, as far as it is needed here.
    private struct Told: Decodable {
        struct Command: Decodable {
            var arguments: [Argument]?
        }

        struct Argument: Decodable {
            var kind: String
            var isRepeating: Bool
            var names: [Name]?
        }

        struct Name: Decodable {
            var kind: String
            var name: String

            var word: String { (kind == "long" ? "--" : "-") + name }
        }

        var command: Command
    }

    /// Throws for an option that stands twice and counts once.
    ///
    /// - Parameters:
    ///   - arguments: the command line behind the name of the tool, as the parser has taken it.
    ///   - command: the command that it is of.
    static func refuse(in arguments: [String], of command: any ParsableCommand.Type) throws(ToolError) {
        // The parser has no other way to say of an option that it may be repeated.
        try refuse(in: arguments, told: { command._dumpHelp() })
    }

    /// The same with what the parser tells. Where that cannot be made out, as it is no promise of the parser's, nothing is taken for
    /// an option that may be repeated.
    static func refuse(in arguments: [String], told text: () -> String) throws(ToolError) {
        // Behind `--` nothing is an option, and no option's value begins with a hyphen but the hyphen itself.
        let words = arguments.prefix { $0 != "--" }.filter { $0.hasPrefix("-") && $0 != "-" }
        let given = words.map { word in String(word.prefix { $0 != "=" }) }
        // To ask the parser takes longer than to look, and an option may have a short name beside the long one.
        guard Set(given).count < given.count || given.contains(where: { !$0.hasPrefix("--") }) else { return }
        let told = (try? JSONText.decode(Told.self, from: Array(text().utf8)))?.command.arguments ?? []
        var known: Set<String> = []
        for option in told {
            let names = (option.names ?? []).map(\.word)
            known.formUnion(names)
            guard option.kind == "option", !option.isRepeating, given.count(where: { names.contains($0) }) > 1,
                let name = names.first(where: { given.contains($0) })
            else { continue }
            throw ToolError("usage", "\(name) is given twice and counts once; give it once")
        }
        guard known.isSuperset(of: given) else {
            throw ToolError("usage", "whether an option is given twice cannot be told; give each once, by its long name")
        }
    }
}
