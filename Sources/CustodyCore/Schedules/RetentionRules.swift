import CustodyData
import CustodyModel

/// When the time of each value is over, by the schema and by every version of every schedule.
struct RetentionRules: Sendable {
    /// When the time of one value is over, and by what.
    struct End: Hashable, Sendable {
        /// Nil while a purpose needs it.
        var at: Instant?
        var cause: RetentionItem.Cause
        var treatment: RetentionSchedule.Treatment
        /// What a schedule says, in words; nil when none counts.
        var period: String?

        /// Why a value stays whose time is not over; nil when it is.
        func reason(at now: Instant) -> KeepReason? {
            guard let at else {
                return KeepReason(reason: "a purpose needs it", until: nil, ground: nil, justifications: [])
            }
            guard at > now else { return nil }
            return KeepReason(reason: "a purpose needs it until \(at)", until: at, ground: nil, justifications: [])
        }

        fileprivate func isBefore(_ other: End) -> Bool {
            guard let at else { return false }
            return other.at.map { at < $0 } ?? true
        }
    }

    private let governance: Governance
    private var versions: [RegisterKey: [RegisterLine<RetentionSchedule>]] = [:]

    /// - Parameter lines: every version of every schedule.
    init(_ governance: Governance, _ lines: [RegisterLine<RetentionSchedule>]) {
        self.governance = governance
        for line in lines { versions[line.entry.key, default: []].append(line) }
        for key in versions.keys { versions[key]?.sort { $0.number < $1.number } }
    }

    /// Whether any schedule waits for what people do.
    var needsMoments: Bool {
        versions.values.contains { $0.contains { [.lastActivity, .contractEnd].contains($0.entry.trigger) } }
    }

    /// When the time of a value is over.
    func end(of name: FieldName, _ value: StoredField, in record: StoredRecord, _ moments: SubjectMoments?) -> End {
        let own = End(at: value.expiresAt, cause: .schema, treatment: .erase)
        // What is kept of an erased person is kept for its ground, and no purpose needs it any more.
        guard value.keptFor == nil, let field = governance.schema(of: record)?[name] else {
            return own
        }
        let names = names(of: name, in: record)
        let ends = record.purposes.filter(field.isHeld).map { purpose -> End in
            guard let line = version(for: purpose, of: names, in: record) else { return own }
            let end = line.entry.period.flatMap {
                line.entry.trigger.end(after: $0, collectedAt: record.collectedAt, moments)
            }
            return End(
                at: end, cause: .schedule(line.entry.key, version: line.number, trigger: line.entry.trigger),
                treatment: line.entry.treatment,
                period: line.entry.period.map { "\($0) after \(line.entry.trigger)" } ?? "while a purpose needs it")
        }
        guard let last = ends.max(by: { $0.isBefore($1) }) else { return own }
        return own.at != nil && last.isBefore(own) ? own : last
    }

    /// The version of a schedule that counts for a record.
    private func version(
        for purpose: Purpose, of names: [FieldName], in record: StoredRecord
    ) -> RegisterLine<RetentionSchedule>? {
        for purpose in purpose.lineage {
            // Before it had this name, what its schedule was then counts.
            for name in names {
                let lines = versions[RetentionSchedule.key(record.name, name, purpose)] ?? []
                let counting = lines.last { $0.recordedAt <= record.collectedAt || $0.entry.appliesToHeld }
                if let counting { return counting }
            }
        }
        return nil
    }

    /// The name of a field, and the one of the edition before that it was made of.
    private func names(of name: FieldName, in record: StoredRecord) -> [FieldName] {
        guard let migration = governance.migration(of: record.name), migration.former.version < record.schemaVersion else {
            return [name]
        }
        let former = migration.origin(of: name, of: .current, in: .former).fields
        return former == [name] ? former : [name] + former
    }
}
