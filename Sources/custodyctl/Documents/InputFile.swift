#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A file that the operator names as input.
enum InputFile {
    /// Documents are read by people; what is larger is the wrong file.
    private static let maximumBytes = 16 << 20

    /// Whether a directory stands there.
    static func isDirectory(_ path: String) -> Bool {
        var information = stat()
        return stat(path, &information) == 0 && (information.st_mode & S_IFMT) == S_IFDIR
    }

    /// The bytes of the file, which may be a pipe.
    static func read(_ path: String, _ what: String) throws(ToolError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        defer { if descriptor >= 0 { close(descriptor) } }
        var (bytes, piece): ([UInt8], [UInt8]) = ([], [UInt8](repeating: 0, count: 1 << 16))
        // A device may have no end, and how large a pipe is shows only behind its last byte.
        while bytes.count <= maximumBytes {
            let count = piece.withUnsafeMutableBytes { SystemRead.call(descriptor, $0) }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else {
                throw ToolError("unreadableFile", "\(what) cannot be read; check the path and its permissions", path: path)
            }
            guard count > 0 else { return bytes }
            bytes += piece.prefix(count)
        }
        throw ToolError(
            "unreadableFile", "\(what) has more than \(maximumBytes >> 20) MiB, which is more than any such file needs",
            path: path)
    }

    /// The text of the file.
    static func text(_ path: String, _ what: String) throws(ToolError) -> String {
        String(decoding: try utf8(path, what), as: UTF8.self)
    }

    /// The lines of the file that say something.
    static func lines(_ path: String, _ what: String) throws(ToolError) -> [String] {
        let lines = try utf8(path, what).split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
        return lines.map { String(decoding: $0, as: UTF8.self) }
    }

    /// The bytes of a file of text, without a byte order mark. What is no text is refused: a name that was altered to be read would be
    /// another one.
    private static func utf8(_ path: String, _ what: String) throws(ToolError) -> ArraySlice<UInt8> {
        let bytes = try read(path, what)
        if let place = TextPlace(ofInvalidUTF8In: bytes) {
            throw ToolError("unreadableText", "\(what) is not UTF-8 at \(place); save the file as UTF-8", path: path)
        }
        return bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    }
}

/// The call whose name `InputFile.read` would hide.
private enum SystemRead {
    static func call(_ descriptor: Int32, _ bytes: UnsafeMutableRawBufferPointer) -> Int {
        read(descriptor, bytes.baseAddress, bytes.count)
    }
}
