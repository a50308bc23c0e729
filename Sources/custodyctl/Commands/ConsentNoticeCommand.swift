import ArgumentParser
import Custody

/// Records an edition of a notice, or shows those that are recorded.
struct ConsentNoticeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notice", abstract: "Record an edition of a notice, or show what was recorded.",
        subcommands: [Record.self, List.self, Show.self])

    /// Records an edition.
    struct Record: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "record",
            abstract: "Record an edition of a notice; consent to the version before is stale then, unless it is --minor.")

        @OptionGroup var store: StoreOptions
        @OptionGroup var shown: ShownNoticeOptions

        @Option(help: "A purpose that the text explains; may be repeated.")
        var purpose: [Purpose]

        @OptionGroup var actor: ActorOption
        @OptionGroup var output: JSONOption

        func run() async throws {
            let notice = try shown.edition()
            let hash = try await store.withCustodian {
                try await $0.recordNotice(notice, explaining: purpose, by: actor.principal)
            }
            Console.answer(RecordedNoticeAnswer(notice: hash), asJSON: output.asJSON)
        }
    }

    /// Lists the editions of notices that have a name.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List the notices that have a name, with their editions.")

        @OptionGroup var store: StoreOptions
        @OptionGroup var output: JSONOption

        func run() async throws {
            let book = try await store.withCustodian { try await $0.notices() }
            Console.answer(
                NoticeBookAnswer(
                    editions: book.allNames.flatMap { name in
                        book.editions(of: name).map { NoticeBookAnswer.Line(name: name, edition: $0) }
                    }), asJSON: output.asJSON)
        }
    }

    /// Writes the text of a notice.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Write the exact text of a notice, checked against its hash.")

        @OptionGroup var store: StoreOptions

        @Argument(help: "The hash of the text.")
        var hash: NoticeHash

        @Argument(help: "The file to write.", completion: .file())
        var file: String

        @OptionGroup var output: JSONOption

        func run() async throws {
            try await OutputFile.filling(file, for: "the notice", outside: store.dir) {
                ((), try await store.withCustodian { try await $0.noticeText(hash) })
            }
            Console.answer(ShownNoticeAnswer(notice: hash, file: file), asJSON: output.asJSON)
        }
    }
}

private struct RecordedNoticeAnswer: Answer {
    var notice: NoticeHash
    var lines: [String] { ["notice recorded: \(notice)"] }
}

private struct ShownNoticeAnswer: Answer {
    var notice: NoticeHash
    var file: String
    var lines: [String] { ["the text of \(notice) was written"] }
}

private struct NoticeBookAnswer: Answer {
    struct Line: Encodable {
        var name: NoticeName
        var version: String
        var language: String
        var isMaterial: Bool
        var recordedAt: Instant
        var notice: NoticeHash

        init(name: NoticeName, edition: NoticeBook.Edition) {
            self.name = name
            version = edition.version
            language = edition.language
            isMaterial = edition.isMaterial
            recordedAt = edition.recordedAt
            notice = edition.hash
        }
    }

    var editions: [Line]

    var lines: [String] {
        editions.isEmpty
            ? ["no notice has a name"]
            : editions.map {
                "\($0.name) \($0.version) \($0.language) \($0.isMaterial ? "material" : "minor") \($0.recordedAt) \($0.notice)"
            }
    }
}
