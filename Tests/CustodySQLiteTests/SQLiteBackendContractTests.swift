#if SQLite
    import CustodyAccess
    import CustodyAudit
    import CustodyConsent
    import CustodyCore
    import CustodyData
    import CustodyIncidents
    import CustodyKeys
    import CustodySQLite
    import CustodyTesting
    import Testing

    /// The same promises that the in-memory forms keep, written a second time on tables.
    @Suite("The SQLite backend keeps the contracts", .serialized)
    struct SQLiteBackendContractTests {
        @Test("DataStore", arguments: DataStoreContract.promises)
        func data(_ promise: ContractPromise<any DataStore>) async throws {
            try await SQLiteBed.fresh { bed in try await promise.verify { try await bed.backends().data } }
        }

        @Test("ConsentLedger", arguments: ConsentLedgerContract.promises)
        func consent(_ promise: ContractPromise<any ConsentLedger>) async throws {
            try await SQLiteBed.fresh { bed in try await promise.verify { try await bed.backends().consent } }
        }

        @Test("PolicyStorage", arguments: PolicyStorageContract.promises)
        func policies(_ promise: ContractPromise<any PolicyStorage>) async throws {
            try await SQLiteBed.fresh { bed in try await promise.verify { try await bed.backends().policies } }
        }

        @Test("RegisterStore", arguments: RegisterStoreContract.promises)
        func registers(_ promise: ContractPromise<any RegisterStore>) async throws {
            try await SQLiteBed.fresh { bed in try await promise.verify { try await bed.backends().registers } }
        }

        @Test("AuditSink", arguments: AuditSinkContract.promises)
        func audit(_ promise: ContractPromise<any AuditSink>) async throws {
            try await SQLiteBed.fresh { bed in try await promise.verify { try await bed.backends().audit } }
        }

        @Test("IncidentTracker", arguments: IncidentTrackerContract.promises)
        func incidents(_ promise: ContractPromise<any IncidentTracker>) async throws {
            try await SQLiteBed.fresh { bed in try await promise.verify { try await bed.backends().incidents } }
        }

        @Test("KeyStore", arguments: KeyStoreContract.promises)
        func keys(_ promise: ContractPromise<any KeyStore>) async throws {
            try await SQLiteBed.fresh { bed in try await promise.verify { try await bed.backends().keys } }
        }
    }
#endif
