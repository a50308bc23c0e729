public import CustodyCore

extension Backends {
    /// The same backends, with every call subject to one plan. Commits are not: give the backends a ``FaultyCoordinator`` when
    /// you make them.
    public func faulty(_ faults: StoreFaults) -> Backends {
        var backends = self
        backends.data = FaultyDataStore(data, committingTo: coordinator, faults: faults)
        backends.consent = FaultyConsentLedger(consent, faults: faults)
        backends.policies = FaultyPolicyStorage(policies, committingTo: coordinator, faults: faults)
        backends.audit = FaultyAuditSink(audit, faults: faults)
        backends.incidents = FaultyIncidentTracker(incidents, faults: faults)
        backends.keys = FaultyKeyStore(keys, faults: faults)
        return backends
    }
}
