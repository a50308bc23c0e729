#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A file that the operator names for a result: made for its owner only (0600), and never written over another one.
///
/// A draft beside it takes what is written, and gets the name then: whatever ends the tool before leaves the name free. Of a run
/// that was killed the draft may be left: it has the name of the file, with digits and `.new` behind it.
final class OutputFile {
    let path: String
    private let what: String
    /// Where the file is; its path from the first time on that something was written.
    private var place: String
    private var descriptor: Int32

    /// Makes the draft, so that what follows cannot fail for want of a place to write its result.
    convenience init(creating path: String, for what: String) throws(ToolError) {
        var information = stat()
        // Also a link that leads nowhere takes the name.
        guard lstat(path, &information) != 0 else { throw OutputFile.taken(path, what) }
        guard errno == ENOENT, !path.isEmpty else { throw OutputFile.fault("the file for \(what) cannot be made", path) }
        guard path != "-" else {
            throw ToolError("usage", "- stands for no file here; name one for \(what), or ./- for one that is named so")
        }
        try self.init(drafting: path, for: what)
    }

    private init(drafting path: String, for what: String) throws(ToolError) {
        // Never the same name twice: a draft that a killed run left must not be in the way either.
        let place = "\(path).\(UInt32.random(in: 0...UInt32.max)).new"
        let descriptor = open(place, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw OutputFile.fault("the file for \(what) cannot be made", path) }
        self.path = path
        self.what = what
        self.place = place
        self.descriptor = descriptor
    }

    deinit {
        discardIfEmpty()
        end()
    }

    private static func taken(_ path: String, _ what: String) -> ToolError {
        ToolError("fileExists", "the file for \(what) exists already; it is not written over: choose another name", path: path)
    }

    private static func fault(_ what: String, _ path: String) -> ToolError {
        ToolError("unwritableFile", "\(what): \(String(cString: strerror(errno)))", path: path)
    }

    private func end() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
    }

    /// Writes all and makes it durable.
    func finish(_ bytes: [UInt8]) throws(ToolError) {
        defer { end() }
        try append(bytes)
    }

    /// Writes all, does what puts it on record, and gives the file its name then: nothing is recorded of a file that there is no
    /// room for, and an act that fails leaves none. What is cut off behind the act leaves the draft, which is whole.
    func finish(_ bytes: [UInt8], recording act: () async throws -> Void) async throws {
        do {
            try put(bytes)
            try await act()
            try takeName()
            try sync()
        } catch {
            discard()
            throw error
        }
        end()
    }

    /// Writes more and makes it durable; the first time the file gets its name.
    func append(_ bytes: [UInt8]) throws(ToolError) {
        try put(bytes)
        guard place != path else { return }
        try takeName()
        // Again, for the name.
        try sync()
    }

    private func put(_ bytes: [UInt8]) throws(ToolError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw Self.fault("the file cannot be written", path) }
            rest = rest.dropFirst(count)
        }
        try sync()
    }

    private func sync() throws(ToolError) {
        guard fsync(descriptor) == 0 else { throw Self.fault("the file could not be made durable", path) }
    }

    /// Writes the files of one result: every draft is whole and durable before the first gets its name, so that what is cut off leaves all
    /// or, but for a crash between two names, none. After a failure none is left.
    ///
    /// They get their names in the order in which they are given, each durably before the next. So give last the one that is
    /// looked for: where it stands, all do. A crash between two names leaves the first, and the others whole as drafts.
    static func finishAll(_ results: [(file: OutputFile, bytes: [UInt8])]) throws(ToolError) {
        do throws(ToolError) {
            for (file, bytes) in results { try file.put(bytes) }
            for (file, _) in results {
                try file.takeName()
                try file.sync()
            }
        } catch {
            for (file, _) in results { file.discard() }
            throw error
        }
        for (file, _) in results { file.end() }
    }

    /// Gives the draft the name of the file, unless something has that by now.
    private func takeName() throws(ToolError) {
        if link(place, path) == 0 {
            unlink(place)
        } else {
            guard errno != EEXIST else { throw Self.taken(path, what) }
            // A file system without links. What is replaced is this claim, and nobody's file.
            let claim = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard claim >= 0 else {
                throw errno == EEXIST ? Self.taken(path, what) : Self.fault("the file for \(what) cannot be made", path)
            }
            close(claim)
            guard rename(place, path) == 0 else {
                let fault = Self.fault("the file for \(what) cannot be made", path)
                unlink(path)
                throw fault
            }
        }
        place = path
    }

    /// Takes the file away again, because there is nothing to write.
    func discard() {
        end()
        unlink(place)
    }

    /// Takes the draft away again unless something was written.
    func discardIfEmpty() { if place != path { discard() } }

    /// Replaces a file by another content, at once or not at all.
    static func replace(_ path: String, with bytes: [UInt8], for what: String) throws(ToolError) {
        let file = try OutputFile(drafting: path, for: what)
        do throws(ToolError) {
            try file.put(bytes)
            guard rename(file.place, path) == 0 else { throw fault("the file for \(what) cannot be replaced", path) }
            file.place = path
        } catch {
            file.discard()
            throw error
        }
    }
}

extension OutputFile {
    /// Makes the file where one is named, does the work, and writes the bytes that come of it; a failure leaves no file.
    ///
    /// - Parameter store: the directory of a store, in which the file must not lie.
    static func filling<Result>(
        _ path: String?, for what: String, outside store: String, _ work: () async throws -> (result: Result, bytes: [UInt8])
    ) async throws -> Result {
        try await filling([(path, what)], outside: store) {
            let (result, bytes) = try await work()
            return (result, [bytes])
        }
    }

    /// The same with the files of one result, of which either all are left or none; the one last that the others belong to.
    ///
    /// - Parameter work: gives the bytes of each place, also of one that no file is named for.
    static func filling<Result>(
        _ places: [(path: String?, what: String)], outside store: String,
        _ work: () async throws -> (result: Result, bytes: [[UInt8]])
    ) async throws -> Result {
        for (path, what) in places {
            if let path { try StoreDirectory.refuse(path, inside: store, what) }
        }
        var files: [OutputFile?] = []
        do {
            for (path, what) in places {
                let file: OutputFile? = if let path { try OutputFile(creating: path, for: what) } else { nil }
                files.append(file)
            }
            let (result, contents) = try await work()
            try finishAll(zip(files, contents).compactMap { file, bytes in file.map { (file: $0, bytes: bytes) } })
            return result
        } catch {
            for file in files { file?.discardIfEmpty() }
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

    /// Throws unless a regular file stands there, or nothing yet and there is a directory for it.
    static func requireFileOrNothing(at path: String, for what: String) throws(ToolError) {
        var information = stat()
        if lstat(path, &information) == 0 {
            guard (information.st_mode & S_IFMT) == S_IFREG else {
                throw ToolError("unreadableFile", "the file for \(what) must be a regular file", path: path)
            }
            return
        }
        let reason = errno
        let parent = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        guard reason == ENOENT, InputFile.isDirectory(parent) else {
            errno = reason
            throw fault("there is no place for the file for \(what)", path)
        }
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

    /// Takes a directory away that nothing stands in.
    static func removeEmptyDirectory(_ path: String) { rmdir(path) }

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
