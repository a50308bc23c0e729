/// The steps of opening a journal. Each may be cut off by a crash at any point and done again.
struct JournalOpening {
    let directory: String
    let fileSystem: any JournalFileSystem
    let storeID: [UInt8]
    let options: JournalOptions
    let salt: @Sendable () -> [UInt8]
    let restore: (JournalCheckpoint) throws -> Void
    let replay: (JournalFrame) throws -> Void

    private var manifests: ManifestStore { ManifestStore(directory: directory, fileSystem: fileSystem) }
    private var segments: SegmentFile {
        SegmentFile(directory: directory, fileSystem: fileSystem, storeID: storeID, salt: salt)
    }

    func forReading() throws -> Journal {
        guard try fileSystem.status(directory) == .directory else { throw absent }
        guard let manifest = try manifests.newest(of: storeID) else {
            // A segment without a manifest and without a frame is what a crash in the making of a journal leaves.
            for number in try segmentNumbers() where try holdsFrame(number) { throw manifestMissing }
            throw absent
        }
        do {
            if let checkpoint = manifest.checkpoint { try restore(checkpoint) }
            var segmentReplay = SegmentReplay(manifest, segments: segments, sabotage: options.sabotage)
            let (walk, end) = try segmentReplay.run(lastSegment: .readOnly, replay)
            defer { walk.reader.file.close() }
            var tail: JournalRecovery.Tail?
            if case .torn = end { tail = try tornTail(walk).found() }
            return Journal(
                directory: directory, recovery: recovery(segmentReplay, walk, manifest, tail: tail), writerEpoch: nil,
                writer: nil)
        } catch let error as JournalError where error.code == .corrupt {
            // Beside a writer the manifest may be replaced, and what it named removed, in the midst of reading.
            guard let newer = try manifests.newest(of: storeID), newer.generation != manifest.generation else { throw error }
            throw JournalError(
                .changedMeanwhile, "the journal's writer replaced the manifest while it was read: open again", path: directory)
        }
    }

    func forWriting(
        create: Bool, lock callersLock: (any JournalLock)?, companion: (any JournalFile)?
    ) throws -> Journal {
        try prepareDirectory(create: create)
        let ownLock = try callersLock == nil ? fileSystem.lockExclusive(JournalPath.join(directory, JournalPath.lockName)) : nil
        do {
            try removeLeftovers()
            // A kill between a rename and the sync of its directory leaves a name that a power cut takes away again.
            try fileSystem.syncDirectory(directory)
            let found = try manifests.newest(of: storeID)
            let manifest = try found ?? begin(create: create)
            return try resume(manifest, created: found == nil, lock: ownLock, callersLock, companion: companion)
        } catch {
            ownLock?.release()
            throw error
        }
    }

    // MARK: The steps for writing

    private func prepareDirectory(create: Bool) throws(JournalError) {
        switch try fileSystem.status(directory) {
        case .directory: return
        case .absent:
            guard create else { throw absent }
            try fileSystem.createDirectory(directory)
        case .file, .other:
            throw JournalError(.notAJournal, "the path holds something other than a directory", path: directory)
        }
    }

    /// Temporary names are never candidates for anything; whoever holds the lock may remove them.
    private func removeLeftovers() throws(JournalError) {
        let quarantine = JournalPath.join(directory, JournalPath.quarantineName)
        for place in [directory, quarantine] where try fileSystem.status(place) == .directory {
            var removed = false
            for name in try fileSystem.list(place) where name.hasSuffix(JournalPath.temporarySuffix) {
                let path = JournalPath.join(place, name)
                guard case .file = try fileSystem.status(path) else { continue }
                try fileSystem.remove(path)
                removed = true
            }
            if removed { try fileSystem.syncDirectory(place) }
        }
    }

