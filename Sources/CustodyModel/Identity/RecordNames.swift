import Synchronization

/// Gives records their identities, so that those that are collected one after another are neighbours in every list by record. They are
/// neighbours where they are stored, and whoever goes through everybody reads a stretch at once instead of a place for each.
///
///     row 40 random bits | place 24 bits | 64 random bits
///
/// Of a row each stands behind the one before by a random step, so that nobody learns how many came between two of them. A row begins
/// anywhere: an identity tells which others were collected around it, and neither when nor how many there are. An identity that told
/// the time would tell which entry of the log is that of its collection, also when the record is gone.
package final class RecordNames: Sendable {
    /// So many records are in a row. They take a few stretches of a file; more would tell more and read no faster.
    package static let rowLength = 512
    private static let placeBits: UInt64 = 24
    /// Steps end before the row does.
    private static let stepMask: UInt64 = 1 << 14 - 1

    private let random: any RandomSource
    private let row = Mutex(Row())

    private struct Row {
        var place: UInt64 = 0
        var left = 0

        /// The next place: of this row, or the first of another.
        mutating func next(_ random: UInt64) -> UInt64 {
            if left == 0 { (place, left) = ((random >> placeBits) << placeBits, rowLength) }
            left -= 1
            place += 1 + (random & stepMask)
            return place
        }
    }

    /// The first row begins with the first record.
    package init(from random: any RandomSource) { self.random = random }

    /// The next record's identity.
    package func next() -> RecordID {
        let fresh = Handle.random(from: random).words
        return RecordID(Handle(words: (row.withLock { $0.next(fresh.high) }, fresh.low)))
    }
}
