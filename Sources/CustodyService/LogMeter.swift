#if Service
    import CustodyAudit
    import CustodyCore
    import CustodyModel
    import Metrics

    /// Counts the entries of the log that were made since it was, by what kind they are of: never whom they concern.
    actor LogMeter {
        private struct Kind: Hashable {
            var auditClass: AuditClass
            var action: AuditAction
            var decision: AuditDecision
        }

        private let audit: any AuditSink
        private let factory: any MetricsFactory
        /// The commit behind the last one that was counted.
        private var next: CommitSequence
        private var counters: [Kind: Counter] = [:]

        init(of custodian: Custodian, in factory: any MetricsFactory) {
            audit = custodian.backends.audit
            next = custodian.backends.coordinator.lastSequence.next
            self.factory = factory
        }

        /// Counts what was not counted yet.
        ///
        /// - Parameter isFollowing: whether it goes on with what comes, until the store is closed.
        /// - Throws: what reading throws, `CancellationError`; nothing is counted twice when it is called again, but of the commit in which it
        ///   ended the rest is left out.
        func count(following isFollowing: Bool) async throws {
            for try await entry in AuditEntries(of: audit, matching: AuditQuery(since: next), following: isFollowing) {
                let leaf = try entry.leaf()
                counter(of: Kind(auditClass: leaf.auditClass, action: leaf.action, decision: leaf.decision)).increment()
                next = leaf.commit.next
            }
        }

        private func counter(of kind: Kind) -> Counter {
            if let known = counters[kind] { return known }
            let counter = Counter(
                label: "custody.log.entries",
                dimensions: [
                    ("class", "\(kind.auditClass)"), ("action", "\(kind.action)"), ("decision", "\(kind.decision)"),
                ], factory: factory)
            counters[kind] = counter
            return counter
        }
    }
#endif
