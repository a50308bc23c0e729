/// What stands behind a bad frame, and what it proves.
///
/// A tear leaves nothing behind it that was written later than the sync it interrupted. So one header whose checksum holds
/// and which was written after the bad frame had been synced turns a tear into damage:
/// * it certifies the bad frame's sequence as synced; or
/// * it opens or closes a session, which happens only after everything before it was synced; or
/// * it carries the expected sequence or a lower one, so what is damaged is a synced frame that consumes none.
///
/// The header is enough: asking for a whole frame would let a second damaged byte hide the first.
enum TailEvidence {
    enum Verdict {
        /// Nothing certifies the tail. `writerEpoch` is the highest seen in it.
        case torn(writerEpoch: UInt32)
        /// The durable region changed.
        case damaged(proof: String, at: UInt64)
    }

    /// `certified` is the sequence up to which the manifest says that everything was synced.
    static func examine(
        _ walk: inout SegmentWalk, bad: FrameHeader?, certified: UInt64 = 0
    ) throws(JournalError) -> Verdict {
        var epoch = max(walk.writerEpoch, bad?.writerEpoch ?? 0)
        let expected = walk.expectedSequence
        if certified >= expected { return .damaged(proof: "the manifest certifies it as synced", at: walk.offset) }
        var place = walk.offset + UInt64(bad == nil ? 1 : FrameHeader.size)
        while let (found, probe) = try walk.reader.nextHeader(from: place, seed: walk.seed) {
            switch probe {
            case .none: break
            case .unsupported(let what): return .damaged(proof: what, at: found)
            case .header(let header):
                if header.durableSequence >= expected {
                    return .damaged(proof: "a later frame certifies it as synced", at: found)
                }
                if header.kind != .commit {
                    return .damaged(proof: "a later writer went on or stopped in order after it", at: found)
                }
                // A lower epoch is the stale rest of a tail that was cut, if the file system ever shows one.
                if header.sequence <= expected, header.writerEpoch >= walk.writerEpoch {
                    return .damaged(proof: "the expected commit stands whole behind it", at: found)
                }
                epoch = max(epoch, header.writerEpoch)
            }
            place = found + UInt64(FrameHeader.size)
        }
        return .torn(writerEpoch: epoch)
    }
}
