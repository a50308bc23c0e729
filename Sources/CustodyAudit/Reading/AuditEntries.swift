public import CustodyModel

/// The entries of a log one after another, in the order of commits, each commit whole: fetched a page at a time, so that
/// memory does not grow with the log.
///
/// The sequence ends behind the newest commit that is durable when it gets there. Who wants to go on later begins again with
/// the commit behind the last one that was given.
public struct AuditEntries: AsyncSequence, Sendable {
    private let sink: any AuditSink
    private let query: AuditQuery
    private let page: Int

    /// The entries of a sink that match a query.
    ///
    /// - Parameters:
    ///   - query: its `since` says where to begin; its `limit` does not count.
    ///   - page: how many entries are fetched at once, about.
    public init(of sink: any AuditSink, matching query: AuditQuery = AuditQuery(), page: Int = 512) {
        self.sink = sink
        self.query = query
        self.page = Swift.max(1, page)
    }

    /// Begins at the first entry.
    public func makeAsyncIterator() -> Iterator { Iterator(sink: sink, query: query, page: page) }

    /// Where a reader has come to.
    public struct Iterator: AsyncIteratorProtocol {
        private let sink: any AuditSink
        private var query: AuditQuery
        private let page: Int
        private var fetched: ArraySlice<AuditEntry> = []
        private var isAtEnd = false

        init(sink: any AuditSink, query: AuditQuery, page: Int) {
            (self.sink, self.query, self.page) = (sink, query, page)
        }

        /// The next entry; nil behind the newest.
        public mutating func next() async throws -> AuditEntry? {
            while fetched.isEmpty, !isAtEnd {
                try Task.checkCancellation()
                fetched = try await fetch()[...]
            }
            return fetched.popFirst()
        }

        private mutating func fetch() async throws -> [AuditEntry] {
            // What is being taken in may be visible by half: only whole commits are given.
            let durable = sink.coordinator.lastSequence
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
            query.since = covered.next
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
