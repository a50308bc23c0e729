/// Finds the longest readable prefix of a journal, whatever its manifest is worth, and copies it.
struct SalvageWalk {
    let directory: String
    let fileSystem: any JournalFileSystem
    let storeID: [UInt8]

    private(set) var result = JournalSalvage()
    private var manifest: Manifest?
    private var pieces: [Piece] = []
    /// The highest writer epoch that the segments, or the manifest as well, show.
    private var (walkedEpoch, writerEpoch) = (UInt32(0), UInt32(0))
    /// The highest that names say, but for those that nothing could follow: no segment or manifest of ours has them.
    private var highestNumber: UInt64 = 0
    private var highestGeneration: UInt64 = 0

    /// What is taken of a segment: the frames from `start` to `end`.
    private struct Piece {
        var header: SegmentHeader
        var start = UInt64(SegmentHeader.size)
        var end = UInt64(SegmentHeader.size)
        var lastSequence: UInt64
        var commits: UInt64 = 0
    }

    init(directory: String, fileSystem: any JournalFileSystem, storeID: [UInt8]) {
        self.directory = directory
        self.fileSystem = fileSystem
        self.storeID = storeID
    }

    /// The last commit that the checkpoint covers.
    private var covered: UInt64 { result.checkpoint?.sequence ?? 0 }

    // MARK: Finding

    mutating func run(
        restore: (JournalCheckpoint) throws -> Void, replay: (JournalFrame) throws -> Void
    ) throws(JournalError) {
        guard try fileSystem.status(directory) == .directory else { throw absent }
        let names = try fileSystem.list(directory)
        try readManifest(names.compactMap(JournalPath.manifestGeneration))
        let standing = names.compactMap(JournalPath.segmentNumber)
        guard manifest != nil || !standing.isEmpty else { throw result.leftOut.isEmpty ? absent : nothing }
        if manifest == nil, result.leftOut.isEmpty {
            add(.damage, "there is no manifest; the segments are taken as they follow each other", directory, 0, sequence: nil)
        }
        restoreCheckpoint(restore)
        // Without a checkpoint only the first commit is a beginning, also where the manifest names later segments.
        let first = result.checkpoint == nil ? 0 : manifest?.segments.first?.number ?? 0
        let numbers = Set(standing).union(manifest?.segments.map(\.number) ?? []).filter { $0 >= first }.sorted()
        highestNumber = numbers.last { $0 < UInt64.max - 1 } ?? 0
        for (index, number) in numbers.enumerated() {
            guard try take(number, replay) else {
                for later in numbers[(index + 1)...] { leaveOut(later) }
                break
            }
        }
        // Nothing joins what the checkpoint covers to segments that do not reach it.
        if let last = pieces.last?.lastSequence, last < covered { pieces = [] }
        result.lastSequence = pieces.last?.lastSequence ?? covered
        result.commits = pieces.reduce(0) { $0 + $1.commits }
        if let manifest, manifest.durableSequence > result.lastSequence {
            add(
                .damage, "commits \(result.lastSequence + 1) to \(manifest.durableSequence) were acknowledged and are lost",
                path(JournalPath.manifestName(manifest.generation)), 0, sequence: result.lastSequence + 1)
        }
        guard result.lastSequence > 0 || result.isComplete else { throw nothing }
    }

    /// The newest manifest that can be read. What an older one names may be gone; the segments tell.
    private mutating func readManifest(_ generations: [UInt64]) throws(JournalError) {
        highestGeneration = generations.filter { $0 < UInt64.max - 1 }.max() ?? 0
        let manifests = ManifestStore(directory: directory, fileSystem: fileSystem)
        for generation in generations.sorted(by: >) {
            do throws(JournalError) {
                manifest = try manifests.read(generation, of: storeID)
                break
            } catch {
                add(error, manifests.path(generation))
            }
        }
        writerEpoch = manifest?.writerEpoch ?? 0
    }

    private mutating func restoreCheckpoint(_ restore: (JournalCheckpoint) throws -> Void) {
        guard let manifest, let checkpoint = manifest.checkpoint else { return }
        do {
            try restore(checkpoint)
            result.checkpoint = checkpoint
        } catch {
            add(
                .damage, "what the checkpoint of sequence \(checkpoint.sequence) names cannot be had: \(error)",
                path(JournalPath.manifestName(manifest.generation)), 0, sequence: checkpoint.sequence)
        }
    }

    /// Takes what is whole of a segment. Answers whether the next one may follow.
    private mutating func take(_ number: UInt64, _ replay: (JournalFrame) throws -> Void) throws(JournalError) -> Bool {
        let path = path(JournalPath.segmentName(number))
        let place = manifest?.segments.first { $0.number == number }
        let file: any JournalFile
        do throws(JournalError) { file = try fileSystem.open(path, mode: .readOnly) } catch {
            return passOver(number, error, path, place?.firstSequence)
        }
        defer { file.close() }
        var walk: SegmentWalk
        do throws(JournalError) {
            walk = try SegmentWalk(file: file, path: path, expecting: storeID, number: number, after: walkedEpoch)
        } catch {
            return passOver(number, error, path, place?.firstSequence)
        }
        let begins = walk.header.firstSequence - 1
        let before = pieces.last?.lastSequence ?? covered
        guard pieces.isEmpty ? begins <= before : begins == before else {
            add(
                .damage, "the segment begins behind commit \(begins), and what was taken ends at \(before)", path, 0,
                length: walk.reader.size, sequence: before + 1)
            return false
        }
        return try goThrough(&walk, upTo: place?.end, replay)
    }

