#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A CSV file on disk.
final class CSVFile: CSVSource {
    let path: String
    let size: UInt64
    private let descriptor: Int32

    init(_ path: String) throws(ToolError) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw ToolError("unreadableFile", "the CSV file cannot be opened: \(String(cString: strerror(errno)))", path: path)
        }
        var information = stat()
        guard fstat(descriptor, &information) == 0, (information.st_mode & S_IFMT) == S_IFREG else {
            close(descriptor)
            // Going on after a lost quote means reading a part again, which a pipe does not allow.
            throw ToolError("unreadableFile", "the CSV file must be a regular file", path: path)
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
                throw ToolError(
                    "unreadableFile", "the CSV file cannot be read: \(String(cString: strerror(errno)))", path: path)
            }
            return Array(bytes.prefix(read))
        }
    }
}
