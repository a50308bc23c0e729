import CustodyModel

extension Instant? {
    /// Brings an end forward to another one that comes before it; nil never comes.
    mutating func narrow(to other: Instant?) {
        guard let other else { return }
        self = self.map { min($0, other) } ?? other
    }
}
