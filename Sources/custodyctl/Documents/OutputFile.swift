#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A file that the operator names for a result: made for its owner only (0600), and never written over another one.
final class OutputFile {
    let path: String
    private var descriptor: Int32

    /// Makes the file, so that what follows cannot fail for want of a place to write its result.
    init(creating path: String, for what: String) throws(ToolError) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            if errno == EEXIST {
                throw ToolError(
                    "fileExists", "the file for \(what) exists already; it is not written over: choose another name", path: path
                )
            }
            throw ToolError(
                "unwritableFile", "the file for \(what) cannot be made: \(String(cString: strerror(errno)))", path: path)
        }
    }

    deinit { end() }

    private func end() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
    }

    /// Writes all and makes it durable.
    func finish(_ bytes: [UInt8]) throws(ToolError) {
        defer { end() }
        try append(bytes)
    }

    /// Writes more and makes it durable.
    func append(_ bytes: [UInt8]) throws(ToolError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else {
                throw ToolError("unwritableFile", "the file cannot be written: \(String(cString: strerror(errno)))", path: path)
            }
            rest = rest.dropFirst(count)
        }
        guard fsync(descriptor) == 0 else {
            throw ToolError(
                "unwritableFile", "the file could not be made durable: \(String(cString: strerror(errno)))", path: path)
        }
    }

    /// Takes the file away again, because there is nothing to write.
    func discard() {
        end()
        unlink(path)
    }

    /// Takes the file away again unless something was written to it.
    func discardIfEmpty() {
        var information = stat()
        guard stat(path, &information) == 0, information.st_size == 0 else { return }
        discard()
    }

    /// Replaces a file by another content, at once or not at all.
    static func replace(_ path: String, with bytes: [UInt8], for what: String) throws(ToolError) {
        let draft = OutputFile.draftName(path)
        let file = try OutputFile(creating: draft, for: what)
        do throws(ToolError) { try file.finish(bytes) } catch {
            unlink(draft)
            throw error
        }
        guard rename(draft, path) == 0 else {
            let reason = String(cString: strerror(errno))
            unlink(draft)
            throw ToolError("unwritableFile", "the file for \(what) cannot be replaced: \(reason)", path: path)
        }
    }

    private static func draftName(_ path: String) -> String { path + ".\(getpid()).new" }
}

extension OutputFile {
    /// Makes the file where one is named, does the work, and writes the bytes that come of it; a failure leaves no file.
    static func filling<Result>(
        _ path: String?, for what: String, _ work: () async throws -> (result: Result, bytes: [UInt8])
    ) async throws -> Result {
        let file: OutputFile? = if let path { try OutputFile(creating: path, for: what) } else { nil }
        do {
            let (result, bytes) = try await work()
            try file?.finish(bytes)
            return result
        } catch {
            file?.discardIfEmpty()
            throw error
        }
    }
}

extension OutputFile {
    /// Whether something stands there.
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Whether nothing stands there, or a directory with nothing in it.
    static func isAbsentOrEmpty(_ path: String) throws(ToolError) -> Bool {
        guard exists(path) else { return true }
        guard let directory = opendir(path) else {
            throw ToolError("unreadableFile", "the directory cannot be read: \(String(cString: strerror(errno)))", path: path)
        }
        defer { closedir(directory) }
        // `.` and `..`, and what comes after them.
        return (0..<3).prefix { _ in readdir(directory) != nil }.count < 3
    }

    /// Takes a file away; one that is not there is no fault.
    static func remove(_ path: String) { unlink(path) }
}

extension OutputFile {
    /// Makes a directory for its owner only.
    static func makeDirectory(_ path: String) throws(ToolError) {
        guard mkdir(path, 0o700) == 0 else {
            throw ToolError("unwritableFile", "the directory cannot be made: \(String(cString: strerror(errno)))", path: path)
        }
    }

    /// Makes a fresh directory under the temporary directory.
    static func makeTemporaryDirectory(_ name: String, in parent: String) throws(ToolError) -> String {
        var template = Array("\(parent)/\(name)-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { buffer in buffer.baseAddress.flatMap { mkdtemp($0) } != nil }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard made else {
            throw ToolError(
                "unwritableFile", "no temporary directory can be made: \(String(cString: strerror(errno)))", path: parent)
        }
        return path
    }
}
