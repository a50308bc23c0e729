#if Service
    import Custody
    import CustodyService
    import Logging
    import ServiceLifecycle

    /// What of a host the README's code needs.
    protocol Office: Sendable {
        func keep(_ certificate: ErasureCertificate) async throws
        func keep(_ gap: AuditGap) async throws
        func tell(_ due: Chore.Due) async throws
    }

    /// The README's code: what stands between the marks stands there too, line by line.
    func joined(
        _ custodian: Custodian, by keeper: @escaping Chore.Keeper, logs: some AnchorSink, erasures: some ErasureAnchor,
        office: some Office
    ) async throws -> (service: CustodianService, group: ServiceGroup) {
        // README: begins
        let logger = Logger(label: "custody")
        let service = CustodianService(
            custodian,
            chores: Chore.house(
                by: keeper, logs: logs, erasures: erasures, keeping: { try await office.keep($0) },
                telling: { try await office.tell($0) }),
            monitor: try await custodian.monitor(), anchor: logs, logger: logger,
            keepingGap: { try await office.keep($0) })
        let group = ServiceGroup(services: [service], gracefulShutdownSignals: [.sigterm], logger: logger)
        // README: ends
        return (service, group)
    }
#endif
