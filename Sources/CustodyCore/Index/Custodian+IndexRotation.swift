import CustodyAccess
import CustodyAudit
import CustodyData
import CustodyKeys
public import CustodyModel
import Synchronization

extension Custodian {
    /// About how many entries are read at once.
    static var identifierCount: Int { 1024 }

    /// Begins a version of the blind index under a new key, writes every entry anew under it, and destroys the former key when no entry
    /// is left that was made under it. From then on nobody who has a copy of the former key learns anything from the index.
    ///
    /// The store goes on working meanwhile: new entries are made under the new version, look-ups ask both, and an identifier stands for
    /// one person throughout. A rotation that was cut off is finished by calling this again. What was declared otherwise in
    /// `Governance.identifiers` takes effect with it.
    /// - Parameter principal: who does it; nil when the operator of the store does, which the log says.
    /// - Throws: ``CustodianError`` with `denied`, `integrity`, `notRecorded`; `differentPolicy` once another process adopted another policy.
    @discardableResult
    public func rotateIndex(by principal: Principal?) async throws -> IndexRotation {
        try await rotateIndex(by: principal, batch: 256)
    }

    /// - Parameter batch: for how many people entries are written anew in one commit: a crash does so much again.
    @discardableResult
    package func rotateIndex(by principal: Principal?, batch: Int) async throws -> IndexRotation {
        let leave = try await self.leave(.rotateKeys, byOperatorOr: principal, as: .rotateIndex)
        return try await rotations.enter { [self] in
            // What another process began is gone on with.
            try await takeInAuthority()
            if index.withLock({ $0.all.count }) == 1 { try await beginIndexVersion(by: principal, leave) }
            // Commits are taken in by their order: when this one is, every entry that was let in under a former version is seen below.
            try await passCommitsInFlight()
            let rewritten = try await rewriteIndex(batch)
            let current = index.withLock { $0.current }
            let left = try await facing { try await entriesLeft(besides: current) }
            let retired = left == 0 ? try await retireIndexVersions(by: principal, leave) : []
            return IndexRotation(version: current, rewritten: rewritten, retired: retired, left: left)
        }
    }

    /// Which versions of the blind index there are, and what is due.
    public func indexStatus() async throws -> IndexStatus {
        if backends.authority != nil { try await facing { _ = try await reloadIndex() } }
        let versions = index.withLock { $0 }
        let counts = try await facing { try await backends.data.counts() }
        let current = versions.current
        return IndexStatus(
            current: current, entries: counts.bindingsByVersion, isRotating: versions.all.count > 1,
            changedFields: governance.identifiers.filter { versions.book.hash($0.key, in: current) != $0.value }.keys.sorted())
    }

    /// Makes anew every entry whose version has no key any more: the data is from an older backup than the keys.
    func mendIndex() async throws {
        let used = try await facing { try await backends.data.counts().bindingsByVersion.keys }
        // Behind that: another process may have begun a version since this one read them.
        if backends.authority != nil { try await facing { _ = try await reloadIndex() } }
        let versions = index.withLock { $0 }
        let lost = used.filter { version in !versions.all.contains { $0.number == version } }
        guard !lost.isEmpty else { return }
        let rewritten = try await rewriteIndex(Self.identifierCount)
        try await record(
            ["mended": .unsigned(UInt64(rewritten)), "to": .unsigned(UInt64(versions.current))], by: nil, nil
        ) { _ in }
    }

    private func beginIndexVersion(by principal: Principal?, _ leave: Leave?) async throws {
        let versions = index.withLock { $0 }
        let stored = try await facing { try await backends.data.record(IndexBook.id) }
        let (version, new) = try await facing { try await IndexVersions.next(after: versions, backends, random) }
        var begun = versions
        begun.all.append(version)
        begun.book[version.number] = versions.book[versions.current].merging(governance.identifiers) { $1 }
        try await record(["to": .unsigned(UInt64(version.number))], by: principal, leave) { [begun] unit in
            try self.backends.keys.stage(inserting: [new], in: &unit)
            // Other processes make no entry under the former version from this commit on.
            self.backends.authority?.stageChange(in: &unit)
            guard begun.book != versions.book else { return }
            let write = try begun.book.write(over: stored, self.sealer, self.system, at: self.clock.now())
            self.backends.data.stage(.write([write]), in: &unit)
        }
        index.withLock { $0 = begun }
    }

