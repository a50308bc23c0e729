import CustodyAccess
import CustodyAudit
import CustodyData
import CustodyKeys
public import CustodyModel

extension Custodian {
    /// Carries a migration out that was adopted with the governance: rewrites records of the former edition in batches, each a commit that
    /// the log tells of, and takes the values of retired fields away where no legal hold keeps them.
    ///
    /// Readers go on meanwhile, in the words of either edition. A call that was cut off is gone on with by another one, which finds
    /// what is left by an index.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits `Action.changePolicy`, `invalidInput` when no migration of
    ///   the record is adopted, `notRecorded`.
    @discardableResult
    public func migrate(_ record: RecordName, by principal: Principal, batch: Int = 200) async throws -> MigrationReport {
        let current = try schema(of: record)
        guard let migration = governance.migration(of: record) else {
            throw CustodianError(.invalidInput, "no migration of '\(record)' is adopted; adopt it with the governance first")
        }
        let role = try await decide(.changePolicy, by: principal, as: .migrateSchema, at: clock.now()).role
        let act = MigrationAct(migration: migration, edition: current.version, principal: principal, role: role)
        try await note(act, "begun", nil)
        var report = MigrationReport(record: record, edition: current.version)
        let size = min(max(1, batch), MigrationAct.limit)
        try await facing {
            var after: PageCursor?
            while try await self.rewriteNext(act, size, &after, &report) { try Task.checkCancellation() }
            try await self.eraseRetired(act, size, &report)
            report.left = try await self.backends.data.count(of: act.former)
        }
        try await note(act, report.isComplete ? "complete" : "held", report)
        return report
    }

    /// Rewrites the next records of the former edition; false when there are none.
    private func rewriteNext(
        _ act: MigrationAct, _ size: Int, _ after: inout PageCursor?, _ report: inout MigrationReport
    ) async throws -> Bool {
        var size = size
        for _ in 0..<Self.maximumAttempts {
            let (now, holds) = (clock.now(), holdCount)
            var unit = UnitOfWork()
            requireHolds(unchangedSince: holds, in: &unit)
            let page = try await backends.data.records(RecordQuery(act.former, after: after, limit: size))
            guard !page.records.isEmpty else {
                // What a begun erasure is about to drop is not rewritten.
                after = page.next
                return page.next != nil
            }
            do {
                var (writes, erased): ([RecordWrite], Int) = ([], 0)
                for record in page.records {
                    let isHeld = try await hasHeldRetired(record, act)
                    var rewritten = try await migrated(record, keepingRetired: isHeld, at: now)
                    rewritten.version = record.version + 1
                    if !isHeld { erased += record.fields.keys.count { act.migration.retired.contains($0) } }
                    writes.append(
                        rewritten.fields.isEmpty
                            ? .remove(record.id, subject: record.subject, expecting: record.version)
                            : .put(rewritten, expecting: record.version))
                    writes += try await accuracyWrites(for: record, as: rewritten, at: now)
                }
                try await commit(writes, page.records, erased, act, at: now, &unit)
                report.rewritten += page.records.count
                report.erased += erased
                return true
            } catch  where Self.isConflict(error) || (error as? KeyError)?.code == .erased {
                // Somebody changed one of them, or erased the person: read again.
                size = max(1, size / 2)
            }
        }
        throw CustodianError(.busy, "the records kept changing meanwhile; migrate again later")
    }

    /// Takes away what a hold kept that is released by now.
    private func eraseRetired(_ act: MigrationAct, _ size: Int, _ report: inout MigrationReport) async throws {
        guard !act.migration.retired.isEmpty else { return }
        var after: PageCursor?
        repeat {
            // Since the migration they are over, so that an index finds them.
            let before = clock.now().adding(milliseconds: 1)
            let page = try await backends.data.records(RecordQuery(.expiring(before: before), after: after, limit: size))
            after = page.next
            for record in page.records where record.name == act.migration.former.name {
                let names = record.fields.keys.filter { act.migration.retired.contains($0) }
                guard !names.isEmpty else { continue }
                let wasErased = try await retrying { () async throws -> Bool in
                    var unit = UnitOfWork()
                    self.requireHolds(unchangedSince: self.holdCount, in: &unit)
                    guard try await !self.hasHeldRetired(record, act) else { return false }
                    let write = RecordWrite.removeFields(
                        names.sorted(), of: record.id, subject: record.subject, expecting: record.version)
                    try await self.commit([write], [record], names.count, act, at: self.clock.now(), &unit)
                    return true
                }
                if wasErased { report.erased += names.count } else { report.held += 1 }
            }
        } while after != nil
    }

