/// Makes and names the segments of a directory.
struct SegmentFile: Sendable {
    let directory: String
    let fileSystem: any JournalFileSystem
    let storeID: [UInt8]
    let salt: @Sendable () -> [UInt8]

    func path(_ number: UInt64) -> String { JournalPath.join(directory, JournalPath.segmentName(number)) }

    /// Makes a segment without frames, durable with its name, and opens it for writing.
    ///
    /// Nothing counts in it until a manifest names it: a crash before leaves a file that the next opening removes.
    func create(_ number: UInt64, firstSequence: UInt64) throws(JournalError) -> (file: any JournalFile, seed: UInt32) {
        var isHarmless = true
        return try create(number, firstSequence: firstSequence, isHarmless: &isHarmless)
    }

    /// The same, and tells of a failure whether it came before the first sync or after the last one. It comes true.
    func create(
        _ number: UInt64, firstSequence: UInt64, isHarmless: inout Bool
    ) throws(JournalError) -> (file: any JournalFile, seed: UInt32) {
        let path = path(number)
        let salt = salt()
        guard salt.count == SegmentHeader.saltSize else {
            throw JournalError(.invalidArgument, "a salt has 32 bytes, not \(salt.count)", path: path)
        }
        let header = SegmentHeader(storeID: storeID, number: number, firstSequence: firstSequence, salt: salt)
        try fileSystem.replace(path, isHarmless: &isHarmless) { file throws(JournalError) in
            try file.write(header.encoded(), at: 0)
        }
        isHarmless = true
        do throws(JournalError) { return (try fileSystem.open(path, mode: .readWrite), header.seed) } catch {
            try? fileSystem.remove(path)
            throw error
        }
    }
}
