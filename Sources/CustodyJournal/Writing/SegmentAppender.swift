/// The end of a segment that is being written. Confined to the journal's thread.
///
/// It knows three things apart: what is certainly out, what is certainly in, and what only opening again can tell.
struct SegmentAppender {
    /// How an append ended.
    enum Outcome {
        /// Durable.
        case durable
        /// Certainly absent: the write failed and was taken back, durably.
        case absent(JournalError)
        /// Wholly in or wholly out.
        case unknown(JournalError)
    }

    let file: any JournalFile
    let path: String
    let seed: UInt32
    let writerEpoch: UInt32
    /// Where the last good frame ends.
    private(set) var end: UInt64
    /// The last frame's kind; nil when there is none.
    private(set) var lastKind: FrameHeader.Kind?
    private(set) var durableSequence: UInt64
    /// How long the newest sync of frames took.
    private(set) var lastSync = Duration.zero
    /// The file's size: from `end` to here there are zeros.
    private var allocated: UInt64
    /// Whether the disk had no room for more than the frames. In this segment nothing is filled ahead any more then: each attempt would
    /// take from others, for a moment, all that is left.
    private var hasNoRoom = false
    private let options: JournalOptions
    private var buffer: [UInt8] = []

    init(
        file: any JournalFile, path: String, seed: UInt32, writerEpoch: UInt32, end: UInt64, allocated: UInt64,
        lastKind: FrameHeader.Kind?, durableSequence: UInt64, options: JournalOptions
    ) {
        self.file = file
        self.path = path
        self.seed = seed
        self.writerEpoch = writerEpoch
        self.end = end
        self.allocated = allocated
        self.options = options
        self.lastKind = lastKind
        self.durableSequence = durableSequence
    }

    /// Writes the commits with one write and one sync.
    mutating func append(_ commits: [(sequence: UInt64, body: [UInt8])]) -> Outcome {
        guard let last = commits.last else { return .durable }
        buffer.removeAll(keepingCapacity: true)
        buffer.reserveCapacity(commits.reduce(0) { $0 + $1.body.count + FrameHeader.overhead })
        for commit in commits {
            FrameHeader.append(
                .commit, writerEpoch: writerEpoch, sequence: commit.sequence, durableSequence: durableSequence,
                body: commit.body, seed: seed, to: &buffer)
        }
        let outcome = write()
        if case .durable = outcome {
            lastKind = .commit
            durableSequence = last.sequence
        }
        // One large batch should not keep its memory for the journal's whole life.
        if buffer.capacity > JournalWriter.batchBytes { buffer = [] }
        return outcome
    }

    /// Writes a frame that consumes no sequence.
    mutating func mark(_ kind: FrameHeader.Kind) -> Outcome {
        buffer.removeAll(keepingCapacity: true)
        FrameHeader.append(
            kind, writerEpoch: writerEpoch, sequence: durableSequence, durableSequence: durableSequence, body: [], seed: seed,
            to: &buffer)
        let outcome = write()
        if case .durable = outcome { lastKind = kind }
        return outcome
    }

    /// Gives back what was filled ahead. The manifest or a close frame says where the segment ends, so that a failure costs
    /// nothing but space.
    mutating func trim() {
        guard allocated > end else { return }
        try? file.truncate(to: end)
        allocated = end
    }

    /// Fills ahead with zeros. The steps grow with the file, so that a small store stays small; the sync of the frames makes
    /// them durable. What does not fit on the disk is given back: the frames themselves may still fit.
    private mutating func fillAhead() {
        let needed = end + UInt64(buffer.count)
        guard options.preallocatedBytes > 0, needed > allocated, !hasNoRoom else { return }
        let step = min(UInt64(options.preallocatedBytes), max(needed, Self.smallestStep))
        let goal = max(needed, min(needed + step, UInt64(options.segmentBytes)))
        do throws(JournalError) {
            // The frames themselves overwrite what they need; only what stands behind them is filled.
            var place = max(allocated, needed)
            while place < goal {
                let count = min(goal - place, UInt64(Self.zeros.count))
                try file.write(count == Self.zeros.count ? Self.zeros : [UInt8](repeating: 0, count: Int(count)), at: place)
                place += count
            }
            allocated = goal
        } catch {
            hasNoRoom = true
            // What cannot be given back now is given back at the end.
            do throws(JournalError) { try file.truncate(to: allocated) } catch { allocated = goal }
        }
    }

    private static let smallestStep: UInt64 = 16 << 10
    private static let zeros = [UInt8](repeating: 0, count: 1 << 20)

    private mutating func write() -> Outcome {
        fillAhead()
        do throws(JournalError) {
            try file.write(buffer, at: end)
        } catch {
            do throws(JournalError) {
                // Only a synced cut makes "absent" true: part of the write may already be on its way to the disk.
                try file.truncate(to: end)
                try file.sync()
                allocated = end
                return .absent(error)
            } catch {
                return .unknown(error)
            }
        }
        let written = ContinuousClock.now
        do throws(JournalError) {
            try file.sync()
        } catch {
            return .unknown(error)
        }
        lastSync = .now - written
        end += UInt64(buffer.count)
        return .durable
    }
}
