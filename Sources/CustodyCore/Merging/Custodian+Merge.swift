import CustodyAccess
import CustodyAudit
import CustodyConsent
import CustodyData
public import CustodyModel
import Synchronization

extension Custodian {
    /// Says that two people whose data is held are one. Each keeps identifiers, keys and records, and from then on whoever asks by any of
    /// the identifiers is answered about the one person: holds bind both, an erasure plans and ends both, what the log says about
    /// either is told, and of what they decided the narrower counts until the person decides again. ``split(_:reason:by:)`` undoes it.
    ///
    /// - Returns: where they had decided differently.
    /// - Throws: ``CustodianError`` with `denied`, `erased`, `unknownSubject`, `invalidInput`, `notRecorded`.
    @discardableResult
    public func merge(
        _ subject: SubjectID, with other: SubjectID, reason: String, by principal: Principal
    ) async throws -> MergeReport {
        guard reason.isSaid else {
            throw CustodianError(.invalidInput, "say why the two are one person")
        }
        let person = try await retrying { () async throws -> SubjectToken in
            var unit = UnitOfWork()
            let leave = try await self.leave(.linkSubjects, by: principal, as: .linkSubjects)
            let role = try await self.role(by: leave, in: &unit)
            let first = try await self.known(subject, for: .linkSubjects, by: principal)
            let second = try await self.known(other, for: .linkSubjects, by: principal)
            let count = self.mergeCount
            let known = try await self.merged(first).others
            guard first != second, !known.contains(second) else {
                // Nothing is done, but the report is read.
                _ = try await self.recordReading(
                    .access, .read, ReadingPermit(reader: principal, leave: leave), about: first,
                    ["form": .text("merge report")])
                return first
            }
            let all = Set([first, second] + known + (try await self.merged(second).others))
            self.changeMerges(since: count, in: &unit)
            try await self.stage(all, apart: [], in: &unit)
            try await self.record(
                .linkSubjects, all, ["reason": .text(reason), "merged": .bool(true)], by: principal, role, in: &unit)
            _ = try await self.commit(unit)
            return first
        }
        return try await mergeReport(of: person)
    }

    private static let merges = ConflictKey(.audit, Array("merges".utf8))

    /// Tells one state of who is whom from another.
    var mergeCount: Int { mergeChanges.withLock { $0 } }

    /// The unit changes who is whom, and commits only while that is as it was looked at.
    private func changeMerges(since count: Int, in unit: inout UnitOfWork) {
        stageMerges([], [Self.merges], since: count, in: &unit) { self.mergeChanges.withLock { $0 += 1 } }
        backends.authority?.stageChange(in: &unit)
    }

    /// The unit commits only while who is whom is as it was looked at.
    func requireMerges(unchangedSince count: Int, in unit: inout UnitOfWork) {
        stageMerges([Self.merges], [], since: count, in: &unit) {}
    }

    private func stageMerges(
        _ reads: Set<ConflictKey>, _ writes: Set<ConflictKey>, since count: Int, in unit: inout UnitOfWork,
        _ apply: @escaping @Sendable () -> Void
    ) {
        let change = StagedChange(
            store: .audit, reads: reads, writes: writes,
            validate: { guard self.mergeCount == count, try self.isAuthorityTakenIn() else { throw ChangedMeanwhile() } },
            prepare: { _ in PreparedChange(bytes: []) { apply() } })
        _ = unit.add(change, to: backends.coordinator, resultType: Void.self)
    }

    /// How many tokens stand for the person, and where they decided differently. That it was read is recorded first.
    ///
    /// - Parameter reader: who reads; nil when the operator of the store does, which the log says.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits the reader `Action.linkSubjects`, `erased`, `unknownSubject`,
    ///   `notRecorded`.
    public func mergeReport(of subject: SubjectID, by reader: Principal?) async throws -> MergeReport {
        try await mergeReport(of: known(subject, toRead: "merge report", by: reader, needing: .linkSubjects))
    }