    /// Whether a hold keeps what the record has of retired fields.
    private func hasHeldRetired(_ record: StoredRecord, _ act: MigrationAct) async throws -> Bool {
        guard record.fields.keys.contains(where: { act.migration.retired.contains($0) }) else { return false }
        return try await legalHolds(on: record.subject).contains { $0.covers(record.name) }
    }

    private func commit(
        _ writes: [RecordWrite], _ records: [StoredRecord], _ erased: Int, _ act: MigrationAct, at now: Instant,
        _ unit: inout UnitOfWork
    ) async throws {
        backends.data.stage(.write(writes), in: &unit)
        var people: [AuditPerson] = []
        var named: Set<SubjectToken> = []
        for subject in records.map(\.subject) where named.insert(subject).inserted {
            people += try await subjects(subject, ["edition": .integer(Int64(act.edition))])
        }
        let actor = try await actor(act.principal, in: &unit)
        _ = try backends.audit.stage(
            AuditEvent(
                class: .change, action: .migrateSchema, decision: .permit, time: now, recordCount: records.count,
                role: act.role,
                actor: actor, subjects: people,
                system: systemPerson(
                    .map(act.said.merging(["erased": .integer(Int64(erased))]) { $1 }))), in: &unit)
        _ = try await commit(unit)
    }

    /// Records where a migration stands.
    private func note(_ act: MigrationAct, _ state: String, _ report: MigrationReport?) async throws {
        var said = act.said.merging(["state": .text(state)]) { $1 }
        if let report {
            said["rewritten"] = .integer(Int64(report.rewritten))
            said["erased"] = .integer(Int64(report.erased))
            said["held"] = .integer(Int64(report.held))
        }
        try await retrying { [said] in
            var unit = UnitOfWork()
            let actor = try await self.actor(act.principal, in: &unit)
            _ = try self.backends.audit.stage(
                AuditEvent(
                    class: .policy, action: .migrateSchema, decision: .permit, time: self.clock.now(), role: act.role,
                    actor: actor, system: self.systemPerson(.map(said))), in: &unit)
            return try await self.commit(unit)
        }
    }

    /// A record of the former edition as it is under the adopted one, sealed anew; any other record itself.
    ///
    /// - Parameter keepingRetired: whether values of retired fields stay, over as they are, because a hold keeps them.
    func migrated(_ record: StoredRecord, keepingRetired: Bool, at now: Instant) async throws -> StoredRecord {
        guard let migration = governance.migration(of: record) else { return record }
        let current = try schema(of: record.name)
        var migrated = record
        migrated.schemaVersion = current.version
        migrated.fields = [:]
        var opener = RecordOpener(record, sealer)
        for (name, stored) in record.fields.sorted(by: { $0.key < $1.key }) {
            guard let value = try await opener.open([name], keys: backends.keys, provider: backends.provider)[name] else {
                continue
            }
            let key = try await opener.sealing(stored.value, keys: backends.keys, provider: backends.provider)
            func put(_ value: CBOR, as target: FieldName, _ category: DataCategory, until end: Instant?) throws {
                migrated.fields[target] = StoredField(
                    value: try sealer.seal(
                        value.encoded(), with: key, at: .field(record.id, target, schemaVersion: current.version)),
                    category: category, expiresAt: end, verifiedAt: stored.verifiedAt, keptFor: stored.keptFor)
            }
            if migration.retired.contains(name) {
                if keepingRetired {
                    try put(value, as: name, stored.category, until: min(stored.expiresAt ?? now, now))
                }
                continue
            }
            for (target, part) in migration.become(value, of: name) {
                try put(part, as: target, current[target]?.category ?? stored.category, until: stored.expiresAt)
            }
        }
        return migrated
    }
}

/// A migration that is being carried out.
private struct MigrationAct: Sendable {
    /// The actor and what is said for the store take a place each in an entry of the log.
    static let limit = AuditEvent.compartmentLimit - 2

    var migration: SchemaMigration
    var edition: Int
    var principal: Principal
    var role: RoleID?

    /// Finds what is left to do.
    var former: RecordQuery.Filter { .sealed(migration.former.name, before: edition) }

    var said: [String: CBOR] {
        ["migration": .text(migration.summary), "to": .integer(Int64(edition))]
    }
}
