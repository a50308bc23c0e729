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
        let path = path(number)
        let salt = salt()
        guard salt.count == SegmentHeader.saltSize else {
            throw JournalError(.invalidArgument, "a salt has 32 bytes, not \(salt.count)", path: path)
        }
        let header = SegmentHeader(storeID: storeID, number: number, firstSequence: firstSequence, salt: salt)
        try fileSystem.replace(path, with: header.encoded())
        return (try fileSystem.open(path, mode: .readWrite), header.seed)
    }
}
