import CustodyAccess
import CustodyAudit
import CustodyData
import CustodyKeys
public import CustodyModel

extension Custodian {
    /// Carries a migration out that was adopted with the governance: rewrites records of the former edition in batches, each a commit that
    /// the log tells of. Values of retired fields are over from then on, or when their schema's period is, and go with a sweep, which
    /// certifies it: see ``sweep(by:dryRun:log:from:limit:anonymising:certifying:)``.
    ///
    /// Readers go on meanwhile, in the words of either edition. A call that was cut off is gone on with by another one, which finds
    /// what is left by an index. Whoever loses the right to it meanwhile ends it before its next batch.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits `Action.changePolicy`, `unknownRecord`, `invalidInput` when no
    ///   migration of the record is adopted, `busy` when records kept changing: call again; `notRecorded`.
    @discardableResult
    public func migrate(_ record: RecordName, by principal: Principal, batch: Int = 200) async throws -> MigrationReport {
        let current = try schema(of: record)
        guard let migration = governance.migration(of: record) else {
            throw CustodianError(.invalidInput, "no migration of '\(record)' is adopted; adopt it with the governance first")
        }
        let leave = try await self.leave(.changePolicy, by: principal, as: .migrateSchema)
        let act = MigrationAct(migration: migration, edition: current.version, principal: principal, leave: leave)
        try await note(act, "begun", nil) { try await self.role(by: leave, in: &$0) }
        var report = MigrationReport(record: record, edition: current.version)
        let size = min(max(1, batch), MigrationAct.limit)
        try await facing {
            var after: PageCursor?
            while try await self.rewriteNext(act, size, &after, &report) { try Task.checkCancellation() }
            report.left = try await self.backends.data.count(of: act.former)
        }
        // What came of it is recorded whoever lost the right meanwhile: it is done.
        try await note(act, report.isComplete ? "complete" : "incomplete", report) { _ in leave.role }
        return report
    }

    /// Rewrites the next records of the former edition; false when there are none.
    private func rewriteNext(
        _ act: MigrationAct, _ size: Int, _ after: inout PageCursor?, _ report: inout MigrationReport
    ) async throws -> Bool {
        var size = size
        for _ in 0..<Self.maximumAttempts {
            let now = clock.now()
            let page = try await backends.data.records(RecordQuery(act.former, after: after, limit: size))
            guard !page.records.isEmpty else {
                // What a begun erasure is about to drop is not rewritten.
                after = page.next
                return page.next != nil
            }
            do {
                var (writes, scheduled): ([RecordWrite], Int) = ([], 0)
                for record in page.records {
                    var rewritten = try await migrated(record, at: now)
                    rewritten.version = record.version + 1
                    scheduled += record.fields.keys.count { act.migration.retired.contains($0) }
                    writes.append(.put(rewritten, expecting: record.version))
                    writes += try await accuracyWrites(for: record, as: rewritten, at: now)
                    writes += try await shareWrites(migrating: record)
                }
                try await commit(writes, page.records, scheduled, act, at: now)
                report.rewritten += page.records.count
                report.scheduled += scheduled
                return true
            } catch  where Self.isConflict(error) || (error as? KeyError)?.code == .erased {
                // Somebody changed one of them, or erased the person: read again.
                size = max(1, size / 2)
            }
        }
        throw CustodianError(.busy, "the records kept changing meanwhile; migrate again later")
    }

    private func commit(
        _ writes: [RecordWrite], _ records: [StoredRecord], _ scheduled: Int, _ act: MigrationAct, at now: Instant
    ) async throws {
        var unit = UnitOfWork()
        let role = try await role(by: act.leave, in: &unit)
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
                role: role, actor: actor, subjects: people,
                system: systemPerson(
                    .map(act.said.merging(["scheduled": .integer(Int64(scheduled))]) { $1 }))), in: &unit)
        _ = try await commit(unit)
    }

    /// Records where a migration stands.
    ///
    /// - Parameter role: in which role it is done; has the unit commit only while that is had, or throws.
    private func note(
        _ act: MigrationAct, _ state: String, _ report: MigrationReport?, in role: (inout UnitOfWork) async throws -> RoleID?
    ) async throws {
        var said = act.said.merging(["state": .text(state)]) { $1 }
        if let report {
            said["rewritten"] = .integer(Int64(report.rewritten))
            said["scheduled"] = .integer(Int64(report.scheduled))
            said["left"] = .integer(Int64(report.left))
        }
        try await retrying { [said] in
            var unit = UnitOfWork()
            let acting = try await role(&unit)
            let actor = try await self.actor(act.principal, in: &unit)
            _ = try self.backends.audit.stage(
                AuditEvent(
                    class: .policy, action: .migrateSchema, decision: .permit, time: self.clock.now(), role: acting,
                    actor: actor, system: self.systemPerson(.map(said))), in: &unit)
            return try await self.commit(unit)
        }
    }

    /// A record of the former edition as it is under the adopted one, sealed anew; any other record itself.
    ///
    /// Values of retired fields stay under their names until a sweep takes them, by a plan that honours whatever keeps them.
    ///
    /// - Throws: ``CustodianError`` with `invalidInput` when the adopted edition gives the name of such a value to another field.
    func migrated(_ record: StoredRecord, at now: Instant) async throws -> StoredRecord {
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
                guard current[name] == nil else {
                    throw CustodianError(
                        .invalidInput,
                        "'\(record.name).\(name)' is retired, and a field of the new edition has its name; give that another one"
                    )
                }
                // A period of the schema is the least: a law may ask for it.
                try put(value, as: name, stored.category, until: stored.expiresAt ?? now)
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
    /// By which it is done, for as long as it is had.
    var leave: Leave

    /// Finds what is left to do.
    var former: RecordQuery.Filter { .sealed(migration.former.name, before: edition) }

    var said: [String: CBOR] {
        ["migration": .text(migration.summary), "to": .integer(Int64(edition))]
    }
}
