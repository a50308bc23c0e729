import CustodyAudit
public import CustodyData
public import CustodyModel

extension Custodian {
    /// Some of the records that a question asks for, without a value of them. Listing what is held about people is recorded first.
    ///
    /// - Parameters:
    ///   - reader: who asks; nil when the operator of the store does, which the log says.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits the reader `Action.planErasure`; `invalidInput`.
    public func heldRecords(
        _ question: HeldQuestion, after: PageCursor? = nil, limit: Int = 100, by reader: Principal?
    ) async throws -> HeldPage {
        let filter: RecordQuery.Filter
        switch question {
        case .forPurpose(let purpose): filter = .heldFor(purpose)
        case .expiring(let instant): filter = .expiring(before: instant)
        case .sealed(let name, let edition): filter = .sealed(name, before: edition)
        case .from(let source):
            guard let origin = origin(of: source) else {
                throw CustodianError(.invalidInput, "what the person gave has no list of its own; ask by purpose")
            }
            filter = .from(origin)
        }
        _ = try await recordReading(
            .access, .readLog, by: reader, about: nil, needing: .planErasure, ["form": .text("held records")])
        return try await facing {
            let page = try await self.backends.data.records(RecordQuery(filter, after: after, limit: max(1, limit)))
            // What the store keeps about its own affairs is about nobody.
            let records = page.records.filter { $0.subject != .store }.map { record in
                HeldRecord(
                    subject: record.subject, record: record.id, name: record.name, edition: record.schemaVersion,
                    purposes: record.purposes, fields: record.fields.keys.sorted(), collectedAt: record.collectedAt,
                    firstExpiry: record.firstExpiry)
            }
            return HeldPage(records: records, next: page.next)
        }
    }
}
