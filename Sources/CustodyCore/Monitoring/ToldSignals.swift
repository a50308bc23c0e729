import CustodyModel

/// Which alerts that other systems handed in somebody was told of, the newest ``limit``. The log cannot tell, for what is on
/// record may have been told to nobody; nor can every case, for one that is full lets alerts go.
///
/// What gave way to newer ones is told again when it is sent again: twice is better than never.
struct ToldSignals: Hashable, Sendable, Codable {
    /// What is remembered of one.
    private struct Told: Hashable, Sendable, Codable {
        /// What its record is known by: a keyed digest, which stays the same when the log is put back to an older copy.
        let record: Handle
        /// Stands for who acted, so that it is forgotten with them.
        let actor: Handle

        private enum CodingKeys: String, CodingKey {
            case record = "r"
            case actor = "a"
        }
    }

    /// How many are remembered.
    static let limit = 1000
    /// The oldest first.
    private var told: [Told] = []

    private enum CodingKeys: String, CodingKey {
        case told = "t"
    }

    var isEmpty: Bool { told.isEmpty }

    func contains(_ record: Handle) -> Bool { told.contains { $0.record == record } }

    /// Remembers that somebody was told, once.
    mutating func insert(_ record: Handle, by actor: Handle) {
        guard !contains(record) else { return }
        told.removeFirst(max(0, told.count + 1 - Self.limit))
        told.append(Told(record: record, actor: actor))
    }

    /// Drops what is about an actor.
    mutating func forget(_ handle: Handle) { told.removeAll { $0.actor == handle } }
}
