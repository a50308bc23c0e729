/// An open file. Every call is synchronous and may block.
///
/// Reads and writes name their place, so that one file may serve several threads.
public protocol JournalFile: AnyObject, Sendable {
    /// Reads up to `count` bytes; fewer only when the file ends before.
    func read(at offset: UInt64, count: Int) throws(JournalError) -> [UInt8]

    /// Says that the bytes are about to be read, so that many places can be fetched at once. It promises nothing.
    func willRead(at offset: UInt64, count: Int)

    /// Writes all bytes or throws; after an error any part of them may have been written.
    func write(_ bytes: [UInt8], at offset: UInt64) throws(JournalError)

    /// Makes everything written so far durable. After an error nothing may be assumed: never call it again to find out.
    func sync() throws(JournalError)

    /// Cuts the file, or lengthens it with zeros.
    func truncate(to size: UInt64) throws(JournalError)

    /// The size in bytes.
    func size() throws(JournalError) -> UInt64

    /// Closes the file; closing again does nothing. Calls after it fail with `closed`.
    func close()
}

extension JournalFile {
    /// Nothing: reading fetches.
    public func willRead(at offset: UInt64, count: Int) {}
}
