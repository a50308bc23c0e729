import CustodyAccess
import CustodyAudit
package import CustodyConsent
package import CustodyCore
import CustodyData
import CustodyIncidents
import CustodyKeys
package import CustodyModel

/// Units of work for the promises of a whole backend.
extension BackendContract {
    static func handle(_ number: Int) -> Handle { DataStoreContract.handle(number, 9) }

    /// Commits a new record with an entry in the access log.
    static func put(
        _ number: Int, in backends: Backends, _ idempotency: Idempotency? = nil, for purpose: Purpose = .payment,
        naming name: RecordName = "customer"
    ) async throws -> Commit {
        var unit = UnitOfWork(idempotency: idempotency)
        _ = try backends.audit.stage(AuditSinkContract.Cast.read("\(number)"), in: &unit)
        backends.data.stage(
            .write([.put(DataStoreContract.record(number, name: name, for: [purpose]), expecting: nil)]), in: &unit)
        return try await unit.commit()
    }

    /// The same, when nobody was faster.
    static func putIfFree(_ number: Int, in backends: Backends) async throws -> CommitSequence? {
        do { return try await put(number, in: backends).sequence } catch let error as DataError
            where error.code == .recordExists
        {
            return nil
        }
    }

    static func refuseSecond(_ number: Int, in backends: Backends) async throws {
        try await expectError("a record that exists", where: { (error: DataError) in error.code == .recordExists }) {
            _ = try await put(number, in: backends)
        }
    }

    /// Does something in so many tasks at once.
    static func race(
        _ count: Int, _ body: @escaping @Sendable (Int) async throws -> CommitSequence?
    ) async throws -> [CommitSequence?] {
        try await withThrowingTaskGroup(of: CommitSequence?.self) { group in
            for number in 1...count { group.addTask { try await body(number) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    /// Commits something in every store: for the promises, and for a process that is killed while it does.
    ///
    /// - Parameters:
    ///   - spoiling: a precondition that does not hold, staged last.
    ///   - failing: a change that fails later, staged last.
    @discardableResult
    package static func commitEverything(
        _ number: Int, to backends: Backends, spoiling: ConsentChange? = nil, with failing: StagedChange? = nil
    ) async throws -> Commit {
        var unit = UnitOfWork(idempotency: Idempotency(key: handle(number), request: handle(1)))
        _ = try backends.audit.stage(AuditSinkContract.Cast.read("\(number)"), in: &unit)
        backends.data.stage(.write([.put(DataStoreContract.record(number), expecting: nil)]), in: &unit)
        backends.data.stage(.bind(DataStoreContract.index(number), to: DataStoreContract.subject(number).handle), in: &unit)
        try backends.consent.stage(.append(consent(number)), in: &unit)
        backends.policies.stage(.enroll(key(number)), in: &unit)
        try backends.incidents.stage(
            IncidentRoom(backends.incidents).change(.open(), expecting: 0, of: incident(number)), in: &unit)
        let new = try await NewKey.make(
            keyID(number), provider: backends.provider, random: SeededRandomSource(seed: UInt64(number)))
        try backends.keys.stage(inserting: [new.new], in: &unit)
        if let spoiling { try backends.consent.stage(spoiling, in: &unit) }
        if let failing { _ = unit.add(failing, to: backends.coordinator, resultType: Void.self) }
        return try await unit.commit()
    }

    private static func consent(_ number: Int) -> ConsentEvent {
        ConsentEvent(.objected, by: DataStoreContract.subject(number), for: "marketing", recordedAt: DataStoreContract.at)
    }

    private static func key(_ number: Int) -> PrincipalKey {
        PrincipalKey(
            principal: PrincipalToken(handle(number)),
            publicKey: Bytes(handle(number).bytes + handle(number).bytes),
            enrolledAt: DataStoreContract.at)
    }

    private static func incident(_ number: Int) -> IncidentID { IncidentID(handle(number)) }

    static func keyID(_ number: Int) -> KeyID { KeyID(handle(number), DataStoreContract.retained) }

    /// Throws unless all that ``commitEverything(_:to:spoiling:with:)`` committed is there.
    package static func expectEverything(_ number: Int, in backends: Backends, at sequence: CommitSequence) async throws {
        var record = DataStoreContract.record(number)
        record.receipt = sequence
        let subject = DataStoreContract.subject(number)
        try expect(try await backends.data.record(record.id), is: record, "the record")
        try expect(try await backends.data.token(for: DataStoreContract.index(number)), is: subject.handle, "the identifier")
        try expect(
            try await backends.consent.history(of: subject).map(\.sequence), is: [sequence], "the commits of the consents")
        try expect(
            try await backends.policies.keys(of: PrincipalToken(handle(number))), is: [key(number)], "the principal's keys")
        try expect(
            try await backends.incidents.incident(incident(number))?.timeline.map(\.sequence), is: [sequence],
            "the commits of the incident")
        try expect(
            try await backends.audit.entries(AuditQuery(commit: sequence)).count, is: 1, "entries of the commit in the log")
        try expect(try await backends.keys.live(of: handle(number)).count, is: 1, "keys of the owner")
        _ = try await backends.keys.key(keyID(number), provider: backends.provider)
    }

    /// Does what must fail, and shows that nothing of it is there.
    static func expectNothing(_ backends: Backends, after body: () async throws -> Void) async throws {
        let (last, keys) = (backends.coordinator.lastSequence, try await backends.keys.counts().live)
        try await expectError("a unit with a precondition that does not hold", where: { (_: ConsentError) in true }, from: body)
        try expect(backends.coordinator.lastSequence, is: last, "the newest commit")
        try await expectNothing(in: backends, keys: keys)
    }

    /// Throws when anything is there of what ``commitEverything(_:to:spoiling:with:)`` commits first, beside so many live keys.
    static func expectNothing(in backends: Backends, keys: Int) async throws {
        try expect(try await backends.data.counts(), is: DataCounts(), "what the data store keeps")
        try expect(try await backends.consent.subjects(after: nil, limit: 1), is: [], "whom the consent ledger knows")
        try expect(try await backends.policies.keys(of: PrincipalToken(handle(1))), is: [], "the principal's keys")
        try expect(
            try await backends.incidents.incidents(openOnly: false, after: nil, limit: 1).incidents.count, is: 0, "incidents")
        try expect(try await backends.audit.entries(AuditQuery(log: .access)).count, is: 0, "entries in the log")
        try expect(try await backends.keys.counts().live, is: keys, "live keys")
    }
}
