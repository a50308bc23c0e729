import CustodyJournal
public import CustodyModel

/// What stands in a store's directory, as its files say by themselves: no key is needed to read it, and nothing of a person
/// is in it.
public struct StoreInventory: Hashable, Sendable, Codable {
    /// One segment of the journal.
    public struct Segment: Hashable, Sendable, Codable {
        /// The file, from the store's directory.
        public var file: String
        /// Its size in bytes; of a segment that was written to its end, up to where that is.
        public var size: UInt64
        /// The commit that it begins with, or will; nil when its header cannot be read.
        public var firstSequence: UInt64?
        /// The last commit in it; one less than the first when there is none.
        public var lastSequence: UInt64
        /// How many whole commits stand in it, also behind damage.
        public var commits: UInt64
        /// The writer of its last frame: each opening for writing counts one up.
        public var writerEpoch: UInt32
        /// Whether later segments follow it.
        public var isSealed: Bool
        /// Whether it ends in the frame that a writer leaves who closes in order.
        public var closedCleanly: Bool
    }

    /// Any file of the directory.
    public struct File: Hashable, Sendable, Codable {
        /// The file, from the store's directory.
        public var file: String
        /// Its size in bytes.
        public var size: UInt64
    }

    /// What the journal's checkpoint says.
    public struct Checkpoint: Hashable, Sendable, Codable {
        /// The last commit that stands outside the journal as well.
        public var sequence: UInt64
        /// How many bytes say where.
        public var payloadBytes: Int
    }

    /// Which store it is; nil when `custody.json` cannot be read.
    public var store: Handle?
    /// Whose store it is; nil when `custody.json` cannot be read.
    public var controller: ControllerID?
    /// The generation of the journal's manifest; nil when there is none that can be read.
    public var manifest: UInt64?
    /// The newest checkpoint; nil when the journal holds every commit.
    public var checkpoint: Checkpoint?
    /// The journal's segments, in order.
    public var segments: [Segment] = []
    /// Copies of torn tails that openings put aside.
    public var keptTails: [File] = []
    /// Every file, those above included, in the order of their names.
    public var files: [File] = []

    /// The bytes of all files.
    public var size: UInt64 { files.reduce(0) { $0 + $1.size } }

    /// Nothing is known.
    init() {}

    init(
        _ paths: StorePaths, _ identity: StoreIdentity?, _ journal: JournalInspection?, _ fileSystem: any JournalFileSystem
    ) throws(JournalError) {
        store = identity?.store
        controller = identity?.controller
        manifest = journal?.generation
        checkpoint = journal?.checkpoint.map { Checkpoint(sequence: $0.sequence, payloadBytes: $0.payload.count) }
        let found = journal?.segments ?? []
        segments = found.enumerated().map { place, segment in
            Segment(
                file: StoreFinding.relative(segment.path, to: paths.directory), size: segment.size,
                firstSequence: segment.firstSequence, lastSequence: segment.lastSequence, commits: segment.frames,
                writerEpoch: segment.writerEpoch, isSealed: place < found.count - 1, closedCleanly: segment.closedCleanly)
        }
        files = try Self.files(in: paths.directory, "", fileSystem)
        let quarantine = StoreFinding.relative(paths.quarantine, to: paths.directory) + "/"
        keptTails = files.filter { $0.file.hasPrefix(quarantine) }
    }

    private static func files(
        in directory: String, _ prefix: String, _ fileSystem: any JournalFileSystem
    ) throws(JournalError) -> [File] {
        var files: [File] = []
        for name in try fileSystem.contents(directory) {
            let path = JournalPath.join(directory, name)
            switch try fileSystem.status(path) {
            case .file(let size): files.append(File(file: prefix + name, size: size))
            case .directory: files += try Self.files(in: path, prefix + name + "/", fileSystem)
            // Beside a writer a file may go away between the two looks.
            case .absent, .other: continue
            }
        }
        return files
    }
}
