#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

extension JournalError {
    /// The error of a failed system call, worded in one place. For implementers of ``JournalFileSystem``.
    ///
    /// `attempting` completes "could not …".
    public static func system(_ attempting: String, path: String?, errno number: Int32) -> JournalError {
        let (code, name, remedy) = meaning(of: number)
        var message = "could not \(attempting): errno \(number)"
        if let name { message += " (\(name))" }
        if let remedy { message += "; \(remedy)" }
        return JournalError(code, message, path: path, errno: number)
    }

    // A table instead of `strerror`, which is neither thread-safe nor the same on every platform.
    private static func meaning(of number: Int32) -> (Code, String?, String?) {
        switch number {
        case ENOENT: (.notFound, "ENOENT", nil)
        case EEXIST: (.alreadyExists, "EEXIST", nil)
        case EACCES: (.permission, "EACCES", "grant this user access to the directory")
        case EPERM: (.permission, "EPERM", "grant this user access to the directory")
        case EROFS: (.permission, "EROFS", "the file system is read-only: open the journal for reading only")
        case ENOSPC: (.noSpace, "ENOSPC", "free space, then open again")
        case EDQUOT: (.noSpace, "EDQUOT", "raise the quota, then open again")
        case EFBIG: (.noSpace, "EFBIG", "the file has reached the size limit")
        case EIO: (.io, "EIO", "the medium failed: check it before opening again")
        case ENOTDIR: (.io, "ENOTDIR", "a part of the path is not a directory")
        case EISDIR: (.io, "EISDIR", "the path is a directory")
        case ELOOP: (.io, "ELOOP", "symbolic links are not followed for files that are written")
        case EMFILE: (.io, "EMFILE", "the process has too many open files")
        case ENFILE: (.io, "ENFILE", "the system has too many open files")
        case EINVAL: (.io, "EINVAL", nil)
        case EBADF: (.io, "EBADF", nil)
        case ENOTEMPTY: (.io, "ENOTEMPTY", nil)
        default: (.io, nil, nil)
        }
    }
}
