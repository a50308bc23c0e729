#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A regular file that the operator names as input and that may be larger than memory: read a piece at a time.
final class RegularFile: CSVSource {
    let path: String
    let size: UInt64
    private let what: String
    private let descriptor: Int32

    init(_ path: String, _ what: String) throws(ToolError) {
        self.path = path
        self.what = what
        // Without O_NONBLOCK a pipe would be waited for, whose refusal is below.
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw ToolError("unreadableFile", "\(what) cannot be opened: \(String(cString: strerror(errno)))", path: path)
        }
        var information = stat()
        guard fstat(descriptor, &information) == 0, (information.st_mode & S_IFMT) == S_IFREG else {
            close(descriptor)
            // Parts are read again (a CSV file after a lost quote), which a pipe does not allow.
            throw ToolError("unreadableFile", "\(what) must be a regular file", path: path)
        }
        size = UInt64(max(0, information.st_size))
    }

    deinit { close(descriptor) }

    func read(at offset: UInt64, count: Int) throws(ToolError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        while true {
            let read = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, off_t(clamping: offset)) }
            if read < 0 && errno == EINTR { continue }
            guard read >= 0 else {
                throw ToolError("unreadableFile", "\(what) cannot be read: \(String(cString: strerror(errno)))", path: path)
            }
            return Array(bytes.prefix(read))
        }
    }
}
