public import CustodyAccess
public import CustodyCore
public import CustodyKeys
public import CustodyModel

extension Custodian {
    /// Opens the store in `directory`, making it when the directory is absent or empty, or its making was cut off.
    ///
    /// What else governs a store than these (kinds of identifiers, schedules, suppression, migrations) is said by
    /// ``open(at:governance:keys:adoption:engine:factSource:incidents:outage:erasures:matters:clock:random:)``.
    ///
    /// - Parameters:
    ///   - records: the kinds of records that the host holds.
    ///   - policy: who may do what; another one than the store's is an error unless `adoption` says otherwise.
    ///   - logRetention: how long each of the two logs keeps its entries; governed as the policy is.
    ///   - keys: opens the wrapped keys. Keep what it needs away from the directory.
    ///   - engine: the host's own policy engine; nil compiles the policy.
    ///   - factSource: what the host knows about principals; without it conditions on trainings and facts are unknown.
    ///   - incidents: which laws bind the host, and what it expects of the handling of incidents.
    ///   - outage: what happens to an act while the log cannot be written.
    ///   - erasures: where erasures are remembered outside the store; those that it does not know are carried out at once.
    ///   - matters: what tells of requests that an erasure has to wait for, and of restrictions.
    /// - Throws: `CustodyFilesError`, `KeyError`, ``CustodianError``.
    public static func open(
        at directory: String, records: [any PersonalRecord.Type], policy: RolePolicy, logRetention: LogRetention,
        keys: any KeyProvider, adoption: Adoption = .refuse, engine: (any AccessPolicy)? = nil,
        factSource: (any AccessFactSource)? = nil, incidents: IncidentSettings = IncidentSettings(),
        outage: LogOutage = .failClosed, erasures: (any ErasureAnchor)? = nil, matters: (any OpenMatterSource)? = nil,
        clock: any CustodyClock = SystemClock(), random: any RandomSource = SystemRandomSource()
    ) async throws -> Custodian {
        try await open(
            at: directory, governance: Governance(policy: policy, types: records, logRetention: logRetention), keys: keys,
            adoption: adoption, engine: engine, factSource: factSource, incidents: incidents, outage: outage,
            erasures: erasures, matters: matters, clock: clock, random: random)
    }

    /// Opens the store in `directory` under what governs it, making it when the directory is absent or empty, or its making was cut off.
    ///
    /// - Parameters:
    ///   - governance: another one than the store's is an error unless `adoption` says otherwise. Nil takes the store's own, and makes
    ///     none.
    ///   - keys: opens the wrapped keys. Keep what it needs away from the directory.
    ///   - engine: the host's own policy engine; nil compiles the policy.
    /// - Throws: `CustodyFilesError`, with `notAStore` when there is none and no governance is given; `KeyError`, ``CustodianError``.
    public static func open(
        at directory: String, governance: Governance? = nil, keys: any KeyProvider, adoption: Adoption = .refuse,
        engine: (any AccessPolicy)? = nil, factSource: (any AccessFactSource)? = nil,
        incidents: IncidentSettings = IncidentSettings(), outage: LogOutage = .failClosed,
        erasures: (any ErasureAnchor)? = nil, matters: (any OpenMatterSource)? = nil,
        clock: any CustodyClock = SystemClock(), random: any RandomSource = SystemRandomSource()
    ) async throws -> Custodian {
        try governance?.validate()
        let backends =
            if let governance {
                try await FileBackend.openOrCreate(
                    at: directory, controller: governance.policy.controller, keys: keys, random: random)
            } else {
                try await FileBackend.open(at: directory, keys: keys, random: random)
            }
        return try await open(orClosing: backends) {
            try await open(
                $0, governance: governance, adoption: adoption, engine: engine, factSource: factSource, incidents: incidents,
                outage: outage, erasures: erasures, matters: matters, clock: clock, random: random)
        }
    }

    /// Makes a store in a directory that is absent or empty, or in which its making was cut off.
    ///
    /// - Throws: `CustodyFilesError`, with `alreadyExists` when there is one; `KeyError`, ``CustodianError``.
    public static func create(
        at directory: String, governance: Governance, keys: any KeyProvider, engine: (any AccessPolicy)? = nil,
        factSource: (any AccessFactSource)? = nil, incidents: IncidentSettings = IncidentSettings(),
        outage: LogOutage = .failClosed, erasures: (any ErasureAnchor)? = nil, matters: (any OpenMatterSource)? = nil,
        clock: any CustodyClock = SystemClock(), random: any RandomSource = SystemRandomSource()
    ) async throws -> Custodian {
        try governance.validate()
        let backends = try await FileBackend.create(
            at: directory, controller: governance.policy.controller, keys: keys, random: random)
        return try await open(orClosing: backends) {
            try await open(
                $0, governance: governance, engine: engine, factSource: factSource, incidents: incidents, outage: outage,
                erasures: erasures, matters: matters, clock: clock, random: random)
        }
    }
}
