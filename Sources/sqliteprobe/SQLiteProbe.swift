import CustodyCore
import CustodyFiles
import CustodyModel
import CustodySQLite
import CustodyTesting

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Commits to a store, and says what it does while it does it, so that whoever kills it can compare.
///
///     sqliteprobe DIR KEYFILE FIRST      commits in every store, one unit after another, until it is killed
///
/// A `try` stands before what it announces, an `ack` with its commit after it is durable. Each line is one write.
@main
struct SQLiteProbe {
    static func main() async {
        #if SQLite
            let words = CommandLine.arguments.dropFirst()
            guard words.count == 3, let first = Int(words[3]) else { return say("usage: sqliteprobe DIR KEYFILE FIRST") }
            do {
                let backends = try await SQLiteBackend.open(at: words[1], keys: try KeyFile.provider(at: words[2]))
                for number in first... {
                    say("try \(number)")
                    say("ack \(number) \(try await BackendContract.commitEverything(number, to: backends).sequence)")
                }
            } catch { say("failed \(error)") }
        #else
            say("built without SQLite")
        #endif
    }

    private static func say(_ text: String) {
        let bytes = Array((text + "\n").utf8)
        // Nobody listens: then nothing that happens from here on would be known.
        if bytes.withUnsafeBytes({ write(1, $0.baseAddress, $0.count) }) != bytes.count { exit(74) }
    }
}
