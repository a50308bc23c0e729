#if SQLite
    #if canImport(Darwin)
        import Darwin
    #elseif canImport(Musl)
        import Musl
    #else
        import Glibc
    #endif

    /// Who may read a file of the database.
    ///
    /// A file is reached by its path and never opened: closing a descriptor of it would let go of every lock that SQLite holds on it in
    /// this process.
    enum FileModes {
        /// Whether others than its owner may read or write a file, or may run it; false when there is none.
        static func isOpenToOthers(_ path: String) throws -> Bool {
            var information = stat()
            guard stat(path, &information) == 0 else {
                let number = errno
                if number == ENOENT { return false }
                throw SQLiteStoreError(
                    .io, "the system does not tell who may read the database (errno \(number)); mend the cause, open it again")
            }
            return information.st_mode & 0o077 != 0
        }

        /// Leaves a file to its owner alone (0600). One that is not there any more needs it no more. What a link leads to may be anybody's, and
        /// is left as it is.
        static func shutOthersOut(of path: String) throws {
            var information = stat()
            if lstat(path, &information) == 0, information.st_mode & S_IFMT == S_IFLNK {
                throw SQLiteStoreError(
                    .unsafe, "a link stands where the database does, and others may read what it leads to; put the file there")
            }
            guard chmod(path, 0o600) == 0 else {
                let number = errno
                if number == ENOENT { return }
                throw SQLiteStoreError(
                    .unsafe, "others may read the database and cannot be shut out (errno \(number)); chmod 600 it as its owner")
            }
        }
    }
#endif
