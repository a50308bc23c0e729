import CustodyAccess
import CustodyAudit
import CustodyData
public import CustodyModel

extension Custodian {
    /// Walks everything that is held about people, and holds it against the schemas, the schedules, the consents, the intervals of
    /// verification and the notices. It opens no value. Listing what is held about people is recorded first.
    ///
    /// - Parameters:
    ///   - instant: nil for now.
    ///   - reader: who reads; nil when the operator of the store does, which the log says.
    /// - Returns: what was found, person by person, and then what the notices do not say.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits the reader `Action.planErasure`, `notRecorded`.
    public func auditData(at instant: Instant? = nil, by reader: Principal?) async throws -> [DataFinding] {
        _ = try await recordReading(
            .access, .readLog, by: reader, about: nil, needing: .planErasure, ["form": .text("audit of data")])
        let now = instant ?? clock.now()
        return try await facing {
            let rules = try await retentionRules()
            var findings: [DataFinding] = []
            try await forEachPerson { findings += try await self.findings(about: $0, rules, at: now) }
            let owed = try await duties(InformationDuty.everything)
            findings += owed.filter { due($0).map { $0 < now } ?? true }.map(DataFinding.untold)
            return findings + (try await informationFindings()).map(DataFinding.notice)
        }
    }

    private func findings(
        about subject: SubjectToken, _ rules: RetentionRules, at now: Instant
    ) async throws -> [DataFinding] {
        let records = try await backends.data.records(of: subject, name: nil).sorted { $0.id.handle < $1.id.handle }
        guard !records.isEmpty else { return [] }
        let standing = try await standing(of: subject, try await merged(subject))
        let holds = try await legalHolds(on: subject)
        var findings = try await dueItems(of: subject, rules, at: now).filter { $0.keptBy == nil }
            .sorted { ($0.record.handle, $0.field) < ($1.record.handle, $1.field) }.map(DataFinding.pastSchedule)
        for record in records {
            for purpose in record.purposes where governance.declaration(of: purpose) == nil {
                findings.append(.undeclaredPurpose(record.id, record.name, purpose))
            }
            guard let schema = governance.schema(of: record) else {
                findings.append(.undeclaredRecord(record.id, record.name))
                continue
            }
            let isHeld = holds.contains { $0.covers(record.name) }
            for (name, value) in record.fields.sorted(by: { $0.key < $1.key }) {
                guard let field = schema[name] else {
                    // What is retired waits for a sweep, and is told above when it is due.
                    let isRetired = governance.migration(of: record.name)?.retired.contains(name) == true
                    if !isRetired { findings.append(.undeclaredField(record.id, record.name, name)) }
                    continue
                }
                if value.category != field.category {
                    findings.append(.otherCategory(record.id, record.name, name, value.category))
                }
                // What a ground keeps needs no purpose and no consent.
                guard !isHeld, value.keptFor == nil else { continue }
                let needed = record.purposes.filter(field.isHeld)
                if needed.isEmpty { findings.append(.needless(record.id, record.name, name)) }
                let declared = needed.compactMap { governance.declaration(of: $0) }
                let isOnConsent = !declared.isEmpty && declared.count == needed.count && declared.allSatisfy(\.needsConsent)
                guard isOnConsent else { continue }
                // As a decision asks: for the category of the value, and by a statement of its own where the law wants one.
                let isGiven = declared.contains {
                    facts(standing, [], for: $0.purpose, about: [field.category], at: now).consent == .given
                }
                if !isGiven { findings.append(.withoutConsent(record.id, record.name, name)) }
            }
        }
        return findings
            + (try await accuracy(of: subject)).filter { $0.dueAt.map { $0 <= now } ?? false }
            .map(DataFinding.unverified)
    }
}
