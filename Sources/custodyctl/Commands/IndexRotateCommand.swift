import ArgumentParser
import Custody

/// Gives the blind index another key.
struct IndexRotateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Begin a version of the blind index under a new key, write every entry anew, and destroy the former key.",
        discussion: """
            Whoever has the former key and a copy of the index learns nothing about what the index says from then on. \
            A rotation that was cut off is finished by the next one. Make a new backup of the keys afterwards.
            """)

    @OptionGroup var store: StoreOptions

    @Option(
        name: .customLong("as"), help: ArgumentHelp("Who does it; the operator when not given.", valueName: "principal"))
    var principal: String?

    @OptionGroup var output: JSONOption

    func run() async throws {
        let done = try await store.withCustodian { try await $0.rotateIndex(by: principal.map { .asserted($0) }) }
        Console.answer(IndexRotationAnswer(rotation: done), asJSON: output.asJSON)
    }
}

/// What a rotation did.
private struct IndexRotationAnswer: Answer {
    var rotation: IndexRotation

    var lines: [String] {
        var lines = ["\(rotation.rewritten) entries were written anew under version \(rotation.version)"]
        if !rotation.retired.isEmpty {
            lines.append("destroyed: the key of version \(rotation.retired.map(String.init).joined(separator: ", "))")
        }
        if rotation.left > 0 {
            lines.append(
                "\(rotation.left) entries could not be written anew, because a key is lost; the former key stays. Run `inspect`."
            )
        }
        return lines
    }
}
