/// The steps of opening a journal. Each may be cut off by a crash at any point and done again.
struct JournalOpening {
    let directory: String
    let fileSystem: any JournalFileSystem
    let storeID: [UInt8]

    private static let segmentNumber: UInt64 = 1
    private static let keptTails = 16

    private var segmentPath: String { JournalPath.join(directory, JournalPath.segmentName(Self.segmentNumber)) }

    func forReading(replay: (JournalFrame) throws -> Void) throws -> Journal {
        guard try fileSystem.status(directory) == .directory, try hasSegment() else { throw absent }
        let file = try fileSystem.open(segmentPath, mode: .readOnly)
        defer { file.close() }
        var walk = try SegmentWalk(file: file, path: segmentPath, expecting: storeID, number: Self.segmentNumber)
        let torn = try replayFrames(&walk, replay)
        let found = torn == nil ? nil : tail(of: walk, quarantinePath: nil)
        return Journal(path: segmentPath, recovery: recovery(walk, tail: found), writerEpoch: nil, writer: nil)
    }

    func forWriting(
        create: Bool, lock callersLock: (any JournalLock)?, companion: (any JournalFile)?, salt: () -> [UInt8],
        replay: (JournalFrame) throws -> Void
    ) throws -> Journal {
        try prepareDirectory(create: create)
        let ownLock = try callersLock == nil ? fileSystem.lockExclusive(JournalPath.join(directory, JournalPath.lockName)) : nil
        do {
            try removeLeftovers()
            let created = try !hasSegment()
            if created {
                guard create else { throw absent }
                // The directory may stem from an opening that died before it made the directory's own name durable.
                try fileSystem.syncDirectory(JournalPath.parent(of: directory))
                try createSegment(salt: salt())
            } else {
                // So may the segment's name: a kill between rename and sync leaves it visible, and a power cut takes it.
                try fileSystem.syncDirectory(directory)
            }
            let file = try fileSystem.open(segmentPath, mode: .readWrite)
            do {
                return try resume(file, created: created, lock: ownLock, companion: companion, replay: replay)
            } catch {
                file.close()
                throw error
            }
        } catch {
            ownLock?.release()
            throw error
        }
    }

    private func resume(
        _ file: any JournalFile, created: Bool, lock: (any JournalLock)?, companion: (any JournalFile)?,
        replay: (JournalFrame) throws -> Void
    ) throws -> Journal {
        var walk = try SegmentWalk(file: file, path: segmentPath, expecting: storeID, number: Self.segmentNumber)
        let torn = try replayFrames(&walk, replay)
        let (writerEpoch, overflow) = (torn ?? walk.writerEpoch).addingReportingOverflow(1)
        guard !overflow else {
            throw JournalError(.tooLarge, "the writer epochs are used up: start a new journal", path: segmentPath)
        }
        var tail: JournalRecovery.Tail?
        if walk.lastKind != nil { try settle(walk) }
        var end = walk.offset
        var lastKind = walk.lastKind
        if torn != nil {
            tail = try quarantine(walk, writerEpoch: writerEpoch)
            end = try cut(walk, writerEpoch: writerEpoch)
            lastKind = .open
        }
        let appender = SegmentAppender(
            file: file, path: segmentPath, seed: walk.seed, writerEpoch: writerEpoch, end: end, lastKind: lastKind,
            durableSequence: walk.lastSequence)
        let writer = JournalWriter(path: segmentPath, lastSequence: walk.lastSequence, companion: companion, lock: lock)
        try writer.start(appender)
        return Journal(
            path: segmentPath, recovery: recovery(walk, tail: tail, created: created), writerEpoch: writerEpoch, writer: writer)
    }

    // MARK: Reading

    /// Replays the commits. Answers nil at an orderly end, or the highest writer epoch when the walk ends in a torn tail.
    private func replayFrames(_ walk: inout SegmentWalk, _ replay: (JournalFrame) throws -> Void) throws -> UInt32? {
        while true {
            switch try walk.next() {
            case .end: return nil
            case .frame(let header, let body, let offset):
                guard header.kind == .commit else { continue }
                try replay(
                    JournalFrame(
                        sequence: header.sequence, writerEpoch: header.writerEpoch, durableSequence: header.durableSequence,
                        body: Array(body), offset: offset))
            case .disorder(_, let reason): throw corrupt(walk, reason)
            case .bad(let header, let reason):
                switch try TailEvidence.examine(&walk, bad: header) {
                case .torn(let epoch): return epoch
                case .damaged(let proof, let place):
                    throw corrupt(walk, "\(reason), and \(proof) (offset \(place))")
                }
            }
        }
    }

    private func corrupt(_ walk: SegmentWalk, _ reason: String) -> JournalError {
        JournalError(
            .corrupt, "\(reason): durable bytes changed; keep the file and restore it from a backup", path: segmentPath,
            offset: walk.offset, sequence: walk.expectedSequence)
    }

    private var absent: JournalError { JournalError(.notFound, "there is no journal here", path: segmentPath) }

