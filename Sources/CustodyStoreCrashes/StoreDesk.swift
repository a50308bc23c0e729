import Crypto
import CustodyAccess
import CustodyAudit
import CustodyConsent
import CustodyCore
import CustodyCrashes
import CustodyFaults
import CustodyFiles
import CustodyJournal
import CustodyKeys
import CustodyModel
import CustodyTesting
import Synchronization

/// Who works with the store: the principals, their keys, and a clock that stands still.
struct StoreDesk: Sendable {
    static let directory = "/store"
    static let people = 3
    static let marketing = Purpose.directMarketing
    /// How many entries a prune removes, and how many times that a new store has of an age at which it may.
    static let pruneStep = AuditPrune.unit
    static let oldSteps: UInt64 = 2

    /// Half of the stores make a checkpoint every few operations, in the background: which call comes when is then left to the
    /// scheduler, and a seed brings the same work about but not to the byte.
    private let options: FileOptions
    let provider = KeepingProvider()
    let clock = ManualClock()
    let random: SeededRandomSource
    /// What the store is given instead of the simulated file system: a mutant, or the same.
    let decorate: @Sendable (SimulatedFileSystem) -> any JournalFileSystem
    private let approvalKey = Curve25519.Signing.PrivateKey()
    private let staff = Principal("staff", Authentication(.password, at: Instant(milliseconds: 0), by: "sweep", level: 1))
    private let lead = Principal("lead", Authentication(.password, at: Instant(milliseconds: 0), by: "sweep", level: 1))

    init(seed: UInt64, decorate: @escaping @Sendable (SimulatedFileSystem) -> any JournalFileSystem) {
        random = SeededRandomSource(seed: seed)
        options =
            seed % 2 == 0
            ? FileOptions()
            : FileOptions(
                journal: JournalOptions(segmentBytes: 2000, preallocatedBytes: 500), checkpointBytes: 1500, rowFileBytes: 4096)
        self.decorate = decorate
    }

    private static func governance() throws -> Governance {
        Governance(
            policy: try RolePolicy(controller: "acme") {
                Declare(.customerCare, on: .contract)
                Declare(marketing, on: .consent)
                Role("staff") {
                    Allow([.collect, .read, .correct], [.contact], for: [.customerCare])
                    Allow([.planErasure, .executeErasure, .recordConsent, .handleIncident, .pruneLog, .linkSubjects], [])
                }
                Role("lead") { Allow(.approveErasure, []) }
                Assign("staff", to: "staff")
                Assign("lead", to: "lead")
            },
            records: [RecordSchema("customer") { Field("name", .personName, for: [.customerCare]) }],
            logRetention: LogRetention(evidence: .years(10), access: .months(12)))
    }

    // MARK: Opening

    /// Makes the store, or goes on with what an earlier life made.
    func make(_ files: SimulatedFileSystem) async throws -> Custodian {
        let backends = try await FileBackend.create(
            at: Self.directory, controller: "acme", keys: provider, random: random, files: decorate(files), options: options)
        let custodian = try await closing(backends) { () async throws in
            try await Custodian.open(backends, governance: Self.governance(), clock: clock, random: random)
        }
        try await fill(custodian)
        let key = Bytes([UInt8](approvalKey.publicKey.rawRepresentation))
        try await custodian.enroll(publicKey: key, of: lead.id, by: nil)
        return custodian
    }

    /// Gives the access log entries that have been kept long enough, all in one commit; once.
    private func fill(_ custodian: Custodian) async throws {
        guard try await custodian.status(of: .access).size == 0 else { return }
        var unit = UnitOfWork()
        let then = clock.now().adding(milliseconds: -400 * 86_400_000)
        for _ in 0..<(Self.oldSteps * Self.pruneStep) {
            _ = try custodian.backends.audit.stage(AuditEvent(.access, .read, .permit, at: then), in: &unit)
        }
        _ = try await unit.commit()
    }

    /// Makes a store where the making of one was cut off, and closes it.
    func makeAgain(_ files: SimulatedFileSystem) async throws {
        try await FileBackend.create(
            at: Self.directory, controller: "acme", keys: provider, random: random, files: decorate(files), options: options
        ).close()
    }

    func open(_ files: SimulatedFileSystem) async throws -> Custodian {
        let backends = try await openBackends(files)
        return try await closing(backends) { () async throws in
            try await Custodian.open(backends, governance: nil, clock: clock, random: random)
        }
    }

    func openBackends(_ files: SimulatedFileSystem) async throws -> Backends {
        try await FileBackend.open(at: Self.directory, keys: provider, random: random, files: decorate(files), options: options)
    }

    /// A store that does not open as a custodian is closed, or its lock would outlive the failure.
    private func closing(_ backends: Backends, _ body: () async throws -> Custodian) async throws -> Custodian {
        do { return try await body() } catch {
            try? await backends.close()  // the failure that led here is what the caller has to know
            throw error
        }
    }

    // MARK: Work

    private func subject(_ person: Int) -> SubjectID { SubjectID("person-\(person)") }

