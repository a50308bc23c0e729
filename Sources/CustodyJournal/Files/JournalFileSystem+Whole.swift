extension JournalFileSystem {
    /// Reads a whole file. Only for small files: it takes as much memory as the file has bytes.
    ///
    /// - Parameter limit: more bytes than any file of its kind has, so that one that was lengthened costs no memory.
    /// - Throws: `corrupt` when the file is larger.
    public func readAll(_ path: String, atMost limit: Int = 1 << 30) throws(JournalError) -> [UInt8] {
        let file = try open(path, mode: .readOnly)
        defer { file.close() }
        let size = try file.size()
        guard let count = Int(exactly: size), count <= limit else {
            throw JournalError(
                .corrupt, "the file has \(size) bytes, and none of its kind has more than \(limit): restore it from a backup",
                path: path, offset: UInt64(max(0, limit)))
        }
        return try file.read(at: 0, count: count)
    }

    /// Puts `bytes` in the place of the file at `path`, durably: whoever opens it sees the old or the new, never a mixture.
    ///
    /// Writes `path` + `.tmp`, syncs it, renames it and syncs the directory. A `.tmp` left by a crash is overwritten.
    public func replace(_ path: String, with bytes: [UInt8]) throws(JournalError) {
        try replace(path) { file throws(JournalError) in try file.write(bytes, at: 0) }
    }

    /// As `replace(_:with:)`, for content that is written piece by piece.
    func replace(_ path: String, _ fill: (any JournalFile) throws(JournalError) -> Void) throws(JournalError) {
        var isHarmless = true
        try replace(path, isHarmless: &isHarmless, fill)
    }

    /// The same, and tells of a failure whether it came before the first sync.
    ///
    /// - Parameter isHarmless: comes true. It stays so as long as a failure leaves a temporary file at most, and no sync is what failed.
    func replace(
        _ path: String, isHarmless: inout Bool, _ fill: (any JournalFile) throws(JournalError) -> Void
    ) throws(JournalError) {
        let temporary = path + JournalPath.temporarySuffix
        if try status(temporary) != .absent { try remove(temporary) }
        let file = try open(temporary, mode: .createNew)
        do throws(JournalError) {
            defer { file.close() }
            try fill(file)
            isHarmless = false
            try file.sync()
        } catch {
            // The name is no candidate for anything, so a failed clean-up costs only space until the next open.
            try? remove(temporary)
            throw error
        }
        try rename(temporary, to: path)
        try syncDirectory(JournalPath.parent(of: path))
    }
}
