import ArgumentParser
import Custody

/// A text that people are shown.
struct ShownNoticeOptions: ParsableArguments {
    @Option(help: ArgumentHelp("What the person was shown, byte for byte.", valueName: "file"), completion: .file())
    var notice: String

    @Option(help: "The version of the text.")
    var noticeVersion = "1"

    @Option(help: ArgumentHelp("The language of the text.", valueName: "tag"))
    var language = "en"

    @Option(help: ArgumentHelp("Which notice it is an edition of; none when it stands alone.", valueName: "name"))
    var noticeName: NoticeName?

    @Flag(help: "It changes wording only, so that consent to the version before is not stale.")
    var minor = false

    func edition() throws -> ShownNotice {
        ShownNotice(
            text: try InputFile.read(notice, "the notice"), version: noticeVersion, language: language, name: noticeName,
            change: minor ? .minor : nil)
    }
}
