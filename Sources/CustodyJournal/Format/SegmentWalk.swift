/// Goes through a segment's frames in order and holds them to the order a writer keeps. It judges nothing: what a bad
/// frame means is for recovery and inspection to say.
struct SegmentWalk {
    enum Step {
        /// A whole frame that continues the one before.
        case frame(FrameHeader, body: ArraySlice<UInt8>, offset: UInt64)
        /// A header whose checksum holds, but which no writer puts here.
        case disorder(FrameHeader, reason: String)
        /// No whole frame. `header` is set when only the body is torn or damaged.
        case bad(FrameHeader?, reason: String)
        /// Nothing follows the last whole frame, or the header, but zeros that were written ahead.
        case end
    }

    let path: String
    let header: SegmentHeader
    let seed: UInt32
    var reader: SegmentReader
    private let checkingBodies: Bool

    /// Where the next frame begins.
    private(set) var offset = UInt64(SegmentHeader.size)
    private(set) var lastSequence: UInt64
    private(set) var writerEpoch: UInt32
    private(set) var lastKind: FrameHeader.Kind?
    private(set) var commits: UInt64 = 0
    /// The highest sequence that a frame certifies as synced.
    private(set) var durableSequence: UInt64
    /// Where the frames begin that no later frame certifies.
    private(set) var uncertifiedOffset = UInt64(SegmentHeader.size)

    /// - Parameters:
    ///   - storeID: The store it must belong to; nil accepts any.
    ///   - number: The number its name gives; nil accepts any.
    ///   - place: What the manifest says of the segment.
    ///   - writerEpoch: The highest writer epoch before it.
    init(
        file: any JournalFile, path: String, expecting storeID: [UInt8]?, number: UInt64?, place: Manifest.Segment? = nil,
        after writerEpoch: UInt32 = 0, checkingBodies: Bool = true
    ) throws(JournalError) {
        var reader = try SegmentReader(file: file, end: place?.end)
        let header = try SegmentHeader.decode(Array(try reader.bytes(at: 0, count: SegmentHeader.size)), path: path)
        if let storeID, header.storeID != storeID {
            throw JournalError(
                .foreignStore, "the journal belongs to another store: check which directory was meant", path: path, offset: 12)
        }
        if let number, header.number != number {
            throw JournalError(
                .corrupt, "the file's name says segment \(number), its header \(header.number): it was renamed", path: path,
                offset: 28)
        }
        if let place, header.firstSequence != place.firstSequence {
            throw JournalError(
                .corrupt, "the segment begins with sequence \(header.firstSequence), the manifest says \(place.firstSequence)",
                path: path, offset: 36)
        }
        if let end = place?.end, reader.size < end {
            throw JournalError(
                .corrupt, "the segment has \(reader.size) bytes of the \(end) that the manifest certifies: restore it",
                path: path, offset: reader.size, sequence: header.firstSequence)
        }
        self.path = path
        self.header = header
        self.seed = header.seed
        self.reader = reader
        self.checkingBodies = checkingBodies
        self.writerEpoch = writerEpoch
        self.lastSequence = header.firstSequence - 1
        self.durableSequence = header.firstSequence - 1
    }

    /// The sequence that the next commit must have.
    var expectedSequence: UInt64 { lastSequence &+ 1 }

    mutating func next() throws(JournalError) -> Step {
        guard offset < reader.size else { return .end }
        let head = try reader.bytes(at: offset, count: FrameHeader.size)
        if head.first == 0, try reader.isZero(from: offset) { return .end }
        guard head.count == FrameHeader.size else { return .bad(nil, reason: "the file ends within a frame's header") }
        let header: FrameHeader
        switch head.withUnsafeBytes({ FrameHeader.probe($0, seed: seed) }) {
        case .none(let reason): return .bad(nil, reason: reason)
        case .unsupported(let what):
            throw JournalError(
                .newerFormat, "\(what), which this library cannot read: update it", path: path, offset: offset,
                sequence: expectedSequence)
        case .header(let found): header = found
        }
        if let reason = disorder(header) { return .disorder(header, reason: reason) }
        let frame = try reader.bytes(at: offset, count: header.total)
        guard frame.count == header.total else { return .bad(header, reason: "the file ends within a frame's body") }
        guard !checkingBodies || frame.withUnsafeBytes({ header.verifies($0) }) else {
            return .bad(header, reason: "the frame's body is damaged")
        }
        let place = offset
        accept(header, at: place)
        let body = frame[(frame.startIndex + FrameHeader.size)..<(frame.startIndex + FrameHeader.size + header.length)]
        return .frame(header, body: body, offset: place)
    }

    /// Goes on at a later whole frame as if everything before it were in order: inspection looks behind damage.
    mutating func goOn(at place: UInt64, with header: FrameHeader) {
        offset = place
        writerEpoch = header.writerEpoch
        durableSequence = min(header.durableSequence, durableSequence)
        lastSequence = header.kind == .commit ? header.sequence &- 1 : header.sequence
        lastKind = nil
    }

    private mutating func accept(_ header: FrameHeader, at place: UInt64) {
        if header.durableSequence > durableSequence {
            durableSequence = header.durableSequence
            uncertifiedOffset = place
        }
        if header.kind == .commit { commits += 1 }
        lastSequence = header.sequence
        writerEpoch = header.writerEpoch
        lastKind = header.kind
        offset = place + UInt64(header.total)
    }

    /// Says why no writer writes this frame here, or nil when one does.
    private func disorder(_ header: FrameHeader) -> String? {
        if header.writerEpoch < writerEpoch { return "an earlier writer's frame follows a later one's" }
        if lastKind == .close, header.writerEpoch == writerEpoch { return "the writer wrote on after it closed" }
        switch header.kind {
        case .commit:
            guard header.sequence > 0, header.sequence < .max, header.sequence - 1 == lastSequence else {
                return "sequence \(header.sequence) follows \(lastSequence)"
            }
            guard header.durableSequence <= lastSequence, header.durableSequence >= durableSequence else {
                return "the frame certifies sequence \(header.durableSequence) as synced, which cannot be"
            }
        case .close, .open:
            guard header.sequence == lastSequence, header.durableSequence == lastSequence else {
                return "a \(header.kind) frame of sequence \(header.sequence) follows \(lastSequence)"
            }
        }
        return nil
    }
}
