import CustodyModel

/// Gives names their places. It is keyed by their text: hashing a name by way of its protocol takes much longer.
struct NameTable<Key: Name>: Hashable, Sendable {
    private var places: [String: Int] = [:]

    /// A table without names.
    init() {}

    /// The place of a name; nil when it has none.
    subscript(name: Key) -> Int? {
        get { places[name.rawValue] }
        set { places[name.rawValue] = newValue }
    }
}
