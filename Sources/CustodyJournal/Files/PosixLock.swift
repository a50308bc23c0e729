import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// `flock` on a file that stays empty. Unlike `fcntl` locks it also refuses a second open in the same process, and closing
/// another descriptor of the file does not drop it.
final class PosixLock: JournalLock {
    let path: String
    private let descriptor: Mutex<Int32?>

    private init(path: String, descriptor: Int32) {
        self.path = path
        self.descriptor = Mutex(descriptor)
    }

    deinit { release() }

    static func acquire(_ path: String) throws(JournalError) -> PosixLock {
        let (descriptor, number) = PosixCalls.openDescriptor(path, O_RDWR | O_CREAT | O_NOFOLLOW, permissions: 0o600)
        guard descriptor >= 0 else { throw .system("open the lock file", path: path, errno: number) }
        while flock(descriptor, LOCK_EX | LOCK_NB) < 0 {
            let number = errno
            if number == EINTR { continue }
            defer { PosixCalls.closeDescriptor(descriptor) }
            guard number == EWOULDBLOCK else { throw .system("lock", path: path, errno: number) }
            throw JournalError(.locked, refusal(descriptor), path: path, errno: number)
        }
        return PosixLock(path: path, descriptor: descriptor)
    }

    func release() {
        let held = descriptor.withLock { descriptor in
            defer { descriptor = nil }
            return descriptor
        }
        guard let held else { return }
        // Unlocked before it is closed: a child between fork and exec shares the descriptor and would keep the lock.
        _ = flock(held, LOCK_UN)
        PosixCalls.closeDescriptor(held)
    }

    private static func refusal(_ descriptor: Int32) -> String {
        let who =
            switch holder(descriptor) {
            case .some(let process) where process == getpid(): "this process (\(process)) already"
            case .some(let process): "process \(process)"
            case nil: "another writer, which the system does not name,"
            }
        return "\(who) holds the directory: close that one first, or open for reading only"
    }

    /// The process that holds the lock, where the system tells. The lock file itself stays empty, so it cannot say.
    private static func holder(_ descriptor: Int32) -> Int32? {
        #if os(Linux) || os(Android)
            let (information, failure) = PosixCalls.information(descriptor)
            guard failure == 0 else { return nil }
            let (table, _) = PosixCalls.openDescriptor("/proc/locks", O_RDONLY)
            guard table >= 0 else { return nil }
            defer { PosixCalls.closeDescriptor(table) }
            var bytes: [UInt8] = []
            var chunk = [UInt8](repeating: 0, count: 4096)
            while bytes.count < 1 << 20 {
                let count = chunk.withUnsafeMutableBytes { read(table, $0.baseAddress, $0.count) }
                guard count > 0 else { break }
                bytes += chunk[..<count]
            }
            return LockTable.flockHolder(inode: UInt64(information.st_ino), in: String(decoding: bytes, as: UTF8.self))
        #else
            return nil
        #endif
    }
}