    private func hasSegment() throws(JournalError) -> Bool {
        let numbers = try fileSystem.list(directory).compactMap(JournalPath.segmentNumber)
        if let other = numbers.first(where: { $0 != Self.segmentNumber }) {
            throw JournalError(
                .newerFormat, "there is a segment \(other); this library knows journals of one segment only: update it",
                path: JournalPath.join(directory, JournalPath.segmentName(other)))
        }
        return !numbers.isEmpty
    }

    private func recovery(_ walk: SegmentWalk, tail: JournalRecovery.Tail?, created: Bool = false) -> JournalRecovery {
        JournalRecovery(
            frames: walk.commits, lastSequence: walk.lastSequence, writerEpoch: walk.writerEpoch,
            closedCleanly: walk.lastKind == .close && tail == nil, created: created, tail: tail)
    }

    private func tail(of walk: SegmentWalk, quarantinePath: String?) -> JournalRecovery.Tail {
        JournalRecovery.Tail(
            path: segmentPath, offset: walk.offset, length: walk.reader.size - walk.offset, quarantinePath: quarantinePath)
    }

    // MARK: Writing

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

    private func createSegment(salt: [UInt8]) throws(JournalError) {
        guard salt.count == SegmentHeader.saltSize else {
            throw JournalError(.invalidArgument, "a salt has 32 bytes, not \(salt.count)", path: segmentPath)
        }
        let header = SegmentHeader(storeID: storeID, number: Self.segmentNumber, firstSequence: 1, salt: salt)
        try fileSystem.replace(segmentPath, with: header.encoded())
    }

    /// Makes the frames durable that no later frame certifies, by writing their bytes again.
    ///
    /// The last writer may have died after a failed sync: the kernel then counts the pages as clean, shows the new bytes, and
    /// loses them at the next power cut. A sync alone would do nothing. The bytes were verified a moment ago and are written
    /// back as they are. A close frame is no exception: commits behind a lost one would look like damage.
    private func settle(_ walk: SegmentWalk) throws(JournalError) {
        var place = walk.uncertifiedOffset
        while place < walk.offset {
            let count = Int(min(UInt64(SegmentReader.window), walk.offset - place))
            let bytes = try walk.reader.file.read(at: place, count: count)
            guard bytes.count == count else {
                throw JournalError(.io, "the file became shorter while it was opened", path: segmentPath, offset: place)
            }
            try walk.reader.file.write(bytes, at: place)
            place += UInt64(count)
        }
        try walk.reader.file.sync()
    }

    /// Copies the torn tail aside, durably, before anything happens to it.
    private func quarantine(_ walk: SegmentWalk, writerEpoch: UInt32) throws(JournalError) -> JournalRecovery.Tail {
        let place = JournalPath.join(directory, JournalPath.quarantineName)
        if try fileSystem.status(place) == .absent {
            try fileSystem.createDirectory(place)
            try fileSystem.syncDirectory(directory)
        }
        // Names sort by age. The same tail gets the same name, so that a crash between copying and cutting leaves one copy.
        let name = "\(JournalPath.padded(UInt64(writerEpoch)))-\(JournalPath.padded(walk.offset))\(QuarantinedTail.suffix)"
        let path = JournalPath.join(place, name)
        if case .file(let size) = try fileSystem.status(path), size > walk.reader.size - walk.offset + QuarantinedTail.overhead
        {
            // A recovery died after it copied the tail and cut some of it off: its copy holds more.
            return tail(of: walk, quarantinePath: path)
        }
        let source = walk.reader.file
        try fileSystem.replace(path) { copy throws(JournalError) in
            var offset = walk.offset
            var checksum = CRC32C()
            while offset < walk.reader.size {
                let count = Int(min(UInt64(SegmentReader.window), walk.reader.size - offset))
                let bytes = try source.read(at: offset, count: count)
                guard !bytes.isEmpty else { break }
                try copy.write(bytes, at: offset - walk.offset)
                checksum.update(bytes)
                offset += UInt64(bytes.count)
            }
            try copy.write(QuarantinedTail.trailer(checksum), at: offset - walk.offset)
        }
        // A crash loop must not fill the disk.
        let tails = try fileSystem.list(place).filter { $0.hasSuffix(QuarantinedTail.suffix) }
        for old in tails.dropLast(Self.keptTails) { try fileSystem.remove(JournalPath.join(place, old)) }
        return tail(of: walk, quarantinePath: path)
    }

    /// Puts an `open` frame where the tail began and answers where it ends.
    ///
    /// The file is first cut to exactly that frame's length and synced, still holding bad bytes: at no moment does it end in
    /// an earlier close frame, which would make a crash here look like a clean stop, and nothing stands behind the new frame.
    private func cut(_ walk: SegmentWalk, writerEpoch: UInt32) throws(JournalError) -> UInt64 {
        let file = walk.reader.file
        let end = walk.offset + UInt64(FrameHeader.overhead)
        try file.truncate(to: end)
        try file.sync()
        var frame: [UInt8] = []
        FrameHeader.append(
            .open, writerEpoch: writerEpoch, sequence: walk.lastSequence, durableSequence: walk.lastSequence, body: [],
            seed: walk.seed, to: &frame)
        try file.write(frame, at: walk.offset)
        try file.sync()
        return end
    }
}
