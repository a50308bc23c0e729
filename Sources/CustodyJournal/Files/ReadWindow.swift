/// A stretch of a file, for whoever wants many pieces of it. As long as they stand near one another, more and more is read at once.
package struct ReadWindow: Sendable {
    /// What is still allocated from what was freed before. Larger pieces are for the caller to read.
    package static let most = 65_536
    /// More is read at once only of pieces that are found together: of a small file all pieces are near one another.
    private static let blind = 16_384

    private let file: any JournalFile
    private let bounds: Range<UInt64>
    private let alignment: UInt64
    private var start: UInt64 = 0
    private var bytes: [UInt8] = []
    /// How much was asked for.
    private var reach = 0
    /// How many pieces came from what was read last.
    private var served = 0

    /// An empty one.
    ///
    /// - Parameters:
    ///   - bounds: what may be read of the file.
    ///   - alignment: where pieces begin, counted from the first; what is read begins there too.
    package init(of file: any JournalFile, within bounds: Range<UInt64> = 0..<UInt64(Int64.max), alignment: Int = 1) {
        self.file = file
        self.bounds = bounds
        self.alignment = UInt64(max(1, alignment))
    }

    /// The piece at an offset; less where the file ends before, and nothing of one that is larger than ``most``. It is read around the
    /// offset: what belongs together stands together, and not always in the order in which it is read.
    ///
    /// - Parameters:
    ///   - head: so many bytes of a piece tell how long it is.
    ///   - least: how much is read at once of pieces that do not stand near one another.
    ///   - size: how long the piece is that begins so.
    package mutating func piece(
        at offset: UInt64, head: Int, least: Int, size: (ArraySlice<UInt8>) -> Int
    ) throws(JournalError) -> ArraySlice<UInt8> {
        if let piece = held(from: offset, head, size) {
            served += 1
            return piece
        }
        try move(to: offset, max(head, least))
        if let piece = held(from: offset, head, size) { return piece }
        // The file ends, or the piece is longer than what was read.
        let begun = rest(from: offset)
        guard begun.count >= head else { return begun }
        let count = size(begun)
        guard count <= Self.most else { return [] }
        try move(to: offset, count)
        return rest(from: offset).prefix(count)
    }

    private func rest(from offset: UInt64) -> ArraySlice<UInt8> {
        guard offset >= start, offset - start < UInt64(bytes.count) else { return [] }
        return bytes[Int(offset - start)...]
    }

    private func held(from offset: UInt64, _ head: Int, _ size: (ArraySlice<UInt8>) -> Int) -> ArraySlice<UInt8>? {
        let rest = rest(from: offset)
        guard rest.count >= head else { return nil }
        let count = size(rest)
        return count <= rest.count ? rest.prefix(count) : nil
    }

    private mutating func move(to offset: UInt64, _ least: Int) throws(JournalError) {
        guard bounds.contains(offset) else { return bytes = [] }
        let (near, end) = (UInt64(reach), start + UInt64(bytes.count))
        let isNear = !bytes.isEmpty && offset + near >= start && offset <= end + near
        let grows = isNear && (served > 1 || reach < Self.blind)
        let next = max(least, grows ? min(2 * reach, Self.most) : 0)
        // Room for the piece itself stays.
        var before = isNear ? min(UInt64(next / 4), UInt64(next - least), offset - bounds.lowerBound) : 0
        before -= before % alignment
        let first = offset - before
        let read = try file.read(at: first, count: Int(min(UInt64(next), bounds.upperBound - first)))
        (start, bytes, reach, served) = (first, read, next, 1)
    }
}
