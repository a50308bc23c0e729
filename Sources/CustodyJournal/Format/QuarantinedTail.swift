/// A copy of a torn tail, kept for who wants to know: its bytes, then their checksum, so that a change of the copy shows too.
enum QuarantinedTail {
    static let suffix = ".tail"
    /// Bytes that follow the copied ones.
    static let overhead: UInt64 = 4

    static func trailer(_ checksum: CRC32C) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(bigEndian: checksum.value)
        return bytes
    }

    /// Whether the file is as it was written.
    static func isWhole(_ file: any JournalFile) throws(JournalError) -> Bool {
        let size = try file.size()
        guard size >= overhead else { return false }
        var checksum = CRC32C()
        var offset: UInt64 = 0
        while offset < size - overhead {
            let bytes = try file.read(at: offset, count: Int(min(UInt64(SegmentReader.window), size - overhead - offset)))
            guard !bytes.isEmpty else { return false }
            checksum.update(bytes)
            offset += UInt64(bytes.count)
        }
        return try file.read(at: offset, count: Int(overhead)) == trailer(checksum)
    }
}
