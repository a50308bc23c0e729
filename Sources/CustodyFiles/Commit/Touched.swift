import CustodyModel

/// What the commits in flight look at and alter. Many may look at one thing together; whoever alters it is alone with it.
struct Touched {
    private var reading: [ConflictKey: Int] = [:]
    private var writing: Set<ConflictKey> = []

    /// Whether a commit that touches this has to wait.
    func blocks(reads: Set<ConflictKey>, writes: Set<ConflictKey>) -> Bool {
        writes.contains { reading[$0] != nil || writing.contains($0) } || reads.contains { writing.contains($0) }
    }

    mutating func take(reads: Set<ConflictKey>, writes: Set<ConflictKey>) {
        for key in reads { reading[key, default: 0] += 1 }
        writing.formUnion(writes)
    }

    mutating func release(reads: Set<ConflictKey>, writes: Set<ConflictKey>) {
        for key in reads { reading[key] = reading[key].flatMap { $0 > 1 ? $0 - 1 : nil } }
        writing.subtract(writes)
    }
}
