#if SQLite
    import Crypto
    import CustodyAccess
    @testable import CustodyCore
    import CustodyIncidents
    import CustodyKeys
    import CustodyModel
    import CustodySQLite
    import CustodyTesting
    import GRDB
    import Synchronization
    import Testing

    /// One store, opened as two processes would: what is decided in one binds the other.
    @Suite("Processes that share a store", .serialized)
    struct SeveralProcessesTests {
        private static let clock = ManualClock()

        private struct Customer: PersonalRecord {
            static let schema = RecordSchema("customer") { Field("email", .emailAddress, for: [.customerCare]) }
            var email: String
        }

        private struct MailView: PersonalView {
            typealias Record = Customer
            let email: String
        }

        private static func governance(note: String = "Customers expect an answer when they ask.") throws -> Governance {
            var policy = try RolePolicy(controller: "acme") {
                Declare(.customerCare, on: .legitimateInterests, note: note)
                Role("import") { Allow(.collect, [.contact], for: [.customerCare]) }
                Role("support") { Allow(.read, [.contact], for: [.customerCare]) }
                Role("admin") { Allow(.changeAccess, []) }
                Role("officer") { Allow(.handleIncident, []) }
                Assign("importer-1", to: "import")
                Assign("agent-1", to: "support")
                Assign("admin-1", to: "admin")
                Assign("officer-1", to: "officer")
            }
            policy.principals.append(Assignment("new-1", to: []))
            return Governance(
                policy: policy, records: [Customer.schema],
                logRetention: LogRetention(evidence: .years(10), access: .months(12)))
        }

        private static func who(_ id: PrincipalID) -> Principal {
            Principal(id, Authentication(.multiFactor, at: clock.now(), by: "test", level: 2))
        }

        private static let grant = AccessChange.grant(
            RoleGrant("g1", "support", to: "new-1", until: nil, by: "admin-1", reason: "joins the team"))

        /// A process with a customer, and another one. The first asks `facts` in each decision.
        private static func processes(
            of bed: SQLiteBed, facts: (any AccessFactSource)? = nil
        ) async throws -> (here: Custodian, there: Custodian) {
            let here = try await Custodian.open(
                try await bed.backends(), governance: try governance(), factSource: facts, clock: clock)
            try await here.collect(
                Customer(email: "ada@example.org"), about: "c-1042", for: [.customerCare], from: .subject,
                by: who("importer-1"))
            let there = try await Custodian.open(try await bed.reopened(), governance: try governance(), clock: clock)
            return (here, there)
        }

        private static func read(_ custodian: Custodian, as principal: PrincipalID) async throws {
            _ = try await custodian.disclose(MailView.self, about: "c-1042", for: .customerCare, to: who(principal))
        }

        @Test("A grant that one of them ends counts for nothing in the other from then on, and one that it gives counts there")
        func aRevocationBindsAnotherProcess() async throws {
            try await SQLiteBed.fresh { bed in
                let (here, there) = try await Self.processes(of: bed)
                try await there.changeAccess(Self.grant, by: Self.who("admin-1"), reason: "joins the team")
                try await Self.read(here, as: "new-1")
                #expect(here.accessLedger.grants.map(\.id) == ["g1"])
                try await there.changeAccess(.revoke("g1"), by: Self.who("admin-1"), reason: "leaves again")
                let error = await #expect(throws: CustodianError.self) { try await Self.read(here, as: "new-1") }
                #expect(error?.code == .denied && error?.receipt != nil)
                // And the other way round, by the one that was told.
                try await here.changeAccess(
                    .grant(RoleGrant("g2", "support", to: "new-1", until: nil, by: "admin-1", reason: "is back")),
                    by: Self.who("admin-1"), reason: "is back")
                try await Self.read(there, as: "new-1")
            }
        }

        @Test("What an incident holds back in one of them is held back in the other, until it is released in either")
        func aSuspensionBindsAnotherProcess() async throws {
            try await SQLiteBed.fresh { bed in
                let (here, there) = try await Self.processes(of: bed)
                let officer = Self.who("officer-1")
                try await Self.read(here, as: "agent-1")
                let incident = try await there.openIncident(title: "x", detectedAt: nil, by: officer)
                try await there.contain(incident, .suspendPrincipal("agent-1"), because: "harm goes on", by: officer)
                let error = await #expect(throws: CustodianError.self) { try await Self.read(here, as: "agent-1") }
                #expect(error?.decision?.reason == .contained)
                try await there.release(incident, containment: 0, because: "it is over", by: officer)
                try await Self.read(here, as: "agent-1")
                try await there.contain(incident, .stopExports, because: "harm goes on", by: officer)
                let export = await #expect(throws: CustodianError.self) {
                    _ = try await here.permitReading(by: nil, needing: .exportLog)
                }
                #expect(export?.code == .denied)
            }
        }

        @Test("A revocation between a decision and its commit fails the commit, and it is decided anew")
        func aRevocationBeforeTheCommitIsDecidedAnew() async throws {
            try await SQLiteBed.fresh { bed in
                let meanwhile = Meanwhile()
                let (here, there) = try await Self.processes(of: bed, facts: meanwhile)
                try await there.changeAccess(Self.grant, by: Self.who("admin-1"), reason: "joins the team")
                try await Self.read(here, as: "new-1")
                meanwhile.once {
                    _ = try await there.changeAccess(.revoke("g1"), by: Self.who("admin-1"), reason: "leaves again")
                }
                let error = await #expect(throws: CustodianError.self) { try await Self.read(here, as: "new-1") }
                #expect(error?.code == .denied)
            }
        }

        @Test("Nothing is decided under a policy that another of them replaced, and an objection is heard all the same")
        func aReplacedPolicyIsNotDecidedUnder() async throws {
            try await SQLiteBed.fresh { bed in
                let (here, _) = try await Self.processes(of: bed)
                _ = try await Custodian.open(
                    try await bed.reopened(), governance: try Self.governance(note: "Customers expect an answer."),
                    adoption: .adopt(by: Self.who("admin-1"), reason: "said shorter"), clock: Self.clock)
                let error = await #expect(throws: CustodianError.self) { try await Self.read(here, as: "agent-1") }
                #expect(error?.code == .differentPolicy)
                #expect(try await here.object(on: "c-1042", to: .customerCare) != nil)
            }
        }

        @Test("What was looked at before another of them changed a hold is looked at again")
        func aHoldOfAnotherProcessIsLookedAtAgain() async throws {
            try await SQLiteBed.fresh { bed in
                let (here, there) = try await Self.processes(of: bed)
                func committing(since count: Int) -> UnitOfWork {
                    var unit = UnitOfWork()
                    here.requireHolds(unchangedSince: count, in: &unit)
                    here.requireMerges(unchangedSince: here.mergeCount, in: &unit)
                    return unit
                }
                try await here.takeInAuthority()
                let count = here.holdCount
                _ = try await committing(since: count).commit()
                // An open incident holds the log as evidence.
                try await there.openIncident(title: "x", detectedAt: nil, by: Self.who("officer-1"))
                await #expect(throws: ChangedMeanwhile.self) { _ = try await committing(since: count).commit() }
                try await here.takeInAuthority()
                #expect(here.holdCount != count)
                _ = try await committing(since: here.holdCount).commit()
            }
        }

        @Test("A person is found, and nothing is entered under a key that is gone, after another of them rotated the index")
        func anIndexThatAnotherProcessRotatedIsTakenIn() async throws {
            try await SQLiteBed.fresh { bed in
                let (here, there) = try await Self.processes(of: bed)
                let former = here.index.withLock { $0.current }
                func committing() throws -> UnitOfWork {
                    var unit = UnitOfWork()
                    try here.requireIndex(unchangedSince: former, in: &unit)
                    return unit
                }
                _ = try await committing().commit()
                let rotation = try await there.rotateIndex(by: nil)
                #expect(rotation.retired == [former] && rotation.left == 0)
                await #expect(throws: ChangedMeanwhile.self) { _ = try await committing().commit() }
                // What protects a person needs no decision, so that nothing else makes this one look.
                #expect(try await here.object(on: "c-1042", to: .customerCare) != nil)
                let error = await #expect(throws: CustodianError.self) { try await Self.read(there, as: "agent-1") }
                #expect(error?.code == .denied)
                try await here.collect(
                    Customer(email: "bob@example.org"), about: "c-7", for: [.customerCare], from: .subject,
                    by: Self.who("importer-1"))
                #expect(try await there.indexStatus().entries.keys.sorted() == [rotation.version])
                #expect(try await here.indexStatus().current == rotation.version)
                _ = try await there.disclose(MailView.self, about: "c-7", for: .customerCare, to: Self.who("agent-1"))
            }
        }

        @Test("One that opens a new store, or adopts, while another does just that takes in what the other made")
        func whatAnotherMadeMeanwhileIsTakenIn() async throws {
            try await SQLiteBed.fresh { bed in
                try await bed.backends().close()
                let provider = ProviderMeanwhile(bed.provider) {
                    _ = try await Custodian.open(
                        try await bed.reopened(), governance: try Self.governance(), clock: Self.clock)
                }
                let backends = try await SQLiteBackend.open(at: "\(bed.directory)/1", keys: provider)
                let here = try await Custodian.open(backends, governance: try Self.governance(), clock: Self.clock)
                #expect(try await backends.policies.history().count == 1)
                try await here.collect(
                    Customer(email: "ada@example.org"), about: "c-1042", for: [.customerCare], from: .subject,
                    by: Self.who("importer-1"))
                try await Self.read(here, as: "agent-1")
                try await backends.close()

                @Sendable func adopting(_ erasures: (any ErasureAnchor)?) async throws -> Custodian {
                    try await Custodian.open(
                        try await bed.reopened(), governance: try Self.governance(note: "Customers expect an answer."),
                        adoption: .adopt(by: Self.who("admin-1"), reason: "said shorter"), erasures: erasures,
                        clock: Self.clock)
                }
                let later = try await adopting(AnchorMeanwhile { _ = try await adopting(nil) })
                #expect(try await later.backends.policies.history().count == 2)
                try await Self.read(later, as: "agent-1")
            }
        }

        // MARK: Beneath the facade

        @Test("Whoever waits for commits is told also of what another of them commits")
        func aCommitOfAnotherProcessIsTold() async throws {
            try await SQLiteBed.fresh { bed in
                let there = try await bed.backends()
                let here = try await SQLiteBackend.open(at: "\(bed.directory)/1", keys: bed.provider) {
                    _ = try await BackendContract.commitEverything(1, to: there)
                }
                let last = here.coordinator.lastSequence
                #expect(try await here.coordinator.committed(after: last))
                #expect(here.coordinator.lastSequence > last)
                try await here.close()
            }
        }

        @Test("One that was open when a newer version migrated the tables writes nothing more")
        func anOpenStoreStopsWhenANewerOneMigratedIt() async throws {
            try await SQLiteBed.fresh { bed in
                let backends = try await bed.backends()
                try await BackendContract.commitEverything(1, to: backends)
                let queue = try DatabaseQueue(path: "\(bed.directory)/1/custody.sqlite")
                try await queue.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('of another time')") }
                try queue.close()
                let commit = await #expect(throws: CommitError.self) {
                    _ = try await BackendContract.commitEverything(2, to: backends)
                }
                #expect(commit?.code == .notCommitted && commit?.message.contains("newer version") == true)
                let slots = await #expect(throws: SQLiteStoreError.self) { try await backends.keys.overwrite([]) }
                #expect(slots?.code == .newerFormat)
            }
        }

        @Test("Two that open a store of an earlier version at once both get through")
        func twoMigrateAtOnce() async throws {
            try await SQLiteBed.fresh { bed in
                let made = try await bed.backends()
                let sequence = try await BackendContract.commitEverything(1, to: made).sequence
                try await made.close()
                let queue = try DatabaseQueue(path: "\(bed.directory)/1/custody.sqlite")
                try await queue.write {
                    try $0.execute(
                        sql: "ALTER TABLE store DROP COLUMN authority; DELETE FROM grdb_migrations WHERE identifier = '3'")
                }
                try queue.close()
                async let first = bed.reopened()
                async let second = bed.reopened()
                for backends in try await [first, second] {
                    try await BackendContract.expectEverything(1, in: backends, at: sequence)
                }
            }
        }
    }

    /// Does something before it wraps for the first time.
    private final class ProviderMeanwhile: KeyProvider {
        private let base: any KeyProvider
        private let body: Mutex<(@Sendable () async throws -> Void)?>

        init(_ base: any KeyProvider, _ body: @escaping @Sendable () async throws -> Void) {
            self.base = base
            self.body = Mutex(body)
        }

        func currentVersion() async throws -> UInt16 { try await base.currentVersion() }

        func wrap(_ key: SymmetricKey, context: [UInt8]) async throws -> WrappedKey {
            let body = self.body.withLock { body in
                defer { body = nil }
                return body
            }
            try await body?()
            return try await base.wrap(key, context: context)
        }

        func unwrap(_ wrapped: WrappedKey, context: [UInt8]) async throws -> SymmetricKey {
            try await base.unwrap(wrapped, context: context)
        }

        func retire(allBut versions: Set<UInt16>) async throws -> [UInt16] { try await base.retire(allBut: versions) }
    }

    /// Remembers no erasure, and does something the first time it is asked.
    private final class AnchorMeanwhile: ErasureAnchor {
        private let body: Mutex<(@Sendable () async throws -> Void)?>

        init(_ body: @escaping @Sendable () async throws -> Void) { self.body = Mutex(body) }

        func keep(_ record: ErasureRecord) async throws {}

        func records(of store: Handle) async throws -> [ErasureRecord] {
            let body = self.body.withLock { body in
                defer { body = nil }
                return body
            }
            try await body?()
            return []
        }

        func forget(of store: Handle, before instant: Instant) async throws {}
    }

    /// Knows nothing about anybody, and does something the first time it is asked after it was told so.
    private final class Meanwhile: AccessFactSource {
        private let body = Mutex<(@Sendable () async throws -> Void)?>(nil)

        func once(_ body: @escaping @Sendable () async throws -> Void) { self.body.withLock { $0 = body } }

        func facts(about principal: PrincipalID, at instant: Instant) async throws -> AccessFacts {
            let body = self.body.withLock { body in
                defer { body = nil }
                return body
            }
            try await body?()
            return .none
        }
    }
#endif