    /// Writes every entry anew that is not of the current version. Nobody is asked for leave again between two batches: a version that is
    /// begun is on record with who may begin it, an entry that is written anew tells nothing new and stands for whom it stood for, and who
    /// lost the right meanwhile destroys no former key.
    ///
    /// - Returns: how many there were.
    private func rewriteIndex(_ batch: Int) async throws -> Int {
        var rewritten = 0
        var cursor: UInt64?
        repeat {
            let page = try await facing { try await backends.data.identifiers(after: cursor, limit: Self.identifierCount) }
            let current = index.withLock { $0.current }
            var handles = Set(page.identifiers.filter { $0.isStale(beside: current) }.map(\.handle)).sorted()[...]
            while !handles.isEmpty {
                rewritten += try await rewrite(Array(handles.prefix(max(1, batch))))
                handles = handles.dropFirst(max(1, batch))
                try Task.checkCancellation()
            }
            cursor = page.next
        } while cursor != nil
        return rewritten
    }

    private func rewrite(_ handles: [Handle]) async throws -> Int {
        try await retrying {
            let versions = self.index.withLock { $0 }
            var unit = UnitOfWork()
            var entries: [BlindIndex: BoundIdentifier] = [:]
            for handle in handles {
                let stale = try await self.backends.data.identifiers(boundTo: handle)
                    .filter { $0.isStale(beside: versions.current) }
                for (former, identifier, key) in try await self.named(stale) {
                    entries[former.index] = try self.entry(of: identifier, for: handle, key, versions)
                }
            }
            guard !entries.isEmpty else { return 0 }
            try self.requireIndex(unchangedSince: versions.current, in: &unit)
            self.backends.data.stage(.rebind(entries), in: &unit)
            _ = try await self.commit(unit)
            return entries.count
        }
    }

    private func entriesLeft(besides current: UInt8) async throws -> Int {
        try await backends.data.counts().bindingsByVersion.filter { $0.key != current }.values.reduce(0, +)
    }

    /// Destroys the keys of the versions that no entry names any more.
    private func retireIndexVersions(by principal: Principal?, _ leave: Leave?) async throws -> [UInt8] {
        let former = index.withLock { $0.all.dropLast().map(\.number) }
        guard !former.isEmpty else { return [] }
        let ids = former.map(SystemKeys.indexID)
        let intent = try await record(
            ["retired": .array(former.map { .unsigned(UInt64($0)) })], by: principal, leave
        ) { unit in
            try self.backends.keys.stage(intendingToDestroy: ids, in: &unit)
            self.backends.authority?.stageChange(in: &unit)
        }
        index.withLock { $0.all.removeAll { former.contains($0.number) } }
        _ = try await destroy(ids, since: intent)
        return former
    }

    /// Does a step of a rotation, and has the log say so in the same commit.
    ///
    /// - Parameter leave: by which it is done; nil where none is needed.
    @discardableResult
    private func record(
        _ payload: [String: CBOR], by principal: Principal?, _ leave: Leave?,
        staging stage: (inout UnitOfWork) throws -> Void
    ) async throws -> CommitSequence {
        try await retrying {
            var unit = UnitOfWork()
            let role = try await self.role(by: leave, in: &unit)
            let actor: AuditPerson? = if let principal { try await self.actor(principal, in: &unit) } else { nil }
            try stage(&unit)
            _ = try self.backends.audit.stage(
                AuditEvent(
                    class: .key, action: .rotateIndex, decision: actor == nil ? .none : .permit, time: self.clock.now(),
                    role: role, actor: actor, system: self.systemPerson(.map(payload))), in: &unit)
            return try await self.commit(unit).sequence
        }
    }
}

extension BoundIdentifier {
    /// Whether it has to be made anew. What has no note cannot be.
    fileprivate func isStale(beside current: UInt8) -> Bool { note.map { $0.version != current } ?? false }
}
