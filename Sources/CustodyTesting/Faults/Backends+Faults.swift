public import CustodyCore

extension Backends {
    /// The same backends, with every call of a store or of the key provider that can throw subject to one plan. Commits are not: give the
    /// backends a ``FaultyCoordinator`` when you make them.
    public func faulty(_ faults: StoreFaults) -> Backends {
        var backends = self
        backends.data = FaultyDataStore(data, committingTo: coordinator, faults: faults)
        backends.consent = FaultyConsentLedger(consent, faults: faults)
        backends.policies = FaultyPolicyStorage(policies, committingTo: coordinator, faults: faults)
        backends.audit = FaultyAuditSink(audit, faults: faults)
        backends.incidents = FaultyIncidentTracker(incidents, faults: faults)
        backends.keys = FaultyKeyStore(keys, faults: faults)
        backends.provider = FaultyKeyProvider(provider, faults: faults)
        backends.ownRegisters = ownRegisters.map { FaultyRegisterStore($0, committingTo: coordinator, faults: faults) }
        return backends
    }
}
