public import CustodyKeys
public import CustodyModel

/// What the blind index tells to somebody who can read the store's files and has no key.
public struct IndexReport: Hashable, Sendable, Codable {
    /// What one kind of identifier tells.
    public struct Field: Hashable, Sendable, Codable {
        /// The kind.
        public var field: IdentifierField
        /// Whose data: entries of one controller tell nothing about those of another.
        public var controller: ControllerID
        /// How the current version hashes it.
        public var hash: IdentifierHash
        /// How many entries there are.
        public var entries: Int
        /// How many different values the entries are of.
        public var distinct: Int
        /// How many entries share the value that most share. More than one tells which people have a value in common.
        public var largestBucket: Int
        /// How many entries each version has.
        public var versions: [UInt8: Int]
    }

    /// In the order of their names.
    public var fields: [Field]
    /// How many people and principals have an entry.
    public var handles: Int
    /// The most entries that stand for one of them: those are seen to belong together.
    public var mostOfOne: Int

    /// What all that comes to, in words.
    public var findings: [String] {
        var findings = fields.map { field in
            let share =
                field.largestBucket > 1
                ? "up to \(field.largestBucket) entries share a value, and are seen to"
                : "no two entries share a value, so that nothing can be counted or compared"
            return "\(field.field) of \(field.controller): \(field.entries) entries of \(field.distinct) values; \(share); "
                + field.hash.meaning
        }
        if mostOfOne > 1 {
            findings.append("up to \(mostOfOne) entries are seen to be of one person, and of which kinds they are; not of whom")
        }
        findings.append("who watches the files sees when an identifier comes and when it goes")
        return findings
    }
}

extension IdentifierHash {
    /// What the index key is worth to a thief.
    fileprivate var meaning: String {
        switch self {
        case .keyed: "with the index keys a guess is tried in a microsecond"
        case .slow(let cost):
            "with the index keys each guess costs scrypt with N = \(cost.rounds), r = \(cost.blockSize), p = \(cost.parallelism)"
        }
    }
}
