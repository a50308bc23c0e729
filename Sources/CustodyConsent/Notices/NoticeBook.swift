public import CustodyModel

/// The editions of every notice that has a name, in the order in which their versions were first recorded. It tells which
/// consents are stale: those to a version that a later one changed materially.
public struct NoticeBook: Hashable, Sendable, Codable {
    /// One text of one version.
    public struct Edition: Hashable, Sendable, Codable {
        /// The text.
        public var hash: NoticeHash
        /// The version; texts in several languages have the same one.
        public var version: String
        /// The language.
        public var language: String
        /// Whether it makes what people agreed to before stale.
        public var isMaterial: Bool
        /// From when on it makes what people agreed to before stale: when it was recorded, here or in the ledger it is from.
        public var effectiveAt: Instant
        /// When this ledger recorded it, made monotonic over the book: what was known earlier is never altered.
        public var recordedAt: Instant
        /// The commit that holds it.
        public var sequence: CommitSequence
        /// The place of its version among the notice's versions, counted from 0.
        public var rank: Int

        private enum CodingKeys: String, CodingKey {
            case hash = "h"
            case version = "v"
            case language = "l"
            case isMaterial = "m"
            case effectiveAt = "f"
            case recordedAt = "r"
            case sequence = "q"
            case rank = "k"
        }
    }

    private var editions: [NoticeName: [Edition]] = [:]
    private var names: [NoticeHash: NoticeName] = [:]
    /// The newest commit that recorded an edition; nil when there is none. Give it to ``ConsentChange/requireNotices(head:)``.
    public private(set) var head: CommitSequence?
    /// When the newest edition was recorded.
    private var newest: Instant?

    /// A book without an edition.
    public init() {}

    /// A book without an edition.
    public static let empty = NoticeBook()

    /// Whether no notice has a name.
    public var isEmpty: Bool { names.isEmpty }

    /// The names of the notices, sorted.
    public var allNames: [NoticeName] { editions.keys.sorted() }

    /// The editions of a notice, in the order in which they were recorded.
    public func editions(of name: NoticeName) -> [Edition] { editions[name] ?? [] }

    /// Which notice a text is an edition of.
    public func name(of hash: NoticeHash) -> NoticeName? { names[hash] }

    /// The newest edition in a language; nil when there is none in it.
    public func newest(of name: NoticeName, in language: String) -> Edition? {
        editions(of: name).filter { $0.language == language }.max { $0.rank < $1.rank }
    }

    /// Adds an edition after all others; a notice without a name is none.
    public mutating func add(_ notice: Notice, at sequence: CommitSequence) {
        guard let name = notice.name, names[notice.hash] == nil else { return }
        let before = editions[name] ?? []
        let rank = before.first { $0.version == notice.version }?.rank ?? (before.map(\.rank).max() ?? -1) + 1
        let recordedAt = max(notice.takenOverAt ?? notice.recordedAt, newest ?? notice.recordedAt)
        editions[name, default: []].append(
            Edition(
                hash: notice.hash, version: notice.version, language: notice.language,
                isMaterial: notice.change != .minor, effectiveAt: notice.recordedAt, recordedAt: recordedAt,
                sequence: sequence, rank: rank))
        names[notice.hash] = name
        newest = recordedAt
        head = sequence
    }

    /// The edition that made agreement to a text stale; nil when nothing did.
    ///
    /// - Parameters:
    ///   - validAt: as it was at that instant; nil for now.
    ///   - horizon: what was known.
    public func replacement(
        of hash: NoticeHash, at validAt: Instant? = nil, knownAt horizon: ConsentHorizon = .latest
    ) -> Edition? {
        guard !names.isEmpty, let name = names[hash], let all = editions[name],
            let own = all.first(where: { $0.hash == hash })
        else { return nil }
        return all.first { edition in
            edition.rank > own.rank && edition.isMaterial && validAt.map { edition.effectiveAt <= $0 } ?? true
                && horizon.admits(edition.sequence, edition.recordedAt)
        }
    }

    private enum CodingKeys: String, CodingKey {
        case editions = "e"
        case head = "h"
    }

    /// Reads a book: the editions say all of it.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        for name in try container.decode([Named].self, forKey: .editions) {
            editions[name.name] = name.editions
            for edition in name.editions {
                names[edition.hash] = name.name
                newest = max(newest ?? edition.recordedAt, edition.recordedAt)
            }
        }
        head = try container.decodeIfPresent(CommitSequence.self, forKey: .head)
    }

    /// Writes the editions.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(
            allNames.map { Named(name: $0, editions: editions(of: $0)) }, forKey: .editions)
        try container.encodeIfPresent(head, forKey: .head)
    }

    private struct Named: Codable {
        var name: NoticeName
        var editions: [Edition]

        private enum CodingKeys: String, CodingKey {
            case name = "n"
            case editions = "e"
        }
    }
}
