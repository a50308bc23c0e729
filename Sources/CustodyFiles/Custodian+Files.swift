public import CustodyAccess
public import CustodyCore
public import CustodyKeys
public import CustodyModel

extension Custodian {
    /// Opens the store in `directory`, making it when the directory is absent or empty.
    ///
    /// - Parameters:
    ///   - records: the kinds of records that the host holds.
    ///   - policy: who may do what; another one than the store's is an error unless `adoption` says otherwise.
    ///   - logRetention: how long each of the two logs keeps its entries; governed as the policy is.
    ///   - keys: opens the wrapped keys. Keep what it needs away from the directory.
    ///   - incidents: which laws bind the host, and what it expects of the handling of incidents.
    ///   - outage: what happens to an act while the log cannot be written.
    ///   - erasures: where erasures are remembered outside the store; those that it does not know are carried out at once.
    ///   - matters: what tells of requests that an erasure has to wait for, and of restrictions.
    /// - Throws: `CustodyFilesError`, `KeyError`, ``CustodianError``.
    public static func open(
        at directory: String, records: [any PersonalRecord.Type], policy: RolePolicy, logRetention: LogRetention,
        keys: any KeyProvider, adoption: Adoption = .refuse, incidents: IncidentSettings = IncidentSettings(),
        outage: LogOutage = .failClosed, erasures: (any ErasureAnchor)? = nil, matters: (any OpenMatterSource)? = nil,
        clock: any CustodyClock = SystemClock(), random: any RandomSource = SystemRandomSource()
    ) async throws -> Custodian {
        let governance = try Governance(policy: policy, types: records, logRetention: logRetention)
        try governance.validate()
        let backends: Backends
        do {
            backends = try await FileBackend.open(at: directory, keys: keys, random: random)
        } catch let error as CustodyFilesError where error.code == .notAStore {
            backends = try await FileBackend.create(at: directory, controller: policy.controller, keys: keys, random: random)
        }
        return try await open(orClosing: backends, governance, adoption, incidents, outage, erasures, matters, clock, random)
    }

    /// Makes a store in a directory that is absent or empty.
    public static func create(
        at directory: String, governance: Governance, keys: any KeyProvider, incidents: IncidentSettings = IncidentSettings(),
        outage: LogOutage = .failClosed, erasures: (any ErasureAnchor)? = nil, matters: (any OpenMatterSource)? = nil,
        clock: any CustodyClock = SystemClock(), random: any RandomSource = SystemRandomSource()
    ) async throws -> Custodian {
        try governance.validate()
        let backends = try await FileBackend.create(
            at: directory, controller: governance.policy.controller, keys: keys, random: random)
        return try await open(orClosing: backends, governance, .refuse, incidents, outage, erasures, matters, clock, random)
    }

    /// Opens the store in `directory` under the policy and the records that it is governed by.
    public static func open(
        at directory: String, keys: any KeyProvider, incidents: IncidentSettings = IncidentSettings(),
        outage: LogOutage = .failClosed, erasures: (any ErasureAnchor)? = nil, matters: (any OpenMatterSource)? = nil,
        clock: any CustodyClock = SystemClock(), random: any RandomSource = SystemRandomSource()
    ) async throws -> Custodian {
        let backends = try await FileBackend.open(at: directory, keys: keys, random: random)
        return try await open(orClosing: backends, nil, .refuse, incidents, outage, erasures, matters, clock, random)
    }
}
