#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The system calls that can be cut short or interrupted, as values, so that tests can make them so.
///
/// Each answers what the call returned, and `errno` when that was negative.
struct PosixCalls: Sendable {
    var read: @Sendable (Int32, UnsafeMutableRawPointer, Int, Int64) -> (Int, Int32)
    var write: @Sendable (Int32, UnsafeRawPointer, Int, Int64) -> (Int, Int32)
    var sync: @Sendable (Int32) -> (Int, Int32)

    static let system = PosixCalls(
        read: { descriptor, bytes, count, offset in
            let result = pread(descriptor, bytes, count, off_t(offset))
            return (result, result < 0 ? errno : 0)
        },
        write: { descriptor, bytes, count, offset in
            let result = pwrite(descriptor, bytes, count, off_t(offset))
            return (result, result < 0 ? errno : 0)
        },
        sync: { descriptor in
            #if canImport(Darwin)
                let result = syncFully(descriptor)
            #else
                let result = fdatasync(descriptor)
            #endif
            return (Int(result), result < 0 ? errno : 0)
        })

    #if canImport(Darwin)
        /// `fsync` on Apple platforms leaves the bytes in the drive's cache.
        private static func syncFully(_ descriptor: Int32) -> Int32 {
            let result = fcntl(descriptor, F_FULLFSYNC)
            guard result < 0, errno == ENOTSUP || errno == EINVAL || errno == ENOTTY else { return result }
            return fsync(descriptor)
        }
    #endif

    /// Syncs a directory's names; 0, or `errno`. Not `fdatasync`, which need not take them along.
    static func syncNames(_ descriptor: Int32) -> Int32 {
        #if canImport(Darwin)
            let result = syncFully(descriptor)
        #else
            let result = fsync(descriptor)
        #endif
        return result < 0 ? errno : 0
    }

    static func closeDescriptor(_ descriptor: Int32) {
        // Not repeated on EINTR: the descriptor is gone either way on Linux and on Darwin.
        _ = close(descriptor)
    }

    /// Opens with EINTR retried. No call here follows a pipe into waiting, hence O_NONBLOCK; a regular file ignores it.
    static func openDescriptor(_ path: String, _ flags: Int32, permissions: mode_t = 0) -> (Int32, Int32) {
        while true {
            let descriptor = open(path, flags | O_CLOEXEC | O_NONBLOCK, permissions)
            if descriptor >= 0 { return (descriptor, 0) }
            let number = errno
            if number != EINTR { return (descriptor, number) }
        }
    }

    static func information(_ descriptor: Int32) -> (stat, Int32) {
        var information = stat()
        let result = fstat(descriptor, &information)
        return (information, result < 0 ? errno : 0)
    }

    static func isRegular(_ information: stat) -> Bool { information.st_mode & S_IFMT == S_IFREG }
    static func isDirectory(_ information: stat) -> Bool { information.st_mode & S_IFMT == S_IFDIR }
}
