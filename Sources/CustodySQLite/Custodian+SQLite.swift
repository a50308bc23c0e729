#if SQLite
    public import CustodyAccess
    public import CustodyCore
    public import CustodyKeys
    public import CustodyModel

    extension Custodian {
        /// Opens the store that `directory` keeps in an SQLite database, making it when the directory is absent or empty.
        ///
        /// - Parameters: as of `Custodian.open(at:records:policy:logRetention:keys:)` of CustodyFiles.
        /// - Throws: ``SQLiteStoreError``, `KeyError`, `CustodianError`.
        public static func open(
            sqlite directory: String, records: [any PersonalRecord.Type], policy: RolePolicy, logRetention: LogRetention,
            keys: any KeyProvider, adoption: Adoption = .refuse, incidents: IncidentSettings = IncidentSettings(),
            outage: LogOutage = .failClosed, erasures: (any ErasureAnchor)? = nil, matters: (any OpenMatterSource)? = nil,
            clock: any CustodyClock = SystemClock(), random: any RandomSource = SystemRandomSource()
        ) async throws -> Custodian {
            let governance = try Governance(policy: policy, types: records, logRetention: logRetention)
            try governance.validate()
            let backends: Backends
            do { backends = try await SQLiteBackend.open(at: directory, keys: keys, random: random) } catch let error
                as SQLiteStoreError where error.code == .notAStore
            {
                backends = try await SQLiteBackend.create(
                    at: directory, controller: policy.controller, keys: keys, random: random)
            }
            return try await open(
                orClosing: backends, governance, adoption, incidents, outage, erasures, matters, clock, random)
        }

        /// Makes a store in an SQLite database, in a directory that is absent or empty.
        public static func create(
            sqlite directory: String, governance: Governance, keys: any KeyProvider,
            incidents: IncidentSettings = IncidentSettings(), outage: LogOutage = .failClosed,
            erasures: (any ErasureAnchor)? = nil, matters: (any OpenMatterSource)? = nil,
            clock: any CustodyClock = SystemClock(), random: any RandomSource = SystemRandomSource()
        ) async throws -> Custodian {
            try governance.validate()
            let backends = try await SQLiteBackend.create(
                at: directory, controller: governance.policy.controller, keys: keys, random: random)
            return try await open(
                orClosing: backends, governance, .refuse, incidents, outage, erasures, matters, clock, random)
        }

        /// Opens the store that `directory` keeps in an SQLite database, under the policy and the records that it is governed by.
        public static func open(
            sqlite directory: String, keys: any KeyProvider, incidents: IncidentSettings = IncidentSettings(),
            outage: LogOutage = .failClosed, erasures: (any ErasureAnchor)? = nil, matters: (any OpenMatterSource)? = nil,
            clock: any CustodyClock = SystemClock(), random: any RandomSource = SystemRandomSource()
        ) async throws -> Custodian {
            let backends = try await SQLiteBackend.open(at: directory, keys: keys, random: random)
            return try await open(orClosing: backends, nil, .refuse, incidents, outage, erasures, matters, clock, random)
        }
    }
#endif
