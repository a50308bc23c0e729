/// Goes through the segments that a manifest names, in order, and hands out every commit behind its checkpoint.
struct SegmentReplay {
    /// How the last segment ended.
    enum End {
        /// In order.
        case orderly
        /// In bytes that nothing certifies. `writerEpoch` is the highest seen in them.
        case torn(writerEpoch: UInt32)
    }

    let manifest: Manifest
    let segments: SegmentFile
    let sabotage: Set<JournalSabotage>
    private var walkedEpoch: UInt32 = 0
    private(set) var lastSequence: UInt64
    /// How many commits were handed out, and the bytes of their frames.
    private(set) var replayed: UInt64 = 0
    private(set) var replayedBytes: UInt64 = 0

    init(_ manifest: Manifest, segments: SegmentFile, sabotage: Set<JournalSabotage>) {
        self.manifest = manifest
        self.segments = segments
        self.sabotage = sabotage
        lastSequence = (manifest.segments.first?.firstSequence ?? 1) - 1
    }

    /// The highest writer epoch that the segments or the manifest show.
    var writerEpoch: UInt32 { max(walkedEpoch, manifest.writerEpoch) }

    /// Opens the last segment by `mode`, the others for reading, and answers the walk through the last one; its file is the
    /// caller's to close.
    mutating func run(
        lastSegment mode: JournalFileMode, _ replay: (JournalFrame) throws -> Void
    ) throws -> (walk: SegmentWalk, end: End) {
        for place in manifest.segments.dropLast() {
            let file = try open(place, mode: .readOnly)
            defer { file.close() }
            var walk = try walk(file, place)
            if case .torn = try goThrough(&walk, replay) { throw corrupt(walk, "a frame is not whole") }
            try take(walk, upTo: place.end)
        }
        guard let place = manifest.segments.last else {
            throw JournalError(.corrupt, "the manifest names no segment", path: segments.directory)
        }
        let file = try open(place, mode: mode)
        do {
            var walk = try walk(file, place)
            let end = try goThrough(&walk, replay)
            try take(walk, upTo: nil)
            guard lastSequence >= manifest.durableSequence || sabotage.contains(.ignoreCertification) else {
                throw corrupt(
                    walk, "the journal ends at sequence \(lastSequence), the manifest certifies \(manifest.durableSequence)")
            }
            return (walk, end)
        } catch {
            file.close()
            throw error
        }
    }

    private func open(_ place: Manifest.Segment, mode: JournalFileMode) throws(JournalError) -> any JournalFile {
        let path = segments.path(place.number)
        do throws(JournalError) { return try segments.fileSystem.open(path, mode: mode) } catch  where error.code == .notFound {
            throw JournalError(
                .corrupt, "a segment that the manifest names is missing: restore it", path: path, offset: 0,
                sequence: place.firstSequence)
        }
    }

    private func walk(_ file: any JournalFile, _ place: Manifest.Segment) throws(JournalError) -> SegmentWalk {
        let walk = try SegmentWalk(
            file: file, path: segments.path(place.number), expecting: segments.storeID, number: place.number, place: place,
            after: walkedEpoch, checkingBodies: !sabotage.contains(.skipBodyChecksum))
        // The first segment says by itself where it begins, and the manifest agrees.
        guard walk.lastSequence == lastSequence else {
            throw corrupt(walk, "the segment begins behind \(walk.lastSequence), the one before it ends at \(lastSequence)")
        }
        return walk
    }

    private mutating func take(_ walk: SegmentWalk, upTo end: UInt64?) throws(JournalError) {
        if let end, walk.offset != end { throw corrupt(walk, "the segment ends before the manifest says") }
        lastSequence = walk.lastSequence
        walkedEpoch = max(walkedEpoch, walk.writerEpoch)
    }

    private mutating func goThrough(
        _ walk: inout SegmentWalk, _ replay: (JournalFrame) throws -> Void
    ) throws -> End {
        let covered = manifest.checkpoint?.sequence ?? 0
        while true {
            switch try walk.next() {
            case .end: return .orderly
            case .frame(let header, let body, let offset):
                guard header.kind == .commit, header.sequence > covered else { continue }
                replayed += 1
                replayedBytes += UInt64(header.total)
                try replay(
                    JournalFrame(
                        sequence: header.sequence, writerEpoch: header.writerEpoch, durableSequence: header.durableSequence,
                        body: Array(body), offset: offset))
            case .disorder(_, let reason): throw corrupt(walk, reason)
            case .bad(let header, let reason):
                switch try TailEvidence.examine(&walk, bad: header, certified: manifest.durableSequence) {
                case .torn(let epoch): return .torn(writerEpoch: epoch)
                case .damaged(let proof, let place):
                    if sabotage.contains(.ignoreCertification) { return .torn(writerEpoch: walk.writerEpoch) }
                    throw corrupt(walk, "\(reason), and \(proof) (offset \(place))")
                }
            }
        }
    }

    private func corrupt(_ walk: SegmentWalk, _ reason: String) -> JournalError {
        JournalError(
            .corrupt, "\(reason): durable bytes changed; keep the file and restore it from a backup", path: walk.path,
            offset: walk.offset, sequence: walk.expectedSequence)
    }
}
