import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A descriptor. Closing while another thread is in a call waits for no one: the last call out closes it, so that a
/// descriptor number is never reused under a running write.
final class PosixFile: JournalFile {
    private let path: String
    private let calls: PosixCalls
    private let descriptor: Int32
    /// How many are in a call, and whether the file is closing and closed. No lock: rows are read all the time, by many at once.
    private let uses = Atomic<UInt64>(0)

    private static let closing: UInt64 = 1 << 63
    private static let closed: UInt64 = 1 << 62

    init(descriptor: Int32, path: String, calls: PosixCalls = .system) {
        self.path = path
        self.calls = calls
        self.descriptor = descriptor
    }

    deinit { close() }

    func read(at offset: UInt64, count: Int) throws(JournalError) -> [UInt8] {
        guard count > 0 else { return [] }
        let start = try position(offset, count: count)
        return try withDescriptor { descriptor throws(JournalError) in
            let calls = self.calls
            var failure: Int32 = 0
            // What the file does not hold is never allocated for longer than the call: the caller bounds `count`.
            let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                guard let base = UnsafeMutableRawPointer(buffer.baseAddress) else { return }
                while filled < count {
                    let (result, number) = calls.read(descriptor, base + filled, count - filled, start + Int64(filled))
                    if result > 0 {
                        filled += min(result, count - filled)
                    } else if result == 0 {
                        return
                    } else if number != EINTR {
                        failure = number
                        return
                    }
                }
            }
            guard failure == 0 else { throw .system("read", path: self.path, errno: failure) }
            return bytes
        }
    }

    func willRead(at offset: UInt64, count: Int) {
        // Advice only: where it cannot be given, reading says what is wrong.
        try? withDescriptor { descriptor throws(JournalError) in
            let start = try self.position(offset, count: count)
            #if canImport(Darwin)
                var range = radvisory(ra_offset: off_t(start), ra_count: Int32(clamping: count))
                _ = fcntl(descriptor, F_RDADVISE, &range)
            #else
                _ = posix_fadvise(descriptor, off_t(start), off_t(count), Int32(POSIX_FADV_WILLNEED))
            #endif
        }
    }

    func write(_ bytes: [UInt8], at offset: UInt64) throws(JournalError) {
        guard !bytes.isEmpty else { return }
        let start = try position(offset, count: bytes.count)
        try withDescriptor { descriptor throws(JournalError) in
            let calls = self.calls
            let failure = bytes.withUnsafeBytes { buffer -> Int32 in
                guard let base = buffer.baseAddress else { return 0 }
                var written = 0
                while written < buffer.count {
                    let left = buffer.count - written
                    let (result, number) = calls.write(descriptor, base + written, left, start + Int64(written))
                    if result > 0 {
                        written += min(result, left)
                    } else if result == 0 {
                        // A file that takes nothing and names no error would loop for ever.
                        return EIO
                    } else if number != EINTR {
                        return number
                    }
                }
                return 0
            }
            guard failure == 0 else { throw .system("write \(bytes.count) bytes", path: self.path, errno: failure) }
        }
    }

    func sync() throws(JournalError) {
        try withDescriptor { descriptor throws(JournalError) in
            while true {
                let (result, number) = self.calls.sync(descriptor)
                if result >= 0 { return }
                // Any other failure may have marked the pages clean: a second sync would succeed and mean nothing.
                if number != EINTR { throw .system("sync", path: self.path, errno: number) }
            }
        }
    }

    func truncate(to size: UInt64) throws(JournalError) {
        let length = try position(size, count: 0)
        try withDescriptor { descriptor throws(JournalError) in
            while ftruncate(descriptor, off_t(length)) < 0 {
                let number = errno
                if number != EINTR { throw .system("cut to \(size) bytes", path: self.path, errno: number) }
            }
        }
    }

    func size() throws(JournalError) -> UInt64 {
        try withDescriptor { descriptor throws(JournalError) in
            let (information, number) = PosixCalls.information(descriptor)
            guard number == 0 else { throw .system("read the size", path: self.path, errno: number) }
            return UInt64(max(0, Int64(information.st_size)))
        }
    }

    func close() {
        uses.bitwiseOr(Self.closing, ordering: .acquiringAndReleasing)
        closeUnlessUsed()
    }

    /// Closes the descriptor once: whoever finds nobody in a call, or is the last to leave.
    private func closeUnlessUsed() {
        let isLast = uses.compareExchange(
            expected: Self.closing, desired: Self.closing | Self.closed, ordering: .acquiringAndReleasing
        ).exchanged
        if isLast { PosixCalls.closeDescriptor(descriptor) }
    }

    private func withDescriptor<T>(_ body: (Int32) throws(JournalError) -> T) throws(JournalError) -> T {
        let before = uses.add(1, ordering: .acquiringAndReleasing).oldValue
        defer {
            let left = uses.subtract(1, ordering: .acquiringAndReleasing).newValue
            if left == Self.closing { closeUnlessUsed() }
        }
        guard before & Self.closing == 0 else { throw JournalError(.closed, "the file is closed", path: path) }
        return try body(descriptor)
    }

    private func position(_ offset: UInt64, count: Int) throws(JournalError) -> Int64 {
        guard let start = Int64(exactly: offset), !start.addingReportingOverflow(Int64(count)).overflow else {
            throw JournalError(.tooLarge, "no file reaches so far", path: path, offset: offset)
        }
        return start
    }
}