    /// Makes the first segment, then the manifest that lets it count.
    private func begin(create: Bool) throws(JournalError) -> Manifest {
        for number in try segmentNumbers() {
            guard try !holdsFrame(number) else { throw manifestMissing }
            guard create else { throw absent }
            try fileSystem.remove(segments.path(number))
        }
        guard create else { throw absent }
        // The directory may stem from an opening that died before it made the directory's own name durable.
        try fileSystem.syncDirectory(JournalPath.parent(of: directory))
        try segments.create(1, firstSequence: 1).file.close()
        let manifest = Manifest(
            storeID: storeID, generation: 1, durableSequence: 0, writerEpoch: 0, checkpoint: nil,
            segments: [Manifest.Segment(number: 1, firstSequence: 1, end: nil)])
        try manifests.write(manifest)
        return manifest
    }

    private func resume(
        _ found: Manifest, created: Bool, lock: (any JournalLock)?, _ callersLock: (any JournalLock)?,
        companion: (any JournalFile)?
    ) throws -> Journal {
        if let checkpoint = found.checkpoint { try restore(checkpoint) }
        var segmentReplay = SegmentReplay(found, segments: segments, sabotage: options.sabotage)
        let (walk, end) = try segmentReplay.run(lastSegment: .readWrite, replay)
        do {
            var epoch = segmentReplay.writerEpoch
            if case .torn(let highest) = end { epoch = max(epoch, highest) }
            let (writerEpoch, overflow) = epoch.addingReportingOverflow(1)
            guard !overflow else {
                throw JournalError(.tooLarge, "the writer epochs are used up: start a new journal", path: directory)
            }
            if !options.sabotage.contains(.skipSettle) { try settle(walk) }
            try removeUnnamed(found)
            var manifest = found
            var tail: JournalRecovery.Tail?
            let appender: SegmentAppender
            if case .torn = end {
                tail = try tornTail(walk).quarantine(writerEpoch)
                appender = try goOnBehind(walk, &manifest, writerEpoch: writerEpoch)
            } else {
                appender = SegmentAppender(
                    file: walk.reader.file, path: walk.path, seed: walk.seed, writerEpoch: writerEpoch, end: walk.offset,
                    allocated: walk.reader.size, lastKind: walk.lastKind, durableSequence: walk.lastSequence,
                    options: options)
            }
            let chain = SegmentChain(
                segments: segments, manifests: manifests, options: options, manifest: manifest, appender: appender,
                replayed: segmentReplay.replayedBytes)
            let writer = JournalWriter(
                path: directory, lastSequence: walk.lastSequence, bytesSinceCheckpoint: segmentReplay.replayedBytes,
                companion: companion, lock: lock, callersLock: callersLock, sabotage: options.sabotage)
            try writer.start(chain)
            return Journal(
                directory: directory, recovery: recovery(segmentReplay, walk, found, tail: tail, created: created),
                writerEpoch: writerEpoch, writer: writer)
        } catch {
            walk.reader.file.close()
            throw error
        }
    }

    /// Makes the frames durable that no later frame certifies, by writing their bytes again.
    ///
    /// The last writer may have died after a failed sync: the kernel then counts the pages as clean, shows the new bytes, and
    /// loses them at the next power cut. A sync alone would do nothing. The bytes were verified a moment ago and are written
    /// back as they are. A close frame is no exception: commits behind a lost one would look like damage.
    ///
    /// An empty segment is synced too: a writer that took a failed write back may have died before the cut was durable, and a
    /// commit that this opening does not show must not be there at the next one.
    private func settle(_ walk: SegmentWalk) throws(JournalError) {
        var place = walk.uncertifiedOffset
        while place < walk.offset {
            let count = Int(min(UInt64(SegmentReader.window), walk.offset - place))
            let bytes = try walk.reader.file.read(at: place, count: count)
            guard bytes.count == count else {
                throw JournalError(.io, "the file became shorter while it was opened", path: walk.path, offset: place)
            }
            try walk.reader.file.write(bytes, at: place)
            place += UInt64(count)
        }
        try walk.reader.file.sync()
    }

