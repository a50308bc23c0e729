import Crypto
import CustodyAudit
import CustodyConsent
import CustodyData
import CustodyModel

extension Custodian {
    /// Where somebody stands on a purpose, given where they stand by themselves and with whom they were merged.
    func narrowed(
        _ own: ConsentStatus, by merge: MergedPeople, for purpose: Purpose, at instant: Instant? = nil,
        knownAt horizon: ConsentHorizon = .latest
    ) async throws -> ConsentStatus {
        var status = own
        for other in merge.others {
            let theirs = try await backends.consent.status(of: other, purpose: purpose, at: instant, knownAt: horizon)
            status = status.narrower(theirs, since: merge.since ?? .zero)
        }
        return status
    }

    /// Who consented, by what the whole person decided. The ledger knows nobody's others: it lists whoever ended it by
    /// another token.
    func wholePage(_ query: ConsentQuery) async throws -> ConsentPage {
        let limit = max(1, query.limit)
        var (rest, items): (ConsentQuery, [ConsentPage.Item]) = (query, [])
        // What falls out is made up for, so that no page but the last is short.
        repeat {
            rest.limit = limit - items.count
            let page = try await backends.consent.consents(rest)
            items += try await wholeItems(page.items, of: query)
            rest.after = page.next
        } while rest.after != nil && items.count < limit
        return ConsentPage(items: items, next: rest.after)
    }

    private func wholeItems(_ items: [ConsentPage.Item], of query: ConsentQuery) async throws -> [ConsentPage.Item] {
        // In most stores nobody is, and nothing more is looked up.
        let isAnybodyMerged = try await !backends.data.records(RecordQuery(MergedPeople.everybody, limit: 1)).records.isEmpty
        guard isAnybodyMerged else { return items }
        var left: [ConsentPage.Item] = []
        for var item in items {
            let merge = try await merged(item.subject)
            if !merge.others.isEmpty {
                item.status = try await narrowed(item.status, by: merge, for: query.purpose)
                // An objection of any of them counts, whatever the others decided.
                guard query.standing == .objecting || query.matches(item.status) else { continue }
            }
            left.append(item)
        }
        return left
    }

    /// What the person decided who has the token, under whichever of their tokens.
    func timelines(of subject: SubjectToken) async throws -> MergedTimelines {
        let (count, merge) = (mergeCount, try await merged(subject))
        var timelines: [ConsentTimeline] = []
        for token in [subject] + merge.others { timelines.append(try await backends.consent.timeline(of: token)) }
        return MergedTimelines(
            timelines: timelines, since: merge.since ?? .zero, notices: try await backends.consent.noticeBook(), merges: count)
    }

    /// Commits what ends something for one person under several of their tokens, in one unit. Each token has a record of its own
    /// in the log: when the person is taken apart or a token is erased, what is said of the others stays.
    ///
    /// - Parameter events: those of one token next to each other.
    /// - Returns: the record of the first token.
    func commit(
        eachOf events: [ConsentEvent], as action: AuditAction, in role: RoleID? = nil, permit: Bool = false,
        by actor: AuditPerson? = nil, saying more: [String: CBOR] = [:], _ unit: inout UnitOfWork
    ) async throws -> AuditReceipt? {
        var staged: [Staged<AuditReceipt>] = []
        var rest = events[...]
        while let first = rest.first {
            let own = Array(rest.prefix { $0.subject == first.subject })
            rest = rest.dropFirst(own.count)
            var said = more
            said["events"] = .array(try own.map { .bytes(Array(SHA256.hash(data: try CBOR.encode($0)))) })
            let person = try await established(first.subject, in: &unit).saying(said)
            try backends.consent.stage(.appendAll(own, notices: []), in: &unit)
            staged.append(
                try backends.audit.stage(
                    AuditEvent(
                        class: .consent, action: action, decision: permit ? .permit : .none, time: first.recordedAt,
                        purpose: first.purpose, role: role, actor: actor, subjects: [person]), in: &unit))
        }
        let commit = try await committing(unit)
        return staged.first.flatMap { commit[$0] }
    }
}
