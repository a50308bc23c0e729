#if SQLite
    import CustodyConsent
    import CustodyModel
    import Foundation
    import GRDB

    /// The tables of the consent ledger, within one transaction.
    struct ConsentTables {
        /// How many people are looked at together.
        private static let stride = 256

        let database: Database

        init(_ database: Database) { self.database = database }

        // MARK: Looking

        func timeline(of subject: SubjectToken) throws -> ConsentTimeline {
            var timeline = ConsentTimeline(of: subject)
            for row in try database.rows(
                "SELECT body, sequence FROM consent_event WHERE subject = ? ORDER BY number", subject.data)
            { timeline.append(try row.decoded(0), at: try row.sequence(1)) }
            return timeline
        }

        func summary(_ hash: NoticeHash) throws -> NoticeSummary? {
            try database.row("SELECT summary FROM notice WHERE hash = ?", hash.bytes.data)?.decoded(0)
        }

        func book() throws -> NoticeBook { try database.row("SELECT body FROM notice_book")?.decoded(0) ?? NoticeBook() }

        func subjects(after: SubjectToken?, limit: Int) throws -> [SubjectToken] {
            try database.rows(
                "SELECT DISTINCT subject FROM consent_event WHERE subject > ? ORDER BY subject LIMIT ?", after?.data ?? .lowest,
                limit
            ).map { SubjectToken(try $0.handle(0)) }
        }

        func consents(_ query: ConsentQuery) throws -> ConsentPage {
            let (limit, book) = (max(1, query.limit), try book())
            var (items, bound): ([ConsentPage.Item], Handle?) = ([], query.after?.handle)
            while true {
                // Whoever consents does so by an event for the purpose or one above it. What was ended below is in the timeline.
                let (candidates, isEnd) = try listed(for: query, after: bound)
                for subject in candidates.map({ SubjectToken($0) }) {
                    guard let item = query.item(try timeline(of: subject), by: book) else { continue }
                    // One more than asked for tells whether there is a next page.
                    if items.count == limit { return ConsentPage(items: items, next: items.last?.subject) }
                    items.append(item)
                }
                guard !isEnd, let last = candidates.last else { return ConsentPage(items: items, next: nil) }
                bound = last
            }
        }

        /// The next of those who gave consent, or objected, to the purpose or to one above it, and whether there are no more.
        private func listed(
            for query: ConsentQuery, after bound: Handle?
        ) throws -> (handles: [Handle], isEnd: Bool) {
            let select: StaticString =
                query.standing == .objecting
                ? "SELECT subject FROM consent_objection WHERE purpose = ? AND subject > ? ORDER BY subject LIMIT ?"
                : "SELECT subject FROM consent_given WHERE purpose = ? AND subject > ? ORDER BY subject LIMIT ?"
            var found: Set<Handle> = []
            for above in query.purpose.lineage {
                let rows = try database.rows(select, above.data, bound?.data ?? .lowest, Self.stride)
                for row in rows { found.insert(try row.handle(0)) }
            }
            // Beyond so many, a list that was cut off may have smaller ones.
            return (Array(found.sorted().prefix(Self.stride)), found.count < Self.stride)
        }

        // MARK: Checking

        func validate(_ change: ConsentChange) throws {
            switch change {
            case .record(let notice):
                try ConsentRules.check(notice, in: try book(), recorded: try recorded([notice.hash]))
            case .append(let event, let notice):
                // A protective act is taken whatever is attached to it.
                try check([event], event.kind.protectsPerson ? [] : notice.map { [$0] } ?? [])
            case .appendAll(let events, let notices): try check(events, notices)
            case .require(let subject, let head): try require(subject, head)
            case .requireAll(let heads, _): for head in heads { try require(head.subject, head.head) }
            case .requireNotices(let head):
                guard try book().head == head else {
                    throw ConsentError(.headMoved, "a notice was recorded since the decision was made; decide again")
                }
            case .forget: break
            }
        }

        private func require(_ subject: SubjectToken, _ head: CommitSequence?) throws {
            let newest = try database.row(
                "SELECT sequence FROM consent_event WHERE subject = ? ORDER BY number DESC LIMIT 1", subject.data)
            guard try newest?.sequence(0) == head else { throw ConsentError.moved(subject) }
        }

        private func check(_ events: [ConsentEvent], _ notices: [Notice]) throws {
            try ConsentRules.check(
                events, after: try timeline(of: events.first?.subject ?? SubjectToken(.zero)), attached: notices,
                in: try book(),
                recorded: try recorded(events.compactMap(\.notice) + notices.map(\.hash)))
        }

        /// The notices of those hashes that are recorded, read before the rules ask for them: the rules do not throw.
        private func recorded(_ hashes: [NoticeHash]) throws -> (NoticeHash) -> NoticeSummary? {
            var found: [NoticeHash: NoticeSummary] = [:]
            for hash in Set(hashes) { found[hash] = try summary(hash) }
            return { found[$0] }
        }

        // MARK: Changing

        func perform(_ change: ConsentChange, at sequence: CommitSequence) throws {
            switch change {
            case .record(let notice): try take(notice, at: sequence)
            case .append(let event, let notice):
                // The notice of a protective act was not checked, and nothing depends on it.
                if let notice, !event.kind.protectsPerson { try take(notice, at: sequence) }
                try add([event], at: sequence)
            case .appendAll(let events, let notices):
                for notice in notices { try take(notice, at: sequence) }
                try add(events, at: sequence)
            case .require, .requireAll, .requireNotices: break
            case .forget(let subject):
                try database.run("DELETE FROM consent_event WHERE subject = ?", subject.data)
                try database.run("DELETE FROM consent_given WHERE subject = ?", subject.data)
                try database.run("DELETE FROM consent_objection WHERE subject = ?", subject.data)
            }
        }

        /// The first record of a text stands; a later one was checked to say the same.
        private func take(_ notice: Notice, at sequence: CommitSequence) throws {
            guard try summary(notice.hash) == nil else { return }
            try database.run(
                "INSERT INTO notice VALUES (?, ?, ?)", notice.hash.bytes.data, try notice.summary.encodedData(),
                try notice.encodedData())
            guard notice.name != nil else { return }
            var book = try book()
            book.add(notice, at: sequence)
            try database.run("INSERT OR REPLACE INTO notice_book VALUES (1, ?)", try book.encodedData())
        }

        private func add(_ events: [ConsentEvent], at sequence: CommitSequence) throws {
            guard let subject = events.first?.subject else { return }
            var timeline = try timeline(of: subject)
            for event in events where try isFounded(event) {
                // Of two units that take over the same event, the second has nothing to add.
                guard ConsentRules.known(event, in: timeline) == nil else { continue }
                try database.run(
                    "INSERT INTO consent_event VALUES (?, ?, ?, ?)", subject.data, timeline.entries.count, sequence.number,
                    try event.encodedData())
                timeline.append(event, at: sequence)
            }
            try database.run("DELETE FROM consent_given WHERE subject = ?", subject.data)
            for purpose in timeline.decidedPurposes where timeline.status(for: purpose).state == .given {
                try database.run("INSERT OR IGNORE INTO consent_given VALUES (?, ?)", purpose.data, subject.data)
            }
            for purpose in timeline.objectedPurposes {
                try database.run("INSERT OR IGNORE INTO consent_objection VALUES (?, ?)", purpose.data, subject.data)
            }
        }

        /// Whether the notice that stands explains what was decided: an earlier change of the same unit can have recorded the same text
        /// for other purposes. Then there is no consent, rather than an unfounded one.
        private func isFounded(_ event: ConsentEvent) throws -> Bool {
            guard event.kind.needsNotice else { return true }
            guard let hash = event.notice, let purpose = event.purpose else { return false }
            return try summary(hash)?.names(purpose) ?? false
        }
    }
#endif
