import CustodyFaults
import CustodyJournal

/// Holds a disk at an acknowledgement against the rule that nothing reachable from the manifest may be unsynced.
///
/// It reads the manifest by itself: what it says must not depend on the code under test.
enum UnsyncedOracle {
    private static let fixedSize = 64
    private static let segmentSize = 24

    static func check(_ disk: SimulatedDisk, companion: Bool) throws(Violation) {
        let directory = JournalSubject.directory
        guard disk.isEntryDurable(directory) else { throw violation(directory, "its name is not durable") }
        if companion, disk.unsyncedBytes(of: JournalSubject.companion) != 0 {
            throw violation(JournalSubject.companion, "it holds unsynced bytes")
        }
        let prefix = directory + "/"
        let names = disk.paths.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
        guard let generation = names.compactMap(JournalPath.manifestGeneration).max() else {
            throw violation(directory, "there is no manifest")
        }
        let manifest = prefix + JournalPath.manifestName(generation)
        let bytes = disk.bytes(of: manifest) ?? []
        try check(disk, manifest, upTo: bytes.count)
        for place in segments(bytes) {
            let path = prefix + JournalPath.segmentName(place.number)
            guard let content = disk.bytes(of: path) else { throw violation(path, "the manifest names it and it is not there") }
            // The segment that is written to ends with its last frame; what is filled ahead may be lost.
            let end = place.end == 0 ? (content.lastIndex { $0 != 0 } ?? -1) + 1 : Int(place.end)
            try check(disk, path, upTo: end)
        }
    }

    private static func check(_ disk: SimulatedDisk, _ path: String, upTo end: Int) throws(Violation) {
        guard disk.isEntryDurable(path) else { throw violation(path, "its name is not durable") }
        guard let unsynced = disk.unsyncedBytes(of: path, upTo: end), unsynced == 0 else {
            throw violation(path, "it holds unsynced bytes")
        }
    }

    private static func segments(_ manifest: [UInt8]) -> [(number: UInt64, end: UInt64)] {
        func integer(_ place: Int, _ size: Int) -> UInt64 {
            guard place + size <= manifest.count else { return 0 }
            return manifest[place..<(place + size)].reduce(0) { $0 << 8 | UInt64($1) }
        }
        let start = fixedSize + Int(integer(56, 4))
        return (0..<Int(integer(60, 4))).map { index in
            let place = start + index * segmentSize
            return (integer(place, 8), integer(place + 16, 8))
        }
    }

    private static func violation(_ path: String, _ what: String) -> Violation {
        Violation(.nothingUnsynced, "at an acknowledgement \(path): \(what)")
    }
}
