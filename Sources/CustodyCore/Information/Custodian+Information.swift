import CustodyAccess
public import CustodyAudit
import CustodyConsent
import CustodyData
import CustodyGovernance
import CustodyLaw
public import CustodyModel

extension Custodian {
    /// Says what a notice tells people, so that it is checked against the law and against what is done. The text has to be on record.
    ///
    /// - Returns: what the law asks and the notice does not tell.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits `Action.changePolicy`, `unknownPurpose`, `invalidInput` when no
    ///   such text is on record.
    @discardableResult
    public func declare(_ content: NoticeContent, by principal: Principal) async throws -> [InformationFinding] {
        for purpose in content.purposes { try requireCovered(purpose) }
        try await retrying {
            let now = self.clock.now()
            var unit = UnitOfWork()
            let role = try await self.decide(.changePolicy, by: principal, as: .noticeRecorded, at: now, in: &unit).role
            guard try await self.backends.consent.noticeSummary(content.notice) != nil else {
                throw CustodianError.unknownNotice
            }
            let former = try await self.backends.data.record(NoticeContent.id(content.notice))
            self.backends.data.stage(
                .write([try content.write(over: former, self.sealer, self.system, at: now)]), in: &unit)
            let actor = try await self.actor(principal, in: &unit)
            _ = try self.backends.audit.stage(
                AuditEvent(
                    class: .consent, action: .noticeRecorded, decision: .permit, time: now, role: role, actor: actor,
                    system: self.systemPerson(
                        .map([
                            "notice": .text(content.notice.description),
                            "items": .array(content.items.map(\.rawValue).sorted().map { .text($0) }),
                        ]))), in: &unit)
            _ = try await self.commit(unit)
        }
        return try await informationFindings().filter { finding in
            if case .itemMissing(_, let notice, _) = finding { notice == content.notice } else { false }
        }
    }

    /// What people are not told: items that the law asks of the notices in force, and purposes, kinds of data and recipients that none of
    /// them names. In force is the newest edition of a notice with a name, and each without.
    ///
    /// It is neither decided nor recorded: it says what the house tells everybody, and nothing of anybody.
    public func informationFindings() async throws -> [InformationFinding] {
        try await facing {
            let book = try await backends.consent.noticeBook()
            let notices = try await records(NoticeContent.everything)
                .compactMap { try NoticeContent($0, sealer, system) }
                .filter { content in
                    guard let name = book.name(of: content.notice),
                        let edition = book.editions(of: name).first(where: { $0.hash == content.notice })
                    else { return true }
                    return book.newest(of: name, in: edition.language)?.rank == edition.rank
                }
                .sorted { $0.notice < $1.notice }
            var recipients: [RecipientID: DataRecipient] = [:]
            // There may be one for each person.
            try await forEachRecord(SharedData.everything) { record in
                guard let share = try SharedData(record, sealer, system) else { return }
                recipients[share.recipient.id] = share.recipient
            }
            let first = try await backends.data.records(RecordQuery(InformationDuty.everything, limit: 1))
            let fromOthers = !first.records.isEmpty
            return InformationFinding.all(
                notices, governance, given: recipients.values.sorted { $0.id < $1.id },
                from: fromOthers ? [.fromPerson, .fromOthers] : [.fromPerson])
        }
    }

    // MARK: Art. 14

    /// Who has to be told of data that came from somebody else, and was not told yet, oldest first. Listing what is held about people is
    /// recorded first.
    ///
    /// - Parameter reader: who reads; nil when the operator of the store does, which the log says.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits the reader `Action.handleRequest`, `notRecorded`.
    public func informationDuties(by reader: Principal?) async throws -> [InformationDuty] {
        _ = try await recordReading(
            .access, .readLog, by: reader, about: nil, needing: .handleRequest, ["form": .text("people to tell")])
        return try await duties(InformationDuty.everything)
    }

    /// By when a person has to be told; nil when the month cannot be computed.
    public func due(_ duty: InformationDuty) -> Instant? { duty.due(at: requestPlace) }

