import Crypto
import CustodyAccess
import CustodyAudit
import CustodyConsent
import CustodyCore
import CustodyData
import CustodyFaults
import CustodyFiles
import CustodyIncidents
import CustodyKeys
import CustodyModel
import CustodyTesting
import Testing

@Suite("Stores that can be made to fail")
struct FaultyStoreTests {
    private static func backends(_ faults: StoreFaults = StoreFaults()) async throws -> Backends {
        try await Backends.inMemory(controller: "acme", coordinator: FaultyCoordinator(faults: faults)).faulty(faults)
    }

    @Test("keep the DataStore contract while nothing fails", arguments: DataStoreContract.promises)
    func data(_ promise: ContractPromise<any DataStore>) async throws {
        try await promise.verify { try await Self.backends().data }
    }

    @Test("keep the ConsentLedger contract while nothing fails", arguments: ConsentLedgerContract.promises)
    func consent(_ promise: ContractPromise<any ConsentLedger>) async throws {
        try await promise.verify { try await Self.backends().consent }
    }

    @Test("keep the RegisterStore contract while nothing fails", arguments: RegisterStoreContract.promises)
    func registers(_ promise: ContractPromise<any RegisterStore>) async throws {
        try await promise.verify { try await Self.backends().registers }
    }

    @Test("keep the PolicyStorage contract while nothing fails", arguments: PolicyStorageContract.promises)
    func policies(_ promise: ContractPromise<any PolicyStorage>) async throws {
        try await promise.verify { try await Self.backends().policies }
    }

    @Test("keep the AuditSink contract while nothing fails", arguments: AuditSinkContract.promises)
    func audit(_ promise: ContractPromise<any AuditSink>) async throws {
        try await promise.verify { try await Self.backends().audit }
    }

    @Test("keep the IncidentTracker contract while nothing fails", arguments: IncidentTrackerContract.promises)
    func incidents(_ promise: ContractPromise<any IncidentTracker>) async throws {
        try await promise.verify { try await Self.backends().incidents }
    }

    @Test("keep the KeyStore contract while nothing fails", arguments: KeyStoreContract.promises)
    func keys(_ promise: ContractPromise<any KeyStore>) async throws {
        try await promise.verify { try await Self.backends().keys }
    }

    private struct Lost: Error, Equatable {}

    @Test("throw the given error at the nth call of the kind, and only there")
    func nth() async throws {
        let faults = StoreFaults()
        let store = try await Self.backends(faults).data
        let id = RecordID(.zero)
        faults.fail(StoreCall.Data.record, .nth(2), with: Lost())
        _ = try await store.counts()
        #expect(try await store.record(id) == nil)
        await #expect(throws: Lost()) { _ = try await store.record(id) }
        #expect(try await store.record(id) == nil)
        #expect(faults.struck == 1)
        #expect(faults.calls.suffix(4) == [StoreCall.Data.counts] + [StoreCall](repeating: StoreCall.Data.record, count: 3))
    }

    @Test("throw from the nth call on until they recover, and say which call it was")
    func from() async throws {
        let faults = StoreFaults()
        let ledger = try await Self.backends(faults).consent
        let subject = SubjectToken(.zero)
        faults.fail(nil, .from(2))
        #expect(try await ledger.history(of: subject).isEmpty)
        for _ in 0..<2 {
            await #expect(throws: InjectedFault(StoreCall.Consent.standing)) { _ = try await ledger.standing(of: subject) }
        }
        faults.recover()
        #expect(try await ledger.standing(of: subject).head == nil)
    }

    @Test("ask a plan about every call, with how often it was made")
    func plan() async throws {
        let faults = StoreFaults { call, count in
            call == StoreCall.Incidents.incidents && count == 3 ? StoreFault(Lost(), .after) : nil
        }
        let tracker = try await Self.backends(faults).incidents
        for _ in 0..<2 { _ = try await tracker.incidents(openOnly: true, after: nil, limit: 1) }
        await #expect(throws: Lost()) { _ = try await tracker.incidents(openOnly: true, after: nil, limit: 1) }
        #expect(faults.struck == 1)
    }

