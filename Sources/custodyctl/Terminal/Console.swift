import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Standard output and standard error. Everything is written at once: an acknowledgement that waits in a buffer is none.
enum Console {
    /// Stands before every line while the demonstration runs a command, and sends its failures to the same place.
    @TaskLocal static var quotation: String?

    private static let firstLoss = Mutex<String?>(nil)

    /// Why something did not get to standard output; nil when all did, or nobody listened any more.
    static var loss: String? { firstLoss.withLock { $0 } }

    /// Writes lines to standard output.
    static func line(_ text: String = "") { write(quoted(text), to: STDOUT_FILENO) }

    /// Writes an answer in the form that was asked for.
    static func answer(_ answer: some Answer, asJSON: Bool) {
        if asJSON { json(answer) } else { for text in answer.lines { line(text) } }
    }

    /// Writes a value as JSON.
    static func json(_ value: some Encodable) {
        do { line(String(decoding: try JSONText.encode(value), as: UTF8.self)) } catch {
            lose("JSON cannot hold it: \(error)")
        }
    }

    /// Writes a value as JSON on one line.
    static func jsonLine(_ value: some Encodable) {
        do { line(String(decoding: try JSONText.encode(value, onOneLine: true), as: UTF8.self)) } catch {
            lose("JSON cannot hold it: \(error)")
        }
    }

    /// Writes a remark to standard error.
    static func remark(_ text: String) { write(quoted(text), to: quotation == nil ? STDERR_FILENO : STDOUT_FILENO) }

    /// Writes a failure to standard error.
    static func failure(_ text: String, status: ExitStatus) {
        let isQuoted = quotation != nil
        let colour: Style = status == .refused ? .yellow : .red
        write(
            quoted(colour.applied(to: text, on: isQuoted ? STDOUT_FILENO : STDERR_FILENO)),
            to: isQuoted ? STDOUT_FILENO : STDERR_FILENO)
    }

    /// Writes without ending the line, to standard error.
    static func raw(_ text: String) { write(Array(text.utf8), to: STDERR_FILENO) }

    /// Whether a person looks at the stream.
    static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// Whether a person looks at standard error.
    static var showsProgress: Bool { quotation == nil && isTerminal(STDERR_FILENO) }

    /// Ends the process.
    static func exit(_ status: ExitStatus) -> Never {
        #if canImport(Darwin)
            Darwin.exit(status.rawValue)
        #elseif canImport(Musl)
            Musl.exit(status.rawValue)
        #else
            Glibc.exit(status.rawValue)
        #endif
    }

    private static func quoted(_ text: String) -> [UInt8] {
        guard let quotation else { return Array((text + "\n").utf8) }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : quotation + $0 }
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { SystemWrite.call(descriptor, $0) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else {
                // Whoever closed the pipe has enough, and what standard error does not take can be told nowhere.
                if descriptor == STDOUT_FILENO, errno != EPIPE { lose(String(cString: strerror(errno))) }
                return
            }
            rest = rest.dropFirst(count)
        }
    }

    private static func lose(_ reason: String) { firstLoss.withLock { $0 = $0 ?? reason } }
}

/// The call whose name `Console.write` would hide.
private enum SystemWrite {
    static func call(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        write(descriptor, bytes.baseAddress, bytes.count)
    }
}
