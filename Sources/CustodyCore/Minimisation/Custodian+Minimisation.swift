import CustodyAccess
import CustodyAudit
public import CustodyModel

extension Custodian {
    /// Which fields were not disclosed for a purpose that they are held for, and what roles did not use, in the last so many days.
    ///
    /// It goes through the log of disclosures entry by entry, and that it was read is recorded. A field is told from others of its
    /// category by what an entry says under the key of whoever acted.
    /// - Parameter reader: who reads; nil when the operator of the store does, which the log says.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits the reader `Action.readLog`; `invalidInput`.
    public func minimisationReport(days: Int, by reader: Principal?) async throws -> MinimisationReport {
        guard (1...36_500).contains(days) else {
            throw CustodianError(.invalidInput, "a report is about 1 to 36,500 days, not \(days)")
        }
        let until = clock.now()
        let since = until.adding(milliseconds: -Int64(days) * 86_400_000)
        _ = try await recordReading(
            .access, .readLog, by: reader, about: nil,
            ["form": .text("minimisation report"), "days": .integer(Int64(days))])
        return try await facing {
            var use = DisclosureUse(self.governance)
            let (actors, vocabulary) = (try await ActorNames(self), try await self.backends.audit.vocabulary())
            let query = AuditQuery(
                time: since..<until.adding(milliseconds: 1), actions: [.read, .share], decisions: [.permit])
            for try await entry in AuditEntries(of: self.backends.audit, matching: query) {
                let leaf = try entry.leaf()
                guard let purpose = vocabulary.purpose(of: leaf) else { continue }
                let categories = vocabulary.categories(of: leaf)
                // What every field of was seen already need not be opened.
                let fields = use.isSettled(categories, purpose) ? nil : try actors.disclosedFields(in: entry)
                use.note(categories, fields, for: purpose, in: vocabulary.role(of: leaf))
            }
            return use.report(since: since, until: until, isWhole: try await self.hasWholeLog(since: since))
        }
    }

    /// Whether no disclosure since then was pruned.
    private func hasWholeLog(since: Instant) async throws -> Bool {
        guard let access = try await backends.audit.status()[.access], access.prunedBelow > 0 else { return true }
        let oldest = try await backends.audit.entries(AuditQuery(log: .access, from: access.prunedBelow, limit: 1)).first
        return try oldest.map { try $0.leaf().time <= since } ?? false
    }
}

extension ActorNames {
    /// Of which record an entry says that which fields were disclosed; nil when it does not, or does not any more.
    fileprivate func disclosedFields(in entry: AuditEntry) throws -> (record: RecordName, fields: Set<FieldName>)? {
        guard case .map(let said)? = try said(by: entry), case .text(let record)? = said["record"],
            case .array(let fields)? = said["fields"]
        else { return nil }
        let names = fields.compactMap { field -> FieldName? in
            guard case .text(let name) = field else { return nil }
            return FieldName(name)
        }
        return (RecordName(record), Set(names))
    }
}
