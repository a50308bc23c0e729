/// How far a sweep came. It stays good when the store is opened again.
public struct SweepCursor: Hashable, Sendable, Codable {
    let place: UInt64
}
