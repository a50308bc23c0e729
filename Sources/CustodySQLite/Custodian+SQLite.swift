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
            keys: any KeyProvider, adoption: Adoption = .refuse, engine: (any AccessPolicy)? = nil,
            factSource: (any AccessFactSource)? = nil, incidents: IncidentSettings = IncidentSettings(),
            outage: LogOutage = .failClosed, erasures: (any ErasureAnchor)? = nil, matters: (any OpenMatterSource)? = nil,
            clock: any CustodyClock = SystemClock(), random: any RandomSource = SystemRandomSource()
        ) async throws -> Custodian {
            try await open(
                sqlite: directory, governance: Governance(policy: policy, types: records, logRetention: logRetention),
                keys: keys, adoption: adoption, engine: engine, factSource: factSource, incidents: incidents, outage: outage,
                erasures: erasures, matters: matters, clock: clock, random: random)
        }

        /// Opens the store that `directory` keeps in an SQLite database under what governs it, making it when the directory is absent or
        /// empty.
        ///
        /// - Parameter governance: another one than the store's is an error unless `adoption` says otherwise. Nil takes the store's
        ///   own, and makes none.
        /// - Throws: ``SQLiteStoreError``, with `notAStore` when there is none and no governance is given; `KeyError`, `CustodianError`.
        public static func open(
            sqlite directory: String, governance: Governance? = nil, keys: any KeyProvider, adoption: Adoption = .refuse,
            engine: (any AccessPolicy)? = nil, factSource: (any AccessFactSource)? = nil,
            incidents: IncidentSettings = IncidentSettings(), outage: LogOutage = .failClosed,
            erasures: (any ErasureAnchor)? = nil, matters: (any OpenMatterSource)? = nil,
            clock: any CustodyClock = SystemClock(), random: any RandomSource = SystemRandomSource()
        ) async throws -> Custodian {
            try governance?.validate()
            let backends: Backends
            do { backends = try await SQLiteBackend.open(at: directory, keys: keys, random: random) } catch let error
                as SQLiteStoreError where error.code == .notAStore
            {
                guard let governance else { throw error }
                do {
                    backends = try await SQLiteBackend.create(
                        at: directory, controller: governance.policy.controller, keys: keys, random: random)
                } catch let occupied as SQLiteStoreError where occupied.code == .alreadyExists {
                    // Another process has made it meanwhile, or what stands there is no store, which this says best.
                    backends = try await SQLiteBackend.open(at: directory, keys: keys, random: random)
                }
            }
            return try await open(orClosing: backends) {
                try await open(
                    $0, governance: governance, adoption: adoption, engine: engine, factSource: factSource,
                    incidents: incidents, outage: outage, erasures: erasures, matters: matters, clock: clock, random: random)
            }
        }

        /// Makes a store in an SQLite database, in a directory that is absent or empty.
        ///
        /// - Throws: ``SQLiteStoreError``, with `alreadyExists` when there is one; `KeyError`, `CustodianError`.
        public static func create(
            sqlite directory: String, governance: Governance, keys: any KeyProvider, engine: (any AccessPolicy)? = nil,
            factSource: (any AccessFactSource)? = nil, incidents: IncidentSettings = IncidentSettings(),
            outage: LogOutage = .failClosed, erasures: (any ErasureAnchor)? = nil, matters: (any OpenMatterSource)? = nil,
            clock: any CustodyClock = SystemClock(), random: any RandomSource = SystemRandomSource()
        ) async throws -> Custodian {
            try governance.validate()
            let backends = try await SQLiteBackend.create(
                at: directory, controller: governance.policy.controller, keys: keys, random: random)
            return try await open(orClosing: backends) {
                try await open(
                    $0, governance: governance, engine: engine, factSource: factSource, incidents: incidents, outage: outage,
                    erasures: erasures, matters: matters, clock: clock, random: random)
            }
        }
    }
#endif
