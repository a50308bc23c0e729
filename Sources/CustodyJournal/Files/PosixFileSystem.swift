#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The operating system's file system, by its own calls.
///
/// Files are made for their owner only (0600) and directories too (0700). Files that are written are never reached through a
/// symbolic link in the last part of their path. Local file systems only: the lock and the sync of a network file system
/// promise too little.
public struct PosixFileSystem: JournalFileSystem {
    /// Makes it; it holds nothing.
    public init() {}

    /// Opens a regular file.
    public func open(_ path: String, mode: JournalFileMode) throws(JournalError) -> any JournalFile {
        try check(path)
        let (descriptor, number) =
            switch mode {
            case .readOnly: PosixCalls.openDescriptor(path, O_RDONLY)
            case .readWrite: PosixCalls.openDescriptor(path, O_RDWR | O_NOFOLLOW)
            case .createNew: PosixCalls.openDescriptor(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, permissions: 0o600)
            }
        guard descriptor >= 0 else { throw .system("open the file", path: path, errno: number) }
        let (information, failure) = PosixCalls.information(descriptor)
        guard failure == 0, PosixCalls.isRegular(information) else {
            PosixCalls.closeDescriptor(descriptor)
            if failure != 0 { throw .system("examine the file", path: path, errno: failure) }
            throw JournalError(.notAJournal, "the path holds something other than a regular file", path: path)
        }
        return PosixFile(descriptor: descriptor, path: path)
    }

    /// `rename(2)`.
    public func rename(_ path: String, to destination: String) throws(JournalError) {
        try check(path)
        try check(destination)
        let failure = SystemCalls.renamePath(path, destination)
        guard failure == 0 else { throw .system("rename to \(destination)", path: path, errno: failure) }
    }

    /// `unlink(2)`.
    public func remove(_ path: String) throws(JournalError) {
        try check(path)
        guard unlink(path) == 0 else { throw .system("remove", path: path, errno: errno) }
    }

    /// `mkdir(2)` with 0700.
    public func createDirectory(_ path: String) throws(JournalError) {
        try check(path)
        guard mkdir(path, 0o700) == 0 else { throw .system("make the directory", path: path, errno: errno) }
    }

    /// The names in a directory, sorted.
    public func list(_ directory: String) throws(JournalError) -> [String] {
        try check(directory)
        var opened = opendir(directory)
        while opened == nil, errno == EINTR { opened = opendir(directory) }
        guard let stream = opened else { throw .system("list the directory", path: directory, errno: errno) }
        defer { closedir(stream) }
        var names: [String] = []
        while true {
            // `readdir` tells the end from a failure only by errno.
            errno = 0
            guard let entry = readdir(stream) else {
                guard errno == 0 else { throw .system("list the directory", path: directory, errno: errno) }
                return names.sorted()
            }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
    }

    /// `stat(2)`.
    public func status(_ path: String) throws(JournalError) -> JournalPathStatus {
        try check(path)
        var information = stat()
        guard stat(path, &information) == 0 else {
            let number = errno
            if number == ENOENT { return .absent }
            throw .system("examine", path: path, errno: number)
        }
        if PosixCalls.isDirectory(information) { return .directory }
        if PosixCalls.isRegular(information) { return .file(size: UInt64(max(0, Int64(information.st_size)))) }
        return .other
    }

    /// `fsync(2)` of the directory, on Apple platforms `F_FULLFSYNC`.
    public func syncDirectory(_ path: String) throws(JournalError) {
        try check(path)
        let (descriptor, number) = PosixCalls.openDescriptor(path, O_RDONLY | O_DIRECTORY)
        guard descriptor >= 0 else { throw .system("open the directory", path: path, errno: number) }
        defer { PosixCalls.closeDescriptor(descriptor) }
        while true {
            let number = PosixCalls.syncNames(descriptor)
            if number == 0 { return }
            if number != EINTR { throw .system("sync the directory", path: path, errno: number) }
        }
    }

    /// `flock(2)`. The message names the holder where the system tells (`/proc/locks`).
    public func lockExclusive(_ path: String) throws(JournalError) -> any JournalLock {
        try check(path)
        return try PosixLock.acquire(path)
    }

    private func check(_ path: String) throws(JournalError) {
        // The system would silently cut the path there.
        guard !path.utf8.contains(0), !path.isEmpty else {
            throw JournalError(.invalidArgument, "a path must not be empty or hold a zero byte", path: path)
        }
    }
}

/// Calls whose names the file system's own methods would hide.
private enum SystemCalls {
    static func renamePath(_ path: String, _ destination: String) -> Int32 {
        rename(path, destination) == 0 ? 0 : errno
    }
}
