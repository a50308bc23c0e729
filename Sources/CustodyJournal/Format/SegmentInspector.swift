/// Verifies a segment from its first byte to its last and goes on behind damage.
struct SegmentInspector {
    let path: String
    let fileSystem: any JournalFileSystem
    let storeID: [UInt8]?
    /// What the manifest says of the segment; nil when it is looked at by itself.
    var place: Manifest.Segment?
    /// The sequence up to which the manifest says that everything was synced.
    var certified: UInt64 = 0
    /// The highest writer epoch before the segment.
    var after: UInt32 = 0

    private static let limit = 1000
    private var findings: [JournalFinding] = []

    init(
        path: String, fileSystem: any JournalFileSystem, storeID: [UInt8]?, place: Manifest.Segment? = nil,
        certified: UInt64 = 0, after: UInt32 = 0
    ) {
        self.path = path
        self.fileSystem = fileSystem
        self.storeID = storeID
        self.place = place
        self.certified = certified
        self.after = after
    }

    /// Whether a later segment follows, so that this one need not end in a close frame.
    private var isSealed: Bool { place?.end != nil }

    mutating func run() -> SegmentInspection {
        do throws(JournalError) {
            let file = try fileSystem.open(path, mode: .readOnly)
            defer { file.close() }
            var walk = try SegmentWalk(
                file: file, path: path, expecting: storeID, number: expectedNumber, place: place, after: after)
            do throws(JournalError) {
                try goThrough(&walk)
            } catch {
                // What was counted before the error still stands in the report.
                add(error, at: error.offset ?? walk.offset)
            }
            return report(walk)
        } catch {
            add(error, at: error.offset ?? 0)
            var size: UInt64 = 0
            if case .file(let bytes)? = try? fileSystem.status(path) { size = bytes }
            return SegmentInspection(
                path: path, size: size, storeID: nil, frames: 0, firstSequence: nil, lastSequence: 0, writerEpoch: 0,
                closedCleanly: false, findings: findings)
        }
    }

    private var expectedNumber: UInt64? {
        JournalPath.segmentNumber(path.split(separator: "/").last.map(String.init) ?? path)
    }

    private func report(_ walk: SegmentWalk) -> SegmentInspection {
        SegmentInspection(
            path: path, size: walk.reader.size, storeID: walk.header.storeID, frames: walk.commits,
            firstSequence: walk.header.firstSequence, lastSequence: walk.lastSequence, writerEpoch: walk.writerEpoch,
            closedCleanly: walk.lastKind == .close && findings.isEmpty, findings: findings)
    }

    private mutating func goThrough(_ walk: inout SegmentWalk) throws(JournalError) {
        var disordered: UInt64?
        // Each finding costs a look at the rest of the file: a file of nothing but damage must not take for ever.
        while findings.count < Self.limit {
            switch try walk.next() {
            case .frame: continue
            case .end:
                if let end = place?.end, walk.offset != end {
                    add(.damage, "the segment ends before the manifest says", at: walk.offset, length: 0, .corrupt)
                }
                if !isSealed, walk.lastKind != .close {
                    let message = "the file does not end in a close frame: it is in use, or its writer did not stop in order"
                    add(.notice, message, at: walk.offset, length: 0)
                }
                return
            case .disorder(let header, let reason):
                // A frame that is out of order wherever it stands is reported once and passed over.
                let isRepeated = disordered == walk.offset
                disordered = walk.offset
                if !isRepeated {
                    let length = UInt64(header.total)
                    add(.damage, reason, at: walk.offset, length: length, sequence: walk.expectedSequence, .corrupt)
                }
                guard try skip(&walk, from: isRepeated ? walk.offset + 1 : walk.offset) else { return }
            case .bad(let header, let reason):
                let verdict = try TailEvidence.examine(&walk, bad: header, certified: isSealed ? .max : certified)
                let start = walk.offset
                let sequence = walk.expectedSequence
                let isFound = try skip(&walk, from: start + 1)
                let length = (isFound ? walk.offset : walk.reader.size) - start
                switch verdict {
                case .damaged(let proof, let place):
                    let message = "\(reason), and \(proof) (offset \(place))"
                    add(.damage, message, at: start, length: length, sequence: sequence, .corrupt)
                case .torn:
                    let message = "the file does not end in a valid close frame but in a torn or damaged tail: \(reason)"
                    add(.doubt, message, at: start, length: length, sequence: sequence)
                }
                guard isFound else { return }
            }
        }
    }

    /// Moves to the next whole frame at or after `offset` whatever its order, so that `next()` goes on from it.
    private mutating func skip(_ walk: inout SegmentWalk, from offset: UInt64) throws(JournalError) -> Bool {
        var place = offset
        while let (found, probe) = try walk.reader.nextHeader(from: place, seed: walk.seed) {
            if case .header(let header) = probe {
                let frame = try walk.reader.bytes(at: found, count: header.total)
                if frame.withUnsafeBytes({ header.verifies($0) }) {
                    walk.goOn(at: found, with: header)
                    return true
                }
            }
            place = found + 1
        }
        return false
    }

    private mutating func add(
        _ severity: JournalFinding.Severity, _ message: String, at offset: UInt64, length: UInt64? = nil,
        sequence: UInt64? = nil, _ code: JournalError.Code? = nil
    ) {
        findings.append(
            JournalFinding(
                severity: severity, path: path, offset: offset, length: length, sequence: sequence, code: code,
                message: message))
    }

    private mutating func add(_ error: JournalError, at offset: UInt64) {
        add(.damage, error.message, at: offset, sequence: error.sequence, error.code)
    }
}
