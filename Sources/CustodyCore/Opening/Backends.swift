package import Crypto
public import CustodyAccess
public import CustodyAudit
public import CustodyConsent
public import CustodyData
public import CustodyIncidents
public import CustodyKeys
public import CustodyModel

/// Where a custodian keeps things: one implementation of each protocol, and the store's own keys.
///
/// Backends that share a coordinator commit one operation atomically. Where they do not, the audit log commits first, and an operation that
/// another backend refuses after it, be it only because somebody was faster, ends as `CommitError` `partlyCommitted`: the log tells
/// what was not done, until a retry with the same idempotency key completes it. Mix them where that can be borne.
public struct Backends: Sendable {
    /// Tells this store from every other.
    public var store: Handle
    /// Whose data it is.
    public var controller: ControllerID
    /// Personal records.
    public var data: any DataStore
    /// Consent, objection, restriction.
    public var consent: any ConsentLedger
    /// Policy documents and principals' keys.
    public var policies: any PolicyStorage
    /// The audit log.
    public var audit: any AuditSink
    /// Incidents.
    public var incidents: any IncidentTracker
    /// Wrapped keys.
    public var keys: any KeyStore
    /// What opens the wrapped keys.
    public var provider: any KeyProvider
    /// The store's own keys, opened.
    public var system: SystemKeys
    /// Commits the audit log; conditions of the facade are checked with its commits.
    public var coordinator: any CommitCoordinator
    /// Tells this life of the store from every other: 1 or more, and no two openings in which something is committed have the same, of
    /// whichever process they are. What is sealed derives its keys from it, so that no key is used too often.
    public var life: UInt32
    /// Registers of the house; nil where they stand among the records of ``data``, as they can in every backend. See ``registers``.
    public var ownRegisters: (any RegisterStore)?
    /// What another process changed of what decisions rest on; nil where only one process has the store open.
    public var authority: (any AuthorityMark)?
    /// Ends the store in order; empty where there is nothing to end.
    public var close: @Sendable () async throws -> Void

    /// Backends from their parts.
    public init(
        store: Handle, controller: ControllerID, data: any DataStore, consent: any ConsentLedger,
        policies: any PolicyStorage, audit: any AuditSink, incidents: any IncidentTracker, keys: any KeyStore,
        provider: any KeyProvider, system: SystemKeys, coordinator: any CommitCoordinator,
        life: UInt32, registers: (any RegisterStore)? = nil, authority: (any AuthorityMark)? = nil,
        close: @escaping @Sendable () async throws -> Void = {}
    ) {
        self.store = store
        self.controller = controller
        self.data = data
        self.consent = consent
        self.policies = policies
        self.audit = audit
        self.incidents = incidents
        self.keys = keys
        self.provider = provider
        self.system = system
        self.coordinator = coordinator
        self.life = life
        ownRegisters = registers
        self.authority = authority
        self.close = close
    }

    /// Registers of the house.
    public var registers: any RegisterStore { ownRegisters ?? DataRegisterStore(on: data) }

    /// Everything in memory, for tests and trials: nothing outlives the process.
    public static func inMemory(
        controller: ControllerID, provider: any KeyProvider = LocalKeyProvider.ephemeral(),
        random: any RandomSource = SystemRandomSource(), coordinator: any CommitCoordinator = MemoryCoordinator()
    ) async throws -> Backends {
        let keys = SlotKeyStore(committingTo: coordinator)
        let store = Handle.random(from: random)
        let made = try await SystemKeys.make(provider: provider, random: random)
        var unit = UnitOfWork()
        try keys.stage(inserting: made.new, in: &unit)
        _ = try await unit.commit()
        return Backends(
            store: store, controller: controller,
            data: InMemoryDataStore(committingTo: coordinator),
            consent: InMemoryConsentLedger(committingTo: coordinator),
            policies: InMemoryPolicyStorage(committingTo: coordinator),
            audit: try InMemoryAuditSink(
                origin: Self.origin(store), signer: try auditSigner(store, made.keys), checkpoints: InMemoryCheckpointStore(),
                random: random, committingTo: coordinator),
            incidents: InMemoryIncidentTracker(committingTo: coordinator),
            keys: keys, provider: provider, system: made.keys, coordinator: coordinator, life: 1)
    }

    /// What signs a store's checkpoints.
    public static func auditSigner(_ store: Handle, _ system: SystemKeys) throws -> NoteSigner {
        try auditSigner(store, system.auditSigning)
    }

    /// What signs a store's checkpoints with a key that replaced the first one.
    package static func auditSigner(_ store: Handle, _ key: SymmetricKey) throws -> NoteSigner {
        try NoteSigner(name: origin(store), seed: key.bytes)
    }

    /// The name under which a store's audit log signs: it says nothing about the controller.
    public static func origin(_ store: Handle) -> String { "custody/\(store)" }
}
