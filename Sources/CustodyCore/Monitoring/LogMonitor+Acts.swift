import CustodyAccess
import CustodyAudit
public import CustodyModel
public import CustodyMonitor

extension LogMonitor {
    /// Notes that somebody has looked at a case and what it came to. What is found later opens another. It is recorded.
    ///
    /// - Throws: ``CustodianError`` with `denied`, `unknownRecord`, `invalidInput` without a note.
    public func acknowledge(_ number: UInt64, note: String, by principal: Principal?) async throws {
        try await alone { monitor in
            guard note.isSaid else {
                throw CustodianError(.invalidInput, "say what the case came to")
            }
            // Who may not is not told which cases there are.
            try await monitor.requireLeave(of: principal, for: .acknowledgeAlert)
            guard monitor.book[number] != nil else { throw CustodianError(.unknownRecord, "there is no case \(number)") }
            let custodian = monitor.custodian
            try await custodian.record(
                .incident, .acknowledgeAlert, by: principal, ["case": .unsigned(number), "note": .text(note)])
            let by: PrincipalToken? =
                if let principal { try await custodian.identity(of: principal.id).map { PrincipalToken($0.handle) } } else {
                    nil
                }
            try monitor.book.acknowledge(number, .init(by: by, at: custodian.clock.now(), note: note))
            try await monitor.keep()
        }
    }

    /// Has nobody told of some alerts for a time. They are recorded and counted all the same; that they are suppressed, why and until when,
    /// is recorded too.
    ///
    /// - Parameter actor: only alerts about this principal; nil for everybody.
    /// - Throws: ``CustodianError`` with `denied`, `invalidInput`.
    public func suppress(
        _ rule: RuleID?, about actor: PrincipalID? = nil, because reason: String, until end: Instant,
        by principal: Principal?
    ) async throws {
        try await alone { monitor in
            let custodian = monitor.custodian
            // Who may not is not told who ever acted.
            try await monitor.requireLeave(of: principal, for: .suppressAlerts)
            var handle: Handle?
            if let actor {
                guard let identity = try await custodian.identity(of: actor) else {
                    throw CustodianError(.invalidInput, "no principal of this name ever acted; look at its spelling")
                }
                handle = identity.handle
            }
            let suppression = try AlertSuppression(
                rule: rule, actor: handle, because: reason, from: custodian.clock.now(), until: end)
            try await custodian.record(
                .incident, .suppressAlerts, by: principal,
                [
                    "rule": rule.map { .text($0.name) } ?? .null, "actor": handle.map { .bytes($0.bytes) } ?? .null,
                    "reason": .text(reason), "until": .integer(end.milliseconds),
                ])
            monitor.book.suppress(suppression)
            try await monitor.keep()
        }
    }

    /// Refuses whom the policy does not permit it, before anything is looked up for them.
    private func requireLeave(of principal: Principal?, for action: AuditAction) async throws {
        guard let principal else { return }
        _ = try await custodian.decide(.handleIncident, by: principal, as: action, at: custodian.clock.now())
    }

    /// Sets a rule otherwise from now on. Its thresholds, mode and times may change; with other windows open the monitor anew, which reads
    /// the log again. It is recorded.
    ///
    /// - Throws: ``CustodianError`` with `denied`, `invalidInput`.
    public func set(_ rule: RuleSettings, because reason: String, by principal: Principal?) async throws {
        try await alone { monitor in
            guard reason.isSaid else { throw CustodianError(.invalidInput, "say why") }
            let configuration = try monitor.engine.configuration.setting(rule)
            let engine = try MonitorEngine(configuration, roles: monitor.engine.names, restoring: monitor.engine.state())
            try await monitor.custodian.recordChange(of: [rule.name], to: configuration, because: reason, by: principal)
            monitor.engine = engine
            try await monitor.keep()
        }
    }

    /// Drops what is remembered of a principal: counts, cases, suppressions.
    public func forget(_ principal: PrincipalID) async throws {
        guard let identity = try await custodian.identity(of: principal) else { return }
        try await forget([identity.handle])
    }

    /// Drops what is remembered under handles.
    func forget(_ handles: [Handle]) async throws {
        try await alone { monitor in
            for handle in handles {
                monitor.engine.forget(handle)
                monitor.book.forget(handle)
                monitor.waiting.removeAll { $0.alert.actor == handle || $0.alert.subject == handle }
                monitor.signals.forget(handle)
                for queue in monitor.queues { queue.forget(handle) }
                for place in monitor.absent.indices { monitor.absent[place].notices.forget(handle) }
            }
            monitor.absent.removeAll(where: \.isEmpty)
            try await monitor.keep()
        }
    }
}
