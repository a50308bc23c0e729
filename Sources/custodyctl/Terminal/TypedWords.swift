/// The words of a command line as they were typed, before the parser takes them.
enum TypedWords {
    /// The options of which an empty value means something.
    private static let mayBeEmpty = ["--sec-gpc", "--stage"]

    /// Throws for an empty word. Mostly a variable was not set: taken as a path it would lead to the root of the file system, as a
    /// principal to nobody.
    ///
    /// - Parameter arguments: the command line behind the name of the tool.
    static func requireContent(_ arguments: [String]) throws(ToolError) {
        // Behind it nothing is an option.
        let end = arguments.firstIndex(of: "--") ?? arguments.count
        for (place, word) in arguments.enumerated() {
            let option: String?
            if word.isEmpty {
                option = place > 0 && place < end ? arguments[place - 1] : nil
            } else if place < end, word.hasSuffix("="), ParserMessage.isOption(word.dropLast()) {
                option = String(word.dropLast())
            } else {
                continue
            }
            if let option, mayBeEmpty.contains(option) { continue }
            var what = "word \(place + 1) behind the name of the tool"
            if let option, ParserMessage.isOption(option) { what = "what stands behind \(option)" }
            throw ToolError("usage", "\(what) is empty; give a value (was a variable not set?)")
        }
    }

    /// Throws for a word of the process's command line that is not UTF-8: the standard library alters it to be read, and an
    /// identifier that was altered is another person's.
    static func requireText() throws(ToolError) {
        for place in 1..<max(1, Int(CommandLine.argc)) {
            guard let word = CommandLine.unsafeArgv[place] else { continue }
            guard String(validatingCString: word) != nil else {
                throw ToolError("usage", "word \(place) behind the name of the tool is not UTF-8; give it in UTF-8")
            }
        }
    }
}
