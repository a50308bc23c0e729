import CustodyJournal

/// Works on a journal and says what it does while it does it, so that whoever kills it can compare.
///
///     crashprobe write DIR COUNT     commits so many more, with roll-overs, checkpoints and companion writes, and closes
///     crashprobe read DIR            opens for writing, says what it finds, and closes
///
/// Each line is one write to standard output. A `try` stands before what it announces, an `ack` after it is durable.
@main
struct CrashProbe {
    static func main() async {
        let arguments = CommandLine.arguments.dropFirst()
        let words = Array(arguments)
        do {
            if words.count == 3, words[0] == "write", let count = UInt64(words[2]) {
                try await Writing(in: words[1]).perform(count)
            } else if words.count == 2, words[0] == "read" {
                try await Reading.perform(in: words[1])
            } else {
                Line.say("usage: crashprobe write DIR COUNT | crashprobe read DIR")
                Line.exit(64)
            }
        } catch let error as JournalError {
            Line.say("failed \(error.code) \(error.message)")
            Line.exit(2)
        } catch {
            Line.say("failed unknown \(error)")
            Line.exit(3)
        }
    }
}