    private func mergeReport(of subject: SubjectToken) async throws -> MergeReport {
        try await facing {
            let merge = try await self.merged(subject)
            let standings = try await self.standings(of: [subject] + merge.others)
            let whole = standings[0].merged(with: Array(standings.dropFirst()), since: merge.since ?? .zero)
            let purposes = Set(standings.flatMap { Array($0.consents.keys) })
            let conflicts = purposes.sorted().compactMap { purpose -> MergeReport.Conflict? in
                let states = standings.map { $0.status(for: purpose).state }.filter { $0 != .notAsked && $0 != .requested }
                guard Set(states).count > 1 else { return nil }
                return MergeReport.Conflict(
                    purpose: purpose, states: states, prevailing: whole.status(for: purpose).state)
            }
            return MergeReport(tokens: try await self.tokens(of: subject).count, conflicts: conflicts)
        }
    }

    /// Who else a person is.
    func merged(_ subject: SubjectToken) async throws -> MergedPeople {
        guard let record = try await backends.data.record(MergedPeople.id(subject)) else { return .none }
        return try MergedPeople(record, sealer, system)
    }

    /// Every token of a person that still stands for somebody, the given one first.
    func tokens(of subject: SubjectToken) async throws -> [SubjectToken] {
        var tokens = [subject]
        for other in try await merged(subject).others {
            if try await !backends.data.identifiers(boundTo: other.handle).isEmpty { tokens.append(other) }
        }
        return tokens
    }

    /// Where each of the tokens stands.
    func standings(of tokens: [SubjectToken]) async throws -> [SubjectStanding] {
        var standings: [SubjectStanding] = []
        for token in tokens { standings.append(try await backends.consent.standing(of: token)) }
        return standings
    }

    /// Where a person stands, with those who were merged with them. The head is the given token's own.
    func standing(of subject: SubjectToken, _ merge: MergedPeople) async throws -> SubjectStanding {
        try await backends.consent.standing(of: subject)
            .merged(with: standings(of: merge.others), since: merge.since ?? .zero)
    }

    /// Takes one person apart from those they were merged with; false when there were none.
    func separate(
        _ subject: SubjectToken, reason: String, by principal: Principal, _ leave: Leave
    ) async throws -> Bool {
        let (count, merge) = (mergeCount, try await merged(subject))
        guard !merge.others.isEmpty else { return false }
        var unit = UnitOfWork()
        let role = try await role(by: leave, in: &unit)
        changeMerges(since: count, in: &unit)
        try await stage(Set(merge.others), apart: [subject], in: &unit)
        try await record(
            .splitSubject, Set([subject] + merge.others), ["reason": .text(reason), "merged": .bool(false)], by: principal,
            role, in: &unit)
        _ = try await commit(unit)
        return true
    }

    /// Stages that the tokens are one person, and that others are by themselves.
    private func stage(
        _ together: Set<SubjectToken>, apart: Set<SubjectToken>, in unit: inout UnitOfWork
    ) async throws {
        var people: [(token: SubjectToken, former: StoredRecord?, known: MergedPeople)] = []
        for token in together.union(apart).sorted(by: { $0.handle < $1.handle }) {
            let former = try await backends.data.record(MergedPeople.id(token))
            let known = try former.map { try MergedPeople($0, sealer, system) } ?? MergedPeople.none
            people.append((token, former, known))
        }
        // Nobody is taken apart before they were merged because the clock was set back.
        let now = people.compactMap { $0.known.changedAt }.reduce(clock.now()) { max($0, $1) }
        var writes: [RecordWrite] = []
        for (token, former, known) in people {
            let others = apart.contains(token) ? [] : together.subtracting([token]).sorted { $0.handle < $1.handle }
            let write = try known.joined(by: others, at: now).write(for: token, over: former, sealer, system, at: now)
            if let write { writes.append(write) }
        }
        backends.data.stage(.write(writes), in: &unit)
    }

    private func record(
        _ action: AuditAction, _ tokens: Set<SubjectToken>, _ payload: [String: CBOR], by principal: Principal,
        _ role: RoleID?, in unit: inout UnitOfWork
    ) async throws {
        let actor = try await actor(principal, in: &unit)
        var people: [AuditPerson] = []
        for token in tokens.sorted(by: { $0.handle < $1.handle }) { people += try await subjects(token, payload) }
        _ = try backends.audit.stage(
            AuditEvent(
                class: .change, action: action, decision: .permit, time: clock.now(), role: role, actor: actor,
                subjects: people), in: &unit)
    }
}
