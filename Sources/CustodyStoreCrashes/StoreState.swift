/// What was found in a store.
struct StoreState: Sendable, Equatable {
    var people: [Int: StoreModel.Person] = [:]
    /// Who is one with another.
    var merged: Set<Int> = []
    var incidents = 0
    var entries: [String: UInt64] = [:]
    /// How many erasures of a person the log tells of.
    var erasures = 0
    /// The lowest version of the key-encryption key that wraps a key.
    var leastVersion: UInt16 = .max
    /// The lowest version of the blind index that has a key or an entry.
    var leastIndexVersion: UInt8 = .max
    /// How many entries the blind index has.
    var identifiers = 0
    /// The first entry of the access log that is still there.
    var first: UInt64 = 0
}