    /// Says that a person is written to or spoken to: whoever was not told yet has to be told with it. That it was asked is recorded first.
    ///
    /// - Parameter principal: who writes or speaks; nil when the operator of the store does, which the log says.
    /// - Returns: what the person has to be told about now.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits the principal `Action.handleRequest`, `erased`, `unknownSubject`,
    ///   `notRecorded`.
    @discardableResult
    public func noteContact(with subject: SubjectID, by principal: Principal?) async throws -> [InformationDuty] {
        let permit = try await permitReading(by: principal, as: .read, needing: .handleRequest)
        let token = try await known(subject, toRead: "what the person is to be told", permit)
        return try await retrying {
            let (duties, writes) = try await self.dueNow(token, \.firstContact, at: self.clock.now()) { _ in true }
            guard !writes.isEmpty else { return duties }
            var unit = UnitOfWork()
            _ = try await self.role(by: permit.leave, in: &unit)
            self.backends.data.stage(.write(writes), in: &unit)
            _ = try await self.commit(unit)
            return duties
        }
    }

    /// Records that a person was told, or why they need not be, and ends what was due.
    ///
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits `Action.handleRequest`, `unknownSubject`, `erased`, `invalidInput`
    ///   when the notice is not on record or the law has no such exemption, `notRecorded`.
    @discardableResult
    public func inform(
        _ subject: SubjectID, _ information: GivenInformation, by principal: Principal
    ) async throws -> AuditReceipt? {
        let leave = try await self.leave(.handleRequest, by: principal, as: .subjectInformed)
        let said = try await told(information, about: .other(""))
        let token = try await known(subject, for: .subjectInformed, by: principal)
        return try await retrying {
            var unit = UnitOfWork()
            let role = try await self.role(by: leave, in: &unit)
            var writes: [RecordWrite] = []
            for token in try await self.tokens(of: token) {
                writes += try await self.records(InformationDuty.of(token)).map {
                    .remove($0.id, subject: $0.subject, expecting: $0.version)
                }
            }
            if !writes.isEmpty { self.backends.data.stage(.write(writes), in: &unit) }
            let actor = try await self.actor(principal, in: &unit)
            let staged = try self.backends.audit.stage(
                AuditEvent(
                    class: .request, action: .subjectInformed, decision: .permit, time: self.clock.now(),
                    purpose: .rightsFulfilment, recordCount: writes.count, role: role, actor: actor,
                    subjects: try await self.subjects(token, said)), in: &unit)
            return try await self.commit(unit)[staged]
        }
    }

    // MARK: Parts of other acts

    /// What the log says about how a person was told.
    ///
    /// - Throws: ``CustodianError`` with `invalidInput` when the notice is not on record, or the law has no such exemption.
    func told(_ information: GivenInformation?, about source: DataSource) async throws -> [String: CBOR] {
        switch information {
        case nil: return [:]
        case .served(let hash):
            guard try await facing({ try await backends.consent.noticeSummary(hash) }) != nil else {
                throw CustodianError.unknownNotice
            }
            return ["notice": .text(hash.description)]
        case .exempt(let exemption):
            guard let reference = exemption.reference(in: source == .subject ? .fromPerson : .fromOthers) else {
                throw CustodianError(
                    .invalidInput, "the law has no such exemption for data from there (GDPR Art. 13(4), 14(5))")
            }
            return ["exempt": .text(reference)]
        }
    }

    func duties(_ filter: RecordQuery.Filter) async throws -> [InformationDuty] {
        try await facing {
            try await records(filter).compactMap { try InformationDuty($0, sealer, system) }
                .sorted { ($0.obtained, $0.record.handle) < ($1.obtained, $1.record.handle) }
        }
    }

    /// The duties about a person of which something happened first now, and what remembers it.
    func dueNow(
        _ subject: SubjectToken, _ moment: WritableKeyPath<InformationDuty, Instant?>, at now: Instant,
        where concerns: (InformationDuty) -> Bool
    ) async throws -> (duties: [InformationDuty], writes: [RecordWrite]) {
        var (duties, writes): ([InformationDuty], [RecordWrite]) = ([], [])
        for record in try await records(InformationDuty.of(subject)) {
            guard var duty = try InformationDuty(record, sealer, system), concerns(duty) else { continue }
            if duty[keyPath: moment] == nil {
                duty[keyPath: moment] = now
                writes.append(try duty.write(over: record, sealer, system))
            }
            duties.append(duty)
        }
        return (duties, writes)
    }
}

extension CustodianError {
    static let unknownNotice = CustodianError(
        .invalidInput, "no notice of this hash is recorded", reasons: ["noticeUnknown"])
}
