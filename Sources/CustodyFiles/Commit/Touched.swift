import CustodyModel

/// What the commits in flight look at and alter. Many may look at one thing together; whoever alters it is alone with it.
struct Touched {
    /// What one commit looks at, a set for each of its changes as the stores made them, and what it alters. It is told from others by itself.
    final class Things: Sendable {
        let reads: [Set<ConflictKey>]
        let writes: Set<ConflictKey>

        init(of changes: [StagedChange], _ idempotency: Idempotency?) {
            reads = changes.lazy.map(\.reads).filter { !$0.isEmpty }
            var writes = changes.dropFirst().reduce(into: changes.first?.writes ?? []) { $0.formUnion($1.writes) }
            if let idempotency { writes.insert(ConflictKey(StoreTag(rawValue: 0), of: idempotency.key)) }
            self.writes = writes
        }
    }

    private var reading: [ConflictKey: Int] = [:]
    private var writing: Set<ConflictKey> = []
    /// Large sets of what is looked at, by their commit. There are few of them: to look into each costs less than to count thousands
    /// of things in and out.
    private var readingMany: [ObjectIdentifier: [Set<ConflictKey>]] = [:]
    private static let many = 32

    /// Whether a commit that touches this has to wait.
    func blocks(_ things: Things) -> Bool {
        things.writes.contains { reading[$0] != nil || writing.contains($0) || isReadAmongMany($0) }
            || things.reads.contains { meet($0, writing) }
    }

    mutating func take(_ things: Things) {
        for reads in things.reads {
            if reads.count < Self.many {
                for key in reads { reading[key, default: 0] += 1 }
            } else {
                readingMany[ObjectIdentifier(things), default: []].append(reads)
            }
        }
        writing.formUnion(things.writes)
    }

    mutating func release(_ things: Things) {
        readingMany[ObjectIdentifier(things)] = nil
        for reads in things.reads where reads.count < Self.many {
            for key in reads { reading[key] = reading[key].flatMap { $0 > 1 ? $0 - 1 : nil } }
        }
        writing.subtract(things.writes)
    }

    private func isReadAmongMany(_ key: ConflictKey) -> Bool {
        readingMany.values.contains { $0.contains { $0.contains(key) } }
    }

    /// Whether two sets have something in common. The smaller one is gone through.
    private func meet(_ left: Set<ConflictKey>, _ right: Set<ConflictKey>) -> Bool {
        left.count < right.count ? left.contains(where: right.contains) : right.contains(where: left.contains)
    }
}
