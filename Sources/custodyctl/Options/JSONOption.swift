import ArgumentParser

/// Asks for an answer that a program can read.
struct JSONOption: ParsableArguments {
    @Flag(name: .customLong("json"), help: "Answer in JSON.")
    var asJSON = false
}