    /// Seals the segment where its last whole frame ends and goes on in a new one: bytes that nobody vouches for are never
    /// written over, and nothing of a tear is ever read as a frame again. A segment without a frame goes away with its tear.
    private func goOnBehind(
        _ walk: SegmentWalk, _ manifest: inout Manifest, writerEpoch: UInt32
    ) throws(JournalError) -> SegmentAppender {
        let number = try JournalPath.following(walk.header.number, in: directory)
        let first = try JournalPath.following(walk.lastSequence, in: directory)
        let generation = try JournalPath.following(manifest.generation, in: directory)
        let made = try segments.create(number, firstSequence: first)
        let isEmpty = walk.lastKind == nil
        manifest.generation = generation
        manifest.durableSequence = walk.lastSequence
        manifest.writerEpoch = writerEpoch
        manifest.segments[manifest.segments.count - 1].end = walk.offset
        if isEmpty { manifest.segments.removeLast() }
        manifest.segments.append(Manifest.Segment(number: number, firstSequence: first, end: nil))
        do throws(JournalError) { try manifests.write(manifest) } catch {
            made.file.close()
            throw error
        }
        if isEmpty {
            walk.reader.file.close()
            try fileSystem.remove(walk.path)
        } else {
            try walk.reader.file.truncate(to: walk.offset)
            walk.reader.file.close()
        }
        return SegmentAppender(
            file: made.file, path: segments.path(number), seed: made.seed, writerEpoch: writerEpoch,
            end: UInt64(SegmentHeader.size), allocated: UInt64(SegmentHeader.size), lastKind: nil,
            durableSequence: walk.lastSequence, options: options)
    }

    /// Removes what no manifest names any more or yet, and cuts what was filled ahead in a sealed segment.
    private func removeUnnamed(_ manifest: Manifest) throws(JournalError) {
        try manifests.removeOlder(than: manifest.generation)
        let named = Set(manifest.segments.map(\.number))
        for number in try segmentNumbers() where !named.contains(number) {
            // A segment that was begun and never named holds no frame. One that holds some would be lost commits.
            if number > (manifest.segments.last?.number ?? 0), try holdsFrame(number) {
                throw JournalError(
                    .corrupt, "the segment holds commits and no manifest names it: an older manifest was put back",
                    path: segments.path(number), offset: UInt64(SegmentHeader.size))
            }
            try fileSystem.remove(segments.path(number))
        }
        for segment in manifest.segments {
            guard let end = segment.end, case .file(let size) = try fileSystem.status(segments.path(segment.number)), size > end
            else { continue }
            let file = try fileSystem.open(segments.path(segment.number), mode: .readWrite)
            defer { file.close() }
            try file.truncate(to: end)
        }
    }

    // MARK: Looking

    private func segmentNumbers() throws(JournalError) -> [UInt64] {
        try fileSystem.list(directory).compactMap(JournalPath.segmentNumber)
    }

    /// Whether the segment holds a whole frame, or so much else that this cannot be told.
    private func holdsFrame(_ number: UInt64) throws(JournalError) -> Bool {
        let file = try fileSystem.open(segments.path(number), mode: .readOnly)
        defer { file.close() }
        do throws(JournalError) {
            var walk = try SegmentWalk(file: file, path: segments.path(number), expecting: storeID, number: number)
            switch try walk.next() {
            case .end: return false
            case .bad, .frame, .disorder: return true
            }
        } catch  where error.code == .corrupt || error.code == .notAJournal {
            return true
        }
    }

    private func tornTail(_ walk: SegmentWalk) -> TornTail {
        TornTail(directory: directory, fileSystem: fileSystem, walk: walk)
    }

    private func recovery(
        _ segmentReplay: SegmentReplay, _ walk: SegmentWalk, _ manifest: Manifest, tail: JournalRecovery.Tail?,
        created: Bool = false
    ) -> JournalRecovery {
        JournalRecovery(
            frames: segmentReplay.replayed, lastSequence: segmentReplay.lastSequence,
            checkpointSequence: manifest.checkpoint?.sequence ?? 0, writerEpoch: segmentReplay.writerEpoch,
            closedCleanly: walk.lastKind == .close && tail == nil, created: created, tail: tail)
    }

    private var absent: JournalError { JournalError(.notFound, "there is no journal here", path: directory) }

    private var manifestMissing: JournalError {
        JournalError(
            .corrupt, "there are segments and no manifest: restore the directory from a backup", path: directory, offset: 0)
    }
}
