public import CustodyModel

/// The entries of a log one after another, in the order of commits, each commit whole: fetched a page at a time, so that
/// memory does not grow with the log.
///
/// The sequence ends behind the newest commit that is durable when it gets there. Who wants to go on later begins again with
/// the commit behind the last one that was given. One that follows waits there instead, is woken by the next commit, and ends when
/// the store is closed; cancelling the task that waits ends it with `CancellationError`.
public struct AuditEntries: AsyncSequence, Sendable {
    private let sink: any AuditSink
    private let query: AuditQuery
    private let page: Int
    private let isFollowing: Bool

    /// The entries of a sink that match a query.
    ///
    /// - Parameters:
    ///   - query: its `since` says where to begin; its `limit` does not count.
    ///   - page: how many entries are fetched at once, about.
    ///   - isFollowing: whether it waits for new entries behind the newest, where the sink's coordinator tells of commits.
    public init(
        of sink: any AuditSink, matching query: AuditQuery = AuditQuery(), page: Int = 512, following isFollowing: Bool = false
    ) {
        self.sink = sink
        self.query = query
        self.page = Swift.max(1, page)
        self.isFollowing = isFollowing
    }

    /// Begins at the first entry.
    public func makeAsyncIterator() -> Iterator {
        Iterator(sink: sink, query: query, page: page, isFollowing: isFollowing)
    }

    /// Where a reader has come to.
    public struct Iterator: AsyncIteratorProtocol {
        private let sink: any AuditSink
        private var query: AuditQuery
        private let page: Int
        private var fetched: ArraySlice<AuditEntry> = []
        private var isAtEnd = false
        private let isFollowing: Bool
        /// The newest commit that was durable when entries were fetched last.
        private var seen = CommitSequence.zero

        init(sink: any AuditSink, query: AuditQuery, page: Int, isFollowing: Bool) {
            (self.sink, self.query, self.page, self.isFollowing) = (sink, query, page, isFollowing)
        }

        /// The next entry; nil behind the newest.
        public mutating func next() async throws -> AuditEntry? {
            while fetched.isEmpty {
                try Task.checkCancellation()
                if isAtEnd {
                    guard isFollowing, try await sink.coordinator.committed(after: seen) else { return nil }
                    // Everything up to there was given, whatever of it matched.
                    query.since = Swift.max(query.since ?? .zero, seen.next)
                    isAtEnd = false
                }
                fetched = try await fetch()[...]
            }
            return fetched.popFirst()
        }

        private mutating func fetch() async throws -> [AuditEntry] {
            // What is being taken in may be visible by half: only whole commits are given.
            let durable = sink.coordinator.lastSequence
            seen = durable
            query.limit = page
            var entries = try await sink.entries(query)
            let isPart = entries.count == page
            guard let last = try entries.last?.leaf().commit else {
                isAtEnd = true
                return []
            }
            var covered = last
            if isPart, try entries.first?.leaf().commit == last {
                // One commit is more than a page: all of it, and nothing else.
                var whole = query
                (whole.commit, whole.since, whole.limit) = (last, nil, .max)
                entries = try await sink.entries(whole)
            } else if isPart {
                // The last commit of the page may go on behind it.
                entries = try entries.filter { try $0.leaf().commit < last }
                covered = try entries.last?.leaf().commit ?? last
            }
            // What became visible since then is not given yet.
            query.since = Swift.max(query.since ?? .zero, Swift.min(covered, durable).next)
            isAtEnd = !isPart || covered >= durable
            return try entries.filter { try $0.leaf().commit <= durable }
        }
    }
}

extension AuditSink {
    /// The entries from a commit on that match a query, one after another; see ``AuditEntries``.
    public func entries(since commit: CommitSequence, matching query: AuditQuery = AuditQuery()) -> AuditEntries {
        var query = query
        query.since = commit
        return AuditEntries(of: self, matching: query)
    }
}
