/// The names a journal's directory uses.
package enum JournalPath {
    package static let temporarySuffix = ".tmp"
    package static let lockName = "LOCK"
    package static let quarantineName = "quarantine"
    private static let segmentSuffix = ".log"
    private static let manifestPrefix = "MANIFEST-"
    private static let digits = 20

    package static func join(_ directory: String, _ name: String) -> String {
        directory.hasSuffix("/") ? directory + name : directory + "/" + name
    }

    package static func parent(of path: String) -> String {
        var trimmed = path[...]
        while trimmed.count > 1, trimmed.last == "/" { trimmed.removeLast() }
        guard let slash = trimmed.lastIndex(of: "/") else { return "." }
        return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
    }

    package static func padded(_ number: UInt64) -> String {
        let text = String(number)
        return String(repeating: "0", count: digits - text.count) + text
    }

    /// The number after one: a segment's, a manifest's or a commit's. The largest of all is never given, so that each has a next one.
    static func following(_ number: UInt64, in directory: String) throws(JournalError) -> UInt64 {
        guard number < UInt64.max - 1 else {
            throw JournalError(.tooLarge, "the journal's numbers are used up: start a new one", path: directory)
        }
        return number + 1
    }

    package static func segmentName(_ number: UInt64) -> String { padded(number) + segmentSuffix }

    /// The segment's number, or nil when the name is none that we give.
    package static func segmentNumber(_ name: String) -> UInt64? {
        guard name.hasSuffix(segmentSuffix), name.utf8.count == digits + segmentSuffix.utf8.count,
            let number = UInt64(name.dropLast(segmentSuffix.count)), segmentName(number) == name
        else { return nil }
        return number
    }

    package static func manifestName(_ generation: UInt64) -> String { manifestPrefix + padded(generation) }

    /// The manifest's generation, or nil when the name is none that we give.
    package static func manifestGeneration(_ name: String) -> UInt64? {
        guard name.hasPrefix(manifestPrefix), let generation = UInt64(name.dropFirst(manifestPrefix.count)),
            manifestName(generation) == name
        else { return nil }
        return generation
    }
}
