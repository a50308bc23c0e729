import CustodyAccess
import CustodyAudit
import CustodyConsent
import CustodyData
import CustodyIncidents
import CustodyKeys
public import CustodyModel
import Synchronization

/// The one way to personal data: nothing touches it except through a decision, and every decision leaves a proof.
///
/// One custodian serves one controller over one store. It is safe to use from many tasks at once.
///
/// Every method follows the same road: resolve who is meant, decide, record the decision durably, and only then act.
/// All errors are ``CustodianError``, or `CancellationError` before anything was handed over.
public final class Custodian: Sendable {
    /// What governs this store.
    public let governance: Governance
    /// Where things are kept. A host has it already if it chose it; through the custodian only a permit opens anything.
    package let backends: Backends

    let policy: any AccessPolicy
    /// The policy when it is the library's own; nil under a host's engine.
    let compiled: InMemoryAccessPolicy?
    let factSource: (any AccessFactSource)?
    let ledger = Mutex(AccessLedger())
    let categories: CategoryRegistry
    let sealer: Sealer
    let clock: any CustodyClock
    let random: any RandomSource
    let recordNames: RecordNames
    let protections = Protections()
    let keyClasses = Mutex(KeyClasses())
    let checkpointFailure = Mutex<String?>(nil)
    let outage: LogOutage
    let missed = Mutex<AuditGap?>(nil)
    /// Counts what placed or lifted evidence holds since the store was opened.
    let holdChanges = Mutex(0)
    /// How often something was noted about somebody, of many people in one count.
    let momentChanges = Mutex([Int](repeating: 0, count: 256))
    /// Counts who was merged and taken apart since the store was opened.
    let mergeChanges = Mutex(0)
    /// What the host says about itself, so that incidents open the right duties.
    public let incidentSettings: IncidentSettings
    /// The latest time that was now for incidents; nil until it was asked for.
    let latestIncidentTime = Mutex<Instant?>(nil)
    /// What open incidents hold back.
    let containment = Mutex(ContainmentState())
    /// The number of the policy that this process decides by.
    let adopted: PolicyVersion
    /// Up to which commit it is taken in what other processes changed of what decisions rest on; nil until the store is open.
    let authority = Mutex<CommitSequence?>(nil)
    /// Whether another process adopted another policy, so that nothing is decided here any more.
    let isSuperseded = Mutex(false)
    /// One look at what they changed at a time.
    let authorityLooks = SerialGate()
    /// Where erasures are remembered outside the store; nil when nowhere.
    let erasureAnchor: (any ErasureAnchor)?
    /// What tells of open requests and restrictions; nil when nobody does.
    let matterSource: (any OpenMatterSource)?
    /// How many erasures the store did not know when it was opened, and carried out then.
    let replays = Mutex(0)
    /// How many erasures are begun and could not be finished, when it was opened and since.
    let unfinished = Mutex(0)
    /// The versions of the blind index.
    let index: Mutex<IndexVersions>
    /// One rotation of keys at a time.
    let rotations = SerialGate()
    let consentMeter = ConsentMeter()
    /// The monitor of the log, which forgets whom an erasure takes; nil when there is none.
    let logMonitor = Mutex(MonitorReference())
    /// What the registers say about training; nil until it is asked for, and after it changed.
    let training = Mutex<KnownTraining?>(nil)
    /// Counts what was recorded about training since the store was opened.
    let trainingChanges = Mutex(0)
    private let isClosing = Mutex(false)

    var system: SystemKeys { backends.system }

    init(
        backends: Backends, sealer: Sealer, governance: Governance, engine: (any AccessPolicy)?, version: PolicyVersion,
        factSource: (any AccessFactSource)?, incidents: IncidentSettings, outage: LogOutage,
        erasures: (any ErasureAnchor)?, matters: (any OpenMatterSource)?, index: IndexVersions, clock: any CustodyClock,
        random: any RandomSource
    ) throws {
        self.index = Mutex(index)
        erasureAnchor = erasures
        matterSource = matters
        self.outage = outage
        self.backends = backends
        self.governance = governance
        adopted = version
        incidentSettings = incidents
        self.clock = clock
        self.random = random
        recordNames = RecordNames(from: random)
        self.sealer = sealer
        categories = try CategoryRegistry(schemas: governance.editions, policy: governance.policy)
        self.factSource = factSource
        if let engine {
            compiled = nil
            // A host that guards its engine has said how long it may take.
            policy = engine as? GuardedAccessPolicy ?? GuardedAccessPolicy(engine)
        } else {
            let own = InMemoryAccessPolicy(
                try CompiledPolicy(governance.policy, categories: categories, version: version))
            compiled = own
            policy = own
        }
    }

    /// Writes the last checkpoints and closes the store. Later calls fail.
    ///
    /// - Throws: ``CustodianError`` when a checkpoint could not be written, or the store not be closed in order; it is closed all the same.
    public func close() async throws {
        // Once the store is given back, another process may hold it: a later call must write nothing.
        guard
            isClosing.withLock({ wasClosing in
                defer { wasClosing = true }
                return !wasClosing
            })
        else { return try await facing { try await backends.close() } }
        do {
            for log in AuditLog.allCases { _ = try await backends.audit.checkpoint(log, at: clock.now(), ifDue: false) }
        } catch {
            try? await backends.close()
            throw CustodianError.facing(error)
        }
        try await facing { try await backends.close() }
    }

    /// The schema of a record.
    ///
    /// - Throws: ``CustodianError`` with `unknownRecord`.
    public func schema(of record: RecordName) throws -> RecordSchema {
        guard let schema = governance.records.first(where: { $0.name == record }) else {
            throw CustodianError.unknownRecord(record)
        }
        return schema
    }

    func declaration(of purpose: Purpose) throws -> PurposeDeclaration {
        guard let declaration = governance.declaration(of: purpose) else {
            throw CustodianError(
                .unknownPurpose,
                "the policy declares no purpose '\(purpose)'; declared are "
                    + governance.purposes.map(\.purpose.rawValue).sorted().joined(separator: ", "))
        }
        return declaration
    }
}
