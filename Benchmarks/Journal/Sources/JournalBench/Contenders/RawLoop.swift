#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The floor: one thread writes frames into a zero-filled file of the system and syncs after each write.
struct RawLoop: Contender {
    /// Frames that go into one write.
    let frames: Int

    var name: String { frames == 1 ? "raw pwrite + fdatasync (R)" : "raw, \(frames) frames a sync" }

    // Written over and over: filling a larger one would use up what a throttled disk grants to the rows behind it.
    private static let fileBytes = 8 << 20

    func run(in directory: String, seconds: Double) async throws -> Sample {
        let frames = frames
        return try await Threads.run {
            let descriptor = open(directory + "/raw", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw BenchError("raw: open failed with \(errno)") }
            defer { close(descriptor) }
            try Self.fill(descriptor)
            let bytes = [UInt8](repeating: 0xa5, count: frames * Payload.frameBytes)
            let window = Window(seconds: seconds)
            var recorder = Recorder(window)
            var place = 0
            var start = Stopwatch.now()
            while true {
                guard pwrite(descriptor, bytes, bytes.count, off_t(place)) == bytes.count else {
                    throw BenchError("raw: write failed with \(errno)")
                }
                let written = Stopwatch.now()
                guard Self.sync(descriptor) == 0 else { throw BenchError("raw: sync failed with \(errno)") }
                if start >= window.begin { recorder.noteSync(Stopwatch.now() - written) }
                place += bytes.count
                if place + bytes.count > Self.fileBytes { place = 0 }
                guard let next = recorder.note(from: start) else { break }
                start = next
            }
            return Sample([recorder], in: window)
        }
    }

    private static func fill(_ descriptor: Int32) throws {
        let zeros = [UInt8](repeating: 0, count: 1 << 20)
        for place in stride(from: 0, to: fileBytes, by: zeros.count) {
            guard pwrite(descriptor, zeros, zeros.count, off_t(place)) == zeros.count else {
                throw BenchError("raw: could not fill the file, \(errno)")
            }
        }
        guard fsync(descriptor) == 0 else { throw BenchError("raw: could not sync the file, \(errno)") }
    }

    private static func sync(_ descriptor: Int32) -> Int32 {
        #if canImport(Darwin)
            fcntl(descriptor, F_FULLFSYNC)
        #else
            fdatasync(descriptor)
        #endif
    }
}
