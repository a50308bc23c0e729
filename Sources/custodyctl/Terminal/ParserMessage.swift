/// What the parser says of a command line, without the words that were typed: one in the wrong place may be a person's identifier.
enum ParserMessage {
    /// The message in other words where the parser's repeat what was typed; the names of options and the words that may stand there stay.
    ///
    /// - Parameter arguments: the command line behind the name of the tool.
    static func withoutWords(_ message: String, of arguments: [String]) -> String {
        let beginning = message.prefix { $0 != "'" }
        let quoted = message.dropFirst(beginning.count + 1)
        switch beginning {
        case "Unexpected argument ":
            return "\(place(of: quoted.dropLast(), in: arguments)) is neither a command nor an argument that is expected here"
        case _ where beginning.hasSuffix(" unexpected arguments: "):
            return "\(beginning.prefix { $0 != " " }) words are neither commands nor arguments that are expected here"
        case "Unknown option ":
            let (name, hint) = parts(of: quoted)
            return "\(place(of: name, in: arguments)) is no option here" + hint
        case "The value ":
            // What was typed comes first, so that the last such words are the parser's.
            guard let rest = message.ranges(of: "' is invalid").last else { return "a value is invalid" }
            let told = "the value\(message[rest.lowerBound...].dropFirst())"
            guard told.hasSuffix("<time>'") else { return told }
            return told + "; a time is such as 2026-11-24T09:30:00Z, with its zone, or a date"
        case "The option ":
            guard let rest = message.firstRange(of: "' does not take any value") else { return "an option takes no value" }
            return "\(message[..<rest.upperBound]); leave it out"
        case "Can" where message.hasPrefix("Can't generate"): return "there is no such shell to complete commands in"
        case _ where message.hasPrefix("Invalid option"): return "an option is malformed"
        default: return message
        }
    }

    /// Whether the word can be the name of an option, which may be repeated.
    static func isOption(_ word: some StringProtocol) -> Bool {
        word.hasPrefix("-") && word.allSatisfy { "abcdefghijklmnopqrstuvwxyz-".contains($0) }
    }

    /// Where the word stands, as the operator counts.
    private static func place(of word: Substring, in arguments: [String]) -> String {
        guard let place = arguments.firstIndex(where: { $0 == word || $0.hasPrefix(word + "=") }) else {
            return "a word of the command line"
        }
        return "word \(place + 1) behind the name of the tool"
    }

    /// The name of an option that there is not, and the parser's hint at one that there is.
    private static func parts(of quoted: Substring) -> (name: Substring, hint: String) {
        let hint = ". Did you mean '"
        guard quoted.hasSuffix("'?"), let range = quoted.ranges(of: hint).last else { return (quoted.dropLast(), "") }
        let option = quoted[range.upperBound...].dropLast(2)
        return (quoted[..<range.lowerBound].dropLast(), isOption(option) ? "\(hint)\(option)'?" : "")
    }
}