    /// Leaves out a segment that cannot be read at all. Answers whether that does no harm: the checkpoint covers all of it.
    private mutating func passOver(_ number: UInt64, _ error: JournalError, _ path: String, _ sequence: UInt64?) -> Bool {
        let next = manifest?.segments.first { $0.number > number }
        guard let next, next.firstSequence - 1 <= covered else {
            add(error, path, sequence: sequence)
            return false
        }
        pieces = []
        add(.notice, "\(error.message); the checkpoint covers it", path, error.offset ?? 0, sequence: sequence)
        return true
    }

    /// Goes on to the first frame that cannot be taken and keeps what stands before it. Answers whether the next segment may
    /// follow. Damage in what the checkpoint covers is passed over.
    private mutating func goThrough(
        _ walk: inout SegmentWalk, upTo end: UInt64?, _ replay: (JournalFrame) throws -> Void
    ) throws(JournalError) -> Bool {
        var piece = Piece(header: walk.header, lastSequence: walk.lastSequence)
        var reason = try walkOn(&walk, &piece, upTo: end, replay)
        if let found = reason, piece.lastSequence < covered {
            let (offset, sequence) = (piece.end, piece.lastSequence + 1)
            piece.commits = 0
            let (frame, isEnd) = try firstBehindCheckpoint(&walk, after: offset, upTo: end)
            switch frame {
            case (let place, let header)? where header.sequence == covered + 1 && header.durableSequence >= covered:
                // The frames before it are not needed, and a segment may begin with any commit that was written after a sync.
                add(
                    .notice, "\(found.text); the checkpoint covers it", walk.path, offset, length: place - offset,
                    sequence: sequence)
                pieces = []
                piece.header = SegmentHeader(
                    storeID: storeID, number: walk.header.number, firstSequence: header.sequence, salt: walk.header.salt)
                (piece.start, piece.end, piece.lastSequence) = (place, place, covered)
                walk.goOn(at: place, with: header)
                reason = try walkOn(&walk, &piece, upTo: end, replay)
            case nil:
                // Where the segment was sealed the next one says what came between, and a close frame says that nothing did.
                let isCovered = end != nil || isEnd
                add(
                    isCovered ? .notice : .doubt,
                    "\(found.text); the checkpoint covers everything up to commit \(covered), and no later one is found",
                    walk.path, offset, length: walk.reader.size - min(offset, walk.reader.size), sequence: sequence)
                pieces = []
                return true
            case _?: break
            }
        }
        (walkedEpoch, writerEpoch) = (walk.writerEpoch, max(writerEpoch, walk.writerEpoch))
        if piece.end > piece.start { pieces.append(piece) }
        guard let reason else { return true }
        add(
            reason.severity, reason.text, walk.path, piece.end, length: walk.reader.size - min(piece.end, walk.reader.size),
            sequence: max(piece.lastSequence, covered) + 1)
        return false
    }

    private typealias Reason = (severity: JournalFinding.Severity, text: String)

    /// Takes frames into the piece until one cannot be taken, and says why; nil at the end of the segment.
    private mutating func walkOn(
        _ walk: inout SegmentWalk, _ piece: inout Piece, upTo end: UInt64?, _ replay: (JournalFrame) throws -> Void
    ) throws(JournalError) -> Reason? {
        while piece.end != end {
            do throws(JournalError) {
                let step = try walk.next()
                if case .end = step {
                    return end.map { (.damage, "the segment ends before the manifest says, at \($0)") }
                }
                if let reason = try look(at: step, &walk, replay) { return reason }
            } catch {
                return (.damage, error.message)
            }
            if walk.lastSequence > piece.lastSequence { piece.commits += 1 }
            (piece.end, piece.lastSequence) = (walk.offset, walk.lastSequence)
        }
        return nil
    }

    /// Why a step cannot be taken; nil when it was.
    private mutating func look(
        at step: SegmentWalk.Step, _ walk: inout SegmentWalk, _ replay: (JournalFrame) throws -> Void
    ) throws(JournalError) -> Reason? {
        switch step {
        case .end: return nil
        case .disorder(_, let reason): return (.damage, reason)
        case .bad(let header, let reason):
            switch try TailEvidence.examine(&walk, bad: header, certified: manifest?.durableSequence ?? 0) {
            case .torn(let epoch):
                writerEpoch = max(writerEpoch, epoch)
                return (.doubt, "a torn or damaged tail: \(reason)")
            case .damaged(let proof, let place): return (.damage, "\(reason), and \(proof) (offset \(place))")
            }
        case .frame(let header, let body, let offset):
            guard header.kind == .commit, header.sequence > covered else { return nil }
            let frame = JournalFrame(
                sequence: header.sequence, writerEpoch: header.writerEpoch, durableSequence: header.durableSequence,
                body: Array(body), offset: offset)
            do {
                try replay(frame)
                return nil
            } catch {
                return (.damage, "the commit is whole and cannot be read all the same: \(error)")
            }
        }
    }