    @Test("do their work before they fail when they are told to, and nothing when not", arguments: StoreFault.Moment.allCases)
    func moment(_ moment: StoreFault.Moment) async throws {
        let faults = StoreFaults()
        let keys = try await Self.backends(faults).keys
        let (provider, random) = (LocalKeyProvider.ephemeral(), SystemRandomSource())
        let id = KeyID(Handle.random(from: random), .log)
        var unit = UnitOfWork()
        try keys.stage(inserting: [try await NewKey.make(id, provider: provider, random: random).new], in: &unit)
        faults.fail(.commit, with: CommitError(.commitUnknown, "the answer was lost"), moment)
        try await expectError("the commit", where: { (error: CommitError) in error.code == .commitUnknown }) {
            _ = try await unit.commit()
        }
        faults.recover()
        #expect(try await keys.live(of: id.owner).isEmpty == (moment == .before))
    }

    @Test("whose staging cannot throw fail when the unit commits, with all of it")
    func staging() async throws {
        let faults = StoreFaults()
        let backends = try await Self.backends(faults)
        let before = backends.coordinator.lastSequence
        let index = BlindIndex(.zero)
        faults.fail(StoreCall.Data.stage, .nth(1), with: Lost())
        var unit = UnitOfWork()
        backends.data.stage(.bind(index, to: .zero), in: &unit)
        try await expectError("the commit", where: { (_: Lost) in true }) { _ = try await unit.commit() }
        #expect(backends.coordinator.lastSequence == before)
        #expect(try await backends.data.token(for: index) == nil)

        let policy = StoredPolicy(
            version: PolicyVersion(1), digest: Bytes([UInt8](repeating: 1, count: 32)),
            document: SealedValue(key: KeyID(.zero, .text), keyVersion: 1, box: [1]), adoptedAt: Instant(milliseconds: 0))
        faults.fail(StoreCall.Policies.stage, .nth(1), with: Lost())
        unit = UnitOfWork()
        backends.policies.stage(.adopt(policy, replacing: nil), in: &unit)
        try await expectError("the commit", where: { (_: Lost) in true }) { _ = try await unit.commit() }
        #expect(try await backends.policies.current() == nil)
    }

    private static let all: [StoreCall] = [
        StoreCall.Data.all, StoreCall.Consent.all, StoreCall.Audit.all, StoreCall.Incidents.all, StoreCall.Keys.all,
        StoreCall.Policies.all, StoreCall.Provider.all, StoreCall.Registers.all, [StoreCall.sequence, StoreCall.committed],
    ].flatMap(\.self)

