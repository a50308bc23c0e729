import CustodyJournal

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The system's copies of files in memory.
enum PageCache {
    /// Lets go of what the system keeps of the files below a directory, so that the next read goes to the disk.
    static func drop(_ directory: String) {
        #if canImport(Glibc) || canImport(Musl)
            let files = PosixFileSystem()
            for name in (try? files.list(directory)) ?? [] {
                let path = directory + "/" + name
                switch try? files.status(path) {
                case .directory: drop(path)
                case .file:
                    let descriptor = open(path, O_RDONLY)
                    guard descriptor >= 0 else { continue }
                    // Only what was written out can be let go.
                    _ = fdatasync(descriptor)
                    _ = posix_fadvise(descriptor, 0, 0, Int32(POSIX_FADV_DONTNEED))
                    close(descriptor)
                default: continue
                }
            }
        #endif
    }
}
