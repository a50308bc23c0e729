/// The segments of a journal that is being written, and the manifest that names them. Confined to the journal's thread.
struct SegmentChain {
    private let segments: SegmentFile
    private let manifests: ManifestStore
    private let options: JournalOptions
    private var manifest: Manifest
    private(set) var appender: SegmentAppender
    /// Frame bytes since the opening, and how many there were when which commit was durable.
    private var written: UInt64
    private var marks: [(sequence: UInt64, written: UInt64)] = []
    private var covered: UInt64 = 0
    /// After a roll-over that could not be begun: where in the segment the next one is tried.
    private var rollsOverFrom: UInt64 = 0

    /// Why a manifest was not put in the place of another.
    struct Setback: Error {
        let cause: JournalError
        /// Whether nothing that counts has changed and no sync has failed: the manifest and the segments are as they were, and the
        /// writer may go on.
        let isHarmless: Bool
    }

    private static let markEvery: UInt64 = 1 << 20

    /// - Parameter replayed: Frame bytes behind the checkpoint when the journal was opened.
    init(
        segments: SegmentFile, manifests: ManifestStore, options: JournalOptions, manifest: Manifest,
        appender: SegmentAppender, replayed: UInt64
    ) {
        self.segments = segments
        self.manifests = manifests
        self.options = options
        self.manifest = manifest
        self.appender = appender
        self.written = replayed
    }

    /// Frame bytes that an opening would replay, to the precision of a mark.
    var bytesSinceCheckpoint: UInt64 { written - covered }

    /// Writes the commits with one write and one sync, in a new segment when the last one is full.
    mutating func append(_ commits: [(sequence: UInt64, body: [UInt8])]) -> SegmentAppender.Outcome {
        if !commits.isEmpty, appender.end >= max(UInt64(options.segmentBytes), rollsOverFrom) {
            do throws(Setback) { try rollOver() } catch {
                guard error.isHarmless else { return .absent(error.cause) }
                // No descriptor was left, or no space for another file: the full segment takes more meanwhile.
                rollsOverFrom = appender.end + UInt64(options.segmentBytes / 64)
            }
        }
        let start = appender.end
        let outcome = appender.append(commits)
        written += appender.end - start
        if written - (marks.last?.written ?? covered) >= Self.markEvery {
            marks.append((appender.durableSequence, written))
        }
        return outcome
    }

    /// Writes a frame that consumes no sequence.
    mutating func mark(_ kind: FrameHeader.Kind) -> SegmentAppender.Outcome { appender.mark(kind) }

    /// Gives back what was filled ahead, after the close frame.
    mutating func trim() { appender.trim() }

    /// Makes a manifest durable that names the checkpoint, and removes the segments that it covers wholly.
    mutating func take(_ checkpoint: JournalCheckpoint) throws(Setback) {
        guard checkpoint.sequence > 0, checkpoint.sequence <= appender.durableSequence,
            checkpoint.sequence >= manifest.checkpoint?.sequence ?? 0,
            checkpoint.payload.count <= JournalCheckpoint.maximumPayloadBytes
        else {
            let refusal = JournalError(
                .invalidArgument,
                "a checkpoint covers durable commits from the last checkpoint on, in at most "
                    + "\(JournalCheckpoint.maximumPayloadBytes) bytes",
                path: manifests.directory, sequence: checkpoint.sequence)
            throw Setback(cause: refusal, isHarmless: true)
        }
        var next = manifest
        next.checkpoint = checkpoint
        // A segment that is written to cannot go. Once it is worth it the checkpoint begins a new one, so that the next
        // checkpoint takes the old one away.
        let isWorthIt = appender.end >= UInt64(max(SegmentHeader.size + FrameHeader.overhead, options.segmentBytes / 64))
        try change(to: &next, rollingOver: isWorthIt)
        if let place = marks.lastIndex(where: { $0.sequence <= checkpoint.sequence }) {
            covered = marks[place].written
            marks.removeFirst(place + 1)
        }
        if checkpoint.sequence == appender.durableSequence { covered = written }
    }

    private mutating func rollOver() throws(Setback) {
        var next = manifest
        try change(to: &next, rollingOver: true)
    }

    private mutating func change(to next: inout Manifest, rollingOver: Bool) throws(Setback) {
        var isHarmless = true
        do throws(JournalError) { try change(to: &next, rollingOver: rollingOver, isHarmless: &isHarmless) } catch {
            throw Setback(cause: error, isHarmless: isHarmless)
        }
    }

    /// Puts the next manifest in the place of this one. New segments are durable before it, old ones go after it.
    ///
    /// - Parameter isHarmless: says of a failure what ``Setback/isHarmless`` does.
    private mutating func change(
        to next: inout Manifest, rollingOver: Bool, isHarmless: inout Bool
    ) throws(JournalError) {
        next.generation = try JournalPath.following(next.generation, in: manifests.directory)
        next.durableSequence = appender.durableSequence
        next.writerEpoch = appender.writerEpoch
        var successor: SegmentAppender?
        if rollingOver, let last = next.segments.last {
            let number = try JournalPath.following(last.number, in: manifests.directory)
            let first = try JournalPath.following(appender.durableSequence, in: manifests.directory)
            let made = try segments.create(number, firstSequence: first, isHarmless: &isHarmless)
            next.segments[next.segments.count - 1].end = appender.end
            next.segments.append(Manifest.Segment(number: number, firstSequence: first, end: nil))
            successor = SegmentAppender(
                file: made.file, path: segments.path(number), seed: made.seed, writerEpoch: appender.writerEpoch,
                end: UInt64(SegmentHeader.size), allocated: UInt64(SegmentHeader.size), lastKind: nil,
                durableSequence: appender.durableSequence, options: options)
        }
        let covered = next.dropCovered()
        let isHasty = options.sabotage.contains(.removeSegmentsBeforeManifest)
        if isHasty { remove(covered) }
        if options.sabotage.contains(.writeBeforeManifest) {
            // The manifest is never written: what goes into the new segment is named by none.
        } else {
            do throws(JournalError) { try manifests.write(next, isHarmless: &isHarmless) } catch {
                if let successor {
                    successor.file.close()
                    // No manifest names it. One that stays is overwritten by the next attempt, or removed by the next opening.
                    if isHarmless { try? segments.fileSystem.remove(successor.path) }
                }
                throw error
            }
        }
        manifest = next
        if let successor {
            appender.trim()
            appender.file.close()
            appender = successor
            rollsOverFrom = 0
        }
        if !isHasty { remove(covered) }
    }

    /// A file that stays is one that no manifest names: the next opening for writing removes it.
    private func remove(_ covered: [Manifest.Segment]) {
        for segment in covered { try? segments.fileSystem.remove(segments.path(segment.number)) }
    }
}