    @Test("count every call of every protocol under a name of its own")
    func names() async throws {
        let faults = StoreFaults()
        let backends = try await Self.backends(faults)
        faults.forgetCalls()
        faults.fail(nil, with: Lost())
        let (subject, key) = (SubjectToken(.zero), KeyID(.zero, .log))
        var unit = UnitOfWork()
        backends.data.stage(.unbind([]), in: &unit)
        backends.policies.stage(
            .enroll(PrincipalKey(principal: PrincipalToken(.zero), publicKey: Bytes([]), enrolledAt: Instant(milliseconds: 0))),
            in: &unit)
        let sealed = SealedValue(key: KeyID(.zero, .text), keyVersion: 1, box: [1])
        let registers = FaultyRegisterStore(
            DataRegisterStore(on: InMemoryDataStore(committingTo: backends.coordinator)),
            committingTo: backends.coordinator, faults: faults)
        registers.stage(
            appending: SealedEntry(
                register: "deletions", position: RegisterPosition(.zero), content: sealed, recordedAt: Instant(milliseconds: 0)),
            over: nil, in: &unit)
        let wrapping = WrappedKey(version: 1, nonce: [], box: [])
        let system = AuditIdentity(SystemKeys.owner, key: backends.system.text, as: .system)
        let calls: [(inout UnitOfWork) async throws -> Void] = [
            { _ in _ = try await backends.data.token(for: BlindIndex(.zero)) },
            { _ in _ = try await backends.data.identifiers(boundTo: .zero) },
            { _ in _ = try await backends.data.identifiers(after: nil, limit: 1) },
            { _ in _ = try await backends.data.suppressions(after: nil, limit: 1) },
            { _ in _ = try await backends.data.suppression(for: BlindIndex(.zero)) },
            { _ in _ = try await backends.data.record(RecordID(.zero)) },
            { _ in _ = try await backends.data.records(of: subject) },
            { _ in _ = try await backends.data.subjectVersion(subject) },
            { _ in _ = try await backends.data.begunErasures() },
            { _ in _ = try await backends.data.records(RecordQuery(.heldFor(.payment))) },
            { _ in _ = try await backends.data.count(of: .heldFor(.payment)) },
            { _ in _ = try await backends.data.changeCount() },
            { _ in _ = try await backends.data.counts() },
            { try backends.consent.stage(.forget(subject), in: &$0) },
            { _ in _ = try await backends.consent.history(of: subject) },
            { _ in _ = try await backends.consent.notice(NoticeHash(of: [])) },
            { _ in _ = try await backends.consent.noticeSummary(NoticeHash(of: [])) },
            { _ in _ = try await backends.consent.noticeBook() },
            { _ in _ = try await backends.consent.liveConsents(for: .payment, at: Instant(milliseconds: 0)) },
            { _ in _ = try await backends.consent.subjects(after: nil, limit: 1) },
            { _ in _ = try await backends.consent.status(of: subject, purpose: .payment) },
            { _ in _ = try await backends.consent.standing(of: subject) },
            { _ in _ = try await backends.consent.standings(of: [subject]) },
            { _ in _ = try await backends.consent.changeCount() },
            { _ = try backends.audit.stage(AuditEvent(.config, .registerVocabulary, at: Instant(milliseconds: 0)), in: &$0) },
            {
                _ = try backends.audit.stage(registering: [], system: system, at: Instant(milliseconds: 0), in: &$0)
            },
            {
                _ = try backends.audit.stage(
                    rotatingTo: NoteSigner(name: "a", seed: [UInt8](repeating: 1, count: 32)), by: nil,
                    as: nil, at: Instant(milliseconds: 0), in: &$0)
            },
            { _ in _ = try await backends.audit.rotations(.access) },
            { _ in
                _ = try await backends.audit.prunable(
                    .access, keptFor: .days(1), since: nil, at: Instant(milliseconds: 0))
            },
            {
                _ = try backends.audit.stage(
                    pruning: PruneRequest(
                        .access, below: 256, keptFor: .days(1), exportDigest: [], actor: nil, at: Instant(milliseconds: 0)),
                    in: &$0)
            },
            { _ in try await backends.audit.removePruned(.access, at: Instant(milliseconds: 0)) },
            { _ in _ = try await backends.audit.leafHashes(.access, from: 0, limit: 1) },
            { _ in _ = try await backends.audit.leaves(.access, from: 0, limit: 1) },
            { _ in _ = try await backends.audit.vocabulary() },
            { _ in _ = try await backends.audit.entries(AuditQuery(limit: 1)) },
            { _ in try await backends.audit.rebuildIndex() },
            { _ in _ = try await backends.audit.status() },
            { _ in _ = try await backends.audit.checkpoint(.access, at: Instant(milliseconds: 0), ifDue: false) },
            { _ in _ = try await backends.audit.inclusionProof(.access, index: 0, size: 1) },
            { _ in _ = try await backends.audit.consistencyProof(.access, from: 1, to: 2) },
            { _ in _ = try await backends.audit.verify() },
            {
                try backends.incidents.stage(
                    IncidentChange(
                        IncidentID(.zero), expecting: 0, .open(title: sealed, role: .controller, occurred: nil, detected: nil),
                        recordedAt: Instant(milliseconds: 0), actor: nil), in: &$0)
            },
            { _ in _ = try await backends.incidents.incident(IncidentID(.zero)) },
            { _ in _ = try await backends.incidents.incidents(openOnly: false, after: nil, limit: 1) },
            { _ in _ = try await backends.incidents.deadlines(until: Instant(milliseconds: 0), after: nil, limit: 1) },
            { _ in _ = try await backends.keys.wrapped(key) },
            { _ in _ = try await backends.keys.wrapped(of: Handle.zero) },
            { _ in _ = try await backends.keys.wrapped(ofEach: [.zero]) },
            { _ in _ = try await backends.keys.destructionCount() },
            { _ in _ = try await backends.keys.live(of: .zero) },
            { try backends.keys.stage(inserting: [], in: &$0) },
            { try backends.keys.stage(intendingToDestroy: [key], in: &$0) },
            { _ in try await backends.keys.overwrite([key]) },
            { try backends.keys.stage(destroyed: [key], in: &$0) },
            { _ in _ = try await backends.keys.unfinished() },
            { _ in _ = try await backends.keys.wrappings(after: nil, limit: 1) },
            { _ in _ = try await backends.keys.rewrap([]) },
            { _ in _ = try await backends.keys.counts() },
            { _ in _ = try await backends.policies.current() },
            { _ in _ = try await backends.policies.history() },
            { _ in _ = try await backends.policies.keys(of: PrincipalToken(.zero)) },
            { _ in _ = try await backends.policies.changes() },
            { _ in _ = try await backends.provider.currentVersion() },
            { _ in _ = try await backends.provider.wrap(SymmetricKey(size: .bits256), context: []) },
            { _ in _ = try await backends.provider.unwrap(wrapping, context: []) },
            { _ in _ = try await backends.provider.retire(allBut: [1]) },
            { _ in try await backends.provider.note(.zero) },
            { _ in _ = try await backends.provider.notedStores() },
            { _ in try await backends.provider.forget([]) },
            { _ in _ = try await registers.scan("deletions", after: nil, limit: 1) },
            { _ in _ = try await registers.snapshot("deletions", after: nil, limit: 1) },
            { _ in _ = try backends.coordinator.sequence(of: Idempotency(key: .zero, request: .zero)) },
            { _ in _ = try await backends.coordinator.committed(after: .zero) },
        ]
        for call in calls {
            do {
                try await call(&unit)
                Issue.record("a call did not fail after \(faults.calls.last?.description ?? "none")")
            } catch { #expect(error is Lost) }
        }
        #expect(Set(faults.calls) == Set(Self.all) && faults.calls.count == Self.all.count)
        #expect(Set(Self.all).count == Self.all.count)
    }

    @Test("hide no capability: what a store answers together, or counts, is asked of it and not made up of other calls")
    func capabilities() async throws {
        let (faults, files) = (StoreFaults(), InMemoryFileSystem())
        try KeyFile.create(at: "/keys/store.key", random: SystemRandomSource(), files: files)
        var plain = try await Backends.inMemory(
            controller: "acme", provider: try KeyFile.provider(at: "/keys/store.key", files: files))
        plain.ownRegisters = plain.registers
        let backends = plain.faulty(faults)
        let subject = SubjectToken(.zero)
        #expect(try await backends.keys.destructionCount() == 0)
        #expect(try await backends.keys.wrapped(of: SystemKeys.owner).count > 1)
        let each = try await backends.keys.wrapped(ofEach: [SystemKeys.owner, Handle(words: (9, 9))])
        #expect(each.map(\.isEmpty) == [false, true])
        #expect(try await backends.data.changeCount() != nil)
        #expect(try await backends.consent.changeCount() != nil)
        #expect(try await backends.consent.standings(of: [subject, subject]).count == 2)
        #expect(try await backends.consent.noticeSummary(NoticeHash(of: [])) == nil)
        #expect(try await backends.registers.scan("deletions", after: nil, limit: 1).isEmpty)
        try await backends.provider.note(backends.store)
        #expect(try await backends.provider.notedStores() == [backends.store])
        try await backends.provider.forget([backends.store])
        #expect(try await plain.provider.notedStores().isEmpty)
        #expect(
            faults.calls == [
                StoreCall.Keys.destructionCount, StoreCall.Keys.wrappedOfOwner, StoreCall.Keys.wrappedOfEach,
                StoreCall.Data.changeCount, StoreCall.Consent.changeCount, StoreCall.Consent.standings,
                StoreCall.Consent.noticeSummary, StoreCall.Registers.scan,
                StoreCall.Provider.note, StoreCall.Provider.notedStores, StoreCall.Provider.forget,
            ])
    }
}