    /// The first commit behind damage that the checkpoint does not cover and whose header is whole. Without one: whether a writer
    /// says at the end that the last commit was the checkpoint's.
    private func firstBehindCheckpoint(
        _ walk: inout SegmentWalk, after offset: UInt64, upTo end: UInt64?
    ) throws(JournalError) -> (frame: (place: UInt64, header: FrameHeader)?, isEnd: Bool) {
        var (place, isEnd) = (offset, false)
        while let (found, probe) = try walk.reader.nextHeader(from: place, seed: walk.seed), found < end ?? .max {
            if case .header(let header) = probe {
                if header.kind == .commit, header.sequence > covered { return ((found, header), false) }
                isEnd = header.kind != .commit && header.sequence == covered
            }
            place = found + 1
        }
        return (nil, isEnd)
    }

    /// Says what stands in a segment behind the break.
    private mutating func leaveOut(_ number: UInt64) {
        let path = path(JournalPath.segmentName(number))
        let found = Journal.inspect(path: path, fileSystem: fileSystem, storeID: storeID)
        let content =
            found.frames == 0 ? "no commit can be read in it" : "\(found.frames) whole commits up to \(found.lastSequence)"
        add(
            found.frames == 0 && found.size <= UInt64(SegmentHeader.size) ? .notice : .damage,
            "it lies behind the break, and an order with a hole is none: \(content)", path, 0, length: found.size,
            sequence: found.frames == 0 ? nil : found.firstSequence)
    }

    // MARK: Copying

    /// Writes the pieces as they stand, a segment to go on in, and last the manifest that lets them count.
    func copy(to segments: SegmentFile) throws(JournalError) {
        for piece in pieces {
            let source = try fileSystem.open(path(JournalPath.segmentName(piece.header.number)), mode: .readOnly)
            defer { source.close() }
            try fileSystem.replace(segments.path(piece.header.number)) { copy throws(JournalError) in
                try copy.write(piece.header.encoded(), at: 0)
                var (from, to) = (piece.start, UInt64(SegmentHeader.size))
                while from < piece.end {
                    let count = Int(min(UInt64(SegmentReader.window), piece.end - from))
                    let bytes = try source.read(at: from, count: count)
                    guard bytes.count == count else {
                        throw JournalError(.io, "the file became shorter while it was copied", path: directory, offset: from)
                    }
                    try copy.write(bytes, at: to)
                    (from, to) = (from + UInt64(count), to + UInt64(count))
                }
            }
        }
        let number = try JournalPath.following(max(highestNumber, pieces.last?.header.number ?? 0), in: directory)
        let first = try JournalPath.following(result.lastSequence, in: directory)
        try segments.create(number, firstSequence: first).file.close()
        let taken = pieces.map {
            Manifest.Segment(
                number: $0.header.number, firstSequence: $0.header.firstSequence,
                end: UInt64(SegmentHeader.size) + $0.end - $0.start)
        }
        let manifest = Manifest(
            storeID: storeID, generation: highestGeneration + 1, durableSequence: result.lastSequence,
            writerEpoch: writerEpoch, checkpoint: result.checkpoint,
            segments: taken + [Manifest.Segment(number: number, firstSequence: first, end: nil)])
        try ManifestStore(directory: segments.directory, fileSystem: fileSystem).write(manifest)
    }

    // MARK: Telling

    private func path(_ name: String) -> String { JournalPath.join(directory, name) }

    private var absent: JournalError { JournalError(.notFound, "there is no journal here", path: directory) }

    private var nothing: JournalError {
        let first = result.leftOut.first
        return JournalError(
            .corrupt, "nothing can be salvaged: \(first?.message ?? "there is no whole commit")",
            path: first?.path ?? directory, offset: first?.offset, sequence: first?.sequence)
    }

    private mutating func add(_ error: JournalError, _ path: String, sequence: UInt64? = nil) {
        result.leftOut.append(
            JournalFinding(
                severity: .damage, path: error.path ?? path, offset: error.offset ?? 0, length: nil,
                sequence: sequence ?? error.sequence, code: error.code, message: error.message))
    }

    private mutating func add(
        _ severity: JournalFinding.Severity, _ message: String, _ path: String, _ offset: UInt64, length: UInt64? = nil,
        sequence: UInt64?
    ) {
        result.leftOut.append(
            JournalFinding(
                severity: severity, path: path, offset: offset, length: length, sequence: sequence,
                code: severity == .damage ? .corrupt : nil, message: message))
    }
}
