#if SQLite
    import CustodyData
    import CustodyModel
    import Foundation
    import GRDB

    /// The tables of the data store, within one transaction.
    struct DataRows: DataFacts {
        let database: Database

        init(_ database: Database) { self.database = database }

        // MARK: Records

        func keeps(_ id: RecordID) throws -> Bool {
            try database.row("SELECT 1 FROM record WHERE id = ?", id.data) != nil
        }

        /// The record as it stands in the table.
        func stored(_ id: RecordID) throws -> StoredRecord? {
            try database.row("SELECT body FROM record WHERE id = ?", id.data)?.decoded(0)
        }

        /// The subject's records as they stand in the table.
        func stored(of subject: SubjectToken) throws -> [StoredRecord] {
            try database.rows("SELECT body FROM record WHERE subject = ? ORDER BY id", subject.data).map { try $0.decoded(0) }
        }

        /// The record as anybody may see it.
        func record(_ id: RecordID) throws -> StoredRecord? {
            guard let record = try stored(id) else { return nil }
            return try begun(of: record.subject).map { $0.left(of: record) } ?? record
        }

        /// The subject's records as anybody may see them.
        func visible(of subject: SubjectToken) throws -> [StoredRecord] {
            let records = try stored(of: subject)
            guard let erasure = try begun(of: subject) else { return records }
            return records.compactMap { erasure.left(of: $0) }
        }

        /// Some of them, in the order of their bytes.
        func visible(of subject: SubjectToken, after: RecordID?, limit: Int) throws -> [StoredRecord] {
            let erasure = try begun(of: subject)
            var (page, last, isMore): ([StoredRecord], RecordID?, Bool) = ([], after, true)
            while isMore, page.count < limit {
                let records: [StoredRecord] = try database.rows(
                    "SELECT body FROM record WHERE subject = ? AND id > ? ORDER BY id LIMIT ?", subject.data,
                    last?.data ?? .lowest, limit
                ).map { try $0.decoded(0) }
                // What a begun erasure drops takes no room in a page.
                let shown = records.compactMap { record in erasure.map { $0.left(of: record) } ?? record }
                page += shown.prefix(limit - page.count)
                (last, isMore) = (records.last?.id ?? last, records.count == limit)
            }
            return page
        }

        func version(of subject: SubjectToken) throws -> CommitSequence {
            try database.row("SELECT version FROM subject WHERE token = ?", subject.data)?.sequence(0) ?? .zero
        }

        func begun() throws -> [BegunErasure] {
            try database.rows("SELECT body FROM begun_erasure ORDER BY place").map { try $0.decoded(0) }
        }

        func begun(of subject: SubjectToken) throws -> BegunErasure? {
            try database.row("SELECT body FROM begun_erasure WHERE subject = ?", subject.data)?.decoded(0)
        }

        func page(_ query: RecordQuery) throws -> RecordPage {
            // One more than asked for tells whether there is a next page.
            let (room, overflow) = query.limit.addingReportingOverflow(1)
            let limit = overflow ? query.limit : room
            let places: [PageCursor]
            switch query.filter {
            case .heldFor(let purpose): places = try held(for: purpose, after: query.after, limit: limit)
            case .expiring(let instant): places = try expiring(before: instant, after: query.after, limit: limit)
            case .from(let origin):
                places = try records(
                    "SELECT id FROM record WHERE origin = ? AND id > ? ORDER BY id LIMIT ?", origin.data,
                    query.after?.record.data ?? .lowest, limit)
            case .sealed(let name, let version):
                places = try records(
                    "SELECT id FROM record WHERE kind = ? AND edition < ? AND id > ? ORDER BY id LIMIT ?", name.data, version,
                    query.after?.record.data ?? .lowest, limit)
            }
            let shown = places.prefix(query.limit)
            let records = try shown.compactMap { try record($0.record) }.filter(query.filter.admits)
            return RecordPage(records, next: places.count > shown.count ? shown.last : nil)
        }

        /// What is collected for a purpose is held for those below it: the lists of all above it are joined.
        private func held(for purpose: Purpose, after: PageCursor?, limit: Int) throws -> [PageCursor] {
            var found: Set<Handle> = []
            for above in purpose.lineage {
                let rows = try database.rows(
                    "SELECT record FROM record_purpose WHERE purpose = ? AND record > ? ORDER BY record LIMIT ?", above.data,
                    after?.record.data ?? .lowest, limit)
                for row in rows { found.insert(try row.handle(0)) }
            }
            return found.sorted().prefix(limit).map { PageCursor(RecordID($0)) }
        }

        private func records(
            _ sql: StaticString, _ parameters: (any DatabaseValueConvertible)?...
        ) throws -> [PageCursor] {
            try database.rows(sql, parameters).map { PageCursor(RecordID(try $0.handle(0))) }
        }

        private func expiring(before instant: Instant, after: PageCursor?, limit: Int) throws -> [PageCursor] {
            try database.rows(
                "SELECT id, expiry FROM record WHERE expiry < ? AND (expiry, id) > (?, ?) ORDER BY expiry, id LIMIT ?",
                instant.milliseconds, after.map { $0.expiry?.milliseconds ?? .min } ?? .min, after?.record.data ?? .lowest,
                limit
            ).map { PageCursor(RecordID(try $0.handle(0)), expiry: Instant(milliseconds: try $0.integer(1))) }
        }

        // MARK: Identifiers

        func handle(of index: BlindIndex) throws -> Handle? {
            try database.row("SELECT handle FROM binding WHERE entry = ?", index.data)?.handle(0)
        }

        func identifiers(boundTo handle: Handle) throws -> [BoundIdentifier] {
            try database.rows("SELECT entry, note FROM binding WHERE handle = ? ORDER BY entry", handle.data).map { row in
                BoundIdentifier(
                    BlindIndex(try row.handle(0)), of: handle, noting: try row.isNull(1) ? nil : try row.decoded(1))
            }
        }

        func identifiers(after cursor: UInt64?, limit: Int) throws -> IdentifierPage {
            var identifiers: [BoundIdentifier] = []
            let rows = try database.rows(
                "SELECT handle, place FROM bound WHERE place > ? ORDER BY place LIMIT ?", Int64(clamping: cursor ?? 0),
                max(1, limit))
            for row in rows {
                identifiers += try self.identifiers(boundTo: try row.handle(0))
                if identifiers.count >= limit { return IdentifierPage(identifiers, next: try row.unsigned(1)) }
            }
            return IdentifierPage(identifiers, next: rows.count < max(1, limit) ? nil : try rows.last?.unsigned(1))
        }

        // MARK: Counting

        func count(of filter: RecordQuery.Filter) throws -> Int {
            switch filter {
            case .heldFor(let purpose):
                try purpose.lineage.reduce(0) {
                    $0 + (try database.number("SELECT count(*) FROM record_purpose WHERE purpose = ?", $1.data))
                }
            case .expiring(let instant):
                try database.number("SELECT count(*) FROM record WHERE expiry < ?", instant.milliseconds)
            case .from(let origin):
                try database.number("SELECT count(*) FROM record WHERE origin = ?", origin.data)
            case .sealed(let name, let version):
                try database.number("SELECT count(*) FROM record WHERE kind = ? AND edition < ?", name.data, version)
            }
        }

        func counts() throws -> DataCounts {
            var counts = DataCounts(
                subjects: try database.number("SELECT count(DISTINCT subject) FROM record"),
                records: try database.number("SELECT count(*) FROM record"),
                fields: try database.number("SELECT coalesce(sum(fields), 0) FROM record"),
                bindings: try database.number("SELECT count(*) FROM binding"),
                suppressions: try database.number("SELECT count(*) FROM suppression"))
            for row in try database.rows("SELECT version, count(*) FROM binding WHERE version IS NOT NULL GROUP BY version") {
                counts.bindingsByVersion[try row.small(0)] = try row.small(1)
            }
            for erasure in try begun() {
                let stored: [StoredRecord]
                do { stored = try self.stored(of: erasure.subject) } catch let error as SQLiteStoreError where error.isDamage {
                    // How much of it stays cannot be told. A count of everything must not depend on what goes.
                    continue
                }
                let left = stored.compactMap { erasure.left(of: $0) }
                counts.records -= stored.count - left.count
                counts.fields -= stored.reduce(0) { $0 + $1.fields.count } - left.reduce(0) { $0 + $1.fields.count }
                if left.isEmpty, !stored.isEmpty { counts.subjects -= 1 }
            }
            return counts
        }
    }
#endif
