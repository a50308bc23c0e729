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
    private var highestNumber: UInt64 = 0
    private var highestGeneration: UInt64 = 0

    /// What is taken of a segment: everything before `end`.
    private struct Piece {
        let number: UInt64
        let firstSequence: UInt64
        let end: UInt64
        let lastSequence: UInt64
    }

    init(directory: String, fileSystem: any JournalFileSystem, storeID: [UInt8]) {
        self.directory = directory
        self.fileSystem = fileSystem
        self.storeID = storeID
    }

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
        highestNumber = numbers.last ?? 0
        for (index, number) in numbers.enumerated() {
            guard try take(number, replay) else {
                for later in numbers[(index + 1)...] { leaveOut(later) }
                break
            }
        }
        let covered = result.checkpoint?.sequence ?? 0
        if let last = pieces.last?.lastSequence, last < covered {
            // Nothing joins what the checkpoint covers to segments that do not reach it.
            pieces = []
            result.commits = 0
        }
        result.lastSequence = pieces.last?.lastSequence ?? covered
        if let manifest, manifest.durableSequence > result.lastSequence {
            add(
                .damage, "commits \(result.lastSequence + 1) to \(manifest.durableSequence) were acknowledged and are lost",
                path(JournalPath.manifestName(manifest.generation)), 0, sequence: result.lastSequence + 1)
        }
        guard result.lastSequence > 0 || result.isComplete else { throw nothing }
    }

    /// The newest manifest that can be read. What an older one names may be gone; the segments tell.
    private mutating func readManifest(_ generations: [UInt64]) throws(JournalError) {
        highestGeneration = generations.max() ?? 0
        let manifests = ManifestStore(directory: directory, fileSystem: fileSystem)
        for generation in generations.sorted(by: >) {
            do throws(JournalError) {
                manifest = try manifests.read(generation, of: storeID)
                break
            } catch {
                add(error, manifests.path(generation), 0)
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
            add(error, path, 0, sequence: place?.firstSequence)
            return false
        }
        defer { file.close() }
        var walk: SegmentWalk
        do throws(JournalError) {
            walk = try SegmentWalk(file: file, path: path, expecting: storeID, number: number, after: walkedEpoch)
        } catch {
            add(error, path, try file.size(), sequence: place?.firstSequence)
            return false
        }
        let begins = walk.header.firstSequence - 1
        let fits = pieces.last.map { begins == $0.lastSequence } ?? (begins <= result.checkpoint?.sequence ?? 0)
        guard fits else {
            let before = pieces.last?.lastSequence ?? result.checkpoint?.sequence ?? 0
            add(
                .damage, "the segment begins behind commit \(begins), and what was taken ends at \(before)", path, 0,
                length: walk.reader.size, sequence: before + 1)
            return false
        }
        return try goThrough(&walk, upTo: place?.end, replay)
    }

    /// Goes on to the first frame that cannot be taken and keeps what stands before it. Answers whether that is all.
    private mutating func goThrough(
        _ walk: inout SegmentWalk, upTo end: UInt64?, _ replay: (JournalFrame) throws -> Void
    ) throws(JournalError) -> Bool {
        let covered = result.checkpoint?.sequence ?? 0
        var (taken, lastSequence, commits) = (walk.offset, walk.lastSequence, UInt64(0))
        var reason: (severity: JournalFinding.Severity, text: String)?
        while reason == nil, taken != end {
            do throws(JournalError) {
                let step = try walk.next()
                if case .end = step {
                    if let end { reason = (.damage, "the segment ends before the manifest says, at \(end)") }
                    break
                }
                reason = try look(at: step, &walk, covered, replay)
            } catch {
                reason = (.damage, error.message)
            }
            guard reason == nil else { break }
            if walk.lastSequence > lastSequence { commits += 1 }
            (taken, lastSequence) = (walk.offset, walk.lastSequence)
        }
        walkedEpoch = walk.writerEpoch
        writerEpoch = max(writerEpoch, walkedEpoch)
        result.commits += commits
        if taken > UInt64(SegmentHeader.size) {
            pieces.append(
                Piece(
                    number: walk.header.number, firstSequence: walk.header.firstSequence, end: taken,
                    lastSequence: lastSequence))
        }
        guard let reason else { return true }
        add(
            reason.severity, reason.text, walk.path, taken, length: walk.reader.size - min(taken, walk.reader.size),
            sequence: lastSequence + 1)
        return false
    }

    /// Why a step cannot be taken; nil when it was.
    private mutating func look(
        at step: SegmentWalk.Step, _ walk: inout SegmentWalk, _ covered: UInt64, _ replay: (JournalFrame) throws -> Void
    ) throws(JournalError) -> (JournalFinding.Severity, String)? {
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

    /// Says what stands in a segment behind the break.
    private mutating func leaveOut(_ number: UInt64) {
        let path = path(JournalPath.segmentName(number))
        let found = Journal.inspect(path: path, fileSystem: fileSystem, storeID: storeID)
        let content =
            found.frames == 0 ? "no commit can be read in it" : "\(found.frames) whole commits up to \(found.lastSequence)"
        add(
            found.frames == 0 && found.size <= UInt64(SegmentHeader.size) ? .notice : .damage,
            "it lies behind the break, and an order with a hole is none: \(content)", path, 0, length: found.size,
            sequence: found.frames == 0 ? nil : found.lastSequence - found.frames + 1)
    }

    // MARK: Copying

    /// Writes the pieces as they stand, a segment to go on in, and last the manifest that lets them count.
    func copy(to segments: SegmentFile) throws(JournalError) {
        for piece in pieces {
            let source = try fileSystem.open(path(JournalPath.segmentName(piece.number)), mode: .readOnly)
            defer { source.close() }
            try fileSystem.replace(segments.path(piece.number)) { copy throws(JournalError) in
                var offset: UInt64 = 0
                while offset < piece.end {
                    let count = Int(min(UInt64(SegmentReader.window), piece.end - offset))
                    let bytes = try source.read(at: offset, count: count)
                    guard bytes.count == count else {
                        throw JournalError(.io, "the file became shorter while it was copied", path: directory, offset: offset)
                    }
                    try copy.write(bytes, at: offset)
                    offset += UInt64(count)
                }
            }
        }
        let number = highestNumber + 1
        try segments.create(number, firstSequence: result.lastSequence + 1).file.close()
        let taken = pieces.map { Manifest.Segment(number: $0.number, firstSequence: $0.firstSequence, end: $0.end) }
        let manifest = Manifest(
            storeID: storeID, generation: highestGeneration + 1, durableSequence: result.lastSequence,
            writerEpoch: writerEpoch, checkpoint: result.checkpoint,
            segments: taken + [Manifest.Segment(number: number, firstSequence: result.lastSequence + 1, end: nil)])
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

    private mutating func add(_ error: JournalError, _ path: String, _ size: UInt64, sequence: UInt64? = nil) {
        result.leftOut.append(
            JournalFinding(
                severity: .damage, path: error.path ?? path, offset: error.offset ?? 0, length: size == 0 ? nil : size,
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
