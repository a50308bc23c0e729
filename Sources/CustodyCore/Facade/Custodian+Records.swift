import CustodyData

extension Custodian {
    /// Every record that a filter finds.
    func records(_ filter: RecordQuery.Filter) async throws -> [StoredRecord] {
        var records: [StoredRecord] = []
        try await forEachRecord(filter) { records.append($0) }
        return records
    }

    /// Looks at every record that a filter finds, of which a page at a time is in memory.
    func forEachRecord(_ filter: RecordQuery.Filter, _ body: (StoredRecord) throws -> Void) async throws {
        var after: PageCursor?
        repeat {
            let page = try await backends.data.records(RecordQuery(filter, after: after, limit: 100))
            for record in page.records { try body(record) }
            after = page.next
        } while after != nil
    }
}