    func perform(_ operation: StoreOperation, name: String, with custodian: Custodian) async throws {
        switch operation {
        case .collect(let person):
            try await custodian.collect(
                FieldValues(text: ["name": name]), as: "customer", about: subject(person), for: [.customerCare],
                from: .subject, by: staff)
        case .correct(let person):
            _ = try await custodian.correct(
                FieldValues(text: ["name": name]), of: "customer", about: subject(person), by: staff)
        case .consent(let person, let isGiven):
            let notice = ShownNotice(text: Array("May we write to you?".utf8), version: "1", language: "en")
            _ = try await custodian.recordConsent(
                isGiven ? .given(explicitly: false) : .refused, of: subject(person), for: Self.marketing, notice: notice,
                by: staff)
        case .erase(let person):
            let plan = try await custodian.planErasure(of: subject(person), ground: .noLongerNecessary, by: staff)
            let approval = try await custodian.approve(plan, by: lead, signingWith: approvalKey)
            _ = try await custodian.execute(plan, approval: approval, by: staff)
        case .merge(let one, let other):
            try await custodian.merge(subject(one), with: subject(other), reason: name, by: staff)
        case .split(let person): try await custodian.split(subject(person), reason: name, by: staff)
        case .incident: _ = try await custodian.openIncident(title: name, detectedAt: nil, by: staff)
        case .prune: try await prune(custodian)
        case .rotate:
            try provider.base.add(SymmetricKey(size: .bits256))
            try await custodian.rotateKeys(by: nil)
        case .rotateIndex: _ = try await custodian.rotateIndex(by: nil, batch: 2)
        case .reopen: break
        }
    }

    /// Removes one step of the access log, or what a prune that was cut off left over.
    private func prune(_ custodian: Custodian) async throws {
        // Fresh ones: after a crash the disk may be of a moment before the last one.
        let anchor = InMemoryAnchor()
        let shelf = Mutex<[String: [UInt8]]>([:])
        var plan = try await custodian.planPrune(of: .access)
        if plan.unfinishedBelow != nil { return try await custodian.finishPrune(of: .access, anchoring: anchor, by: staff) }
        _ = try await custodian.exportForPruning(.access, by: nil) { path, bytes in shelf.withLock { $0[path] = bytes } }
        let export = try await custodian.verifyExport(of: .access) { path in shelf.withLock { $0[path] } }
        plan.below = plan.first + Self.pruneStep
        _ = try await custodian.prune(plan, exported: export, anchoring: anchor, by: staff)
    }

    // MARK: Looking

    func entries(_ custodian: Custodian) async throws -> [String: UInt64] {
        var entries: [String: UInt64] = [:]
        for (log, status) in try await custodian.backends.audit.status() { entries["\(log)"] = status.size }
        return entries
    }

    func look(_ custodian: Custodian) async throws -> StoreState {
        var state = StoreState()
        state.entries = try await entries(custodian)
        for person in 0..<Self.people {
            let found = try await look(person, custodian)
            state.people[person] = found
            if found.name != nil, try await custodian.mergeReport(of: subject(person), by: staff).tokens > 1 {
                state.merged.insert(person)
            }
        }
        state.incidents = try await custodian.incidents(by: nil).count
        state.first = try await custodian.status(of: .access).first
        state.leastVersion = try await custodian.keyStatus().live.keys.min() ?? .max
        let index = try await custodian.indexStatus()
        state.leastIndexVersion = min(index.isRotating ? index.current - 1 : index.current, index.entries.keys.min() ?? .max)
        state.identifiers = index.entries.values.reduce(0, +)
        let erasures = AuditQuery(log: .evidence, limit: .max, actions: [.executeErasure])
        for entry in try await custodian.backends.audit.entries(erasures) {
            guard case .erasure(let erasure) = try entry.leaf().control else { continue }
            state.erasures += 1
            // Whoever finished it, it is certified as it was decided.
            let certificate = try await custodian.certificate(ofPlan: erasure.requestCommitment, by: staff)
            let said = certificate.statement
            guard certificate.isSigned(by: try custodian.certificateKey()), said.plan == erasure.requestCommitment,
                erasure.handles == [said.subject.handle], said.intent == (try entry.leaf().commit)
            else { throw Violation(.durability, "the certificate of an erasure is not that of the erasure") }
        }
        return state
    }

    private func look(_ person: Int, _ custodian: Custodian) async throws -> StoreModel.Person {
        var found = StoreModel.Person()
        do {
            let seen = try await custodian.disclose(
                [FieldRequest("name")], of: "customer", about: subject(person), for: .customerCare, to: staff)
            found.name = seen.value.text("name")
            switch try await custodian.consentStatus(of: subject(person), for: Self.marketing).state {
            case .given: found.consent = true
            case .notAsked, .requested: break
            default: found.consent = false
            }
        } catch let error as CustodianError where error.code == .erased {
            found.isErased = true
        } catch let error as CustodianError where error.code == .unknownSubject || error.code == .unknownRecord {
            return found
        }
        return found
    }
}
