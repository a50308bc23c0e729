public import CustodyAccess
import CustodyAudit
import CustodyData
public import CustodyGovernance
public import CustodyModel

extension Custodian {
    /// Gives a recipient outside the house what a view asks for, as far as the purpose and the role allow, and remembers for the person
    /// what it got. The host hands it over.
    ///
    /// - Parameters:
    ///   - recipient: who gets it: by a contract that holds, and with a tool that holds outside the European Economic Area.
    ///   - principal: who shares it; the policy must permit `Action.share`.
    /// - Throws: as ``disclose(_:about:record:for:to:)``; ``CustodianError`` with `refusedByLaw` and each `ShareFault` when the recipient
    ///   may be given nothing.
    public func share<View: PersonalView>(
        _ view: View.Type = View.self, about subject: SubjectID, record: RecordID? = nil, for purpose: Purpose,
        with recipient: DataRecipient, by principal: Principal
    ) async throws -> Disclosure<View> {
        try await share(view, about: subject, record: record, for: purpose, with: recipient, by: principal, meeting: [])
    }

    /// The same for a caller who does what rules of the policy ask for in return.
    ///
    /// - Parameter obligations: as for ``disclose(_:about:record:for:to:meeting:)``.
    /// - Throws: as ``share(_:about:record:for:with:by:)``.
    public func share<View: PersonalView>(
        _ view: View.Type = View.self, about subject: SubjectID, record: RecordID? = nil, for purpose: Purpose,
        with recipient: DataRecipient, by principal: Principal, meeting obligations: Obligations
    ) async throws -> Disclosure<View> {
        try await disclose(
            view, about: subject, record: record, for: purpose, to: principal, among: 1, meeting: obligations,
            sharingWith: recipient)
    }

    /// Gives a recipient fields by name, for callers without a type.
    ///
    /// - Throws: as ``disclose(_:of:about:id:for:to:)``; `refusedByLaw` as ``share(_:about:record:for:with:by:)``.
    public func share(
        _ fields: [FieldRequest], of record: RecordName, about subject: SubjectID, id: RecordID? = nil, for purpose: Purpose,
        with recipient: DataRecipient, by principal: Principal
    ) async throws -> Disclosure<FieldValues> {
        try await share(
            fields, of: record, about: subject, id: id, for: purpose, with: recipient, by: principal, meeting: [])
    }

    /// The same for a caller who does what rules of the policy ask for in return.
    ///
    /// - Parameter obligations: as for ``disclose(_:about:record:for:to:meeting:)``.
    /// - Throws: as ``share(_:of:about:id:for:with:by:)``.
    public func share(
        _ fields: [FieldRequest], of record: RecordName, about subject: SubjectID, id: RecordID? = nil, for purpose: Purpose,
        with recipient: DataRecipient, by principal: Principal, meeting obligations: Obligations
    ) async throws -> Disclosure<FieldValues> {
        try await disclose(
            fields, of: record, about: subject, id: id, for: purpose, to: principal, meeting: obligations,
            sharingWith: recipient)
    }

    /// What recipients were given of a person's data, and of those who were merged with them (GDPR Art. 15(1)(c)). That it was read is
    /// recorded first.
    ///
    /// - Parameter reader: who reads; nil when the operator of the store does, which the log says.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits the reader `Action.handleRequest`, `erased`, `unknownSubject`,
    ///   `notRecorded`.
    public func shares(about subject: SubjectID, by reader: Principal?) async throws -> [SharedData] {
        let token = try await known(subject, toRead: "shares", by: reader, needing: .handleRequest)
        return try await facing {
            var shares: [SharedData] = []
            for token in try await self.tokens(of: token) { shares += try await self.shares(of: token) }
            return shares
        }
    }

    func shares(of subject: SubjectToken) async throws -> [SharedData] {
        try await records(SharedData.of(subject)).compactMap { try SharedData($0, sealer, system).map(current) }
            .sorted { ($0.recipient.id, $0.record.handle) < ($1.recipient.id, $1.record.handle) }
    }

    /// What a recipient was given, in the words of the edition that is adopted.
    private func current(_ share: SharedData) throws -> SharedData {
        guard let migration = governance.migration(of: share.name) else { return share }
        return share.migrated(by: migration, to: try schema(of: share.name).version)
    }

    /// What keeps in the words of the adopted edition what recipients were given of a record of the former one, which is written anew.
    func shareWrites(migrating former: StoredRecord) async throws -> [RecordWrite] {
        guard governance.migration(of: former) != nil else { return [] }
        return try await records(SharedData.of(former.subject)).compactMap { kept -> RecordWrite? in
            guard let share = try SharedData(kept, sealer, system), share.record == former.id else { return nil }
            let renamed = try current(share)
            return try renamed == share ? nil : renamed.write(over: kept, sealer, system)
        }
    }

    /// Why nothing may be given to the recipient; nil when nothing forbids it.
    func refusal(of recipient: DataRecipient?, at now: Instant) -> CustodianError? {
        guard let faults = recipient?.faults(at: now), let first = faults.first else { return nil }
        return CustodianError(
            .refusedByLaw, "nothing is shared: \(first)", reasons: faults.map { "\($0.rawValue): \($0)" })
    }

    /// What remembers that a recipient is given fields of a record.
    ///
    /// - Parameter record: in the words in which the fields are named.
    func write(
        sharing fields: Set<FieldName>, of record: StoredRecord, for purpose: Purpose, with recipient: DataRecipient,
        at now: Instant
    ) async throws -> RecordWrite {
        let former = try await backends.data.record(SharedData.id(record.subject, recipient.id, record.id))
        var share =
            try former.flatMap { try SharedData($0, sealer, system) }.map(current)
            ?? SharedData(
                subject: record.subject, recipient: recipient, record: record.id, name: record.name, fields: [:], purposes: [],
                first: now, last: now, times: 0)
        share.recipient = recipient
        let given = Dictionary(uniqueKeysWithValues: fields.map { ($0, now) })
        share.fields.merge(governance.migration(of: record)?.carried(given) ?? given) { $1 }
        share.edition = try schema(of: record.name).version
        share.purposes = Set(share.purposes + [purpose]).sorted()
        (share.last, share.times) = (now, share.times + 1)
        return try share.write(over: former, sealer, system)
    }
}
